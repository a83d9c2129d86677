/**
 * Rows by their key: an open-addressing table of row numbers (D. E. Knuth, The Art of Computer Programming 3,
 * section 6.4, algorithm L), which holds no strings of its own. A million keys cost 12 MB, a Map of them ten times
 * that.
 */
export class KeyTable {
  private slots = new Int32Array(64).fill(-1);
  private mask = 63;
  private hashes = new Int32Array(32);
  private count = 0;
  /** What the looks ahead saw, so that they are made. */
  protected touched = 0;

  /** `keys[row]` is the key of a row; the table reads it, the owner writes it. */
  constructor(private readonly keys: readonly string[]) {}

  /**
   * The row of a key, or -1 after noting that it is the next row, whose number is how many are known.
   *
   * @param hash Its `hashOf`, where that is known.
   */
  findOrAdd(key: string, hash: number = hashOf(key)): number {
    let at = hash & this.mask;
    for (;;) {
      const row = this.slots[at] as number;
      if (row < 0) break;
      if (this.hashes[row] === hash && this.keys[row] === key) return row;
      at = (at + 1) & this.mask;
    }
    if (this.count === this.hashes.length) {
      this.grow();
      return this.findOrAdd(key, hash);
    }
    this.slots[at] = this.count;
    this.hashes[this.count++] = hash;
    return -1;
  }

  /**
   * Looks at the places of keys that will be asked for soon: a table larger than the caches keeps one key waiting for
   * memory after the other, and many looks at once wait together.
   */
  touch(hashes: Int32Array): void {
    const { slots, mask } = this;
    let seen = 0;
    for (let i = 0; i < hashes.length; i++) seen |= slots[(hashes[i] as number) & mask] as number;
    this.touched = seen;
  }

  private grow(): void {
    const hashes = new Int32Array(2 * this.count);
    hashes.set(this.hashes);
    this.hashes = hashes;
    this.slots = new Int32Array(4 * this.count).fill(-1);
    this.mask = this.slots.length - 1;
    for (let row = 0; row < this.count; row++) {
      let at = (hashes[row] as number) & this.mask;
      while ((this.slots[at] as number) >= 0) at = (at + 1) & this.mask;
      this.slots[at] = row;
    }
  }
}

/** FNV-1a over the characters, mixed so that names alike but for their last digits spread. */
function hashOf(key: string): number {
  return mixed(hashOn(HASH_START, key));
}

/** `hashOf` before its mixing, continued over more characters. */
export function hashOn(before: number, text: string): number {
  let hash = before;
  for (let i = 0; i < text.length; i++) hash = hashWith(hash, text.charCodeAt(i));
  return hash;
}

/** `hashOf` before the first character. */
export const HASH_START = 0x811c9dc5 | 0;

/** The next step of `hashOf`. */
export function hashWith(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** `hashOf` after the last character. */
export function mixed(hash: number): number {
  const high = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return high ^ (high >>> 15);
}

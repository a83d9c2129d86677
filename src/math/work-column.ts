/**
 * Short columns for work in hand. An engine gives every typed array of more than 64 bytes memory of its own, which takes it
 * a microsecond to get and as long to give back, in the pauses of a collection: as much as the arithmetic on some dozens of
 * quotes. Parts of a larger block are made in a twentieth of that.
 */

/** Bytes of a block. All of it is kept while one part of it is, so that it is small. */
const BLOCK = 15_360;
/** Numbers in the longest part of a block, a quarter of it; what is longer has memory of its own. */
const LONGEST = 480;

/** The block that columns are cut from. */
let block: ArrayBuffer;
/** Bytes of it that are taken. */
let taken = BLOCK;
let nextBlock = (): ArrayBuffer => new ArrayBuffer(BLOCK);

/**
 * A column of n zeros that nothing else shares. For what is gone with the calculation: what a result keeps, or a message
 * carries, is better off with memory of its own, since a copy of a part copies its block.
 */
export function workColumn(n: number): Float64Array<ArrayBuffer> {
  if (n > LONGEST) return new Float64Array(n);
  taken += 8 * n;
  if (taken > BLOCK) {
    block = nextBlock();
    taken = 8 * n;
  }
  return new Float64Array(block, taken - 8 * n, n);
}

/** A copy of the numbers in a column for work in hand. */
export function workCopy(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const column = workColumn(numbers.length);
  column.set(numbers);
  return column;
}

/** Blocks of a calculation that is made again and again: once cleared, they are cut again from the first on. */
export interface WorkRoom {
  /** Acts with work columns from the blocks of this room. */
  within<T>(act: () => T): T;
  /** Nothing of what was made within is needed any more: its memory is taken again. */
  clear(): void;
}

/** A room without a block. */
export function createWorkRoom(): WorkRoom {
  const blocks: ArrayBuffer[] = [];
  let used = 0;
  let own: ArrayBuffer;
  let ownTaken = BLOCK;
  const next = (): ArrayBuffer => {
    const kept = blocks[used++];
    if (kept !== undefined) {
      new Float64Array(kept).fill(0);
      return kept;
    }
    const made = new ArrayBuffer(BLOCK);
    blocks.push(made);
    return made;
  };
  return {
    within(act) {
      const outside = [block, taken, nextBlock] as const;
      [block, taken, nextBlock] = [own, ownTaken, next];
      try {
        return act();
      } finally {
        [own, ownTaken] = [block, taken];
        [block, taken, nextBlock] = outside;
      }
    },
    clear() {
      used = 0;
      ownTaken = BLOCK;
    },
  };
}

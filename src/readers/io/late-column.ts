/** Rows of a block. */
const SHIFT = 10;
const ROWS = 1 << SHIFT;

/**
 * A column of numbers that grows row by row, NaN where nothing was put. It holds memory where a number has come only:
 * most files have few of the optional columns. Blocks, since a column that grows by copying takes four times its size.
 */
export class LateColumn {
  private readonly blocks: (Float64Array | null)[] = [];

  /** Sets a row to `from[at]`: a number that is handed over alone would be boxed, a million times a column. */
  put(row: number, from: Float64Array, at: number): void {
    const value = from[at] as number;
    const block = this.blocks[row >> SHIFT];
    if (block != null) block[row & (ROWS - 1)] = value;
    else if (value === value) this.begin(row >> SHIFT)[row & (ROWS - 1)] = value;
  }

  at(row: number): number {
    return this.blocks[row >> SHIFT]?.[row & (ROWS - 1)] ?? Number.NaN;
  }

  /** Moves the number of one row to another. */
  move(from: number, to: number): void {
    const value = this.at(from);
    const block = this.blocks[to >> SHIFT] ?? (value === value ? this.begin(to >> SHIFT) : null);
    if (block !== null) block[to & (ROWS - 1)] = value;
  }

  /** The first rows as one array, or null where all of them are NaN. Their blocks become parts of it. */
  found(rows: number): Float64Array | null {
    if (this.blocks.length === 0) return null;
    const whole = this.first(rows);
    return whole.some((value) => !Number.isNaN(value)) ? whole : null;
  }

  /** The first rows as one array. Their blocks become parts of it, so that no number is held twice. */
  first(rows: number): Float64Array {
    const whole = new Float64Array(rows);
    for (let from = 0, b = 0; from < rows; from += ROWS, b++) {
      const block = this.blocks[b] ?? null;
      const to = Math.min(rows, from + ROWS);
      if (block === null) {
        whole.fill(Number.NaN, from, to);
        continue;
      }
      whole.set(to - from < ROWS ? block.subarray(0, to - from) : block, from);
      if (to - from === ROWS) this.blocks[b] = whole.subarray(from, to);
    }
    return whole;
  }

  private begin(b: number): Float64Array {
    const { blocks } = this;
    while (blocks.length <= b) blocks.push(null);
    const block = new Float64Array(ROWS).fill(Number.NaN);
    blocks[b] = block;
    return block;
  }
}

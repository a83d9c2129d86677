/** Plain loops over columns: on 100 000 quotes `Float64Array.from` with a callback costs more than the pricing. */

/** A price a forward can have; keeps ratios of strike and forward far from overflow. */
export function isForward(value: number): boolean {
  return value > 1e-9 && value < 1e15;
}

/** The column's values at the given rows. */
export function gather(column: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = column[rows[i]!]!;
  return out;
}

/** The column's values at ascending rows; the column itself where they are all of it, as they mostly are. */
export function columnAt(column: Float64Array, rows: Int32Array): Float64Array {
  return rows.length === column.length ? column : gather(column, rows);
}

/** The column where it has room for n values, else a larger one: for columns that are worked in again and again. */
export function roomFor(n: number, column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  return n > column.length ? new Float64Array(2 * n) : column;
}

/** Median of the first `count` values, which are reordered; NaN of none. In linear time. */
export function median(values: Float64Array, count: number = values.length): number {
  if (count === 0) return Number.NaN;
  if (hasNaN(values, count)) return sortedMedian(values, count);
  const half = count >> 1;
  const upper = select(values, count, half);
  if (count % 2 === 1) return upper;
  let lower = values[0]!;
  for (let i = 1; i < half; i++) if (values[i]! > lower) lower = values[i]!;
  return 0.5 * (lower + upper);
}

/** Relative width of the band around a guess in which a median is looked for. */
const BAND = 1 / 16;

/**
 * `median` of values that are not negative, of which a guess is known: those near the guess are picked out, and only
 * they are ordered, in `scratch` of the same length. A guess that is off costs time and nothing else.
 */
export function medianNear(values: Float64Array, guess: number, scratch: Float64Array): number {
  const count = values.length;
  const low = guess * (1 - BAND);
  const high = guess * (1 + BAND);
  let below = 0;
  let near = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (value < low) below++;
    else if (!(value > high)) scratch[near++] = value;
  }
  const half = count >> 1;
  const least = count % 2 === 1 ? half : half - 1;
  if (below > least || below + near <= half || near === count || hasNaN(scratch, near)) {
    scratch.set(values);
    return median(scratch, count);
  }
  const upper = select(scratch, near, half - below);
  if (count % 2 === 1) return upper;
  let lower = scratch[0]!;
  for (let i = 1; i < half - below; i++) if (scratch[i]! > lower) lower = scratch[i]!;
  return 0.5 * (lower + upper);
}

function hasNaN(values: Float64Array, count: number): boolean {
  for (let i = 0; i < count; i++) if (Number.isNaN(values[i]!)) return true;
  return false;
}

/** With NaN among the values, which sort last. */
function sortedMedian(values: Float64Array, count: number): number {
  const sorted = values.subarray(0, count).sort();
  const half = count >> 1;
  return count % 2 === 1 ? sorted[half]! : 0.5 * (sorted[half - 1]! + sorted[half]!);
}

/**
 * The value that would stand at `rank` were the first `count` sorted; those before it are not larger afterwards.
 * C. A. R. Hoare, "Algorithm 65: Find", Communications of the ACM 4 (1961) 321-322, the pivot the middle one of
 * three.
 */
function select(values: Float64Array, count: number, rank: number): number {
  let left = 0;
  let right = count - 1;
  while (left < right) {
    const pivot = middleOfThree(values[left]!, values[(left + right) >> 1]!, values[right]!);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swap = values[i]!;
      values[i] = values[j]!;
      values[j] = swap;
      i++;
      j--;
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else break;
  }
  return values[rank]!;
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

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

/** Median of the first `count` values, which are reordered; NaN of none. */
export function median(values: Float64Array, count: number = values.length): number {
  if (count === 0) return Number.NaN;
  const sorted = values.subarray(0, count).sort();
  const half = count >> 1;
  return count % 2 === 1 ? sorted[half]! : 0.5 * (sorted[half - 1]! + sorted[half]!);
}

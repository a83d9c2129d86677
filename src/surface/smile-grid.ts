/** Points at which a smile is looked at for its extremes. */
import type { SmileFeature } from '#models/model.ts';

/** Columns that a grid is put together in: one of the points so far, one of the next, one of both. */
let rooms = [512, 512, 512].map((n) => new Float64Array(n)) as [Float64Array, Float64Array, Float64Array];

/** Step of asinh((k - at)/width): a smile in it has no feature narrower than some tens of these. */
const STEP = 0.06;

/** Fills room `r` with points of [low, high], uniform in asinh((k - at)/width), so as dense about `at` as the feature is narrow; how many. */
function about({ at, width }: SmileFeature, low: number, high: number, r: 0 | 1): number {
  const from = Math.asinh((low - at) / width);
  const to = Math.asinh((high - at) / width);
  const n = Math.max(2, Math.ceil((to - from) / STEP) + 1);
  if (rooms[r].length < n) rooms[r] = new Float64Array(2 * n);
  const k = rooms[r];
  const growth = Math.exp((to - from) / (n - 1));
  let e = Math.exp(from);
  for (let i = 0; i < n; i++, e *= growth) k[i] = at + 0.5 * width * (e - 1 / e);
  k[0] = low;
  k[n - 1] = high;
  return n;
}

/** Merges the first n of a and m of b, both ascending, into out, what stands in both once; how many. */
function merge(a: Float64Array, n: number, b: Float64Array, m: number, out: Float64Array): number {
  let count = 0;
  for (let i = 0, j = 0; i < n || j < m; ) {
    const next = j === m || (i < n && a[i]! <= b[j]!) ? a[i++]! : b[j++]!;
    if (count === 0 || next > out[count - 1]!) out[count++] = next;
  }
  return count;
}

/**
 * Two ascending columns as one, what stands in both once.
 *
 * @param out neither of the two, and with room for both; the grid is the first part of it
 */
export function mergedGrid(
  a: Float64Array,
  b: Float64Array,
  out: Float64Array = new Float64Array(a.length + b.length),
): Float64Array {
  const n = merge(a, a.length, b, b.length, out);
  return n === out.length ? out : out.subarray(0, n);
}

/** Ascending points of [low, high], its ends among them, dense about each feature. */
export function featureGrid(features: readonly SmileFeature[], low: number, high: number): Float64Array {
  let n = about(features[0]!, low, high, 0);
  for (let f = 1; f < features.length; f++) {
    const m = about(features[f]!, low, high, 1);
    if (rooms[2].length < n + m) rooms[2] = new Float64Array(2 * (n + m));
    n = merge(rooms[0], n, rooms[1], m, rooms[2]);
    rooms = [rooms[2], rooms[1], rooms[0]];
  }
  return rooms[0].slice(0, n);
}

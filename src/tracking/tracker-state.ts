import type { ShapeCount } from './refit-policy.ts';
import { type FilterState, initialState } from './scalar-filter.ts';

/** All that a tracker keeps between its steps, by the key of each expiry: plain numbers, written and read without loss. */
export interface TrackerState {
  readonly keys: readonly string[];
  /** Instant of the last step, ms. */
  readonly last: number;
  readonly z: readonly number[];
  /** Row-major n by n. */
  readonly covariance: readonly number[];
  /** ln v as published; null before the first time. */
  readonly published: readonly number[] | null;
  readonly quotes: readonly number[];
  readonly readAt: readonly (number | null)[];
  readonly shapes: readonly ShapeCount[];
}

/** The filter's state of these expiries; what is not known of one is as at its fit. */
export function filterStateOf(
  keys: readonly string[],
  { keys: known, z, covariance }: TrackerState,
): FilterState {
  const n = keys.length;
  const state = initialState(n);
  const at = keys.map((key) => known.indexOf(key));
  at.forEach((i, a) => {
    if (i < 0) return;
    state.z[a] = z[i]!;
    at.forEach((j, b) => {
      if (j >= 0) state.covariance[a * n + b] = covariance[i * known.length + j]!;
    });
  });
  return state;
}

/** ln v of these expiries as published; null where that of any is not known. */
export function publishedOf(
  keys: readonly string[],
  { keys: known, published }: TrackerState,
): Float64Array | null {
  if (published === null || !keys.every((key) => known.includes(key))) return null;
  return Float64Array.from(keys, (key) => published[known.indexOf(key)]!);
}

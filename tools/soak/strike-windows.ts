import type { FitSlice } from '#calibration/request.ts';
import { gather } from '#market/columns.ts';

/** Strike windows about the forward, as shares of it: the whole slice first. */
export const STRIKE_WINDOWS: readonly number[] = [Number.POSITIVE_INFINITY, 0.15, 0.1, 0.07, 0.05];

/** A slice of some of its quotes, in their order. */
export function ofRows(slice: FitSlice, rows: Int32Array): FitSlice {
  const of = (column: Float64Array): Float64Array => gather(column, rows);
  const orNull = (column: Float64Array | null): Float64Array | null => (column === null ? null : of(column));
  return {
    ...slice,
    quote: Int32Array.from(rows, (i) => slice.quote[i]!),
    k: of(slice.k),
    bidVol: of(slice.bidVol),
    askVol: of(slice.askVol),
    midVol: of(slice.midVol),
    tickVol: of(slice.tickVol),
    bidSize: orNull(slice.bidSize),
    askSize: orNull(slice.askSize),
    activity: orNull(slice.activity),
    age: orNull(slice.age),
    manual: of(slice.manual),
  };
}

/** The quotes of a slice whose strikes lie within a share of its forward. */
export function within(slice: FitSlice, share: number): FitSlice {
  const rows = [...slice.k.keys()].filter((i) => Math.abs(Math.expm1(slice.k[i]!)) <= share);
  return ofRows(slice, Int32Array.from(rows));
}

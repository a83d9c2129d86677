import { epochMs, years } from '#base/units.ts';
import type { FitSlice } from '#calibration/request.ts';

/** A FitSlice for tests from log-moneyness and mid vols, with one half-spread for all. */
export function makeSlice(
  t: number,
  k: readonly number[],
  midVol: readonly number[],
  change: Partial<FitSlice> & { readonly halfSpread?: number } = {},
): FitSlice {
  const { halfSpread = 0.005, ...rest } = change;
  const n = k.length;
  return {
    key: `${t}`,
    expiry: epochMs(Math.round(t * 365 * 86_400_000)),
    asOf: epochMs(0),
    t: years(t),
    forward: 100,
    quote: Int32Array.from({ length: n }, (_, i) => i),
    k: Float64Array.from(k),
    bidVol: Float64Array.from(midVol, (v) => v - halfSpread),
    askVol: Float64Array.from(midVol, (v) => v + halfSpread),
    midVol: Float64Array.from(midVol),
    tickVol: new Float64Array(n),
    bidSize: null,
    askSize: null,
    activity: null,
    age: null,
    manual: new Float64Array(n).fill(1),
    caution: null,
    ...rest,
  };
}

import type { VolModel } from '#models/model.ts';

/** One fitted slice as a surface needs it. */
export interface SurfaceSlice {
  readonly t: number;
  readonly theta: Float64Array;
  readonly forward: number;
}

/** A surface over k = ln(K/F) and time in years. */
export interface VolSurface {
  /** Ascending times of the slices. */
  readonly times: Float64Array;
  totalVariance(k: number, t: number): number;
  /** sqrt(w/t), decimal. */
  vol(k: number, t: number): number;
  /** Forward at t: log-linear between the slices' forwards, flat outside. */
  forward(t: number): number;
}

/**
 * Surface through fitted slices: total variance is linear in time at fixed log-moneyness, which keeps
 * the surface free of calendar arbitrage wherever the slices themselves do not cross; before the first
 * and after the last slice the volatility at fixed k is constant.
 *
 * Source: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance
 * 14(1), 2014, lemma 5.1 and section 5.
 */
export function createSurface(model: VolModel, slices: readonly SurfaceSlice[]): VolSurface {
  const sorted = [...slices].sort((a, b) => a.t - b.t);
  const times = Float64Array.from(sorted, (slice) => slice.t);
  const at = new Float64Array(1);
  const out = new Float64Array(1);
  const smiles = sorted.map(({ t, forward }) => model.smile({ t, forward }));
  const sliceVariance = (i: number, k: number): number => {
    at[0] = k;
    smiles[i]!.totalVariance(sorted[i]!.theta, at, out);
    return out[0]!;
  };
  const last = sorted.length - 1;
  /** Index of the last slice at or before t; -1 before the first. */
  const before = (t: number): number => {
    let i = -1;
    while (i < last && times[i + 1]! <= t) i++;
    return i;
  };
  const totalVariance = (k: number, t: number): number => {
    const i = before(t);
    if (i < 0) return (sliceVariance(0, k) * t) / times[0]!;
    if (i === last) return (sliceVariance(last, k) * t) / times[last]!;
    const share = (t - times[i]!) / (times[i + 1]! - times[i]!);
    return share === 0
      ? sliceVariance(i, k)
      : (1 - share) * sliceVariance(i, k) + share * sliceVariance(i + 1, k);
  };
  return {
    times,
    totalVariance,
    vol: (k, t) => Math.sqrt(totalVariance(k, t) / t),
    forward(t) {
      const i = before(t);
      if (i < 0) return sorted[0]!.forward;
      if (i === last) return sorted[last]!.forward;
      const share = (t - times[i]!) / (times[i + 1]! - times[i]!);
      return Math.exp((1 - share) * Math.log(sorted[i]!.forward) + share * Math.log(sorted[i + 1]!.forward));
    },
  };
}

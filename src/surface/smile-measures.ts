import type { SmileFunctions } from '#models/model.ts';
import { type DeltaConvention, deltaStrike } from './delta-strikes.ts';
import type { SmileCurve } from './smile-curve.ts';

/** At-the-money and delta measures of a smile; decimals, risk reversal call minus put. At the money is k = 0. */
export interface SmileMeasures {
  readonly vol: number;
  /** d sigma / dk at k = 0. */
  readonly skew: number;
  /** d2 sigma / dk2 at k = 0. */
  readonly curvature: number;
  /** Null where the smile does not reach a 25-delta strike. */
  readonly riskReversal25: number | null;
  /** Mean of the two 25-delta vols less the at-the-money vol. */
  readonly butterfly25: number | null;
  readonly riskReversal10: number | null;
  readonly butterfly10: number | null;
  /** Log-moneyness of the deltas 10 put, 25 put, 25 call, 10 call. */
  readonly deltaK: readonly [number | null, number | null, number | null, number | null];
}

/**
 * Measures of one slice at time t (years), deltas on the forward, not premium-adjusted: call N(d1), put N(d1) - 1,
 * with d1 = -k/sqrt(w) + sqrt(w)/2.
 */
export function smileMeasures(functions: SmileFunctions, theta: Float64Array, t: number): SmileMeasures {
  const { k, w, w1, w2 } = one;
  const total = (at: number): number => {
    k[0] = at;
    functions.totalVariance(theta, k, w);
    return w[0]!;
  };
  k[0] = 0;
  functions.derivatives(theta, k, w, w1, w2);
  return measured(total, t, 'forward');
}

/** Measures of a smile at time t (years), deltas as the convention counts them. */
export function curveMeasures(curve: SmileCurve, t: number, convention: DeltaConvention): SmileMeasures {
  const { k, w, w1, w2 } = one;
  const total = (at: number): number => {
    k[0] = at;
    curve.derivatives(k, w, w1, w2);
    return w[0]!;
  };
  total(0);
  return measured(total, t, convention);
}

/** The point at which a smile is looked at, and what it has there. */
const one = {
  k: new Float64Array(1),
  w: new Float64Array(1),
  w1: new Float64Array(1),
  w2: new Float64Array(1),
};

/** Measures of the smile whose values at the money stand in `one`. */
function measured(total: (k: number) => number, t: number, convention: DeltaConvention): SmileMeasures {
  const atm = one.w[0]!;
  const vol = Math.sqrt(atm / t);
  const skew = one.w1[0]! / (2 * vol * t);
  const curvature = one.w2[0]! / (2 * vol * t) - (skew * skew) / vol;
  const volAt = (k: number | null): number | null => (k === null ? null : Math.sqrt(total(k) / t));
  const put10 = deltaStrike(total, atm, 0.1, 'put', convention);
  const put25 = deltaStrike(total, atm, 0.25, 'put', convention);
  const call25 = deltaStrike(total, atm, 0.25, 'call', convention);
  const call10 = deltaStrike(total, atm, 0.1, 'call', convention);
  const [p10, p25, c25, c10] = [volAt(put10), volAt(put25), volAt(call25), volAt(call10)];
  return {
    vol,
    skew,
    curvature,
    riskReversal25: p25 === null || c25 === null ? null : c25 - p25,
    butterfly25: p25 === null || c25 === null ? null : (c25 + p25) / 2 - vol,
    riskReversal10: p10 === null || c10 === null ? null : c10 - p10,
    butterfly10: p10 === null || c10 === null ? null : (c10 + p10) / 2 - vol,
    deltaK: [put10, put25, call25, call10],
  };
}

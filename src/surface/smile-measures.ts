import type { SmileFunctions } from '#models/model.ts';
import { type DeltaConvention, deltaStrike } from './delta-strikes.ts';
import { curveOf, type SmileCurve } from './smile-curve.ts';

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
  const k = new Float64Array(1);
  const w = new Float64Array(1);
  const total = (at: number): number => {
    k[0] = at;
    functions.totalVariance(theta, k, w);
    return w[0]!;
  };
  return measured(curveOf({ functions, theta }), total, t, 'forward');
}

/** Measures of a smile at time t (years), deltas as the convention counts them. */
export function curveMeasures(curve: SmileCurve, t: number, convention: DeltaConvention): SmileMeasures {
  const [k, w, w1, w2] = [1, 1, 1, 1].map((n) => new Float64Array(n)) as Buffers;
  const total = (at: number): number => {
    k[0] = at;
    curve.derivatives(k, w, w1, w2);
    return w[0]!;
  };
  return measured(curve, total, t, convention);
}

type Buffers = [Float64Array, Float64Array, Float64Array, Float64Array];

function measured(
  curve: SmileCurve,
  total: (k: number) => number,
  t: number,
  convention: DeltaConvention,
): SmileMeasures {
  const [k, w, w1, w2] = [1, 1, 1, 1].map((n) => new Float64Array(n)) as Buffers;
  curve.derivatives(k, w, w1, w2);
  const atm = w[0]!;
  const vol = Math.sqrt(atm / t);
  const skew = w1[0]! / (2 * vol * t);
  const deltaK = [
    deltaStrike(total, atm, 0.1, 'put', convention),
    deltaStrike(total, atm, 0.25, 'put', convention),
    deltaStrike(total, atm, 0.25, 'call', convention),
    deltaStrike(total, atm, 0.1, 'call', convention),
  ] as const;
  const [p10, p25, c25, c10] = deltaK.map((at) => (at === null ? null : Math.sqrt(total(at) / t)));
  const reversal = (put: number | null | undefined, call: number | null | undefined) =>
    put == null || call == null ? null : call - put;
  const butterfly = (put: number | null | undefined, call: number | null | undefined) =>
    put == null || call == null ? null : (call + put) / 2 - vol;
  return {
    vol,
    skew,
    curvature: w2[0]! / (2 * vol * t) - (skew * skew) / vol,
    riskReversal25: reversal(p25, c25),
    butterfly25: butterfly(p25, c25),
    riskReversal10: reversal(p10, c10),
    butterfly10: butterfly(p10, c10),
    deltaK,
  };
}

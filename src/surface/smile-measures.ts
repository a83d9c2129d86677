import type { SmileFunctions } from '#models/model.ts';

/** At-the-money and delta measures of a smile; decimals, risk reversal call minus put. */
export interface SmileMeasures {
  readonly vol: number;
  /** d sigma / dk at k = 0. */
  readonly skew: number;
  /** Null where the smile does not reach a 25-delta strike. */
  readonly riskReversal25: number | null;
  /** Mean of the two 25-delta vols less the at-the-money vol. */
  readonly butterfly25: number | null;
  /** Log-moneyness of the forward Black deltas 10 put, 25 put, 25 call, 10 call. */
  readonly deltaK: readonly [number | null, number | null, number | null, number | null];
}

/** N^-1(0.75) and N^-1(0.9): |d1| of the 25- and 10-delta strikes. */
const D1_25 = 0.6744897501960817;
const D1_10 = 1.2815515655446004;
const BRACKETS = 60;
const BISECTIONS = 80;

/**
 * Smile measures of one slice at time t (years).
 *
 * Delta is the Black delta on the forward, not premium-adjusted: call N(d1), put N(d1) - 1, with
 * d1 = -k/sqrt(w) + sqrt(w)/2; the strike nearest the money is taken.
 */
export function smileMeasures(smile: SmileFunctions, theta: Float64Array, t: number): SmileMeasures {
  const k = new Float64Array(1);
  const w = new Float64Array(1);
  const w1 = new Float64Array(1);
  const w2 = new Float64Array(1);
  const total = (at: number): number => {
    k[0] = at;
    smile.totalVariance(theta, k, w);
    return w[0]!;
  };
  smile.derivatives(theta, k, w, w1, w2);
  const atm = w[0]!;
  const vol = Math.sqrt(atm / t);
  const skew = w1[0]! / (2 * vol * t);

  /** k with d1(k) = target, outwards from the money on the side of `sign`. */
  const strikeOf = (target: number, sign: 1 | -1): number | null => {
    const f = (at: number): number => {
      const s = Math.sqrt(total(at));
      return sign * (-at / s + s / 2 - target);
    };
    const unit = Math.sqrt(atm);
    let near = 0;
    let far = 0;
    for (let i = 1; i <= BRACKETS; i++) {
      far = sign * unit * 0.25 * i * (1 + i / 20);
      if (f(far) <= 0) break;
      near = far;
      if (i === BRACKETS) return null;
    }
    for (let i = 0; i < BISECTIONS; i++) {
      const middle = (near + far) / 2;
      if (f(middle) > 0) near = middle;
      else far = middle;
    }
    return (near + far) / 2;
  };

  const deltaK = [
    strikeOf(D1_10, -1),
    strikeOf(D1_25, -1),
    strikeOf(-D1_25, 1),
    strikeOf(-D1_10, 1),
  ] as const;
  const [, put, call] = deltaK;
  if (put === null || call === null) return { vol, skew, riskReversal25: null, butterfly25: null, deltaK };
  const putVol = Math.sqrt(total(put) / t);
  const callVol = Math.sqrt(total(call) / t);
  return {
    vol,
    skew,
    riskReversal25: callVol - putVol,
    butterfly25: (callVol + putVol) / 2 - vol,
    deltaK,
  };
}

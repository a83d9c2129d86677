import { integrateAll } from '#math/adaptive-quadrature.ts';
import { normalisedPrice } from '#pricing/black76.ts';
import type { RiskNeutralLaw } from './density.ts';
import { panelBreaks } from './density-moments.ts';
import type { SmileCurve } from './smile-curve.ts';

/** The fair strike of a variance swap on a smile, and how much of it comes from strikes that nobody quotes. */
export interface VarianceSwap {
  /** Total variance to expiry: -2 E[ln S/F]; divide by years for a variance. */
  readonly total: number;
  /** Shares of `total` from strikes below the first and above the last quote. */
  readonly below: number;
  readonly above: number;
  /**
   * The integrals met their tolerance, and the law holds its probability and its forward: with a wing at Lee's bound
   * part of the forward stays beyond every strike, and options replicate no log contract.
   */
  readonly sound: boolean;
}

/** Probability and share of the forward that a law may miss. */
const LOST = 1e-5;

/**
 * Static replication by out-of-the-money options, total = 2 int OTM(K)/K^2 dK with undiscounted prices, puts below
 * and calls above the forward; in k = ln(K/F) the integrand is 2 b(|k|, s) e^{-k/2} with b the normalised price.
 *
 * Source: A. Neuberger, "The log contract", Journal of Portfolio Management 20(2), 1994; K. Demeterfi, E. Derman,
 * M. Kamal and J. Zou, "More than you ever wanted to know about volatility swaps", Goldman Sachs, 1999, eq. 26.
 *
 * @param law the law of the same smile, which says how far its wings matter
 * @param quoted log-moneyness of the first and last quote
 */
export function varianceSwap(
  curve: SmileCurve,
  law: RiskNeutralLaw,
  quoted: readonly [number, number],
): VarianceSwap {
  const unit = law.at(0).s;
  const [low, high] = law.range;
  let size = 0;
  let [w, w1, w2] = [new Float64Array(0), new Float64Array(0), new Float64Array(0)];
  const strip = (k: Float64Array, out: Float64Array): void => {
    if (size !== k.length) {
      size = k.length;
      [w, w1, w2] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
    }
    curve.derivatives(k, w, w1, w2);
    for (let i = 0; i < size; i++) {
      out[i] = 2 * normalisedPrice(Math.abs(k[i]!), Math.sqrt(w[i]!)) * Math.exp(-0.5 * k[i]!);
    }
  };
  const over = (from: number, to: number) => {
    const [a, b] = [clip(from, low, high), clip(to, low, high)];
    if (!(b > a)) return { value: 0, converged: true };
    const { value, converged } = integrateAll(strip, panelBreaks(a, b, unit), [1e-13 * unit * unit]);
    return { value: value[0]!, converged };
  };
  const parts = [over(low, quoted[0]), over(quoted[0], quoted[1]), over(quoted[1], high)] as const;
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  return {
    total,
    below: parts[0].value / total,
    above: parts[2].value / total,
    sound: parts.every(({ converged }) => converged) && isWhole(law),
  };
}

function isWhole(law: RiskNeutralLaw): boolean {
  const [low, high] = law.range.map(law.at);
  if (low === undefined || high === undefined) return false;
  return low.below + high.above < LOST && Math.abs(high.share - low.share - 1) < LOST;
}

function clip(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}

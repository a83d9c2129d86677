/**
 * Forward and discount from call-put parity, robustly.
 *
 * Linear premiums obey C - P = D (F - K); coin premiums obey C - P = D (1 - K/F), so the index is
 * not needed. Weighted least squares centred at the weighted mean strike, reweighted by Huber's
 * psi (P. J. Huber, "Robust Estimation of a Location Parameter", Annals of Mathematical Statistics
 * 35 (1964) 73-101) with tuning constant 1.345 and scale 1.4826 median |r|.
 */
import { medianNear } from './columns.ts';

const HUBER = 1.345;
const MAD_TO_SIGMA = 1.4826;
const ROUNDS = 50;

/** Two-sided call and put of one strike. */
export interface ParityPairs {
  readonly strike: Float64Array;
  /** Mid call premium less mid put premium, in the unit of the premium. */
  readonly difference: Float64Array;
  /** 1/(h_C^2 + h_P^2) with half-spreads h. */
  readonly weight: Float64Array;
}

/** Forward by parity. `discount` is the estimate, or the value that was held. */
export interface ParityEstimate {
  readonly forward: number;
  /** Standard error of the forward; null with fewer than three pairs (two where the discount is held). */
  readonly stdError: number | null;
  readonly discount: number;
  readonly discountStdError: number | null;
  readonly pairs: number;
}

/** Forward and discount together by a line through y = C - P; null when the line does not fall. */
export function parityByLine(pairs: ParityPairs, inverse: boolean): ParityEstimate | null {
  const { strike, difference, weight } = pairs;
  const n = strike.length;
  if (n < 2) return null;
  const robust = new RobustWeights(weight);
  const { huber, weighted, residual, root } = robust;
  let meanStrike = 0;
  let meanDifference = 0;
  let slope = 0;
  let sumWeight = 0;
  let spread = 0;
  for (let round = 0; round < ROUNDS; round++) {
    sumWeight = 0;
    meanStrike = 0;
    meanDifference = 0;
    for (let j = 0; j < n; j++) {
      const w = weighted[j]!;
      sumWeight += w;
      meanStrike += w * strike[j]!;
      meanDifference += w * difference[j]!;
    }
    meanStrike /= sumWeight;
    meanDifference /= sumWeight;
    let cross = 0;
    spread = 0;
    for (let j = 0; j < n; j++) {
      const w = weighted[j]!;
      const x = strike[j]! - meanStrike;
      cross += w * x * (difference[j]! - meanDifference);
      spread += w * x * x;
    }
    slope = cross / spread;
    for (let j = 0; j < n; j++) {
      const fitted = meanDifference + slope * (strike[j]! - meanStrike);
      residual[j] = root[j]! * (difference[j]! - fitted);
    }
    if (robust.update() < 1e-13) break;
  }
  const forward = meanStrike - meanDifference / slope;
  if (!(slope < 0 && forward > 0 && forward < Infinity)) return null;
  let stdError: number | null = null;
  let slopeError: number | null = null;
  if (n > 2) {
    const variance = weightedSquares(residual, huber) / (n - 2);
    slopeError = Math.sqrt(variance / spread);
    const offset = forward - meanStrike;
    stdError = Math.sqrt(variance / sumWeight + (offset * slopeError) ** 2) / -slope;
  }
  const toDiscount = inverse ? forward : 1;
  return {
    forward,
    stdError,
    discount: -slope * toDiscount,
    discountStdError: slopeError === null ? null : slopeError * toDiscount,
    pairs: n,
  };
}

/**
 * Forward with the discount held: the robust weighted mean of K + y/D, or of (1 - y/D)/K = 1/F for
 * coin premiums. Null without a pair or when the mean is not positive.
 */
export function parityByMean(pairs: ParityPairs, inverse: boolean, discount: number): ParityEstimate | null {
  const { strike, difference, weight } = pairs;
  const n = strike.length;
  if (n < 1) return null;
  const value = new Float64Array(n);
  const precision = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const y = difference[j]! / discount;
    value[j] = inverse ? (1 - y) / strike[j]! : strike[j]! + y;
    precision[j] = weight[j]! * (inverse ? strike[j]! ** 2 : 1);
  }
  const robust = new RobustWeights(precision);
  const { huber, weighted, residual, root } = robust;
  let mean = 0;
  let sum = 0;
  for (let round = 0; round < ROUNDS; round++) {
    sum = 0;
    mean = 0;
    for (let j = 0; j < n; j++) {
      const w = weighted[j]!;
      sum += w;
      mean += w * value[j]!;
    }
    mean /= sum;
    for (let j = 0; j < n; j++) residual[j] = root[j]! * (value[j]! - mean);
    if (robust.update() < 1e-13) break;
  }
  const forward = inverse ? 1 / mean : mean;
  if (!(forward > 0 && forward < Infinity)) return null;
  const error = n > 1 ? Math.sqrt(weightedSquares(residual, huber) / (n - 1) / sum) : null;
  return {
    forward,
    stdError: error === null ? null : inverse ? error * forward * forward : error,
    discount,
    discountStdError: null,
    pairs: n,
  };
}

/** Huber weights of one regression, renewed from its standardised residuals round by round. */
class RobustWeights {
  readonly huber: Float64Array;
  /** Precision times the Huber weight. */
  readonly weighted: Float64Array;
  /** Square root of the precision, which standardises a residual. */
  readonly root: Float64Array;
  /** Standardised residuals, written by the owner. */
  readonly residual: Float64Array;
  private readonly sizes: Float64Array;
  private readonly scratch: Float64Array;
  private middle = Number.NaN;

  constructor(private readonly precision: Float64Array) {
    const n = precision.length;
    this.huber = new Float64Array(n).fill(1);
    this.weighted = precision.slice();
    this.root = precision.map(Math.sqrt);
    this.residual = new Float64Array(n);
    this.sizes = new Float64Array(n);
    this.scratch = new Float64Array(n);
  }

  /** Takes the weights of the present residuals; returns the largest change. */
  update(): number {
    const { huber, weighted, residual, sizes, precision } = this;
    const n = residual.length;
    for (let j = 0; j < n; j++) sizes[j] = Math.abs(residual[j]!);
    this.middle = medianNear(sizes, this.middle, this.scratch);
    const limit = HUBER * MAD_TO_SIGMA * this.middle;
    let change = 0;
    for (let j = 0; j < n; j++) {
      const r = sizes[j]!;
      const weight = r > limit && limit > 0 ? limit / r : 1;
      const moved = Math.abs(weight - huber[j]!);
      if (moved > change) change = moved;
      huber[j] = weight;
      weighted[j] = precision[j]! * weight;
    }
    return change;
  }
}

function weightedSquares(residual: Float64Array, huber: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < residual.length; j++) sum += huber[j]! * residual[j]! ** 2;
  return sum;
}

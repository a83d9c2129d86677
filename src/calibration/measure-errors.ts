import type { VolModel } from '#models/model.ts';
import { type SmileMeasures, smileMeasures } from '#surface/smile-measures.ts';

/** Measures a desk reads of a smile, in the order in which they are told. */
export const TOLD_MEASURES = ['vol', 'riskReversal25', 'butterfly25'] as const;

export type ToldMeasure = (typeof TOLD_MEASURES)[number];

/** Standard errors, decimals; null where they are not identified or the smile does not reach the delta. */
export type MeasureErrors = Readonly<Record<ToldMeasure, number | null>>;

const NONE: MeasureErrors = { vol: null, riskReversal25: null, butterfly25: null };

/** What is asked of a fitted slice; the covariance is row-major p by p, null where it is not known. */
interface Fitted {
  readonly theta: Float64Array;
  readonly t: number;
  readonly forward: number;
  readonly covariance: Float64Array | null;
}

/** Steps of the differences: this share of a standard error, and no more than this of the parameter. */
const OF_ERROR = 1e-2;
const OF_VALUE = 1e-5;

/**
 * Standard errors of at-the-money volatility, 25-delta risk reversal and butterfly by the delta method,
 * sqrt(g cov g') with g by central differences in the model's parameters, the delta strikes moving along.
 *
 * G. A. F. Seber and C. J. Wild, Nonlinear Regression, 1989, section 5.1.
 */
export function measureErrors(model: VolModel, { theta, t, forward, covariance }: Fitted): MeasureErrors {
  if (covariance === null || !(t > 0)) return NONE;
  const p = theta.length;
  const functions = model.smile({ t, forward });
  const at = (j: number, step: number): SmileMeasures => {
    const moved = theta.slice();
    moved[j]! += step;
    return smileMeasures(functions, moved, t);
  };
  const slopes = TOLD_MEASURES.map(() => new Float64Array(p));
  for (let j = 0; j < p; j++) {
    const deviation = Math.sqrt(Math.max(0, covariance[j * p + j]!));
    if (deviation === 0) continue;
    const step = Math.min(OF_ERROR * deviation, OF_VALUE * Math.max(1, Math.abs(theta[j]!)));
    const [up, down] = [at(j, step), at(j, -step)];
    TOLD_MEASURES.forEach((measure, m) => {
      slopes[m]![j] = ((up[measure] ?? Number.NaN) - (down[measure] ?? Number.NaN)) / (2 * step);
    });
  }
  const [vol, reversal, butterfly] = slopes.map((slope) => deviationOf(slope, covariance));
  return { vol: vol ?? null, riskReversal25: reversal ?? null, butterfly25: butterfly ?? null };
}

function deviationOf(slope: Float64Array, matrix: Float64Array): number | null {
  const p = slope.length;
  let variance = 0;
  for (let r = 0; r < p; r++) {
    for (let c = 0; c < p; c++) variance += slope[r]! * matrix[r * p + c]! * slope[c]!;
  }
  return Number.isFinite(variance) ? Math.sqrt(Math.max(0, variance)) : null;
}

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

/** Steps of the differences: this share of a standard error, and no more than this of any parameter. */
const OF_ERROR = 1e-2;
const OF_VALUE = 1e-5;
/** Variance of a parameter that the ones before it leave, as a share of its own: below is rounding. */
const LEAST_LEFT = 1e-12;

/**
 * Standard errors of at-the-money volatility, 25-delta risk reversal and butterfly by the delta method,
 * sqrt(g cov g') with cov = L L' and g L by central differences along the columns of L, the delta strikes moving along.
 * Along the parameters themselves the errors of the slopes would not cancel as the parameters do: a day before an
 * expiry each alone moves the volatility a thousand times as far as all of them together may.
 *
 * G. A. F. Seber and C. J. Wild, Nonlinear Regression, 1989, section 5.1.
 */
export function measureErrors(model: VolModel, { theta, t, forward, covariance }: Fitted): MeasureErrors {
  if (covariance === null || !(t > 0)) return NONE;
  const functions = model.smile({ t, forward });
  const at = (column: Float64Array, step: number): SmileMeasures =>
    smileMeasures(
      functions,
      theta.map((value, j) => value + step * column[j]!),
      t,
    );
  const variances = TOLD_MEASURES.map(() => 0);
  for (const column of factorOf(covariance, theta.length)) {
    const step = column.reduce(
      (least, by, j) => Math.min(least, (OF_VALUE * Math.max(1, Math.abs(theta[j]!))) / Math.abs(by)),
      OF_ERROR,
    );
    const [up, down] = [at(column, step), at(column, -step)];
    TOLD_MEASURES.forEach((measure, m) => {
      variances[m]! += (((up[measure] ?? Number.NaN) - (down[measure] ?? Number.NaN)) / (2 * step)) ** 2;
    });
  }
  const [vol, reversal, butterfly] = variances.map((of) => (Number.isFinite(of) ? Math.sqrt(of) : null));
  return { vol: vol ?? null, riskReversal25: reversal ?? null, butterfly25: butterfly ?? null };
}

/** Columns of L with L L' = the matrix, row-major p by p, by Cholesky; fewer than p where it is of lesser rank. */
function factorOf(matrix: Float64Array, p: number): Float64Array[] {
  const columns: Float64Array[] = [];
  for (let j = 0; j < p; j++) {
    const left = (i: number): number =>
      columns.reduce((sum, column) => sum - column[i]! * column[j]!, matrix[i * p + j]!);
    const pivot = left(j);
    if (!(pivot > LEAST_LEFT * matrix[j * p + j]!)) continue;
    columns.push(Float64Array.from({ length: p }, (_, i) => (i < j ? 0 : left(i) / Math.sqrt(pivot))));
  }
  return columns;
}

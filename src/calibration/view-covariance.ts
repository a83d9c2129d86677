import type { ParameterView } from '#models/model.ts';
import type { ParameterCovariance } from './result.ts';

/** What is read of a fitted slice. */
interface Fitted {
  readonly theta: Float64Array | null;
  readonly t: number;
  readonly covariance: Pick<ParameterCovariance, 'matrix'> | null;
}

/** Share of the terms of a variance that its sum is not told from zero below. */
const ROUNDING = 1e-14;

/**
 * Covariance D cov D' of the coordinates of a view by the delta method, row-major m by m; that of the model's own
 * parameters where the view is null. Null where the errors are not identified. A coordinate that stands at a bound while
 * parameters vary beneath it has variance 0, and not the rounding of terms that cancel.
 */
export function viewCovariance(
  { theta, t, covariance }: Fitted,
  view: ParameterView | null,
): Float64Array | null {
  if (theta === null || covariance === null) return null;
  const { matrix } = covariance;
  if (view === null) return matrix;
  const m = view.parameters.length;
  const p = theta.length;
  const slope = new Float64Array(m * p);
  view.jacobian(theta, t, slope);
  const out = new Float64Array(m * m);
  for (let r = 0; r < m; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = 0;
      let terms = 0;
      for (let i = 0; i < p; i++) {
        for (let j = 0; j < p; j++) {
          const term = slope[r * p + i]! * matrix[i * p + j]! * slope[c * p + j]!;
          sum += term;
          terms += Math.abs(term);
        }
      }
      out[r * m + c] = r === c && sum < ROUNDING * terms ? 0 : sum;
      out[c * m + r] = out[r * m + c]!;
    }
  }
  return out;
}

/** Correlations of an m by m covariance; NaN in the rows and columns of what does not vary. */
export function correlations(covariance: Float64Array, m: number): Float64Array {
  return covariance.map((value, at) => {
    const [r, c] = [Math.floor(at / m), at % m];
    const length = Math.sqrt(covariance[r * m + r]! * covariance[c * m + c]!);
    return length > 0 ? Math.min(1, Math.max(-1, value / length)) : Number.NaN;
  });
}

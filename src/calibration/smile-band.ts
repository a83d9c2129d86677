import { studentQuantile } from '#math/student-t.ts';
import type { VolModel } from '#models/model.ts';
import { type MovableAt, smileOf } from '#surface/moved-smile.ts';
import type { ParameterCovariance } from './result.ts';

/** Probability with which a band is to cover the smile at any one strike. */
export const BAND_LEVEL = 0.95;

/** A confidence band in volatility (decimal) at each k; NaN where the model gives no positive variance. */
export interface SmileBand {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Pointwise 95 % confidence band of a fitted smile by the delta method: sigma +- t se with
 * se^2 = j cov j', j = dw/dtheta / (2 sigma T), t the quantile of Student's t at the fit's degrees of freedom.
 * It says what the scatter of the quotes leaves open if the model is right; fixed parameters and those at a
 * bound count as known, neighbours that the smile may not cross do not. The lower edge ends at 0.
 *
 * G. A. F. Seber and C. J. Wild, Nonlinear Regression, 1989, section 5.1.
 */
export function smileBand(
  model: VolModel,
  at: MovableAt,
  theta: Float64Array,
  { matrix, degrees }: ParameterCovariance,
  k: Float64Array,
): SmileBand {
  const n = k.length;
  const p = theta.length;
  const smile = smileOf(model, at);
  const w = new Float64Array(n);
  const jacobian = new Float64Array(n * p);
  smile.totalVariance(theta, k, w);
  smile.jacobian(theta, k, jacobian);
  const quantile = studentQuantile((1 + BAND_LEVEL) / 2, degrees);
  const low = new Float64Array(n).fill(Number.NaN);
  const high = new Float64Array(n).fill(Number.NaN);
  for (let i = 0; i < n; i++) {
    if (!(w[i]! > 0)) continue;
    let variance = 0;
    for (let r = 0; r < p; r++) {
      for (let c = 0; c < p; c++) {
        variance += jacobian[i * p + r]! * matrix[r * p + c]! * jacobian[i * p + c]!;
      }
    }
    const vol = Math.sqrt(w[i]! / at.t);
    const half = (quantile * Math.sqrt(Math.max(0, variance))) / (2 * vol * at.t);
    if (!Number.isFinite(half)) continue;
    low[i] = Math.max(0, vol - half);
    high[i] = vol + half;
  }
  return { low, high };
}

import type { GuessSlice } from '#models/model.ts';

/** Reach of the parabola, in standard deviations of the slice. */
const REACH = 1;
/** Curvature a slice is given at least and at most, as multiples of sqrt(theta). */
const LEAST = 0.2;
const MOST = 1.6;

/** w at the money by the line through the quotes next to it. */
function atTheMoney({ k, w }: GuessSlice): number {
  let right = 0;
  while (right < k.length && k[right]! < 0) right++;
  if (right === 0) return w[0]!;
  if (right === k.length) return w[right - 1]!;
  const [k0, k1] = [k[right - 1]!, k[right]!];
  return w[right - 1]! + ((w[right]! - w[right - 1]!) * -k0) / (k1 - k0);
}

/**
 * First guess of [theta, rho, psi]: theta is the variance at the money, and a parabola w = theta + s k + c k^2
 * through the quotes within a standard deviation gives rho psi = s and psi^2 = 4 theta c + s^2.
 */
export function guessSlice(slice: GuessSlice, out: Float64Array): void {
  const theta = Math.max(1e-8, atTheMoney(slice));
  const unit = Math.sqrt(theta);
  let [s2, s3, s4, t1, t2] = [0, 0, 0, 0, 0];
  for (const [i, k] of slice.k.entries()) {
    const y = k / unit;
    const weight = slice.weight[i]! * Math.exp(-0.5 * (y / REACH) ** 2);
    const rise = (slice.w[i]! - theta) / theta;
    s2 += weight * y * y;
    s3 += weight * y * y * y;
    s4 += weight * y * y * y * y;
    t1 += weight * y * rise;
    t2 += weight * y * y * rise;
  }
  // A little ridge: one side alone does not tell slope from curvature.
  const ridge = 1e-6 * (s2 + s4) + 1e-300;
  const determinant = (s2 + ridge) * (s4 + ridge) - s3 * s3;
  const slope = (t1 * (s4 + ridge) - t2 * s3) / determinant;
  const bend = (t2 * (s2 + ridge) - t1 * s3) / determinant;
  const curvature = Math.sqrt(Math.max(LEAST * LEAST, 4 * bend + slope * slope));
  const psi = Math.min(MOST, curvature);
  out[0] = theta;
  out[1] = Math.max(-0.9, Math.min(0.9, slope / psi));
  out[2] = psi * unit;
}

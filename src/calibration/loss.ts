/**
 * Robust loss of standardised residuals: Huber's rho(r) = r^2/2 for |r| <= delta, delta (|r| - delta/2)
 * beyond, with the weight min(1, delta/|r|) of iteratively reweighted least squares.
 *
 * Source: P. J. Huber, "Robust estimation of a location parameter", Annals of Mathematical Statistics
 * 35(1), 1964.
 */

/** Standard deviations per median absolute deviation of a normal law. */
export const MAD_TO_SD = 1.4826;

/** rho(r). */
export function huberLoss(r: number, delta: number): number {
  const size = Math.abs(r);
  return size <= delta ? 0.5 * r * r : delta * (size - 0.5 * delta);
}

/** rho'(r)/r. */
export function huberWeight(r: number, delta: number): number {
  const size = Math.abs(r);
  return size <= delta ? 1 : delta / size;
}

/** 1.4826 times the median absolute residual: a standard deviation outliers cannot move. */
export function robustScale(residuals: ArrayLike<number>): number {
  const sizes = Array.from(residuals, Math.abs).sort((a, b) => a - b);
  const n = sizes.length;
  if (n === 0) return 0;
  const half = n >> 1;
  return MAD_TO_SD * (n % 2 === 1 ? sizes[half]! : (sizes[half - 1]! + sizes[half]!) / 2);
}

import type { Loss } from './settings.ts';

/**
 * Robust losses of standardised residuals, with the weights rho'(r)/r of iteratively reweighted least squares.
 *
 * Huber: rho(r) = r^2/2 for |r| <= delta, delta (|r| - delta/2) beyond; weight min(1, delta/|r|).
 * P. J. Huber, "Robust estimation of a location parameter", Annals of Mathematical Statistics 35(1), 1964.
 *
 * Soft-L1: rho(r) = delta^2 (sqrt(1 + (r/delta)^2) - 1); weight 1/sqrt(1 + (r/delta)^2). The same two ends, without
 * a kink in the weight. P. Charbonnier, L. Blanc-Feraud, G. Aubert and M. Barlaud, "Deterministic edge-preserving
 * regularization in computed imaging", IEEE Transactions on Image Processing 6(2), 1997.
 */

/** Standard deviations per median absolute deviation of a normal law. */
export const MAD_TO_SD = 1.4826;

/** A robust loss with the residual at which it turns from squares to sizes. */
export interface RobustLoss {
  readonly kind: Exclude<Loss['kind'], 'squared'>;
  /** Above zero, in the residual's own unit. */
  readonly delta: number;
}

/** rho(r). */
export function lossOf(r: number, { kind, delta }: RobustLoss): number {
  if (kind === 'soft-l1') {
    // sqrt(1 + z^2) - 1 without cancellation.
    const z = r / delta;
    return (r * r) / (Math.sqrt(1 + z * z) + 1);
  }
  const size = Math.abs(r);
  return size <= delta ? 0.5 * r * r : delta * (size - 0.5 * delta);
}

/** rho'(r)/r. */
export function lossWeight(r: number, { kind, delta }: RobustLoss): number {
  if (kind === 'soft-l1') {
    const z = r / delta;
    return 1 / Math.sqrt(1 + z * z);
  }
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

/** The loss of the settings at residuals that scatter as these do; null is squared, and where nothing scatters. */
export function lossAt(loss: Loss, residuals: ArrayLike<number>): RobustLoss | null {
  if (loss.kind === 'squared') return null;
  const scale = robustScale(residuals);
  return scale > 0 ? { kind: loss.kind, delta: loss.threshold * scale } : null;
}

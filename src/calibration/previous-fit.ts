import type { EpochMs } from '#base/units.ts';
import type { CalibrationResult, SliceFit } from './result.ts';

/** One expiry of a fit made before. */
export interface PreviousSlice {
  readonly t: number;
  readonly forward: number;
  /** Parameters in the model's order. */
  readonly theta: readonly number[];
  /** Their covariance, row-major p by p. */
  readonly covariance: readonly number[];
  /** Standard deviation of a quote of mean weight about the smile; decimal vol. */
  readonly noise: number;
}

/** What is kept of a fit to draw a later one towards it. Plain data. */
export interface PreviousFit {
  readonly model: string;
  readonly underlying: string;
  /** The instant of its quotes. */
  readonly asOf: EpochMs;
  /** By `expiryKey`: the expiries whose errors are identified. */
  readonly slices: Readonly<Record<string, PreviousSlice>>;
}

/** What a slice tells of the noise of its quotes. */
type Scatter = Pick<SliceFit, 'rmseVol' | 'used'> & { readonly degrees: number };

/**
 * Standard deviation of a quote of mean weight. With weights of sum 1 the residual variance is rmse^2/degrees, and it
 * falls as 1/n with the quotes n of the same noise. Null where no degrees of freedom are left.
 */
export function quoteNoise({ rmseVol, used, degrees }: Scatter): number | null {
  const noise = rmseVol === null ? Number.NaN : rmseVol * Math.sqrt(used / degrees);
  return Number.isFinite(noise) ? noise : null;
}

/** What may be kept of a fit; null where no expiry has errors. */
export function previousFit(
  { model, slices }: CalibrationResult,
  underlying: string,
  asOf: EpochMs,
): PreviousFit | null {
  const kept = slices.flatMap(
    ({ key, theta, covariance, t, forward, rmseVol, used }): [string, PreviousSlice][] => {
      if (theta === null || covariance === null) return [];
      const noise = quoteNoise({ rmseVol, used, degrees: covariance.degrees });
      if (noise === null) return [];
      return [[key, { t, forward, theta: [...theta], covariance: [...covariance.matrix], noise }]];
    },
  );
  return kept.length === 0 ? null : { model, underlying, asOf, slices: Object.fromEntries(kept) };
}

import type { DeltaConvention } from './delta-strikes.ts';
import { riskNeutralLaw } from './density.ts';
import { curveMeasures, type SmileMeasures } from './smile-measures.ts';
import { varianceSwap } from './variance-swap.ts';
import type { VolSurface } from './vol-surface.ts';

/** The smile at one maturity of a surface, in the measures a desk quotes. */
export interface TermPoint {
  readonly t: number;
  readonly forward: number;
  readonly measures: SmileMeasures;
  /** Volatility of the variance swap, decimal; null where the smile's law does not carry one. */
  readonly swapVol: number | null;
  /** Share of the swap's variance from strikes nobody quotes; null with `swapVol`, or where no quotes are given. */
  readonly unquoted: number | null;
}

/** One week, two, one month, two, three, six, nine, a year, a year and a half, two: days. */
export const CONSTANT_MATURITIES: readonly number[] = [7, 14, 30, 60, 90, 180, 270, 365, 547, 730];

/**
 * Smile measures of a surface at maturities in years.
 *
 * @param quoted log-moneyness between which the maturity is quoted; null says nothing of unquoted strikes
 */
export function termPoint(
  surface: VolSurface,
  t: number,
  convention: DeltaConvention,
  quoted: readonly [number, number] | null,
): TermPoint {
  const curve = surface.curve(t);
  const law = riskNeutralLaw(curve);
  const swap = law === null ? null : varianceSwap(curve, law, quoted ?? law.range);
  const sound = swap?.sound === true && swap.total > 0;
  return {
    t,
    forward: surface.forward(t),
    measures: curveMeasures(curve, t, convention),
    swapVol: sound ? Math.sqrt(swap.total / t) : null,
    unquoted: sound && quoted !== null ? swap.below + swap.above : null,
  };
}

/**
 * Volatility at the forward of the variance between two times, per year of the surface's clock: flat where the clock
 * knows what days carry; negative where the variance falls. Null where the clock stands still.
 */
export function forwardVol(surface: VolSurface, from: number, to: number): number | null {
  const since = from > 0 ? surface.totalVariance(0, from) : 0;
  const rate = (surface.totalVariance(0, to) - since) / (surface.clock.tau(to) - surface.clock.tau(from));
  return Number.isFinite(rate) ? Math.sign(rate) * Math.sqrt(Math.abs(rate)) : null;
}

/** The constant maturities a surface interpolates, in years: those between its first and last expiry. */
export function constantMaturities(times: Float64Array): number[] {
  const first = times[0] ?? Number.POSITIVE_INFINITY;
  const last = times.at(-1) ?? 0;
  return CONSTANT_MATURITIES.map((days) => days / 365).filter((t) => t >= first && t <= last);
}

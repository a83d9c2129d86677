/** One place of a surface, as whoever asks for it wants it: volatility, variance, prices and deltas. */
import type { QuoteSet } from '#market/quote-set.ts';
import { blackPrice } from '#pricing/black76.ts';
import { blackGreeks } from '#pricing/greeks.ts';
import type { VolSurface } from './vol-surface.ts';

/** A strike at an instant. Prices are premiums of European options: discounted, in the coin where quotes are in it, else in currency. */
export interface SurfacePoint {
  /** Years from the instant of the quotes; where the settlement average is applied, the years of its variance. */
  readonly t: number;
  readonly forward: number;
  /** ln(K/F). */
  readonly k: number;
  /** Decimal, per year of the calendar. */
  readonly vol: number;
  readonly totalVariance: number;
  readonly discount: number;
  readonly call: OptionPoint;
  readonly put: OptionPoint;
}

export interface OptionPoint {
  readonly price: number;
  /** Black delta on the forward, not premium-adjusted. */
  readonly delta: number;
  /** Delta less the premium in the coin; null where options do not settle in it. */
  readonly adjustedDelta: number | null;
}

/**
 * The place of a strike above 0 at t > 0 years.
 *
 * @param discount of premiums, in their own unit
 * @param quoted settlement and unit of the quotes: premiums of coin options may be written in currency
 */
export function surfacePoint(
  surface: VolSurface,
  strike: number,
  t: number,
  discount: number,
  { settlement, unit }: Pick<QuoteSet, 'settlement' | 'unit'>,
): SurfacePoint {
  const forward = surface.forward(t);
  const k = Math.log(strike / forward);
  const totalVariance = surface.totalVariance(k, t);
  const vol = Math.sqrt(totalVariance / t);
  const option = (isCall: boolean): OptionPoint => {
    const undiscounted = totalVariance > 0 ? blackPrice(forward, strike, t, vol, isCall) : intrinsic(isCall);
    const delta = totalVariance > 0 ? blackGreeks(forward, strike, t, vol, isCall).delta : exercised(isCall);
    const inverse = settlement === 'inverse';
    return {
      price: (discount * undiscounted) / (inverse && unit === 'coin' ? forward : 1),
      delta,
      adjustedDelta: inverse ? delta - undiscounted / forward : null,
    };
  };
  // On days that weigh nothing there is no variance yet.
  const intrinsic = (isCall: boolean) => Math.max(0, isCall ? forward - strike : strike - forward);
  const exercised = (isCall: boolean) => {
    if (k === 0) return isCall ? 0.5 : -0.5;
    return isCall === k < 0 ? (isCall ? 1 : -1) : 0;
  };
  return { t, forward, k, vol, totalVariance, discount, call: option(true), put: option(false) };
}

/** Discount at t years: rates flat between the expiries given (ascending in time, each t > 0), the last one's after. */
export function discountAt(
  expiries: readonly { readonly t: number; readonly discount: number }[],
  t: number,
): number {
  let [from, known] = [0, 0];
  for (const { t: to, discount } of expiries) {
    const log = Math.log(discount);
    if (t <= to) return Math.exp(known + ((log - known) * (t - from)) / (to - from));
    [from, known] = [to, log];
  }
  return from === 0 ? 1 : Math.exp((known * t) / from);
}

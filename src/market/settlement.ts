/**
 * Settlement on an average: crypto venues pay options on the mean of the index over the last
 * minutes before expiry. The variance of such a mean over a window tau is that of a price tau/3
 * into it, so an option outside the window has the variance sigma^2 (T - 2 tau/3), and inside the
 * window the part already averaged is a constant (E. Levy, "Pricing European average rate currency
 * options", Journal of International Money and Finance 11 (1992) 474-491, with the average over a
 * short window taken as lognormal).
 */
import { type EpochMs, MS_PER_YEAR, type Years, years } from '#base/units.ts';
import type { ExpiryBook } from './book.ts';

/** What is known of the settlement price of one expiry that is paid on an average. */
export interface SettlementAverage {
  /** Length of the averaging window. */
  readonly window: Years;
  /** The as-of instant lies inside the window. */
  readonly inside: boolean;
  /** Time and moneyness of the book are those of the average. */
  readonly applied: boolean;
  /** Currency amount of the settlement price that is fixed already: (1 - u/tau) A; 0 where not applied. */
  readonly fixed: number;
}

/** What the user says about averaged settlement. */
export interface SettlementOptions {
  /** Price options as paid on the average. */
  readonly average: boolean;
  /** Average of the index so far by expiry key, in currency, for expiries inside their window. */
  readonly soFar: Readonly<Record<string, number>>;
}

const MINUTE = 60_000;
const HALF_HOUR: ReadonlySet<string> = new Set(['deribit', 'bybit', 'binance', 'okx', 'derive']);
/** OKX averaged over the last hour before this expiry (its announcement of 6 March 2026). */
const OKX_HALF_HOUR_FROM = Date.UTC(2026, 2, 18);

/** Window over which a venue averages the settlement price of an expiry; null where it settles on one price, or no venue is known. */
export function averagingWindow(venue: string | null, expiry: EpochMs): Years | null {
  if (venue === null || !HALF_HOUR.has(venue)) return null;
  const minutes = venue === 'okx' && expiry < OKX_HALF_HOUR_FROM ? 60 : 30;
  return years((minutes * MINUTE) / MS_PER_YEAR);
}

/** Years whose variance the settlement average has: T - 2 tau/3 before the window, u/3 with u left of it. */
export function averagedTime(t: Years, window: Years): Years {
  return years(t >= window ? t - (2 * window) / 3 : t / 3);
}

/**
 * Part of the settlement price that is fixed already, (1 - u/tau) A with u left of the window tau
 * and the average so far A: with it, K_eff = (K - fixed) tau/u on the average of the rest, whose
 * forward is (F - fixed) tau/u, and prices are u/tau of those on the rest. The factor tau/u falls
 * out of K_eff/F_eff and of price/(F - fixed).
 */
export function fixedPart(t: Years, window: Years, soFar: number): number {
  return t >= window ? 0 : (1 - t / window) * soFar;
}

/** Currency amount of the settlement price of a book that is fixed already: log-moneyness counts from it. */
export function settledPart({ settlement }: Pick<ExpiryBook, 'settlement'>): number {
  return settlement?.fixed ?? 0;
}

/**
 * How one expiry settles and the years its book is built on. Inside the window the average applies only
 * where the average so far is given; without it no formula does.
 */
export function settlementOf(
  t: Years,
  window: Years | null,
  options: SettlementOptions | undefined,
  key: string,
): { readonly settlement: SettlementAverage | null; readonly t: Years } {
  if (window === null) return { settlement: null, t };
  const inside = t < window;
  const soFar = options?.soFar[key];
  const applied = options?.average === true && (!inside || (soFar !== undefined && soFar > 0));
  const fixed = applied && inside ? fixedPart(t, window, soFar ?? 0) : 0;
  return { settlement: { window, inside, applied, fixed }, t: applied ? averagedTime(t, window) : t };
}

/** Inside its settlement window and not priced as an average: its volatilities mean nothing. */
export function isUnsettled({ settlement }: Pick<ExpiryBook, 'settlement'>): boolean {
  return settlement?.inside === true && !settlement.applied;
}

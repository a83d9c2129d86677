import type { EpochMs, Years } from '#base/units.ts';
import type { QuoteArbitrage } from './quote-arbitrage.ts';
import type { QuoteSet } from './quote-set.ts';
import type { SettlementAverage, SettlementOptions } from './settlement.ts';

/** How the forward of an expiry was found. `quoted-synthetic` is the venue's interpolated SYN. forward. */
export type ForwardSource = 'quoted' | 'quoted-synthetic' | 'future' | 'parity' | 'file' | 'spot' | 'user';

/** Why an implied volatility does not exist. */
export type NoVolReason =
  | 'no-price'
  | 'below-intrinsic'
  | 'at-intrinsic'
  | 'above-maximum'
  | 'expired'
  | 'non-positive'
  | 'bad-input';

/**
 * Where the discount of an expiry comes from: `unit`, premiums in coin or stablecoin, where it is 1; `pairs`, the
 * slope of call-put parity; `rate`, the median rate of the expiries that have it from pairs; for want of anything that
 * tells it (American chains, currency chains without pairs, volatilities) `user`, the rate by hand, or `assumed`, 1.
 */
export type DiscountSource = 'unit' | 'pairs' | 'rate' | 'user' | 'assumed';

/** The forward of one expiry with everything needed to judge it. Prices in currency. */
export interface ForwardEstimate {
  readonly value: number;
  readonly source: ForwardSource;
  /** Name of the instrument it was read from; null for parity, spot and user. */
  readonly instrument: string | null;
  /** Standard error of the parity estimate where that is the source, else null. */
  readonly stdError: number | null;
  readonly discount: number;
  readonly discountSource: DiscountSource;
  /** Standard error of a discount read from pairs, else null. */
  readonly discountStdError: number | null;
  /**
   * Seconds between the instant of the forward (the median stamp of the rows it was read from) and the two-sided
   * quote farthest from it; null where the file has no stamps, or the forward has none of its own.
   */
  readonly timeGap: number | null;
  /** Parity estimate beside the chosen one; null when fewer than two pairs are two-sided. */
  readonly parity: {
    readonly value: number;
    readonly stdError: number | null;
    readonly pairs: number;
  } | null;
  /** Interval in which no call-put pair can be traded against the forward; empty when low > high. */
  readonly executable: {
    readonly low: number;
    readonly high: number;
    readonly lowStrike: number;
    readonly highStrike: number;
  } | null;
  /** Listed future of the same expiry, mid. */
  readonly future: number | null;
  /** With what early exercise of American options is priced and taken off; absent where it is not. */
  readonly exercise?: {
    readonly spot: number;
    /** Continuous yield a year that spot, forward and discount imply. */
    readonly yield: number;
    /** The spot is not the file's but told by the nearest forward. */
    readonly spotByForward: boolean;
  };
}

/**
 * All quotes of one expiry, sorted by strike then puts before calls; columns of one length n.
 * Implied volatilities are undiscounted Black-76 on `forward`, decimals, NaN where none exists
 * (`bidReason`, `askReason` say why).
 */
export interface ExpiryBook {
  readonly expiry: EpochMs;
  /** Contract root, which tells SPX from SPXW on one date. */
  readonly root: string;
  /** Years to expiry; where the settlement average is applied, the years of its variance. */
  readonly t: Years;
  /** How the settlement price is averaged; null where the venue settles on one price. */
  readonly settlement: SettlementAverage | null;
  readonly forward: ForwardEstimate;
  /** Row of each quote in the QuoteSet. */
  readonly quote: Int32Array;
  readonly strike: Float64Array;
  readonly isCall: Uint8Array;
  /** ln(K/F); inside a settlement window ln((K - fixed)/(F - fixed)), NaN for strikes already exercised. */
  readonly k: Float64Array;
  readonly bidVol: Float64Array;
  readonly askVol: Float64Array;
  /** Volatility of the mid price (microprice where both sizes are known and the spread is normal). */
  readonly midVol: Float64Array;
  /** Codes into NO_VOL_REASONS; 0 where the volatility exists. */
  readonly bidReason: Uint8Array;
  readonly askReason: Uint8Array;
  /** Bid and ask prices divided by forward and discount (undiscounted, in units of F, or of F - fixed); NaN missing. */
  readonly bidPrice: Float64Array;
  readonly askPrice: Float64Array;
  /** Black vega at the mid per 1.00 of volatility, divided by F. */
  readonly vega: Float64Array;
  /** Volatility error of half a price tick; 0 where the tick is unknown. */
  readonly tickVol: Float64Array;
  /** Black delta on the forward, not premium-adjusted; NaN where there is no volatility. */
  readonly delta: Float64Array;
}

/** What the market room makes of a QuoteSet: one book an expiry, ascending in time. */
export interface MarketBook {
  readonly asOf: EpochMs;
  readonly books: readonly ExpiryBook[];
  /** Static arbitrage among the quotes themselves. */
  readonly arbitrage: readonly QuoteArbitrage[];
  /** Whole expiries left out, e.g. `expired`. Counts are quotes. */
  readonly dropped: readonly {
    readonly reason: string;
    readonly count: number;
    readonly expiries: readonly EpochMs[];
  }[];
}

/** What the user may impose on the market: the instant, forwards and a rate by hand, averaged settlement. */
export interface MarketOptions {
  /** Instant of the quotes; null takes the file's own. */
  readonly asOf: EpochMs | null;
  /** Forwards by expiry key (`expiryKey`), in currency. */
  readonly forwards: Readonly<Record<string, number>>;
  /** Settlement on an average; absent is off. */
  readonly settlement?: SettlementOptions;
  /**
   * Rate a year, decimal, continuously compounded, that discounts the expiries whose discount nothing else tells; absent:
   * they are taken undiscounted.
   */
  readonly rate?: number;
}

/** Codes of `bidReason` and `askReason`; index 0 means the volatility exists. */
export const NO_VOL_REASONS: readonly (NoVolReason | 'ok')[] = [
  'ok',
  'no-price',
  'below-intrinsic',
  'at-intrinsic',
  'above-maximum',
  'expired',
  'non-positive',
  'bad-input',
];

/** Stable key of an expiry in settings: ISO instant, with the root where one date has several. */
export function expiryKey(expiry: EpochMs, root: string, underlying: string): string {
  const iso = new Date(expiry).toISOString();
  return root === underlying || root === '' ? iso : `${root}@${iso}`;
}

const keys = new WeakMap<object, { readonly underlying: string; readonly key: string }>();

/** Key of one book of a set; written once. */
export function bookKey(
  book: Pick<ExpiryBook, 'expiry' | 'root'>,
  quotes: Pick<QuoteSet, 'underlying'>,
): string {
  const known = keys.get(book);
  if (known?.underlying === quotes.underlying) return known.key;
  const key = expiryKey(book.expiry, book.root, quotes.underlying);
  keys.set(book, { underlying: quotes.underlying, key });
  return key;
}

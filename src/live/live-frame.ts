/**
 * What goes into a live session and what comes out of it, as plain data: it crosses postMessage unharmed and is written
 * to recordings as it stands. Instants are ms of our own clock unless said to be the venue's; expiries are named by
 * `expiryKey`, instruments by the venue's symbol.
 */
import type { EpochMs, Years } from '#base/units.ts';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import type { FeedEffect, FeedStatus } from '#feeds/feed-events.ts';
import type { Freshness } from '#feeds/freshness.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { MoveCosts } from '#tracking/publish-band.ts';
import type { RefitReason, RefitSettings } from '#tracking/refit-policy.ts';
import type { FilterSettings } from '#tracking/scalar-filter.ts';
import type { ScalarMap } from '#tracking/scaled-smile.ts';

/** When moving the published surface is worth its cost. */
export interface LivePolicy {
  /** Loss a day of a published ln v that is off by z: riskAversion z^2/2. */
  readonly riskAversion: number;
  /** What moving costs, in the unit of the loss. */
  readonly costs: MoveCosts;
}

/** Everything the user sets of the live surface. */
export interface LiveSettings {
  readonly map: ScalarMap;
  readonly filter: FilterSettings;
  readonly refit: RefitSettings;
  readonly policy: LivePolicy;
}

/** One expiry of a full fit. */
export interface LiveBaseExpiry {
  readonly key: string;
  readonly expiry: EpochMs;
  /** Years to expiry of the fit, where it prices the settlement average those of its variance; and its forward. */
  readonly t: Years;
  readonly forward: number;
  /** Parameters in the model's order. */
  readonly theta: readonly number[];
  /** k of the outermost quotes that were fitted. */
  readonly quoted: readonly [number, number];
  /** Scatter of the quotes about the smile, ln vol; null where it is not known. */
  readonly noise: number | null;
  /** Window of the settlement average that the fit prices; null where it prices none. */
  readonly window: Years | null;
}

/** A full fit on which scalars go on. */
export interface LiveBase {
  /** The page's own count of them. */
  readonly id: number;
  readonly model: string;
  /** Instant of its quotes, the venue's clock. */
  readonly quotesAt: EpochMs;
  readonly expiries: readonly LiveBaseExpiry[];
}

/** Why a full fit is wanted. `asked`: by hand. `listed`: expiries or strikes that the base does not know. */
export type FitReason = RefitReason | 'first' | 'listed' | 'asked';

/** A full fit that is wanted, with the quotes to fit. */
export interface WantedFit {
  readonly reason: FitReason;
  readonly at: number;
  readonly quotes: QuoteSet;
}

/** What happens to a session, at an instant that is told with it. */
export type LiveInput =
  /** The user connects, and disconnects. */
  | { readonly kind: 'start' }
  | { readonly kind: 'stop' }
  /** The socket has opened, has closed, has received. */
  | { readonly kind: 'opened' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'message'; readonly text: string }
  /** Time goes on; at least four times a second. */
  | { readonly kind: 'tick' }
  /** Our own clock was set. */
  | { readonly kind: 'clock-set' }
  /** Reply of the venue to a poll of its book summary, where the socket cannot be had. */
  | { readonly kind: 'polled'; readonly options: readonly unknown[]; readonly futures: readonly unknown[] }
  /** A whole chain of another source: a day of ticks, a series of files. */
  | { readonly kind: 'chain'; readonly quotes: QuoteSet }
  /** A full fit has landed; or the one that was wanted could not be made. */
  | { readonly kind: 'base'; readonly base: LiveBase }
  | { readonly kind: 'no-base' }
  | { readonly kind: 'fit-now' }
  | { readonly kind: 'settings'; readonly settings: LiveSettings }
  /** The user looks at an expiry: once the look has settled, its order books are followed in place of those before. */
  | { readonly kind: 'focus'; readonly key: string }
  /** Frozen: base and scalars stay as they are published, the feed goes on. */
  | { readonly kind: 'freeze'; readonly on: boolean };

/** What the driver of a session has to do. `poll`: ask the venue's book summary over HTTP. */
export type LiveEffect = FeedEffect | { readonly kind: 'poll' };

/** The scalar of one expiry. */
export interface LiveScalar {
  /** The filter's ln v and its standard deviation. */
  readonly z: number;
  readonly deviation: number;
  /** ln v as published. */
  readonly published: number;
  /** Half-width of the band about it, ln v. */
  readonly band: number;
  /**
   * Largest ln v without butterfly arbitrage now, null where the base has it of its own; and whether the published one is
   * held by it.
   */
  readonly cap: number | null;
  readonly capped: boolean;
  /** Times the base's total variance at the tracker's last step: the published smile is `scaledSmile(base, factor, map)`. */
  readonly factor: number;
  /** Years to expiry at that step, counted as the fit counts them; a silent feed leaves it behind. */
  readonly t: number;
  /** Instant of the last reading; null before the first. */
  readonly readAt: number | null;
}

/** The quotes of one expiry as they stand, by symbol. Columns of one length, strikes ascending; a missing side is NaN. */
export interface LiveQuoteColumns {
  readonly symbol: readonly string[];
  readonly strike: Float64Array;
  /** 1 call, 0 put. */
  readonly isCall: Uint8Array;
  /** Prices as the venue quotes them. */
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  /** Amounts at the best price of each side; NaN where the venue has told none. */
  readonly bidSize: Float64Array;
  readonly askSize: Float64Array;
  /** The venue's instant of each quote, ms; NaN before the first. */
  readonly stamp: Float64Array;
}

/** One expiry at an instant. */
export interface LiveExpiryFrame {
  readonly key: string;
  readonly expiry: EpochMs;
  readonly t: number;
  /** Null while the venue has told none. */
  readonly forward: number | null;
  /** By the newest stamp of its quotes. */
  readonly freshness: Freshness;
  /** Quotes that say something of the level, and the venue's stamps of the oldest and newest of them; null without any. */
  readonly used: number;
  readonly oldestStamp: number | null;
  readonly newestStamp: number | null;
  /** Null where the base has no such expiry. */
  readonly scalar: LiveScalar | null;
  readonly quotes: LiveQuoteColumns;
}

/** The full fit that the scalars go on from. */
export interface LiveBaseState {
  readonly id: number;
  readonly model: string;
  /** Instant of its quotes on the venue's clock, and when it landed. */
  readonly quotesAt: EpochMs;
  readonly landedAt: number;
  /** Keys of expiries with butterfly arbitrage, and of those that cross the next, on the live range: not free as fitted. */
  readonly butterfly: readonly string[];
  readonly calendar: readonly string[];
}

/** One line for the user. */
export interface LiveNotice {
  /** Count of the session: what was shown is told from what is new. */
  readonly number: number;
  readonly at: number;
  readonly message: string;
}

/** The session at an instant: all that a screen shows. */
export interface LiveFrame {
  readonly at: number;
  /** With the expiries whose order books are followed now. */
  readonly plan: FeedPlan;
  readonly feed: FeedStatus;
  /** Index of the underlying, in currency; null before the first. */
  readonly index: number | null;
  readonly map: ScalarMap;
  readonly frozen: boolean;
  /** Null before the first full fit. */
  readonly base: LiveBaseState | null;
  /** Nearest first; every listed expiry and every expiry of the base that has not settled. */
  readonly expiries: readonly LiveExpiryFrame[];
  /** Last time the published surface moved; null before the first. And how often it has. */
  readonly publishedAt: number | null;
  readonly publishes: number;
  /** Full fits that have landed. */
  readonly fits: number;
  /** Why a full fit is wanted now; null while none is. */
  readonly refit: FitReason | null;
  /** The last few, oldest first. */
  readonly notices: readonly LiveNotice[];
}

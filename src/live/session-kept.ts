import type { FeedPlan } from '#feeds/channel-plan.ts';
import type { FeedKept } from '#feeds/feed-kept.ts';
import type { RefitReason } from '#tracking/refit-policy.ts';
import type { TrackedScalar } from '#tracking/tracker.ts';
import type { TrackerState } from '#tracking/tracker-state.ts';
import type { FitWishesKept } from './fit-wishes.ts';
import type { ExpiryFocus } from './focused-books.ts';
import type { LiveChainKept } from './live-chain.ts';
import type { FitReason, LiveBase, LiveNotice, LiveSettings } from './live-frame.ts';

/** What a session keeps beside its feed, chain and tracker. Instants in ms of our own clock, null before the first. */
export interface SessionStand {
  settings: LiveSettings;
  /** Random numbers drawn so far. */
  draws: number;
  isStarted: boolean;
  isFrozen: boolean;
  base: LiveBase | null;
  /** Landed while frozen. */
  heldBase: LiveBase | null;
  landedAt: number;
  fits: number;
  /** Scalars of the last step, and the tracker's reason for a full fit. */
  scalars: readonly TrackedScalar[];
  trackerRefit: RefitReason | null;
  /** Why a full fit is wanted. */
  refit: FitReason | null;
  steppedAt: number | null;
  publishedAt: number | null;
  publishes: number;
  /** The expiry that is looked at; null before the user has looked at one. */
  focus: ExpiryFocus | null;
  streamedAt: number | null;
  polledAt: number | null;
  /** The venue’s own instant of that summary; null where none of it was believed. */
  polledStamp: number | null;
  askedPollAt: number | null;
  notices: readonly LiveNotice[];
  told: number;
}

/** That of a session in which nothing has happened. */
export function newStand(settings: LiveSettings): SessionStand {
  return {
    settings,
    draws: 0,
    isStarted: false,
    isFrozen: false,
    base: null,
    heldBase: null,
    landedAt: 0,
    fits: 0,
    scalars: [],
    trackerRefit: null,
    refit: null,
    steppedAt: null,
    publishedAt: null,
    publishes: 0,
    focus: null,
    streamedAt: null,
    polledAt: null,
    polledStamp: null,
    askedPollAt: null,
    notices: [],
    told: 0,
  };
}

/** A whole session as plain data: written as JSON and read again it means the same, but for chains of another source. */
export interface SessionKept {
  readonly plan: FeedPlan;
  readonly seed: number;
  readonly stand: SessionStand;
  readonly feed: FeedKept;
  readonly chain: LiveChainKept;
  readonly tracker: TrackerState | null;
  readonly wishes: FitWishesKept;
}

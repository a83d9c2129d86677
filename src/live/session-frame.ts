import { type EpochMs, yearsBetween } from '#base/units.ts';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import type { FeedStatus } from '#feeds/feed-events.ts';
import { type Freshness, freshnessOf } from '#feeds/freshness.ts';
import type { TrackedScalar, Tracker } from '#tracking/tracker.ts';
import { ChainExpiry } from './chain-expiry.ts';
import type { ChainView, LiveChain } from './live-chain.ts';
import type { LiveExpiryFrame, LiveFrame, LiveScalar } from './live-frame.ts';
import type { SessionStand } from './session-kept.ts';

/** What a frame is made of. */
export interface FrameParts {
  readonly now: number;
  /** The same instant on the venue's clock. */
  readonly venueNow: number;
  readonly plan: FeedPlan;
  readonly feed: FeedStatus;
  readonly chain: LiveChain;
  readonly tracker: Tracker | null;
  readonly stand: SessionStand;
}

/** The session as a screen shows it. Nothing of the session is changed. */
export function frameOf(parts: FrameParts): LiveFrame {
  const { now, plan, feed, chain, tracker, stand } = parts;
  const { base } = stand;
  const scalars = new Map(stand.scalars.map((scalar) => [scalar.key, scalar]));
  const views = chain.views();
  const seen = new Set(views.map(({ expiry }) => expiry.key));
  const unlisted = (base?.expiries ?? [])
    .filter(({ key, expiry }) => !seen.has(key) && expiry > parts.venueNow)
    .map(({ key, expiry }): ChainView => ({ expiry: new ChainExpiry(key, expiry), forward: null, unit: 1 }));
  return {
    at: now,
    plan,
    feed,
    index: chain.index,
    map: stand.settings.map,
    frozen: stand.isFrozen,
    base:
      base === null || tracker === null
        ? null
        : {
            id: base.id,
            model: base.model,
            quotesAt: base.quotesAt,
            landedAt: stand.landedAt,
            ...tracker.faults,
          },
    expiries: [...views, ...unlisted]
      .sort((a, b) => a.expiry.expiry - b.expiry.expiry)
      .map((view) => expiryOf(parts, view, scalars.get(view.expiry.key))),
    publishedAt: stand.publishedAt,
    publishes: stand.publishes,
    fits: stand.fits,
    refit: stand.refit,
    notices: stand.notices,
  };
}

function expiryOf(
  parts: FrameParts,
  { expiry, forward }: ChainView,
  scalar: TrackedScalar | undefined,
): LiveExpiryFrame {
  const { used, oldest, newest } = expiry.used(forward);
  return {
    key: expiry.key,
    expiry: expiry.expiry,
    t: yearsBetween(parts.venueNow as EpochMs, expiry.expiry),
    forward,
    freshness: expiryFreshness(parts, expiry.newest),
    used,
    oldestStamp: oldest,
    newestStamp: newest,
    scalar: scalar === undefined ? null : scalarOf(scalar, parts.tracker),
    quotes: expiry.shown(),
  };
}

function expiryFreshness({ now, feed, chain }: FrameParts, stamp: number | null): Freshness {
  if (chain.isGiven) return feed.freshness;
  const trying = feed.phase !== 'idle' && feed.phase !== 'given-up';
  return freshnessOf({ stamp, clock: feed.clock, trying }, now);
}

function scalarOf(scalar: TrackedScalar, tracker: Tracker | null): LiveScalar {
  const { z, deviation, published, band, capped, factor, t, readAt } = scalar;
  const isBounded = tracker?.faults.butterfly.includes(scalar.key) !== true;
  return { z, deviation, published, band, cap: isBounded ? scalar.cap : null, capped, factor, t, readAt };
}

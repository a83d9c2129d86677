/** A session as a recording begins with it, checked field by field. */
import type { FeedKept, FeedStand, Pending } from '#feeds/feed-kept.ts';
import type { OrderBookState } from '#readers/deribit/order-book.ts';
import type { Trade, TradesKept, TradeTapeKept } from '#readers/deribit/trade-tape.ts';
import type { ShapeCount } from '#tracking/refit-policy.ts';
import type { TrackedScalar } from '#tracking/tracker.ts';
import type { TrackerState } from '#tracking/tracker-state.ts';
import type { StatedForward } from './chain-forward.ts';
import {
  anything,
  type Check,
  finite,
  instant,
  listOf,
  numberIn,
  objectOf,
  oneOf,
  orNull,
  pairOf,
  record,
  ShapeError,
  textOf,
  truth,
} from './checked.ts';
import type { FitWishesKept } from './fit-wishes.ts';
import type { ExpiryFocus } from './focused-books.ts';
import { baseShape, planShape, settingsShape } from './input-shapes.ts';
import type { ChainFuture, LiveChainKept } from './live-chain.ts';
import type { LiveNotice } from './live-frame.ts';
import type { SessionKept, SessionStand } from './session-kept.ts';

const INSTRUMENTS = 20_000;
const EXPIRIES = 200;
const name = textOf(128);
const names = listOf(name, 4 * INSTRUMENTS);
const count = numberIn(0, 1e12);
const whole = numberIn(0, Number.MAX_SAFE_INTEGER);
const maybe = orNull(instant);
const price = numberIn(1e-12, 1e15);
const reason = oneOf('shape', 'level', 'age', 'roll', 'arbitrage');

const feedShape = objectOf<FeedKept>({
  stand: objectOf<FeedStand>({
    phase: oneOf('idle', 'connecting', 'greeting', 'streaming', 'waiting', 'given-up'),
    id: count,
    stamp: maybe,
    since: instant,
    heardAt: instant,
    askedAt: instant,
    summaryAt: instant,
    clockAt: instant,
    nextTry: maybe,
    gaps: count,
  }),
  clock: listOf(objectOf({ offset: finite, error: finite }), 64),
  failures: count,
  lastTry: maybe,
  pending: listOf(
    pairOf(
      count,
      objectOf<Pending>({
        purpose: oneOf(
          'hello',
          'clock',
          'instruments',
          'summary',
          'futures',
          'subscribe',
          'unsubscribe',
          'alive',
        ),
        sentAt: instant,
        channels: names,
      }),
    ),
    1000,
  ),
  wanted: names,
  asked: names,
  held: names,
  leaving: (value, at) => (value === undefined ? [] : names(value, at)),
  lastBatch: maybe,
  listed: names,
  books: listOf(pairOf(name, whole), INSTRUMENTS),
  futureRows: listOf(anything, INSTRUMENTS),
});

const trade = objectOf<Trade>({
  price,
  amount: price,
  side: oneOf('buy', 'sell'),
  stamp: instant,
  vol: orNull(price),
});
const tape = objectOf<TradeTapeKept>({
  missed: count,
  trades: listOf(
    pairOf(
      name,
      objectOf<TradesKept>({
        seq: orNull(whole),
        last: orNull(trade),
        statedAt: instant,
        since: listOf(pairOf(instant, numberIn(0, 1e21)), 10_000),
      }),
    ),
    INSTRUMENTS,
  ),
});

const levels = listOf(pairOf(finite, finite), 10_000);
const chainShape = objectOf<LiveChainKept>({
  states: objectOf({
    gaps: count,
    states: listOf(record, INSTRUMENTS),
    books: listOf(
      pairOf(name, objectOf<OrderBookState>({ changeId: orNull(finite), bids: levels, asks: levels })),
      INSTRUMENTS,
    ),
    tape: (value, at) => (value === undefined ? { missed: 0, trades: [] } : tape(value, at)),
  }),
  listed: names,
  current: names,
  fresh: names,
  unread: names,
  newest: listOf(pairOf(name, instant), EXPIRIES),
  forwards: listOf(
    pairOf(instant, objectOf<StatedForward>({ value: price, index: orNull(price), future: orNull(price) })),
    EXPIRIES,
  ),
  futures: listOf(
    objectOf<ChainFuture>({
      name,
      expiry: (value, at) => maybe(value, at) as ChainFuture['expiry'],
      bid: orNull(price),
      ask: orNull(price),
    }),
    EXPIRIES,
  ),
  index: orNull(price),
  given: () => null,
});

const standShape = objectOf<SessionStand>({
  settings: settingsShape,
  draws: count,
  isStarted: truth,
  isFrozen: truth,
  base: orNull(baseShape),
  heldBase: orNull(baseShape),
  landedAt: instant,
  fits: count,
  scalars: listOf(
    objectOf<TrackedScalar>({
      key: name,
      t: finite,
      z: finite,
      deviation: finite,
      published: finite,
      band: orInfinite,
      cap: finite,
      capped: truth,
      factor: numberIn(1e-300, 1e300),
      quotes: count,
      readAt: maybe,
    }),
    EXPIRIES,
  ),
  trackerRefit: orNull(reason),
  refit: orNull(oneOf('shape', 'level', 'age', 'roll', 'arbitrage', 'first', 'listed', 'asked')),
  steppedAt: maybe,
  publishedAt: maybe,
  publishes: count,
  focus: orNull(objectOf<ExpiryFocus>({ key: name, since: instant })),
  streamedAt: maybe,
  polledAt: maybe,
  polledStamp: maybe,
  askedPollAt: maybe,
  notices: listOf(objectOf<LiveNotice>({ number: count, at: instant, message: textOf(1000) }), 100),
  told: count,
});

/** JSON writes a band without end as null. */
function orInfinite(value: unknown, at: string): number {
  return value === null ? Number.POSITIVE_INFINITY : finite(value, at);
}

const trackerShape: Check<TrackerState> = (value, at) => {
  const numbers = listOf(finite, EXPIRIES);
  const state = objectOf<TrackerState>({
    keys: listOf(name, EXPIRIES),
    last: instant,
    z: numbers,
    covariance: listOf(finite, EXPIRIES * EXPIRIES),
    published: orNull(numbers),
    quotes: numbers,
    readAt: listOf(maybe, EXPIRIES),
    shapes: listOf(
      objectOf<ShapeCount>({
        usual: orNull(finite),
        isLearned: truth,
        sum: finite,
        count,
        since: maybe,
        strange: count,
      }),
      EXPIRIES,
    ),
  })(value, at);
  const n = state.keys.length;
  const columns = [state.z, state.published ?? state.z, state.quotes, state.readAt, state.shapes];
  if (columns.some(({ length }) => length !== n) || state.covariance.length !== n * n)
    throw new ShapeError(`${at} is not of one length`);
  return state;
};

export const keptShape: Check<SessionKept> = objectOf<SessionKept>({
  plan: planShape,
  seed: count,
  stand: standShape,
  feed: feedShape,
  chain: chainShape,
  tracker: orNull(trackerShape),
  wishes: objectOf<FitWishesKept>({
    isByHand: truth,
    isRolled: truth,
    notBefore: maybe,
    landedAt: maybe,
    listing: listOf(pairOf(name, count), EXPIRIES),
    listedAt: maybe,
  }),
});

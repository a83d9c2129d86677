import { expect, test } from 'vitest';
import type { FeedStatus } from '#feeds/feed-events.ts';
import type { LiveFrame } from '#live/live-frame.ts';
import { type FeedFacts, FrameClock, feedLook } from './feed-look.ts';

const STAMP = Date.UTC(2026, 7, 1, 18, 1, 12);

/** An expiry whose newest quote has this stamp. */
const quoted = (key: string, stamp: number, more: object = {}) =>
  ({
    key,
    scalar: null,
    freshness: 'fresh',
    quotes: {
      stamp: Float64Array.of(stamp, stamp - 500),
      bid: Float64Array.of(Number.NaN, 0.01),
      ask: Float64Array.of(0.02, 0.011),
    },
    ...more,
  }) as unknown as LiveFrame['expiries'][number];

function facts(feed: Partial<FeedStatus>, over: Partial<LiveFrame> = {}): FeedFacts {
  const status: FeedStatus = {
    phase: 'streaming',
    freshness: 'fresh',
    stamp: STAMP,
    clock: { offset: 0, error: 0 },
    tries: 0,
    nextTry: null,
    channels: 10,
    gaps: 0,
    ...feed,
  };
  const plan = { currency: 'USDC', base: 'SOL', books: [], depth: 0 };
  const expiries = [quoted('z', status.stamp ?? Number.NaN)];
  const base = { id: 1 };
  const frame = {
    at: STAMP,
    plan,
    feed: status,
    base,
    frozen: false,
    expiries,
    ...over,
  } as unknown as LiveFrame;
  return { source: 'www.deribit.com', heard: { frame, at: 0 }, replay: null };
}

const said = (of: FeedFacts, after: number) => {
  const { word, rest } = feedLook(of, after);
  return word + rest;
};

test.each([
  [400, {}, 'Live, newest quote 0.4 s old'],
  [2600, {}, 'Late, 2.6 s'],
  [14_000, { phase: 'waiting', tries: 2 }, 'Stale, 14 s: no quote since 18:01:12Z, reconnecting (try 2)'],
  [150_000, {}, 'Stale, 3 min: no quote since 18:01:12Z'],
  [14_000, { phase: 'given-up' }, 'Offline: no quote since 18:01:12Z'],
  [0, { stamp: null, phase: 'connecting' }, 'Connecting to www.deribit.com'],
  [0, { stamp: null, phase: 'waiting', tries: 3 }, 'Connecting to www.deribit.com (try 3)'],
] as const)('after %d ms it is said as the desk says it', (after, feed, words) => {
  expect(said(facts(feed), after)).toBe(words);
});

test('the venue’s clock counts, not ours, and how surely it is known', () => {
  const ahead = facts({ clock: { offset: 5000, error: 100 }, stamp: STAMP + 5000 });
  expect(said(ahead, 300)).toBe('Live, newest quote 0.4 s old');
  expect(feedLook(facts({ clock: null }), 0).freshness).toBe('stale');
});

test('an index that still comes makes no quote newer: the age that is told is that of the quotes', () => {
  const expiries = [quoted('a', STAMP - 14_000), quoted('b', STAMP - 60_000)];
  expect(said(facts({}, { expiries }), 0)).toBe('Stale, 14 s: no quote since 18:00:58Z');
  // A summary that is polled is no stream, and is told beside it.
  const polled = { phase: 'waiting', tries: 2, stamp: STAMP - 40_000 } as const;
  expect(said(facts(polled, { expiries }), 0)).toBe(
    'Stale, 40 s: no stream since 18:00:32Z, reconnecting (try 2) · summary of 18:00:58Z',
  );
  expect(said(facts({ ...polled, stamp: null }, { expiries }), 0)).toBe(
    'Connecting to www.deribit.com (try 2) · summary of 18:00:58Z',
  );
  expect(said(facts({ ...polled, phase: 'given-up' }, { expiries }), 0)).toBe(
    'Offline: no stream since 18:00:32Z · summary of 18:00:58Z',
  );
});

test('a venue that has no option of the chain, or has quoted none yet, is said to be connected and no more', () => {
  expect(said(facts({}, { expiries: [] }), 400)).toBe(
    'Connected to www.deribit.com, which lists no option of SOL_USDC',
  );
  expect(said(facts({}, { expiries: [quoted('a', Number.NaN)] }), 400)).toBe(
    'Connected to www.deribit.com, no quote yet',
  );
});

test('a market from which every quote was withdrawn is said to have none, however new that word is', () => {
  const none = Float64Array.of(Number.NaN, Number.NaN);
  const expiries = [
    quoted('a', STAMP, { quotes: { stamp: Float64Array.of(STAMP, STAMP), bid: none, ask: none } }),
  ];
  expect(said(facts({}, { expiries }), 100)).toBe('Live: no option has a bid or an ask');
});

test('before the first fit it is said how much of the chain the venue has told', () => {
  const half = quoted('b', Number.NaN);
  const expiries = [quoted('a', STAMP), half];
  expect(said(facts({}, { expiries, base: null }), 400)).toBe(
    'Live, newest quote 0.4 s old · 2 of 4 options told',
  );
  expect(said(facts({}, { expiries: [quoted('a', STAMP)], base: null }), 400)).toBe(
    'Live, newest quote 0.4 s old',
  );
  expect(said(facts({}, { expiries }), 400)).toBe('Live, newest quote 0.4 s old');
});

test('a frame that waited for the page is as old as it is', () => {
  const frames = new FrameClock();
  expect([0, 100, 200].map((at) => frames.toldAt(STAMP + at, 1000 + at + (at === 0 ? 30 : 0)))).toEqual([
    1030, 1100, 1200,
  ]);
  // The page was busy for twelve seconds, and hears of it all at once.
  expect([300, 6000, 12_300].map((at) => frames.toldAt(STAMP + at, 13_300))).toEqual([1300, 7000, 13_300]);
  // The worker's clock was set forth.
  expect(frames.toldAt(STAMP + 3_612_400, 13_400)).toBe(13_400);
});

test('what is spoken does not change by the second', () => {
  const words = [100, 900, 1700].map((after) => feedLook(facts({}), after).spoken);
  expect(new Set(words)).toEqual(new Set(['Live']));
  expect(feedLook(facts({}, { frozen: true }), 100)).toMatchObject({ spoken: 'Live, frozen', frozen: true });
  expect(said({ ...facts({}, { frozen: true }), recording: true }, 400)).toBe(
    'Live, newest quote 0.4 s old · frozen · recording',
  );
});

test('an expiry is never fresher than the feed', () => {
  const expiries = [quoted('a', STAMP), quoted('b', STAMP - 60_000, { freshness: 'stale' })];
  expect(feedLook(facts({}, { expiries }), 100).expiries).toEqual({ a: 'fresh', b: 'stale' });
  expect(feedLook(facts({}, { expiries }), 5000).expiries).toEqual({ a: 'late', b: 'stale' });
});

test('a replay is never called live, and tells what the feed was then', () => {
  const replay = {
    from: STAMP,
    to: STAMP + 60_000,
    at: STAMP + 1000,
    playing: true,
    speed: 4,
    fits: [],
    drops: [],
    hasBases: true,
    sought: 1,
  };
  const of = { ...facts({ freshness: 'late' }), source: 'day.ndjson.gz', replay };
  expect(said(of, 90_000)).toBe('Replay of day.ndjson.gz, 18:01:13Z, 4× · feed late then');
  expect(said({ ...of, replay: { ...replay, playing: false, at: replay.to } }, 0)).toBe(
    'Replay of day.ndjson.gz, 18:02:12Z, at its end · feed late then',
  );
});

test('of boards that are replayed one after another it is said when the one that stands was taken', () => {
  const replay = {
    from: STAMP,
    to: STAMP + 600_000,
    at: STAMP + 180_000,
    playing: true,
    speed: 1,
    fits: [],
    drops: [],
    hasBases: false,
    sought: 1,
  };
  const expiries = [
    { key: 'a', freshness: 'stale', newestStamp: STAMP - 1000, scalar: null },
    { key: 'b', freshness: 'stale', newestStamp: STAMP - 60_000, scalar: null },
  ] as unknown as LiveFrame['expiries'];
  const of = facts({ phase: 'idle', freshness: 'stale' }, { expiries });
  const look = feedLook({ ...of, source: 'day.csv', replay }, 0);
  expect(look.word + look.rest).toBe('Replay of day.csv, 18:04:12Z, 1× · board of 18:01:12Z');
  expect(look.expiries).toEqual({ a: 'fresh', b: 'stale' });
});

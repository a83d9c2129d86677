import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { essvi } from '#models/ssvi/essvi.ts';
import { blackPrice } from '#pricing/black76.ts';
import { curveOf, pointsOf } from '#surface/smile-curve.ts';
import type { LiveQuotes } from './expiry-reading.ts';
import { type PublishBand, publishBand } from './publish-band.ts';
import { DEFAULT_REFIT } from './refit-policy.ts';
import { DEFAULT_FILTER } from './scalar-filter.ts';
import { type ExpiryNow, type TrackedExpiry, Tracker, type TrackerSettings } from './tracker.ts';

const YEAR = 365 * 86_400_000;
const START = Date.UTC(2026, 7, 1, 18);
const FORWARD = 60_000;
const DAYS = [1, 7, 30] as const;
const MINUTE = 60_000;

const settings = (over: Partial<TrackerSettings> = {}): TrackerSettings => ({
  map: 'vertical',
  filter: DEFAULT_FILTER,
  refit: DEFAULT_REFIT,
  band: () => ({ half: 0, landing: 0 }),
  ...over,
});

function expiryOf(days: number): TrackedExpiry {
  const t = days / 365;
  const theta = 0.5 ** 2 * t;
  const slice = Float64Array.of(theta, -0.1, 1.2 * Math.sqrt(theta));
  const reach = 2 * Math.sqrt(theta);
  return {
    key: `${days}d`,
    expiry: START + t * YEAR,
    t,
    vol: 0.5,
    quoted: [-reach, reach],
    curve: curveOf({ functions: essvi.smile({ t, forward: 1 }), theta: slice }),
    wingSlope: (slice[2]! * 1.1) / 2,
    noise: 0.01,
  };
}

const board = DAYS.map(expiryOf);

/** Quotes of an expiry whose every volatility is the base smile's times `level(k)`. */
function quotesAt(
  expiry: TrackedExpiry,
  now: number,
  level: (k: number) => number,
  random?: () => number,
): ExpiryNow {
  const t = (expiry.expiry - now) / YEAR;
  const point = pointsOf(expiry.curve);
  const n = 11;
  const columns = Array.from({ length: 6 }, () => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [strike, bid, ask, bidSize, askSize, stamp] = columns;
  const isCall = new Uint8Array(n);
  for (let j = 0; j < n; j++) {
    const k = expiry.quoted[1] * ((2 * j) / (n - 1) - 1);
    strike[j] = FORWARD * Math.exp(k);
    isCall[j] = k >= 0 ? 1 : 0;
    const noise = random === undefined ? 0 : 0.01 * (random() - 0.5);
    const vol = Math.sqrt(point(k).w / expiry.t) * level(k) * (1 + noise);
    const price = (v: number): number => blackPrice(1, Math.exp(k), t, v, k >= 0);
    bid[j] = price(vol - 0.004);
    ask[j] = price(vol + 0.004);
    bidSize[j] = 3;
    askSize[j] = 3;
    stamp[j] = now;
  }
  const quotes: LiveQuotes = { strike, isCall, bid, ask, bidSize, askSize, stamp };
  return { quotes, t, forward: FORWARD };
}

test('quotes of the base smiles leave the scalars at 1, whatever time has passed', () => {
  const tracker = new Tracker(board, START, settings());
  for (let minute = 1; minute <= 120; minute += 17) {
    const now = START + minute * MINUTE;
    const { expiries, curves, refit } = tracker.step(
      now,
      board.map((expiry) => quotesAt(expiry, now, () => 1)),
    );
    expiries.forEach(({ z, published, t }, i) => {
      // A microprice in the middle of two prices is not quite that of the middle volatility.
      expect(z).toBeCloseTo(0, 3);
      expect(published).toBe(z);
      const vol = Math.sqrt(pointsOf(curves[i]!)(0).w / t);
      expect(vol).toBeCloseTo(0.5 * Math.exp(published), 12);
    });
    expect(refit).toBeNull();
  }
});

test('a level that has moved is followed, most where the time is shortest, and is what is published', () => {
  const tracker = new Tracker(board, START, settings());
  let last = tracker.step(START, [null, null, null]);
  expect(last.expiries.map(({ readAt, quotes }) => [readAt, quotes])).toEqual([
    [null, 0],
    [null, 0],
    [null, 0],
  ]);
  const random = seededRandom(4);
  for (let step = 1; step <= 30; step++) {
    const now = START + step * MINUTE;
    last = tracker.step(
      now,
      board.map((expiry) => quotesAt(expiry, now, () => 1.05, random)),
    );
  }
  const [near, , far] = last.expiries;
  expect(near!.z).toBeCloseTo(Math.log(1.05), 2);
  expect(near!.deviation).toBeGreaterThan(far!.deviation);
  expect(near!.readAt).toBe(START + 30 * MINUTE);
  expect(near!.quotes).toBe(11);
  expect(last.moved).toBe(true);
});

test('within the band nothing is published anew', () => {
  const tracker = new Tracker(board, START, settings({ band: () => ({ half: 0.2, landing: 0 }) }));
  tracker.step(START, [null, null, null]);
  const now = START + MINUTE;
  const after = tracker.step(
    now,
    board.map((expiry) => quotesAt(expiry, now, () => 1.05)),
  );
  expect(after.moved).toBe(false);
  expect(after.expiries.map(({ published }) => published)).toEqual([0, 0, 0]);
  expect(after.expiries[0]!.z).toBeGreaterThan(0.02);
});

test.each(['vertical', 'standardised'] as const)(
  'a front that would rise through its neighbour is published below it (%s)',
  (map) => {
    const close = [expiryOf(6.8), expiryOf(7)];
    const tracker = new Tracker(
      close,
      START,
      settings({ map, filter: { ...DEFAULT_FILTER, alike: 0, diffusion: 3 } }),
    );
    let last = tracker.step(START, [null, null]);
    for (let step = 1; step <= 20; step++) {
      const now = START + step * MINUTE;
      last = tracker.step(now, [quotesAt(close[0]!, now, () => 1.2), quotesAt(close[1]!, now, () => 0.95)]);
    }
    const [front, back] = last.expiries;
    expect(front!.z - back!.z).toBeGreaterThan(0.15);
    expect(front!.published - back!.published).toBeLessThan(0.03);
    const [one, two] = last.curves.map(pointsOf) as [
      ReturnType<typeof pointsOf>,
      ReturnType<typeof pointsOf>,
    ];
    for (let j = 0; j <= 500; j++) {
      const k = close[1]!.quoted[0] * 1.5 * (1 - j / 250);
      expect(one(k).w).toBeLessThanOrEqual(two(k).w);
    }
  },
);

test('a full fit is wanted when the shape is another three times in a row, and not before', () => {
  const tracker = new Tracker(board, START, settings());
  const reasons: (string | null)[] = [];
  for (let step = 1; step <= 4; step++) {
    const now = START + step * MINUTE;
    const tilted = (k: number): number => 1 + 0.8 * k;
    const { refit } = tracker.step(
      now,
      board.map((expiry) => quotesAt(expiry, now, step === 2 ? () => 1 : tilted)),
    );
    reasons.push(refit);
  }
  expect(reasons).toEqual([null, null, null, null]);
  for (let step = 5; step <= 6; step++) {
    const now = START + step * MINUTE;
    reasons.push(
      tracker.step(
        now,
        board.map((expiry) => quotesAt(expiry, now, (k) => 1 + 0.8 * k)),
      ).refit,
    );
  }
  expect(reasons.slice(4)).toEqual(['shape', 'shape']);
});

test('a full fit is wanted of an old base, of a far level and when an expiry settles', () => {
  const quiet = (now: number): readonly ExpiryNow[] => board.map((expiry) => quotesAt(expiry, now, () => 1));
  const old = new Tracker(board, START, settings());
  expect(old.step(START + 2 * 3_600_000, quiet(START + 2 * 3_600_000)).refit).toBeNull();
  expect(old.step(START + 2 * 3_600_000 + 1, [null, null, null]).refit).toBe('age');
  const far = new Tracker(board, START, settings({ filter: { ...DEFAULT_FILTER, diffusion: 3 } }));
  const now = START + 30 * MINUTE;
  expect(
    far.step(
      now,
      board.map((expiry) => quotesAt(expiry, now, () => 1.4)),
    ).refit,
  ).toBe('level');
  const settled = new Tracker(board, START, settings());
  expect(settled.step(board[0]!.expiry, [null, null, null]).refit).toBe('roll');
});

test('a fit that prices the average over the last half hour is followed by its own count of the time', () => {
  // Before the half hour an average has the variance of 20 minutes less, in it of a third of what is left: 45, 35, 15 min.
  const years = (minutes: number): number => minutes / 525_600;
  const whole = 45;
  const [t, expiry] = [years(25), START + whole * MINUTE];
  const w = 0.5 ** 2 * t;
  const reach = 2 * Math.sqrt(w);
  const near: TrackedExpiry = {
    ...{ key: 'near', expiry, t, vol: 0.5, wingSlope: 0, noise: 0.01, quoted: [-reach, reach] },
    curve: curveOf({
      functions: essvi.smile({ t, forward: 1 }),
      theta: Float64Array.of(w, -0.1, 1.2 * Math.sqrt(w)),
    }),
    window: (30 / 525_600) as NonNullable<TrackedExpiry['window']>,
  };
  const tracker = new Tracker([near], START, settings());
  // The venue's prices at a volatility of 50 % times the level, of the variance that is left; the reading has the whole time.
  const told = (now: number, left: number, level: number): ExpiryNow => {
    const priced = quotesAt({ ...near, expiry: now + left * MINUTE }, now, () => level);
    return { ...priced!, t: (expiry - now) / YEAR };
  };
  const first = tracker.step(START, [told(START, 25, 1)]);
  expect(first).toMatchObject({ refit: null, expiries: [{ quotes: 11, readAt: START }] });
  const ten = START + 10 * MINUTE;
  const later = tracker.step(ten, [told(ten, 15, 1)]);
  expect(later.refit).toBeNull();
  const [at] = later.expiries;
  expect(at!.z).toBeCloseTo(0, 2);
  expect(at!.t).toBeCloseTo(years(15), 12);
  expect(at!.factor / Math.exp(2 * at!.published)).toBeCloseTo(15 / 25, 12);
  expect(pointsOf(later.curves[0]!)(0).w / years(15)).toBeCloseTo(0.25, 2);
  // A quarter of an hour before expiry the average is being fixed: no quote is read any more, time alone moves it.
  const last = START + 30 * MINUTE;
  const fixing = tracker.step(last, [told(last, 5, 2)]);
  expect(fixing.refit).toBeNull();
  expect(fixing.expiries[0]).toMatchObject({ readAt: ten });
  expect(fixing.expiries[0]!.t).toBeCloseTo(years(5), 12);
  expect(Math.abs(fixing.expiries[0]!.z)).toBeLessThanOrEqual(Math.abs(at!.z));
  expect(fixing.expiries[0]!.factor / Math.exp(2 * fixing.expiries[0]!.published)).toBeCloseTo(5 / 25, 12);
});

test('the same instants and quotes give the same surface to the last bit', () => {
  const run = (): unknown => {
    const random = seededRandom(8);
    const band = (q: number): PublishBand => publishBand({ q, lambda: 30 }, { proportional: 1e-4, fixed: 0 });
    const tracker = new Tracker(board, START, settings({ band }));
    return Array.from({ length: 20 }, (_, step) => {
      const now = START + step * MINUTE;
      return tracker.step(
        now,
        board.map((expiry) => quotesAt(expiry, now, () => 1 + 0.002 * step, random)),
      ).expiries;
    });
  };
  expect(run()).toEqual(run());
});

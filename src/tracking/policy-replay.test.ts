import { expect, test } from 'vitest';
import { essvi } from '#models/ssvi/essvi.ts';
import { blackPrice } from '#pricing/black76.ts';
import { curveOf, pointsOf } from '#surface/smile-curve.ts';
import { type RecordedSnapshot, type ReplayCosts, type ReplayFit, replayNow } from './policy-replay.ts';
import type { RecordedExpiry } from './published-score.ts';
import { DEFAULT_REFIT } from './refit-policy.ts';
import { DEFAULT_FILTER } from './scalar-filter.ts';
import type { TrackedExpiry, TrackerSettings } from './tracker.ts';

const YEAR = 365 * 86_400_000;
const MINUTE = 60_000;
const START = Date.UTC(2026, 7, 1, 18);
const FORWARD = 60_000;
const DAYS = [2, 30] as const;
const NO_COSTS: ReplayCosts = { riskAversion: 0, proportional: 0, fixed: 0 };

/** The market's smile of an expiry at an instant: a level times one shape. */
function smileAt(days: number, at: number, level: number): TrackedExpiry {
  const expiry = START + (days / 365) * YEAR;
  const t = (expiry - at) / YEAR;
  const theta = 0.25 * t;
  const slice = Float64Array.of(theta * level ** 2, -0.1, 0.8 * Math.sqrt(theta) * level ** 2);
  const reach = 1.4 * Math.sqrt(theta);
  return {
    key: `${days}d`,
    expiry,
    t,
    vol: 0.5 * level,
    quoted: [-reach, reach],
    curve: curveOf({ functions: essvi.smile({ t, forward: 1 }), theta: slice }),
    wingSlope: (slice[2]! * 1.1) / 2,
    noise: 0.01,
  };
}

function quoted(smile: TrackedExpiry, at: number): RecordedExpiry {
  const n = 9;
  const [strike, bid, ask, size, stamp] = Array.from({ length: 5 }, () => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const isCall = new Uint8Array(n);
  const point = pointsOf(smile.curve);
  for (let j = 0; j < n; j++) {
    const k = smile.quoted[1] * ((2 * j) / (n - 1) - 1);
    const vol = Math.sqrt(point(k).w / smile.t);
    strike[j] = FORWARD * Math.exp(k);
    isCall[j] = k >= 0 ? 1 : 0;
    const fair = blackPrice(1, Math.exp(k), smile.t, vol, k >= 0);
    bid[j] = 0.99 * fair;
    ask[j] = 1.01 * fair;
    size[j] = 2;
    stamp[j] = at;
  }
  const quotes = { strike, isCall, bid, ask, bidSize: size, askSize: size, stamp };
  return { key: smile.key, t: smile.t, forward: FORWARD, quotes };
}

/** A recording of a minute a step with these levels. */
const recorded = (levels: readonly number[]): readonly RecordedSnapshot[] =>
  levels.map((level, i) => {
    const at = START + i * MINUTE;
    return { at, expiries: DAYS.map((days) => quoted(smileAt(days, at, level), at)) };
  });

/** The full fit finds the market's smiles. */
const fits =
  (levels: readonly number[]) =>
  ({ index }: ReplayFit): readonly TrackedExpiry[] =>
    DAYS.map((days) => smileAt(days, START + index * MINUTE, levels[index]!));

const jump = [...Array<number>(6).fill(1), ...Array<number>(6).fill(1.05)];
const scalar: TrackerSettings = {
  map: 'vertical',
  filter: { ...DEFAULT_FILTER, diffusion: 3 },
  refit: DEFAULT_REFIT,
  band: () => ({ half: 0, landing: 0 }),
};

test('a surface fitted every minute is wrong about the next minute only where the market jumps', () => {
  const { nextErrors, all, refits } = replayNow(
    recorded(jump),
    { every: MINUTE, scalar: null },
    NO_COSTS,
    fits(jump),
  );
  expect(refits.map(({ index, reason }) => [index, reason])).toEqual(
    Array.from({ length: 11 }, (_, i) => [i + 1, 'every']),
  );
  nextErrors.forEach((error, i) => {
    if (i === 5) {
      // Five per cent of volatilities of a half and a little more.
      expect(error).toBeGreaterThan(2.4);
      expect(error).toBeLessThan(3.2);
    } else expect(error).toBeLessThan(0.02);
  });
  expect(all.trackingError).toBeLessThan(0.02);
  expect(all.nextQuotes).toBe(11 * 2 * 9);
  expect(all.nextInside).toBeCloseTo(10 / 11, 12);
});

test('what is never fitted again stays wrong, by what the market has moved, and costs the loss of it', () => {
  const costs = { riskAversion: 40, proportional: 0.1, fixed: 0.02 };
  const still = replayNow(recorded(jump), { every: null, scalar: null }, costs, fits(jump));
  expect(still.refits).toEqual([]);
  expect(still.all).toMatchObject({ turnover: 0, moves: 0 });
  expect(still.cost).toBe(0);
  // Two expiries, five of whose eleven minutes were lived through after the jump.
  const days = 5 / 1440;
  expect(still.loss).toBeCloseTo((2 * 40 * Math.log(1.05) ** 2 * days) / 2, 5);
  const followed = replayNow(recorded(jump), { every: MINUTE, scalar: null }, costs, fits(jump));
  expect(followed.loss).toBeLessThan(1e-3 * still.loss);
  expect(followed.all.moves).toBe(2);
  expect(followed.cost).toBeCloseTo(2 * (0.02 + 0.1 * Math.log(1.05)), 3);
  expect(followed.all.turnover).toBeGreaterThan(2 * 2.4);
});

test('a scalar follows the jump without a full fit, and a band keeps it where it was', () => {
  const free = replayNow(recorded(jump), { every: null, scalar }, NO_COSTS, fits(jump));
  expect(free.refits).toEqual([]);
  expect(free.nextErrors[10]).toBeLessThan(0.2);
  expect(free.expiries.map(({ key }) => key)).toEqual(['2d', '30d']);
  const banded = replayNow(
    recorded(jump),
    { every: null, scalar: { ...scalar, band: () => ({ half: 0.2, landing: 0 }) } },
    NO_COSTS,
    fits(jump),
  );
  expect(banded.all.moves).toBe(0);
  expect(banded.nextErrors[10]).toBeGreaterThan(2.4);
});

test('the reasons of the scalar fit anew, and a fit that fails is asked for again', () => {
  const eager = { ...scalar, refit: { ...DEFAULT_REFIT, age: 3 * MINUTE } };
  const asked: number[] = [];
  const { refits, failedFits } = replayNow(
    recorded(jump),
    { every: null, scalar: eager },
    NO_COSTS,
    (fit) => {
      asked.push(fit.index);
      return fit.index === 4 ? null : fits(jump)(fit);
    },
  );
  expect(refits.slice(0, 2)).toEqual([
    { index: 5, reason: 'age' },
    { index: 9, reason: 'age' },
  ]);
  expect(asked.slice(0, 3)).toEqual([0, 4, 5]);
  expect(failedFits).toBe(1);
});

test('an expiry that has settled is no longer shown, and a recording without a fit has no score', () => {
  const late = DAYS.map((days) => smileAt(days, START, 1));
  const after = late[0]!.expiry + MINUTE;
  const snapshots = [
    { at: START, expiries: late.map((smile) => quoted(smile, START)) },
    { at: after, expiries: [quoted(smileAt(30, after, 1), after)] },
  ];
  const { expiries } = replayNow(snapshots, { every: null, scalar: null }, NO_COSTS, () => late);
  expect(expiries.find(({ key }) => key === '2d')?.nextQuotes).toBe(0);
  expect(expiries.find(({ key }) => key === '30d')?.nextQuotes).toBe(9);
  const none = replayNow(snapshots, { every: null, scalar: null }, NO_COSTS, () => null);
  expect(none.all).toMatchObject({ nextError: null, trackingError: null, nextInside: null });
  expect(none.failedFits).toBe(2);
});

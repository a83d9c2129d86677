import { expect, test } from 'vitest';
import { svi } from '#models/svi/index.ts';
import { blackPrice } from '#pricing/black76.ts';
import { curveOf, pointsOf } from '#surface/smile-curve.ts';
import { DEFAULT_REFIT } from './refit-policy.ts';
import { DEFAULT_FILTER } from './scalar-filter.ts';
import { type ExpiryNow, type TrackedExpiry, Tracker, type TrackerSettings } from './tracker.ts';

const YEAR = 365 * 86_400_000;
const START = Date.UTC(2026, 7, 1, 18);
const SECOND = 1000;
const settings: TrackerSettings = {
  map: 'vertical',
  filter: DEFAULT_FILTER,
  refit: DEFAULT_REFIT,
  band: () => ({ half: 0.002, landing: 0 }),
};

/** An SVI smile of 50 % at the money. */
function expiryOf(days: number): TrackedExpiry {
  const w = (0.25 * days) / 365;
  return smileOf(days, [0.9 * w, w, -0.1, 0, 0.1], 2 * Math.sqrt(w));
}

function smileOf(days: number, raw: readonly number[], reach: number): TrackedExpiry {
  const t = days / 365;
  const curve = curveOf({ functions: svi.smile({ t, forward: 1 }), theta: Float64Array.from(raw) });
  return {
    key: `${days}d`,
    expiry: START + t * YEAR,
    t,
    vol: Math.sqrt(pointsOf(curve)(0).w / t),
    quoted: [-reach, reach],
    curve,
    wingSlope: raw[1]! * (1 + Math.abs(raw[2]!)),
    noise: Number.NaN,
  };
}

/** Axel Vogt's smile: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", 2014, example 3.1. */
const vogt = smileOf(365, [-0.041, 0.1331, 0.306, 0.3586, 0.4153], 1);

function quotesAt({ expiry, t: fittedT, curve }: TrackedExpiry, now: number, level: number): ExpiryNow {
  const t = (expiry - now) / YEAR;
  const reach = 0.5 * Math.sqrt(t);
  const ks = Float64Array.from({ length: 9 }, (_, j) => reach * (j / 4 - 1));
  const point = pointsOf(curve);
  const price = (half: number) =>
    ks.map((k) => blackPrice(1, Math.exp(k), t, Math.sqrt(point(k).w / fittedT) * level + half, k >= 0));
  const ones = new Float64Array(9).fill(1);
  const quotes = {
    strike: ks.map(Math.exp),
    isCall: Uint8Array.from(ks, (k) => (k >= 0 ? 1 : 0)),
    bid: price(-0.003),
    ask: price(0.003),
    bidSize: ones,
    askSize: ones,
    stamp: ones,
  };
  return { quotes, t, forward: 1 };
}

const steps = (tracker: Tracker, base: readonly TrackedExpiry[], from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => {
    const now = START + (from + i) * SECOND;
    return tracker.step(
      now,
      base.map((expiry) => quotesAt(expiry, now, 1 + 0.001 * (from + i))),
    ).expiries;
  });

test('a tracker that goes on from what another kept, written and read, is that other to the last bit', () => {
  const base = [1, 7, 30].map(expiryOf);
  const whole = new Tracker(base, START, settings);
  steps(whole, base, 0, 20);
  const kept = JSON.parse(JSON.stringify(whole.keep())) as ReturnType<Tracker['keep']>;
  const second = new Tracker(base, START, settings, kept);
  expect(steps(second, base, 20, 40)).toEqual(steps(whole, base, 20, 40));
  expect(second.keep()).toEqual(whole.keep());
});

test('an expiry that has settled leaves the others where they are', () => {
  const base = [1, 7, 30].map(expiryOf);
  const whole = new Tracker(base, START, settings);
  const before = steps(whole, base, 0, 20).at(-1)!;
  const left = new Tracker(base.slice(1), START, settings, whole.keep());
  const after = left.step(START + 19 * SECOND, [null, null]).expiries;
  expect(
    after.map(({ key, z, deviation, published, quotes }) => ({ key, z, deviation, published, quotes })),
  ).toEqual(
    before
      .slice(1)
      .map(({ key, z, deviation, published, quotes }) => ({ key, z, deviation, published, quotes })),
  );
});

test('while it is held nothing is published anew, and the filter goes on', () => {
  const base = [expiryOf(1), expiryOf(7)];
  const tracker = new Tracker(base, START, settings);
  const before = steps(tracker, base, 0, 2).at(-1)!;
  const now = START + 60 * SECOND;
  const held = tracker.step(
    now,
    base.map((expiry) => quotesAt(expiry, now, 1.1)),
    true,
  );
  expect(held.moved).toBe(false);
  expect(held.expiries.map(({ published }) => published)).toEqual(before.map(({ published }) => published));
  expect(held.expiries[0]!.z).toBeGreaterThan(before[0]!.z + 0.01);
});

test('a base with arbitrage of its own is named, and followed all the same', () => {
  const base = [expiryOf(7), vogt];
  const tracker = new Tracker(base, START, settings);
  expect(tracker.faults.butterfly).toEqual(['365d']);
  const last = steps(tracker, base, 0, 60).at(-1)!;
  for (const { published, factor } of last) expect([published, factor].every(Number.isFinite)).toBe(true);
  expect(last[0]!.published).toBeGreaterThan(0.02);
});

test('quotes that were read before do not make the level surer than they did', () => {
  const base = [expiryOf(1)];
  const deviationAfter = (news: number): number => {
    const tracker = new Tracker(base, START, settings);
    let last = Number.NaN;
    for (let i = 1; i <= 240; i++) {
      const now = START + (i * SECOND) / 4;
      const told = quotesAt(base[0]!, now, 1.02);
      last = tracker.step(now, [told === null ? null : { ...told, news }]).expiries[0]!.deviation;
    }
    return last;
  };
  // In the long run four readings a second of a quarter of the quotes are one of all of them a second.
  const all = new Tracker(base, START, settings);
  let once = Number.NaN;
  for (let i = 1; i <= 60; i++)
    once = all.step(START + i * SECOND, [quotesAt(base[0]!, START + i * SECOND, 1.02)]).expiries[0]!
      .deviation;
  expect(deviationAfter(0.25) / once).toBeCloseTo(1, 1);
  expect(deviationAfter(1)).toBeLessThan(0.8 * once);
});

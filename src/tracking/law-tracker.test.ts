import { expect, test } from 'vitest';
import { heston } from '#models/heston/index.ts';
import { blackPrice } from '#pricing/black76.ts';
import { durrlemanG } from '#surface/durrleman.ts';
import { curveOf, pointsOf } from '#surface/smile-curve.ts';
import { processorTime } from '#testing/processor-time.ts';
import { DEFAULT_REFIT } from './refit-policy.ts';
import { DEFAULT_FILTER } from './scalar-filter.ts';
import { trackedExpiry } from './tracked-base.ts';
import { type ExpiryNow, type TrackedExpiry, Tracker, type TrackerSettings } from './tracker.ts';

const YEAR = 365 * 86_400_000;
const MINUTE = 60_000;
const START = Date.UTC(2026, 7, 1, 18);
const FORWARD = 60_000;
const LAW = Float64Array.of(0.25, 3, 0.3, 1.1, -0.35);
const SETTINGS: TrackerSettings = {
  map: 'vertical',
  filter: { ...DEFAULT_FILTER, diffusion: 3 },
  refit: DEFAULT_REFIT,
  band: () => ({ half: 0, landing: 0 }),
};

function expiryOf(days: number): TrackedExpiry {
  const t = days / 365;
  const reach = 1.5 * 0.5 * Math.sqrt(t);
  const expiry = START + t * YEAR;
  const fitted = { key: `${days}d`, expiry, t, forward: FORWARD, quoted: [-reach, reach] as const };
  return trackedExpiry(heston, { ...fitted, theta: LAW, noise: 0.01 });
}

/** Quotes of a law's smile at an instant. */
function quotesOf(expiry: TrackedExpiry, now: number, theta: Float64Array): ExpiryNow {
  const t = (expiry.expiry - now) / YEAR;
  const point = pointsOf(curveOf({ functions: heston.smile({ t, forward: FORWARD }), theta }));
  const n = 11;
  const [strike, bid, ask, size, stamp] = Array.from({ length: 5 }, () => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const isCall = new Uint8Array(n);
  for (let j = 0; j < n; j++) {
    const k = expiry.quoted[1] * ((2 * j) / (n - 1) - 1);
    const vol = Math.sqrt(point(k).w / t);
    strike[j] = FORWARD * Math.exp(k);
    isCall[j] = k >= 0 ? 1 : 0;
    bid[j] = blackPrice(1, Math.exp(k), t, vol - 0.004, k >= 0);
    ask[j] = blackPrice(1, Math.exp(k), t, vol + 0.004, k >= 0);
    size[j] = 3;
    stamp[j] = now;
  }
  return { quotes: { strike, isCall, bid, ask, bidSize: size, askSize: size, stamp }, t, forward: FORWARD };
}

test('the variances of a law that have risen are followed by its own smiles, nearer than by the fitted ones lifted', () => {
  const board = [7, 30].map(expiryOf);
  const risen = LAW.map((value, j) => (j === 0 || j === 2 ? 1.4 * value : value));
  const errors = [board, board.map(({ asLaw: _, ...rest }) => rest)].map((base) => {
    const tracker = new Tracker(base, START, SETTINGS);
    let last = tracker.step(START, [null, null]);
    for (let step = 1; step <= 10; step++) {
      const now = START + step * MINUTE;
      last = tracker.step(
        now,
        base.map((expiry) => quotesOf(expiry, now, risen)),
      );
    }
    let squares = 0;
    last.curves.forEach((curve, i) => {
      const { t } = last.expiries[i]!;
      const [ours, fair] = [
        pointsOf(curve),
        pointsOf(curveOf({ functions: heston.smile({ t, forward: 1 }), theta: risen })),
      ];
      for (let j = -10; j <= 10; j++) {
        const k = (j / 10) * board[i]!.quoted[1];
        squares += (Math.sqrt(ours(k).w / t) - Math.sqrt(fair(k).w / t)) ** 2;
      }
    });
    return 100 * Math.sqrt(squares / 42);
  });
  expect(errors[0]).toBeLessThan(0.5);
  expect(errors[0]).toBeLessThan(0.6 * errors[1]!);
});

test('laws that are asked to cross are published apart, each with a density', () => {
  const board = [6.8, 7].map(expiryOf);
  const filter = { ...SETTINGS.filter, alike: 0 };
  const tracker = new Tracker(board, START, { ...SETTINGS, filter });
  const [up, down] = [1.5, 0.9].map((m) => LAW.map((value, j) => (j === 0 || j === 2 ? m * value : value)));
  let last = tracker.step(START, [null, null]);
  for (let step = 1; step <= 5; step++) {
    const now = START + step * MINUTE;
    last = tracker.step(now, [quotesOf(board[0]!, now, up!), quotesOf(board[1]!, now, down!)]);
  }
  const [front, back] = last.expiries;
  expect(front!.z - back!.z).toBeGreaterThan(0.15);
  expect(last.refit).not.toBe('arbitrage');
  const [one, two] = last.curves.map(pointsOf) as [ReturnType<typeof pointsOf>, ReturnType<typeof pointsOf>];
  const reach = 6 * 0.5 * Math.sqrt(7 / 365);
  for (let j = 0; j <= 700; j++) {
    const k = reach * (j / 350 - 1);
    const [a, b] = [one(k), two(k)];
    expect(b.w).toBeGreaterThanOrEqual(a.w);
    expect(durrlemanG(k, a.w, a.w1, a.w2)).toBeGreaterThan(0);
  }
});

test('a law that nothing moves is published as fitted, and costs next to nothing', () => {
  const board = [1, 7, 30, 90].map(expiryOf);
  const settings = { ...SETTINGS, band: () => ({ half: 0.05, landing: 0 }) };
  const tracker = new Tracker(board, START, settings);
  const first = tracker.step(START, [null, null, null, null]);
  first.expiries.forEach(({ factor }) => {
    expect(factor).toBeCloseTo(1, 12);
  });
  const quotes = board.map((expiry) => quotesOf(expiry, START, LAW));
  const began = processorTime();
  for (let step = 1; step <= 50; step++) {
    const { moved } = tracker.step(START + step * 100, quotes);
    expect(moved).toBe(false);
  }
  expect((processorTime() - began) / 50).toBeLessThan(6);
});

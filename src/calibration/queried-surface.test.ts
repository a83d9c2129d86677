import { expect, test } from 'vitest';
import type { Outcome } from '#base/outcome.ts';
import { epochMs, MS_PER_YEAR, years } from '#base/units.ts';
import { averagedTime } from '#market/settlement.ts';
import { svi } from '#models/svi/index.ts';
import { blackPrice } from '#pricing/black76.ts';
import { discountAt, surfacePoint } from '#surface/surface-point.ts';
import { CALENDAR_TIME } from '#surface/time-settings.ts';
import { varianceClock } from '#surface/variance-clock.ts';
import { createSurface } from '#surface/vol-surface.ts';
import { smallFit } from '#testing/fit-export.ts';
import { movedFit } from '#testing/moved-fit.ts';
import { queriedSurface } from './queried-surface.ts';

const fit = smallFit();
const ask = queriedSurface(fit.quotes, fit.market, fit.result, CALENDAR_TIME)!;
const at = (iso: string) => epochMs(Date.parse(iso));

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

test('at an expiry the answer is the fitted smile, and says whether the strike is quoted', () => {
  const slice = fit.result.slices.find(({ expiry }) => expiry === at('2026-08-28T08:00:00Z'))!;
  const answer = value(ask(62_900.5, slice.expiry));
  expect(answer).toMatchObject({ t: slice.t, forward: 62_900.5, k: 0, quoted: true });
  expect(answer.vol).toBeCloseTo(slice.measures!.vol, 12);
  expect(value(ask(20_000, slice.expiry)).quoted).toBe(false);
  expect(value(ask(62_900.5, at('2026-12-01T08:00:00Z'))).quoted).toBe(false);
  expect(value(ask(62_700, at('2026-08-03T08:00:00Z'))).quoted).toBe(false);
});

test('where options are paid on an average, those asked for are too', () => {
  const { quotes, market, result } = fit;
  const settled = (book: (typeof market.books)[number], window: number) => {
    const t = book.t >= window ? averagedTime(book.t, years(window)) : book.t;
    const settlement = { window: years(window), inside: book.t < window, applied: true, fixed: 0 };
    return { ...book, t, settlement };
  };
  const within = (window: number) => {
    const books = market.books.map((book) => settled(book, window));
    const slices = result.slices.map((slice) => ({
      ...slice,
      t: books.find(({ expiry }) => expiry === slice.expiry)!.t,
    }));
    return {
      slices,
      asked: queriedSurface(quotes, { ...market, books }, { ...result, slices }, CALENDAR_TIME)!,
    };
  };
  const halfHour = years(1800e3 / MS_PER_YEAR);
  const { slices, asked } = within(halfHour);
  for (const { expiry, forward, theta, t, status } of slices) {
    if (status === 'failed') continue;
    const w = new Float64Array(1);
    svi.smile({ t, forward }).totalVariance(theta!, new Float64Array(1), w);
    const answer = value(asked(forward, expiry));
    expect(answer).toMatchObject({ t, quoted: true });
    expect(answer.totalVariance).toBeCloseTo(w[0]!, 14);
  }
  // What is fixed of a settlement price already has no smile in the strikes of the contract.
  const [first, second] = slices;
  const settling = within((first!.t + second!.t) / 2);
  expect(value(settling.asked(first!.forward, first!.expiry))).toMatchObject({
    forward: second!.forward,
    quoted: false,
  });
});

test('what is no strike and what is not after the quotes is refused in one sentence', () => {
  const said = (strike: number, iso: string) => {
    const outcome = ask(strike, at(iso));
    return outcome.ok ? '' : outcome.error.message;
  };
  expect(said(0, '2026-08-28T08:00:00Z')).toBe('A strike is a number above 0, not 0.');
  expect(said(Number.NaN, '2026-08-28T08:00:00Z')).toMatch(/not NaN/);
  expect(said(60_000, '2026-08-01T17:00:00Z')).toMatch(/^2026-08-01T17:00:00.000Z is not after the quotes/);
  expect(said(60_000, '2200-01-01T00:00:00Z')).toBe('The time asked for lies after the year 2199.');
  const beyondDates = ask(60_000, epochMs(1e300));
  expect(beyondDates.ok).toBe(false);
  const none = { ...fit.result, slices: fit.result.slices.filter(({ status }) => status === 'failed') };
  expect(queriedSurface(fit.quotes, fit.market, none, CALENDAR_TIME)).toBeNull();
});

test('premiums of inverse options are in coin, of others discounted; deltas are of the forward', () => {
  const surface = createSurface(svi, [
    { t: 0.5, theta: Float64Array.of(0.125, 1e-12, 0, 0, 0.1), forward: 100 },
  ]);
  // Vol 0.5, F 100, K 120, T 0.5: d1 = -0.338907, d2 = -0.692461; N(d1) = 0.367340, N(d2) = 0.244323 by tables.
  const inverse = surfacePoint(surface, 120, 0.5, 1, { settlement: 'inverse', unit: 'coin' });
  const linear = surfacePoint(surface, 120, 0.5, 0.9, { settlement: 'linear', unit: 'currency' });
  const call = 100 * 0.36734 - 120 * 0.244323;
  expect(inverse.vol).toBeCloseTo(0.5, 9);
  expect(inverse.call.price).toBeCloseTo(call / 100, 5);
  expect(linear.call.price).toBeCloseTo(0.9 * call, 3);
  expect(linear.put.price).toBeCloseTo(0.9 * (call + 20), 3);
  expect(inverse.call.delta).toBeCloseTo(0.36734, 5);
  expect(inverse.call.adjustedDelta!).toBeCloseTo(0.36734 - call / 100, 5);
  expect(linear.call.adjustedDelta).toBeNull();
  // Coin options of a collector who writes dollars: the premium is one of dollars, the hedge still less the coin paid.
  const dollars = surfacePoint(surface, 120, 0.5, 1, { settlement: 'inverse', unit: 'currency' });
  expect(dollars.call.price).toBeCloseTo(call, 3);
  expect(dollars.call.adjustedDelta).toBe(inverse.call.adjustedDelta);
});

test.each(['vertical', 'standardised'] as const)(
  'a surface that a live market has moved answers as it stands now, %s',
  (map) => {
    const { published } = movedFit({ map });
    const { quotes, market, result } = published;
    const asked = queriedSurface(quotes, market, result, CALENDAR_TIME)!;
    for (const { expiry, forward, status, measures } of result.slices) {
      if (status === 'failed') continue;
      expect(value(asked(forward, expiry)).vol).toBeCloseTo(measures!.vol, 9);
    }
  },
);

test('before any variance has run an option is worth its intrinsic value', () => {
  // Saturday noon, on a clock of no weekends.
  const clock = varianceClock(at('2026-08-01T12:00:00Z'), { weekend: 0, events: {} });
  const surface = createSurface(
    svi,
    [{ t: 6 / 365, theta: Float64Array.of(0.001, 0.01, 0, 0, 0.1), forward: 100 }],
    clock,
  );
  const point = surfacePoint(surface, 90, 1 / 365, 1, { settlement: 'linear', unit: 'currency' });
  expect(point).toMatchObject({ vol: 0, totalVariance: 0 });
  expect([point.call, point.put].map(({ price, delta }) => [price, delta])).toEqual([
    [10, 1],
    [0, 0],
  ]);
});

test('rates are flat between the discounts of expiries', () => {
  const curve = [
    { t: 0.25, discount: Math.exp(-0.01) },
    { t: 1, discount: Math.exp(-0.055) },
  ];
  expect(discountAt(curve, 0.125)).toBeCloseTo(Math.exp(-0.005), 14);
  expect(discountAt(curve, 0.5)).toBeCloseTo(Math.exp(-0.025), 14);
  expect(discountAt(curve, 1)).toBeCloseTo(Math.exp(-0.055), 14);
  expect(discountAt(curve, 2)).toBeCloseTo(Math.exp(-0.11), 14);
  expect(discountAt([], 2)).toBe(1);
});

test('without a discount of the expiry a premium is not discounted, with one it is', () => {
  const [one] = fit.result.slices;
  const { expiry, forward, t } = one!;
  const linear = { settlement: 'linear', unit: 'currency', venue: null } as const;
  const price = (discount: number | null): number => {
    const books = fit.market.books.flatMap((book) =>
      book.expiry !== expiry
        ? [book]
        : discount === null
          ? []
          : [{ ...book, forward: { ...book.forward, discount } }],
    );
    const asked = queriedSurface(linear, { ...fit.market, books }, fit.result, CALENDAR_TIME)!;
    return value(asked(forward, expiry)).call.price;
  };
  const undiscounted = blackPrice(forward, forward, t, one!.measures!.vol, true);
  expect(price(0.9) / undiscounted).toBeCloseTo(0.9, 9);
  expect(price(null) / undiscounted).toBeCloseTo(1, 9);
});

test('what failed, what has no parameters and what has no time is no part of the surface', () => {
  const [first, second] = fit.result.slices;
  const other = { ...first!, theta: Float64Array.from(first!.theta!, (v, i) => (i < 2 ? 4 * v : v)) };
  const within = (change: object) =>
    queriedSurface(
      fit.quotes,
      fit.market,
      { ...fit.result, slices: [{ ...other, ...change }, second!] },
      CALENDAR_TIME,
    )!;
  const asked = (surface: typeof ask) => value(surface(60_000, second!.expiry)).vol;
  const early = (surface: typeof ask) => value(surface(60_000, first!.expiry)).vol;
  const alone = queriedSurface(fit.quotes, fit.market, { ...fit.result, slices: [second!] }, CALENDAR_TIME)!;
  for (const change of [{ status: 'failed' as const }, { theta: null }, { t: 0 }, { t: Number.NaN }]) {
    expect(early(within(change))).toBe(early(alone));
    expect(asked(within(change))).toBe(asked(alone));
  }
  expect(early(within({}))).not.toBe(early(alone));
});

test('of two roots that expire at one instant the last counts', () => {
  const [first, second] = fit.result.slices;
  const other = {
    ...first!,
    theta: Float64Array.from(first!.theta!, (v, i) => (i < 2 ? 1.2 * v : v)),
    arbitrage: null,
  };
  const asked = queriedSurface(
    fit.quotes,
    fit.market,
    { ...fit.result, slices: [other, first!, second!] },
    CALENDAR_TIME,
  )!;
  for (const expiry of [first!.expiry, second!.expiry]) {
    expect(value(asked(61_000, expiry)).vol).toBe(value(ask(61_000, expiry)).vol);
    expect(value(asked(61_000, expiry)).quoted).toBe(true);
  }
});

test('only between the outermost used quotes of an expiry is a strike quoted', () => {
  const [first] = fit.result.slices;
  const [low, high] = first!.arbitrage!.quotedRange!;
  const strike = (k: number) => first!.forward * Math.exp(k);
  const quoted = (k: number) => value(ask(strike(k), first!.expiry)).quoted;
  expect([low - 0.001, low + 0.001, high - 0.001, high + 0.001].map(quoted)).toEqual([
    false,
    true,
    true,
    false,
  ]);
  const unchecked = fit.result.slices.map((slice) => ({ ...slice, arbitrage: null }));
  const bare = queriedSurface(fit.quotes, fit.market, { ...fit.result, slices: unchecked }, CALENDAR_TIME)!;
  expect(value(bare(strike(0.001), first!.expiry)).quoted).toBe(false);
  expect(value(bare(first!.forward, first!.expiry)).quoted).toBe(true);
});

test('no strike is infinite, and of no model or no expiry there is no surface', () => {
  expect(ask(Number.POSITIVE_INFINITY, fit.result.slices[0]!.expiry).ok).toBe(false);
  const of = (change: object) =>
    queriedSurface(fit.quotes, fit.market, { ...fit.result, ...change }, CALENDAR_TIME);
  expect(of({ model: 'none' })).toBeNull();
  expect(of({ slices: [] })).toBeNull();
});

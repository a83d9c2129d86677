import { expect, test } from 'vitest';
import { epochMs, MS_PER_YEAR, years } from '#base/units.ts';
import { blackPrice } from '#pricing/black76.ts';
import { quoteSetOf, type TestQuote } from '#testing/board.ts';
import { applyFilters } from './apply-filters.ts';
import type { MarketOptions } from './book.ts';
import { buildBook } from './build-book.ts';
import { DEFAULT_FILTERS, type FilterSettings } from './filters.ts';
import { averagedTime, averagingWindow, fixedPart } from './settlement.ts';

const HOUR = 3_600_000;
const hours = (h: number) => years((h * HOUR) / MS_PER_YEAR);
const HALF_HOUR = hours(0.5);

test('a vol of 20 quoted to expiry reads low by the published points', () => {
  const reads = (h: number) => 20 * Math.sqrt(hours(h) / averagedTime(hours(h), HALF_HOUR)) - 20;
  expect(reads(24)).toBeCloseTo(0.14, 2);
  expect(reads(14)).toBeCloseTo(0.24, 2);
  expect(reads(2)).toBeCloseTo(1.9, 1);
  expect(reads(1)).toBeCloseTo(4.5, 1);
});

test('the averaged time has no jump where the window opens, and ends at nothing', () => {
  expect(averagedTime(HALF_HOUR, HALF_HOUR)).toBeCloseTo(HALF_HOUR / 3, 18);
  expect(averagedTime(years(HALF_HOUR * (1 - 1e-9)), HALF_HOUR)).toBeCloseTo(HALF_HOUR / 3, 12);
  expect(averagedTime(years(0), HALF_HOUR)).toBe(0);
  expect(fixedPart(HALF_HOUR, HALF_HOUR, 60_000)).toBe(0);
  expect(fixedPart(years(HALF_HOUR / 4), HALF_HOUR, 60_000)).toBeCloseTo(45_000, 8);
});

test('crypto venues average over half an hour, OKX over an hour until March 2026, others do not', () => {
  const at = (iso: string) => epochMs(Date.parse(iso));
  const minutes = (venue: string | null, iso: string) => {
    const window = averagingWindow(venue, at(iso));
    return window === null ? null : Math.round((window * MS_PER_YEAR) / 60_000);
  };
  for (const venue of ['deribit', 'bybit', 'binance', 'okx']) {
    expect(minutes(venue, '2026-08-07T08:00:00Z')).toBe(30);
  }
  expect(minutes('okx', '2026-03-17T08:00:00Z')).toBe(60);
  expect(minutes('cboe', '2026-08-07T20:00:00Z')).toBe(null);
  expect(minutes(null, '2026-08-07T08:00:00Z')).toBe(null);
});

const KEY = (expiry: number) => new Date(expiry).toISOString();

/** Coin premiums of a vol of 0.4 on the settlement average: forward F of the average, `soFar` known inside the window. */
function averagedBoard(left: number, vol: number, soFar: number) {
  const F = 60_000;
  const window = HALF_HOUR;
  const t = hours(left);
  const fixed = t < window ? (1 - t / window) * soFar : 0;
  const time = averagedTime(t, window);
  const expiry = Math.round(left * HOUR);
  const quotes = [0.99, 0.995, 1, 1.005, 1.01].flatMap((m) =>
    [false, true].map((isCall): TestQuote => {
      const strike = F * m;
      const value = blackPrice(F - fixed, strike - fixed, time, vol, isCall) / F;
      return { expiry, strike, isCall, bid: value * 0.99, ask: value * 1.01 };
    }),
  );
  return quoteSetOf(quotes, {
    venue: 'deribit',
    unit: 'coin',
    settlement: 'inverse',
    underlyingPrice: Float64Array.from(quotes, () => F),
    underlyingName: quotes.map(() => 'TST-FUTURE'),
  });
}

function made(left: number, options: Partial<MarketOptions>, change: Partial<FilterSettings> = {}) {
  const quotes = averagedBoard(left, 0.4, 59_900);
  const outcome = buildBook(quotes, { asOf: null, forwards: {}, ...options });
  if (!outcome.ok) throw new Error(outcome.error.message);
  const book = outcome.value.books[0]!;
  return { book, filtered: applyFilters(quotes, outcome.value, { ...DEFAULT_FILTERS, ...change }) };
}

/** Volatility at the money of the given book. */
const atTheMoney = (book: ReturnType<typeof made>['book']) =>
  book.midVol[[...book.strike].findIndex((strike, i) => strike === 60_000 && book.isCall[i] === 1)]!;

test('before the window the switch gives the vol of the average back, and without it the vol reads low', () => {
  const on = made(14, { settlement: { average: true, soFar: {} } }).book;
  expect(atTheMoney(on)).toBeCloseTo(0.4, 9);
  expect(on.settlement).toMatchObject({ inside: false, applied: true, fixed: 0 });
  const off = made(14, {}).book;
  expect(atTheMoney(off)).toBeCloseTo(0.4 * Math.sqrt((14 - 1 / 3) / 14), 9);
  expect(off.t).toBeCloseTo(hours(14), 15);
});

test('inside the window effective strike, time and share give the vol back', () => {
  const soFar = { [KEY(0.2 * HOUR)]: 59_900 };
  const { book, filtered } = made(
    0.2,
    { settlement: { average: true, soFar } },
    { expiryWithinHours: 0, relativeSpreadAbove: 10 },
  );
  expect(atTheMoney(book)).toBeCloseTo(0.4, 7);
  expect(book.t).toBeCloseTo(hours(0.2) / 3, 15);
  expect(book.settlement?.fixed).toBeCloseTo(0.6 * 59_900, 6);
  expect(filtered.dropped).toEqual([false]);
});

test('inside the window an expiry is left out whole unless the average so far is known and asked for', () => {
  const soFar = { [KEY(0.2 * HOUR)]: 59_900 };
  const off = { expiryWithinHours: 0 };
  for (const settlement of [undefined, { average: true, soFar: {} }, { average: false, soFar }]) {
    const { filtered } = made(0.2, settlement === undefined ? {} : { settlement }, off);
    expect(filtered).toMatchObject({ dropped: [true], settling: [true], inSettlement: 10, kept: 0 });
  }
  expect(made(0.6, {}, off).filtered.dropped).toEqual([false]);
  expect(made(0.2, {}).filtered).toMatchObject({ dropped: [true], settling: [false], nearExpiry: 10 });
});

test('a strike the average has passed for good has no volatility and no infinite number', () => {
  const quotes = averagedBoard(0.01, 0.4, 59_900);
  const deep = { ...quotes, strike: quotes.strike.map((strike, i) => (i < 2 ? 30_000 : strike)) };
  const soFar = { [KEY(0.01 * HOUR)]: 59_900 };
  const outcome = buildBook(deep, { asOf: null, forwards: {}, settlement: { average: true, soFar } });
  if (!outcome.ok) throw new Error(outcome.error.message);
  const book = outcome.value.books[0]!;
  expect([book.bidVol[0], book.askVol[1], book.k[0], book.delta[0]]).toEqual([NaN, NaN, NaN, NaN]);
  expect([...book.midVol].some((vol) => vol === Infinity)).toBe(false);
});

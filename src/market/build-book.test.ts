import fc from 'fast-check';
import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { blackPrice } from '#pricing/black76.ts';
import { deribitBoard, deribitExpiry, quoteSetOf, type TestQuote } from '#testing/board.ts';
import { hasShared } from '#testing/shared.ts';
import { type MarketBook, NO_VOL_REASONS } from './book.ts';
import { buildBook } from './build-book.ts';
import type { QuoteSet } from './quote-set.ts';

const YEAR = 365 * 86_400_000;
const NONE = { asOf: null, forwards: {} };

function book(quotes: QuoteSet, options = NONE as Parameters<typeof buildBook>[1]): MarketBook {
  const outcome = buildBook(quotes, options);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

/** Calls and puts on every strike, priced by Black-76 at 60 %, each side half a spread away. */
function chain(
  expiry: number,
  forward: number,
  discount: number,
  half: number,
  strikes: number[],
): TestQuote[] {
  return strikes.flatMap((strike) =>
    [false, true].map((isCall) => {
      const value = discount * blackPrice(forward, strike, expiry / YEAR, 0.6, isCall);
      return { expiry, strike, isCall, bid: value - half, ask: value + half };
    }),
  );
}

const STRIKES = [80, 85, 90, 95, 100, 105, 110, 115, 120];

test.skipIf(!hasShared)('the board takes the listed futures, which its own pairs cannot refute', () => {
  const quotes = deribitBoard();
  const { books, dropped } = book(quotes);
  expect(dropped).toEqual([]);
  expect(books.length).toBe(13);
  const first = books[0]!;
  expect(first.expiry).toBe(deribitExpiry('2AUG26'));
  expect(first.forward.value).toBe(62_672.5);
  expect(first.forward.source).toBe('future');
  expect(first.forward.instrument).toBe('BTC-2AUG26');
  expect(first.forward.discount).toBe(1);
  expect(first.forward.executable!.low).toBeCloseTo(62_630.5, 1);
  expect(first.forward.executable!.high).toBeCloseTo(62_725.8, 1);
  // Robust parity lands within 10 USD where the naive estimate is off by 246.
  expect(Math.abs(first.forward.parity!.value - 62_672.5)).toBeLessThan(10);
  expect(first.forward.parity!.pairs).toBe(6);
  for (const { forward } of books) {
    expect(forward.value).toBeGreaterThanOrEqual(forward.executable!.low);
    expect(forward.value).toBeLessThanOrEqual(forward.executable!.high);
  }
});

test.skipIf(!hasShared)('every volatility of the board is a number or has a reason', () => {
  const quotes = deribitBoard();
  const { books } = book(quotes);
  let rows = 0;
  for (const b of books) {
    rows += b.quote.length;
    for (let i = 0; i < b.quote.length; i++) {
      expect(b.bidVol[i]! > 0).toBe(b.bidReason[i] === 0);
      expect(b.askVol[i]! > 0).toBe(b.askReason[i] === 0);
      expect(NO_VOL_REASONS[b.bidReason[i]!]).toBeDefined();
      if (!(quotes.bid[b.quote[i]!]! > 0)) expect(NO_VOL_REASONS[b.bidReason[i]!]).toBe('no-price');
      expect(Number.isFinite(b.tickVol[i]!)).toBe(true);
      if (b.midVol[i]! > 0) {
        expect(b.vega[i]!).toBeGreaterThan(0);
        expect(Math.abs(b.delta[i]!)).toBeLessThanOrEqual(1);
      }
      if (i > 0) expect(b.strike[i]!).toBeGreaterThanOrEqual(b.strike[i - 1]!);
    }
  }
  expect(rows).toBe(868);
});

test('a European chain tells its discount and its forward', () => {
  const quotes = quoteSetOf(chain(YEAR, 101.5, 0.96, 0.05, STRIKES));
  const [only] = book(quotes).books;
  expect(only!.t).toBe(1);
  expect(only!.forward.source).toBe('parity');
  expect(only!.forward.value).toBeCloseTo(101.5, 9);
  expect(only!.forward.discount).toBeCloseTo(0.96, 9);
  expect(only!.forward.stdError).not.toBeNull();
  for (const vol of only!.midVol) expect(vol).toBeCloseTo(0.6, 8);
});

test('a chain too thin for a discount takes the rate of the others', () => {
  const rate = 0.04;
  const quotes = quoteSetOf([
    ...chain(YEAR, 101.5, Math.exp(-rate), 0.05, STRIKES),
    ...chain(YEAR / 2, 100.7, Math.exp(-rate / 2), 0.05, [95, 100, 105]),
  ]);
  const outcome = buildBook(quotes, NONE);
  expect(outcome.issues.map(({ code }) => code)).toEqual(['discount-held']);
  const [near] = book(quotes).books;
  expect(near!.forward.discount).toBeCloseTo(Math.exp(-rate / 2), 9);
  expect(near!.forward.value).toBeCloseTo(100.7, 8);
});

test('American chains use strikes near the money and fit no discount', () => {
  const quotes = quoteSetOf(
    chain(YEAR / 12, 100.4, 1, 0.02, [60, 70, 80, 90, 99, 100, 101, 110, 120]).map((quote) =>
      // The early exercise premium of deep puts, which would bend a line through all pairs.
      quote.strike > 105 && !quote.isCall ? { ...quote, bid: quote.bid + 1, ask: quote.ask + 1 } : quote,
    ),
    { exercise: 'american', spot: 100 },
  );
  const outcome = buildBook(quotes, NONE);
  expect(outcome.issues.map(({ code }) => code)).toEqual(['american-parity']);
  const [only] = book(quotes).books;
  expect(only!.forward.parity!.pairs).toBe(3);
  expect(only!.forward.value).toBeCloseTo(100.4, 6);
  expect(only!.forward.discount).toBe(1);
});

const coin = (forward: number, expiry = YEAR / 12): TestQuote[] =>
  chain(
    expiry,
    forward,
    1,
    1,
    [90, 95, 100, 105, 110].map((k) => k * 600),
  ).map((q) => ({
    ...q,
    bid: q.bid / forward,
    ask: q.ask / forward,
  }));

const INVERSE = { settlement: 'inverse', unit: 'coin', premiumCurrency: 'BTC' } as const;

test('each row is inverted at the forward it carries, as all rows name the same one', () => {
  const low = coin(60_000);
  const high = coin(60_080);
  // Puts were captured while the future stood 80 higher.
  const rows = low.map((quote, i) => (quote.isCall ? quote : high[i]!));
  const quotes = quoteSetOf(rows, {
    ...INVERSE,
    underlyingPrice: Float64Array.from(rows, (q) => (q.isCall ? 60_000 : 60_080)),
    underlyingName: rows.map(() => 'BTC-27MAR26'),
  });
  const [only] = book(quotes).books;
  expect(only!.forward.source).toBe('quoted');
  expect(only!.forward.instrument).toBe('BTC-27MAR26');
  expect(only!.forward.value).toBe(60_040);
  for (const vol of only!.midVol) expect(vol).toBeCloseTo(0.6, 9);
  only!.k.forEach((k, i) => {
    expect(k).toBeCloseTo(Math.log(only!.strike[i]! / (only!.isCall[i] === 1 ? 60_000 : 60_080)), 12);
  });
});

test('a synthetic name is said so, and index_price is never a forward', () => {
  const rows = coin(60_000);
  const named = (name: string) =>
    quoteSetOf(rows, {
      ...INVERSE,
      underlyingPrice: Float64Array.from(rows, () => 60_000),
      underlyingName: rows.map(() => name),
    });
  expect(book(named('SYN.BTC-4AUG26')).books[0]!.forward.source).toBe('quoted-synthetic');
  expect(book(named('index_price')).books[0]!.forward.source).toBe('parity');
});

test('a forward column without names is the file\u2019s, and the forward by hand beats all', () => {
  const rows = coin(60_000);
  const quotes = quoteSetOf(rows, { ...INVERSE, underlyingPrice: Float64Array.from(rows, () => 60_000) });
  expect(book(quotes).books[0]!.forward.source).toBe('file');
  const key = new Date(YEAR / 12).toISOString();
  const byHand = book(quotes, { asOf: null, forwards: { [key]: 59_900 } }).books[0]!;
  expect(byHand.forward.source).toBe('user');
  expect(byHand.forward.value).toBe(59_900);
  expect(byHand.k[0]).toBeCloseTo(Math.log(54_000 / 59_900), 12);
});

test('a forward that no pair allows is used and questioned, with the pair named', () => {
  const rows = coin(60_000);
  const future = { name: 'BTC-X', expiry: epochMs(YEAR / 12), bid: 60_500, ask: 60_510 };
  const outcome = buildBook(quoteSetOf(rows, { ...INVERSE, futures: [future] }), NONE);
  const issue = outcome.issues.find(({ code }) => code === 'forward-parity-disagrees');
  expect(issue?.message).toMatch(
    /^31 Jan 1970: parity gives F 60.000 ± \d.*, the future 60.505\. The .* pair needs at most 60.00\d\. The future is used\. See Forwards\.$/,
  );
  expect(outcome.ok && outcome.value.books[0]!.forward.value).toBe(60_505);
});

test('without pairs the spot serves and is warned of; without spot the expiry is left out', () => {
  const call = { expiry: YEAR, strike: 110, isCall: true, bid: 5, ask: 6 };
  const outcome = buildBook(quoteSetOf([call], { spot: 100 }), NONE);
  expect(outcome.ok && outcome.value.books[0]!.forward.source).toBe('spot');
  expect(outcome.issues.map(({ code }) => code)).toContain('forward-is-spot');
  const both = buildBook(quoteSetOf([call, ...chain(2 * YEAR, 100, 1, 0.1, STRIKES)]), NONE);
  expect(both.ok && both.value.dropped).toEqual([{ reason: 'no-forward', count: 1, expiries: [YEAR] }]);
  expect(both.issues.map(({ code }) => code)).toContain('no-forward');
  const none = buildBook(quoteSetOf([call]), NONE);
  expect(!none.ok && none.error).toEqual({
    reason: 'missing-data',
    message:
      'test.json: no expiry has a forward, a listed future or a two-sided call-put pair, and there is no spot. Set the forwards by hand.',
    asksForForwards: 'Set the forwards by hand.',
  });
});

test('a quote without a volatility has no vega and no delta', () => {
  const rows = chain(YEAR, 100, 1, 0.1, STRIKES).map((q, i) =>
    i === 0 ? { ...q, bid: Number.NaN, ask: 90 } : q,
  );
  const [only] = book(quoteSetOf(rows)).books;
  expect(NO_VOL_REASONS[only!.askReason[0]!]).toBe('above-maximum');
  expect([only!.vega[0], only!.delta[0], only!.midVol[0]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  expect(only!.tickVol[0]).toBe(0);
});

test('quoted volatilities pass through and get prices', () => {
  const quotes = quoteSetOf([{ expiry: YEAR, strike: 110, isCall: true, bid: 0.19, ask: 0.21 }], {
    unit: 'vol',
    underlyingPrice: Float64Array.of(100),
  });
  const [only] = book(quotes).books;
  expect([only!.bidVol[0], only!.askVol[0]]).toEqual([0.19, 0.21]);
  expect(only!.midVol[0]).toBeCloseTo(0.2, 15);
  expect(only!.bidPrice[0]).toBeCloseTo(blackPrice(100, 110, 1, 0.19, true) / 100, 15);
});

test('the microprice leans to the side with less size, while the spread is normal', () => {
  const rows = [
    { expiry: YEAR, strike: 100, isCall: true, bid: 10, ask: 12 },
    { expiry: YEAR, strike: 105, isCall: true, bid: 8, ask: 10 },
    { expiry: YEAR, strike: 110, isCall: true, bid: 3, ask: 13 },
  ];
  const quotes = quoteSetOf(rows, {
    underlyingPrice: Float64Array.of(100, 100, 100),
    bidSize: Float64Array.of(9, 1, 9),
    askSize: Float64Array.of(1, 0, 1),
  });
  const [only] = book(quotes).books;
  const worth = (i: number) => blackPrice(100, rows[i]!.strike, 1, only!.midVol[i]!, true);
  expect(worth(0)).toBeCloseTo(11.8, 10);
  expect(worth(1)).toBeCloseTo(9, 10);
  expect(worth(2)).toBeCloseTo(8, 10);
});

test('expired chains are left out whole and counted; the as-of time can be moved', () => {
  const quotes = quoteSetOf([...chain(YEAR, 100, 1, 0.1, STRIKES), ...chain(2 * YEAR, 100, 1, 0.1, STRIKES)]);
  const later = book(quotes, { asOf: epochMs(YEAR), forwards: {} });
  expect(later.books.length).toBe(1);
  expect(later.dropped).toEqual([{ reason: 'expired', count: 18, expiries: [YEAR] }]);
  const outcome = buildBook(quotes, { asOf: epochMs(2 * YEAR), forwards: {} });
  expect(!outcome.ok && outcome.error).toEqual({
    reason: 'invalid',
    message: 'test.json: all 2 expiries lie before its time, 1 Jan 1972, 00:00Z. Check the as-of time.',
  });
});

test('a file without its time is not dated by the clock', () => {
  const outcome = buildBook(quoteSetOf(chain(YEAR, 100, 1, 0.1, STRIKES), { asOf: null }), NONE);
  expect(!outcome.ok && outcome.error.reason).toBe('missing-data');
});

test('two roots of one date are two books', () => {
  const spx = chain(YEAR, 100, 1, 0.1, STRIKES).map((q) => ({ ...q, root: 'SPX' }));
  const spxw = chain(YEAR, 101, 1, 0.1, STRIKES).map((q) => ({ ...q, root: 'SPXW' }));
  const { books } = book(quoteSetOf([...spxw, ...spx], { underlying: 'SPX' }));
  expect(books.map(({ root }) => root)).toEqual(['SPX', 'SPXW']);
  expect(books[1]!.forward.value).toBeCloseTo(101, 8);
});

const seed = 20_261_120;

test(`hostile numbers give a forward and a reason, never a NaN where a number is promised (seed ${seed})`, () => {
  const hostile = fc.oneof(
    fc.double({ min: 1e-4, max: 200, noNaN: true }),
    fc.constantFrom(0, -1, Number.NaN, Infinity, -Infinity, 1e308, 5e-324),
  );
  const row = fc.record({
    expiry: fc.constantFrom(YEAR, 2 * YEAR),
    strike: fc.constantFrom(80, 90, 100, 110, 1e-6, 1e12),
    isCall: fc.boolean(),
    bid: hostile,
    ask: hostile,
  });
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 24 }),
      fc.constantFrom('coin', 'currency', 'vol'),
      hostile,
      fc.boolean(),
      (rows, unit, attached, american) => {
        const quotes = quoteSetOf(rows, {
          unit,
          settlement: unit === 'coin' ? 'inverse' : 'linear',
          exercise: american ? 'american' : 'european',
          spot: 100,
          underlyingPrice: Float64Array.from(rows, () => attached),
          tick: Float64Array.from(rows, () => 0.05),
        });
        const outcome = buildBook(quotes, NONE);
        if (!outcome.ok) return;
        for (const b of outcome.value.books) {
          expect(b.forward.value).toBeGreaterThan(0);
          expect(b.forward.value).toBeLessThan(Infinity);
          expect(b.forward.discount).toBeGreaterThan(0);
          expect(b.forward.discount).toBeLessThan(Infinity);
          b.quote.forEach((_, i) => {
            expect(b.bidVol[i]! > 0 && b.bidVol[i]! < Infinity).toBe(b.bidReason[i] === 0);
            expect(b.askVol[i]! > 0 && b.askVol[i]! < Infinity).toBe(b.askReason[i] === 0);
            expect(b.tickVol[i]! >= 0 && b.tickVol[i]! <= 10).toBe(true);
            expect(Number.isFinite(b.k[i]!)).toBe(true);
          });
          for (const value of [
            b.forward.parity?.value,
            b.forward.executable?.low,
            b.forward.executable?.high,
          ]) {
            if (value !== undefined) expect(Number.isFinite(value)).toBe(true);
          }
        }
      },
    ),
    { seed, numRuns: 2_000 },
  );
});

import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { blackPrice } from '#pricing/black76.ts';
import { deribitBoard, quoteSetOf, type TestQuote } from '#testing/board.ts';
import { hasShared } from '#testing/shared.ts';
import { buildBook } from './build-book.ts';
import { askHull, HullWalk } from './price-hull.ts';
import type { QuoteArbitrage } from './quote-arbitrage.ts';
import type { QuoteSet } from './quote-set.ts';

const DAY = 86_400_000;

function found(quotes: QuoteSet): QuoteArbitrage[] {
  const outcome = buildBook(quotes, { asOf: null, forwards: {} });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return [...outcome.value.arbitrage];
}

/** Strikes 80 to 120 around 100, both types, `days` to each expiry, a skewed smile, a spread of 4 %. */
function cleanBoard(
  days: readonly number[],
  set: Partial<QuoteSet> = {},
): { rows: TestQuote[]; quotes: QuoteSet } {
  const coin = set.unit === 'coin';
  const rows = days.flatMap((day) =>
    [80, 90, 95, 100, 105, 110, 120].flatMap((strike) =>
      [false, true].map((isCall): TestQuote => {
        const vol = 0.4 - 0.1 * Math.log(strike / 100);
        const value = blackPrice(100, strike, day / 365, vol, isCall) / (coin ? 100 : 1);
        return { expiry: day * DAY, strike, isCall, bid: value * 0.98, ask: value * 1.02 };
      }),
    ),
  );
  return { rows, quotes: boardOf(rows, set) };
}

function boardOf(rows: readonly TestQuote[], set: Partial<QuoteSet> = {}): QuoteSet {
  return quoteSetOf(rows, {
    asOf: epochMs(0),
    underlyingPrice: Float64Array.from(rows, () => 100),
    underlyingName: rows.map(() => 'TST-FUTURE'),
    premiumCurrency: 'USDC',
    tick: Float64Array.from(rows, () => 0.01),
    ...set,
  });
}

/** The board with the quote of one expiry, strike and type changed. */
function withQuote(rows: readonly TestQuote[], day: number, name: string, change: Partial<TestQuote>) {
  return rows.map((row) =>
    row.expiry === day * DAY && `${row.strike}${row.isCall ? 'C' : 'P'}` === name
      ? { ...row, ...change }
      : row,
  );
}

const named = (rows: readonly TestQuote[], { legs }: QuoteArbitrage) =>
  legs.map(({ row, side, units }) => {
    const { strike, isCall, expiry } = rows[row]!;
    return `${side} ${Number(units.toFixed(4))} ${strike}${isCall ? 'C' : 'P'} ${expiry / DAY}`;
  });

test('prices of one smile with spreads hold no arbitrage, in currency, in coin and for American exercise', () => {
  expect(found(cleanBoard([20, 50, 90]).quotes)).toEqual([]);
  expect(found(cleanBoard([20, 50, 90], { unit: 'coin', settlement: 'inverse' }).quotes)).toEqual([]);
  expect(found(cleanBoard([20, 50, 90], { exercise: 'american' }).quotes)).toEqual([]);
});

test('a bid above the ask of a better strike is a vertical, named with its size and ticks', () => {
  const { rows } = cleanBoard([20]);
  const ask = rows.find(({ strike, isCall }) => strike === 105 && isCall)!.ask;
  const changed = withQuote(rows, 20, '110C', { bid: ask + 0.03, ask: ask + 0.5 });
  const verticals = found(boardOf(changed)).filter(({ kind }) => kind === 'vertical');
  expect(verticals).toHaveLength(0);
  // Between 105 and 120 a mixture is cheaper still than the 105 alone.
  const [butterfly] = found(boardOf(changed)).filter(({ kind }) => kind === 'butterfly');
  expect(named(changed, butterfly!)).toEqual(['sell 1 110C 20', 'buy 0.6667 105C 20', 'buy 0.3333 120C 20']);
  const last = withQuote(rows, 20, '120C', { bid: ask + 0.03, ask: ask + 0.5 });
  const [vertical] = found(boardOf(last)).filter(({ kind }) => kind === 'vertical');
  const cheaper = rows.find(({ strike, isCall }) => strike === 110 && isCall)!.ask;
  expect(named(last, vertical!)).toEqual(['sell 1 120C 20', 'buy 1 110C 20']);
  expect(vertical!.size).toBeCloseTo(ask + 0.03 - cheaper, 12);
  expect(vertical!.ticks).toBeCloseTo(vertical!.size / 0.01, 9);
});

test('a put spread wider than its strikes is a vertical too', () => {
  const { rows } = cleanBoard([20]);
  const ask = rows.find(({ strike, isCall }) => strike === 110 && !isCall)!.ask;
  const changed = withQuote(rows, 20, '120P', { bid: ask + 10.5, ask: ask + 11 });
  const [vertical] = found(boardOf(changed)).filter(({ kind }) => kind === 'vertical');
  expect(named(changed, vertical!)).toEqual(['sell 1 120P 20', 'buy 1 110P 20']);
  expect(vertical!.size).toBeCloseTo(0.5, 9);
});

test('a calendar is found at equal moneyness between any two expiries', () => {
  const { rows } = cleanBoard([20, 50, 90]);
  const ask = rows.find(({ expiry, strike, isCall }) => expiry === 90 * DAY && strike === 120 && isCall)!.ask;
  const changed = withQuote(rows, 20, '120C', { bid: ask + 0.2, ask: ask + 0.3 });
  const calendars = found(boardOf(changed)).filter(({ kind }) => kind === 'calendar');
  expect(calendars).toHaveLength(1);
  // The nearest of the later expiries is the cheapest hedge.
  expect(named(changed, calendars[0]!)).toEqual(['sell 1 120C 20', 'buy 1 120C 50']);
});

test('a pair away from the listed forward is named, and two pairs apart make a box', () => {
  const { rows } = cleanBoard([20]);
  const call = rows.find(({ strike, isCall }) => strike === 100 && isCall)!;
  const put = rows.find(({ strike, isCall }) => strike === 100 && !isCall)!;
  const stale = { bid: call.bid + 0.6, ask: call.ask + 0.6 };
  const changed = withQuote(rows, 20, '100C', stale);
  const all = found(boardOf(changed));
  const parity = all.filter(({ kind }) => kind === 'parity');
  expect(parity.map((each) => named(changed, each))).toEqual([['sell 1 100C 20', 'buy 1 100P 20']]);
  expect(parity[0]!.size).toBeCloseTo(stale.bid - put.ask, 9);
  const box = all.find(({ kind }) => kind === 'box');
  expect(named(changed, box!).slice(0, 2)).toEqual(['sell 1 100C 20', 'buy 1 100P 20']);
  expect(
    found(boardOf(changed, { exercise: 'american' })).some(({ kind }) => kind === 'parity' || kind === 'box'),
  ).toBe(false);
});

test.each([1, 2, 3])(
  'the hull finds a violation exactly where pairs and triples do, random asks and bids: seed %i',
  (seed) => {
    let state = seed * 2654435761;
    const random = () => {
      state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) >>> 0;
      return state / 2 ** 32;
    };
    for (let round = 0; round < 300; round++) {
      const n = 3 + Math.floor(6 * random());
      const points = Array.from({ length: n }, (_, i) => {
        const x = 0.8 + (0.4 * (i + 0.5 * random())) / n;
        const value = blackPrice(1, x, 0.2, 0.4, 1) + 0.01 * (random() - 0.5);
        const half = 0.006 * random();
        return { x, bid: Math.max(1e-6, value - half), ask: Math.max(2e-6, value + half) };
      });
      const columns = {
        x: Float64Array.from(points, ({ x }) => x),
        ask: Float64Array.from(points, ({ ask }) => ask),
      };
      const walk = new HullWalk(columns, askHull(columns, Int32Array.from(points.keys())));
      for (const point of points) {
        let least = Infinity;
        for (const a of points) {
          least = Math.min(least, a.ask + Math.max(0, a.x - point.x));
          for (const b of points) {
            if (!(a.x < point.x && point.x < b.x)) continue;
            const share = (b.x - point.x) / (b.x - a.x);
            least = Math.min(least, share * a.ask + (1 - share) * b.ask);
          }
        }
        expect(walk.costAt(point.x)).toBeCloseTo(least, 12);
      }
    }
  },
);

test.skipIf(!hasShared)('every violation of the real board pays at once and never costs later', () => {
  const quotes = deribitBoard();
  const outcome = buildBook(quotes, { asOf: null, forwards: {} });
  if (!outcome.ok) throw new Error(outcome.error.message);
  const violations = outcome.value.arbitrage;
  for (const { legs, size, kind, book } of violations) {
    expect(size).toBeGreaterThan(0);
    if (kind !== 'vertical' && kind !== 'butterfly') continue;
    const { value: F } = outcome.value.books[book]!.forward;
    let cash = 0;
    for (const { row, side, units } of legs)
      cash += units * (side === 'sell' ? quotes.bid[row]! : -quotes.ask[row]!);
    const kept = cash - size;
    for (let S = 1000; S < 300_000; S += 500) {
      let paid = 0;
      for (const { row, side, units } of legs) {
        const payoff = Math.max(0, (quotes.isCall[row] === 1 ? 1 : -1) * (S - quotes.strike[row]!));
        paid += (side === 'sell' ? -units : units) * payoff;
      }
      // What is not gained now is money of the difference of strikes, in coin at the forward.
      expect(paid + kept * F).toBeGreaterThan(-1e-6 * F);
    }
  }
});

test.each([11, 12])(
  'over a board the quotes sold are exactly those dearer than some pair of later or own asks: seed %i',
  (seed) => {
    let state = seed * 2654435761;
    const random = () => {
      state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) >>> 0;
      return state / 2 ** 32;
    };
    let violated = 0;
    for (let round = 0; round < 60; round++) {
      const rows = [20, 30, 45].flatMap((day) =>
        [90, 95, 100, 105, 110].map((strike): TestQuote => {
          const value = Math.max(0.5, blackPrice(100, strike, day / 365, 0.4, true) + 4 * (random() - 0.5));
          const half = 0.3 * random();
          return { expiry: day * DAY, strike, isCall: true, bid: value - half, ask: value + half };
        }),
      );
      const sold = rows.map(({ expiry, strike, bid }) => {
        const usable = rows.filter((other) => other.expiry >= expiry);
        let least = Infinity;
        for (const a of usable) {
          least = Math.min(least, a.ask + Math.max(0, a.strike - strike));
          for (const b of usable) {
            if (!(a.strike < strike && strike < b.strike)) continue;
            const share = (b.strike - strike) / (b.strike - a.strike);
            least = Math.min(least, share * a.ask + (1 - share) * b.ask);
          }
        }
        return bid - least > 1e-6;
      });
      const rowsFound = new Set(found(boardOf(rows)).map(({ legs }) => legs[0]!.row));
      expect(rows.map((_, row) => rowsFound.has(row))).toEqual(sold);
      violated += rowsFound.size;
    }
    expect(violated).toBeGreaterThan(20);
  },
);

import { expect, test } from 'vitest';
import { deribitBoard, quoteSetOf, type TestQuote } from '#testing/board.ts';
import { hasShared } from '#testing/shared.ts';
import { applyFilters } from './apply-filters.ts';
import { buildBook } from './build-book.ts';
import { DEFAULT_FILTERS, type FilterSettings, LEFT_OUT_REASONS } from './filters.ts';
import type { QuoteSet } from './quote-set.ts';

function filtered(quotes: QuoteSet, change: Partial<FilterSettings> = {}) {
  const outcome = buildBook(quotes, { asOf: null, forwards: {} });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return applyFilters(quotes, outcome.value, { ...DEFAULT_FILTERS, ...change });
}

const total = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);

test.skipIf(!hasShared)('the defaults leave 362 of the 868 quotes of the board', () => {
  const result = filtered(deribitBoard());
  expect(result.kept).toBe(362);
  expect(result.counts['in-the-money']).toBe(434);
  expect(result.counts['no-bid'] + result.counts['no-ask'] + result.counts['no-quote']).toBe(66);
  expect(result.counts['wide-spread']).toBe(6);
  expect(result.kept + total(result.counts) + result.nearExpiry).toBe(868);
});

test.skipIf(!hasShared)('every filter can be undone, and the books always add up', () => {
  const board = deribitBoard();
  const all = filtered(board, {
    inTheMoney: true,
    oneSided: true,
    crossed: true,
    relativeSpreadAbove: 10,
    bidBelowTicks: 0,
    expiryWithinHours: 0,
  });
  expect(all.counts['no-bid'] + all.counts['no-ask'] + all.counts['wide-spread']).toBe(0);
  expect(all.kept + total(all.counts)).toBe(868);
  expect(all.kept).toBeGreaterThan(600);
  const near = filtered(board, { expiryWithinHours: 24 });
  expect(near.dropped.filter(Boolean).length).toBe(1);
  expect(near.kept + total(near.counts) + near.nearExpiry).toBe(868);
});

const YEAR = 365 * 86_400_000;
const verdictOf = (quote: Partial<TestQuote>, change: Partial<FilterSettings> = {}, tick = 0.05) => {
  const quotes = quoteSetOf([{ expiry: YEAR, strike: 110, isCall: true, bid: 4, ask: 5, ...quote }], {
    underlyingPrice: Float64Array.of(100),
    tick: Float64Array.of(tick),
  });
  return LEFT_OUT_REASONS[filtered(quotes, change).state[0]![0]!];
};

test('each filter gives its own reason', () => {
  expect(verdictOf({})).toBe('kept');
  expect(verdictOf({ strike: 90 })).toBe('in-the-money');
  expect(verdictOf({ strike: 100 })).toBe('kept');
  expect(verdictOf({ bid: Number.NaN, ask: Number.NaN })).toBe('no-quote');
  expect(verdictOf({ bid: Number.NaN })).toBe('no-bid');
  expect(verdictOf({ ask: Number.NaN })).toBe('no-ask');
  expect(verdictOf({ bid: Number.NaN }, { oneSided: true })).toBe('kept');
  expect(verdictOf({ bid: 5, ask: 4 })).toBe('crossed');
  expect(verdictOf({ bid: 5, ask: 4 }, { crossed: true })).toBe('kept');
  expect(verdictOf({ bid: 0.05, ask: 0.1 })).toBe('kept');
  expect(verdictOf({ bid: 0.3, ask: 0.4 }, { bidBelowTicks: 6 }, 0.1)).toBe('low-bid');
  expect(verdictOf({ bid: 0.1 + 0.2, ask: 0.4 }, { bidBelowTicks: 3 }, 0.1)).toBe('kept');
  expect(verdictOf({ bid: 1, ask: 4 })).toBe('wide-spread');
  expect(verdictOf({ bid: 4, ask: 101 }, { relativeSpreadAbove: 2 })).toBe('no-implied-vol');
});

test('a quote let in by hand is kept whatever filter would leave it out, if it has a volatility', () => {
  const one = (quote: Partial<TestQuote>, change: Partial<FilterSettings> = {}) => {
    const quotes = quoteSetOf([{ expiry: YEAR, strike: 110, isCall: true, bid: 4, ask: 5, ...quote }], {
      underlyingPrice: Float64Array.of(100),
      timestamp: Float64Array.of(-90_000),
      tick: Float64Array.of(0.05),
    });
    const result = filtered(quotes, { admitted: { [quotes.symbol[0]!]: true }, ...change });
    return [result.state[0]![0], LEFT_OUT_REASONS[result.admitted[0]![0]!], result.kept];
  };
  expect(one({ strike: 90, bid: 12, ask: 14 })).toEqual([0, 'in-the-money', 1]);
  expect(one({ bid: Number.NaN })).toEqual([0, 'no-bid', 1]);
  expect(one({ bid: 5, ask: 4 })).toEqual([0, 'crossed', 1]);
  expect(one({ bid: 1, ask: 4 })).toEqual([0, 'wide-spread', 1]);
  expect(one({}, { olderThanSeconds: 60 })).toEqual([0, 'stale', 1]);
  expect(one({})).toEqual([0, 'kept', 1]);
  const none = LEFT_OUT_REASONS.indexOf('no-quote');
  expect(one({ bid: Number.NaN, ask: Number.NaN })).toEqual([none, 'kept', 0]);
});

test('old quotes are left out by their stamp only where the file has stamps and the filter is on', () => {
  const rows: TestQuote[] = [30, 90, Number.NaN].map((_, i) => ({
    expiry: YEAR,
    strike: 105 + i,
    isCall: true,
    bid: 4,
    ask: 5,
  }));
  const stamped = {
    underlyingPrice: Float64Array.of(100, 100, 100),
    timestamp: Float64Array.of(-30_000, -90_000, Number.NaN),
  };
  expect(filtered(quoteSetOf(rows, stamped)).kept).toBe(3);
  const strict = filtered(quoteSetOf(rows, stamped), { olderThanSeconds: 60 });
  expect([strict.kept, strict.counts.stale]).toEqual([2, 1]);
  const bare = filtered(quoteSetOf(rows, { ...stamped, timestamp: null }), { olderThanSeconds: 0 });
  expect(bare.kept).toBe(3);
});

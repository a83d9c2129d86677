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

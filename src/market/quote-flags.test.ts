import { expect, test } from 'vitest';
import { quoteSetOf, type TestQuote } from '#testing/board.ts';
import { buildBook } from './build-book.ts';
import { bookFlags } from './quote-flags.ts';
import type { QuoteSet } from './quote-set.ts';

const YEAR = 365 * 86_400_000;

function flagged(rows: readonly Partial<TestQuote>[], set: Partial<QuoteSet> = {}) {
  const full = rows.map(
    (row): TestQuote => ({ expiry: YEAR, strike: 110, isCall: true, bid: 4, ask: 4.2, ...row }),
  );
  const quotes = quoteSetOf(full, {
    underlyingPrice: Float64Array.from(full, () => 100),
    tick: Float64Array.from(full, () => 0.05),
    ...set,
  });
  const outcome = buildBook(quotes, { asOf: null, forwards: {} });
  if (!outcome.ok) throw new Error(outcome.error.message);
  const flags = bookFlags(quotes, outcome.value, outcome.value.books[0]!);
  return { ...flags, flags: rows.map((_, place) => flags.flagsOf(place)) };
}

test('a bid of one tick is flagged, of two it is not', () => {
  const { flags } = flagged([
    { strike: 150, bid: 0.05, ask: 0.1 },
    { strike: 155, bid: 0.1, ask: 0.15 },
  ]);
  expect(flags).toEqual([['one-tick-bid'], []]);
});

test('an ask far from its bid against the other quotes of the expiry is flagged with how far', () => {
  const { flags, spreadRatio } = flagged([
    { strike: 104 },
    { strike: 106 },
    { strike: 108 },
    { strike: 110, bid: 4, ask: 5.5 },
    { strike: 112, ask: Number.NaN },
  ]);
  expect(flags).toEqual([[], [], [], ['wide-ask'], []]);
  expect(spreadRatio[3]).toBeGreaterThan(5);
  expect(spreadRatio[4]).toBeNaN();
});

test('a quote older than a minute is flagged, and without stamps no age is known', () => {
  const { flags, age } = flagged([{ strike: 105 }, { strike: 106 }, { strike: 107 }], {
    timestamp: Float64Array.of(-59_000, -61_000, Number.NaN),
  });
  expect(flags).toEqual([[], ['stale'], []]);
  expect([...age!]).toEqual([59, 61, Number.NaN]);
  expect(flagged([{}]).age).toBe(null);
});

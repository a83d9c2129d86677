import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { quoteSetOf } from '#testing/board.ts';
import { gainText, legsText } from './arbitrage-words.ts';
import { buildBook } from './build-book.ts';
import type { QuoteArbitrage } from './quote-arbitrage.ts';

const DAY = 86_400_000;

function sold(bid: number, tick: number): string {
  const rows = [{ expiry: 7 * DAY, strike: 470, isCall: false, bid, ask: 2 * bid }];
  const quotes = quoteSetOf(rows, {
    asOf: epochMs(0),
    underlyingPrice: Float64Array.of(500),
    underlyingName: ['TST-FUTURE'],
    premiumCurrency: 'USD',
    tick: Float64Array.of(tick),
  });
  const outcome = buildBook(quotes, { asOf: null, forwards: {} });
  if (!outcome.ok) throw new Error(outcome.error.message);
  const legs: QuoteArbitrage['legs'] = [{ row: 0, side: 'sell', units: 1 }];
  return legsText(
    quotes,
    outcome.value,
    { kind: 'vertical', book: 0, size: 0.01, ticks: null, legs },
    'sell',
  );
}

test('a price is told to its tick, and without one as the file tells it', () => {
  expect(sold(0.05, 0.01)).toBe('470 P at 0.05');
  expect(sold(0.05, 0.001)).toBe('470 P at 0.050');
  expect(sold(0.05, Number.NaN)).toBe('470 P at 0.05');
  expect(sold(12.5, Number.NaN)).toBe('470 P at 12.5');
});

test('a gain is told to a tenth of a tick, and without one to three digits', () => {
  const legs: QuoteArbitrage['legs'] = [{ row: 0, side: 'sell', units: 1 }];
  const rows = [{ expiry: DAY, strike: 100, isCall: true, bid: 1, ask: 2 }];
  const told = (size: number, tick: number) =>
    gainText(quoteSetOf(rows, { tick: Float64Array.of(tick) }), {
      kind: 'box',
      book: 0,
      size,
      ticks: null,
      legs,
    });
  expect(told(0.2, 0.05)).toBe('0.200');
  expect(told(0.0070158, Number.NaN)).toBe('0.00702');
  expect(told(1234.567, Number.NaN)).toBe('1\u2009235');
});

import { expect, test } from 'vitest';
import { blackPrice } from '#pricing/black76.ts';
import { quoteSetOf, type TestQuote } from '#testing/board.ts';
import type { MarketOptions } from './book.ts';
import { buildBook } from './build-book.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24;
const CODE = 'settlement-average-off';

/** What is said of boards whose expiries lie so many hours ahead. */
function said(left: readonly number[], options: Partial<MarketOptions> = {}, venue = 'deribit') {
  const quotes = left.flatMap((hours) =>
    [0.99, 1, 1.01].flatMap((m) =>
      [false, true].map((isCall): TestQuote => {
        const value = blackPrice(60_000, 60_000 * m, hours / YEAR, 0.4, isCall) / 60_000;
        return { expiry: hours * HOUR, strike: 60_000 * m, isCall, bid: value * 0.99, ask: value * 1.01 };
      }),
    ),
  );
  const set = quoteSetOf(quotes, {
    venue,
    unit: 'coin',
    settlement: 'inverse',
    underlyingPrice: Float64Array.from(quotes, () => 60_000),
    underlyingName: quotes.map(() => 'TST-FUTURE'),
  });
  const outcome = buildBook(set, { asOf: null, forwards: {}, ...options });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.issues.filter(({ code }) => code === CODE);
}

test('forty minutes before expiry a vol of 40 is said to read as 28', () => {
  const [issue, ...more] = said([2 / 3, 5, 29]);
  expect(more).toEqual([]);
  expect(issue?.message).toBe(
    '1 Jan 1970: paid on the average of the index over its last 30 minutes, which is not priced. Its volatilities read low by 29 %, 40 as 28.3; switch on Settlement average in Forwards.',
  );
  expect(issue).toMatchObject({ severity: 'info', at: '1970-01-01T00:40:00.000Z' });
});

test('it is said from one hundredth of the vol on, of the first expiry before its window', () => {
  expect(said([16.7])[0]?.message).toContain('by 1.0 %, 40 as 39.6;');
  expect(said([16.8])).toEqual([]);
  expect(said([0.4, 5])[0]?.at).toBe('1970-01-01T05:00:00.000Z');
  expect(said([0.4])).toEqual([]);
});

test('with the average priced, and of a venue that pays on one price, nothing is said', () => {
  expect(said([5], { settlement: { average: true, soFar: {} } })).toEqual([]);
  expect(said([5], {}, 'cboe')).toEqual([]);
});

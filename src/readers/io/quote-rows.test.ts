import { expect, test, vi } from 'vitest';
import type { EpochMs } from '#base/units.ts';
import { blankRow, type QuoteRow, QuoteRows } from './quote-rows.ts';

const DAY = 86_400_000;
const EXPIRY = Date.UTC(2026, 11, 18, 21);
const row = (change: Partial<QuoteRow>): QuoteRow => ({
  ...blankRow(),
  root: 'SPY',
  expiry: EXPIRY as EpochMs,
  strike: 600,
  bid: 5,
  ask: 6,
  ...change,
});

test('a quote without a symbol goes by root, expiry, strike and type, and its twin is found', () => {
  const rows = new QuoteRows();
  const days = [EXPIRY, EXPIRY + DAY] as EpochMs[];
  for (let copy = 0; copy < 2; copy++) {
    for (const expiry of days) {
      for (const root of ['SPY', 'QQQ']) rows.add(row({ expiry, root }), 1);
    }
  }
  const { symbol, rejected } = rows.finish();
  expect(symbol).toEqual([
    'SPY|2026-12-18T21:00:00.000Z|600|P',
    'QQQ|2026-12-18T21:00:00.000Z|600|P',
    'SPY|2026-12-19T21:00:00.000Z|600|P',
    'QQQ|2026-12-19T21:00:00.000Z|600|P',
  ]);
  expect(rejected).toEqual([{ reason: 'duplicate', count: 4, examples: symbol.slice(0, 3) }]);
});

test('a twin is found whatever was known of the names that the rows cannot go by', () => {
  const rows = new QuoteRows();
  for (const symbolHash of [1, 2]) rows.add(row({ symbolHash }), symbolHash);
  expect(rows.finish().rejected).toMatchObject([{ reason: 'duplicate', count: 1 }]);
});

test('an expiry is written once for all rows of it', () => {
  const write = vi.spyOn(Date.prototype, 'toISOString');
  const rows = new QuoteRows();
  for (let i = 0; i < 1000; i++) rows.add(row({ strike: 100 + i, root: i % 2 ? 'SPY' : 'QQQ' }), i);
  expect(rows.accepted).toBe(1000);
  expect(write).toHaveBeenCalledTimes(1);
  write.mockRestore();
});

test('three different examples of a reason are kept, the first ones', () => {
  const rows = new QuoteRows();
  for (const example of ['', 'a', 'a', '<a', '>a', 'b', 'c']) rows.reject('bad', example);
  expect(rows.finish().rejected).toEqual([{ reason: 'bad', count: 7, examples: ['', 'a', '\ufffda'] }]);
});

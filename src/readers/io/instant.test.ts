import { expect, test } from 'vitest';
import { dateInName, readEpoch, readStamp, readTime } from './instant.ts';

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
const read = (text: string) => {
  const time = readTime(text);
  if (time === null) return null;
  return time.kind === 'instant' ? iso(time.at) : `${time.date.year}-${time.date.month}-${time.date.day}`;
};

test('dates are read in the spellings of real files', () => {
  for (const text of [
    '2024-01-26',
    '20240126',
    '26JAN24',
    '26-Jan-2024',
    '26 January 2024',
    'Fri Jan 26 2024',
    '01/26/2024',
    '1/26/24',
    '26.01.2024',
    '26/01/2024',
    '2024/01/26',
    'January 26, 2024',
  ])
    expect(read(text), text).toBe('2024-1-26');
});

test('instants are read to the millisecond, without a zone as UTC', () => {
  expect(read('2026-08-01T17:58:04.320127+00:00')).toBe('2026-08-01T17:58:04.320Z');
  expect(read('2026-05-21T10:04:10Z')).toBe('2026-05-21T10:04:10.000Z');
  expect(read('2026-01-30 16:45:44+00:00')).toBe('2026-01-30T16:45:44.000Z');
  expect(read('2026-01-30T16:45:44-05:00')).toBe('2026-01-30T21:45:44.000Z');
  expect(read('2025-05-27 15:29:00 UTC')).toBe('2025-05-27T15:29:00.000Z');
  expect(read('2025-05-27 15:29')).toBe('2025-05-27T15:29:00.000Z');
});

test('epochs are told apart by their size', () => {
  for (const value of [1785607084, 1785607084000, 1785607084000000, 1785607084000000000])
    expect(iso(readEpoch(value))).toBe('2026-08-01T17:58:04.000Z');
  expect(readEpoch(12345)).toBeNull();
  expect(readEpoch(Number.NaN)).toBeNull();
});

test('what is no date is none', () => {
  for (const text of [
    '',
    '2024-02-30',
    '20241301',
    'Strike',
    '60000',
    '31FEB26',
    '2024-01-26T25:00',
    '13/13/2024',
    'A'.repeat(50),
  ])
    expect(read(text), text).toBeNull();
});

test('Cboe date lines are read in every spelling they had', () => {
  expect(iso(readStamp('Date: September 14, 2023 at 4:31 PM EDT'))).toBe('2023-09-14T20:31:00.000Z');
  expect(iso(readStamp('Date: February 5 2022, 8:09 PM EST'))).toBe('2022-02-06T01:09:00.000Z');
  expect(iso(readStamp('Date: June 11, 2022, 8:47 PM EDT'))).toBe('2022-06-12T00:47:00.000Z');
  expect(iso(readStamp('Date: July 9, 2022 at 5:28 p.m. EDT'))).toBe('2022-07-09T21:28:00.000Z');
  expect(iso(readStamp('Feb 08 2019 @ 17:45 ET'))).toBe('2019-02-08T22:45:00.000Z');
  expect(iso(readStamp('Date: May 16, 2025 at 12:05 AM EDT'))).toBe('2025-05-16T04:05:00.000Z');
  expect(readStamp('S&P 500 INDEX,Last: 6711.2002')).toBeNull();
  expect(readStamp('Date: May 16, 2025 at 13:05 PM EDT')).toBeNull();
});

test('a file name tells a date only when it holds one', () => {
  expect(dateInName('spx_implied_vol_20230215.csv')).toEqual({ year: 2023, month: 2, day: 15 });
  expect(dateInName('btc-2026-08-01.json')).toEqual({ year: 2026, month: 8, day: 1 });
  expect(dateInName('bitcoin_date20250830_strike20251226.csv')).toBeNull();
  expect(dateInName('quotes.csv')).toBeNull();
  expect(dateInName('x20231345.csv')).toBeNull();
});

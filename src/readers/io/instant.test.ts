import { expect, test } from 'vitest';
import { dateInName, dayPlace, instantInName, readEpoch, readStamp, readTime } from './instant.ts';

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

test('dates with apostrophes, ordinals and dashes between words are read', () => {
  for (const text of [
    "26JAN'24",
    "Jan 26 '24",
    'Jan-26-2024',
    'January 26th, 2024',
    'Fri, 26 Jan 2024',
    '2024.01.26',
  ])
    expect(read(text), text).toBe('2024-1-26');
});

test('a time of day may follow any date, in halves of the day and with a zone', () => {
  for (const text of [
    '1/26/2024 4:15:30 PM EST',
    '01/26/2024 16:15:30 ET',
    '2024-01-26 16:15:30 America/New_York',
    '26-Jan-2024 21:15:30 GMT',
    '2024-01-26 15:15:30 CST',
    '2024-01-26 16:15:30 GMT-5',
    'Fri, 26 Jan 2024 21:15:30 UTC',
    '2024-01-27 02:45:30 IST',
    '26.01.2024 22:15:30 CET',
  ])
    expect(read(text), text).toBe('2024-01-26T21:15:30.000Z');
  expect(readTime('1/26/2024 4:15 PM')).toMatchObject({ zoneless: true });
  expect(read('26.07.2024 22:15 Europe/Berlin')).toBe('2024-07-26T20:15:00.000Z');
  expect(read('2024-01-26 16:15 XYZ')).toBeNull();
});

test('one date of a column tells where the day stands in the others', () => {
  expect(['13/03/2025', '03/13/2025', '03/04/2025', '03.04.2025', '2025-03-04'].map(dayPlace)).toEqual([
    'first',
    'second',
    'either',
    null,
    null,
  ]);
  expect(readTime('03/04/2025', true)).toEqual({ kind: 'date', date: { year: 2025, month: 4, day: 3 } });
  expect(readTime('03/13/2025', true)).toEqual({ kind: 'date', date: { year: 2025, month: 3, day: 13 } });
});

test('a stamp is read in every wording, and not in a zone that is not known', () => {
  for (const text of [
    '"Date: March 12, 2025 at 2:05 PM EDT",Bid: 1',
    'Date: 12 March 2025 at 18:05 GMT,Bid: 1',
    'Date: 2025-03-12 14:05 EDT',
    'Date: 03/12/2025 2:05 PM ET',
    'Date: March 12, 2025 at 11:05 AM PDT',
    'Date: March 12, 2025 at 14:05:00 GMT-4',
    'Date: March 12, 2025 at 2:05 PM Eastern',
  ])
    expect(iso(readStamp(text)), text).toBe('2025-03-12T18:05:00.000Z');
  expect(readStamp('March 12, 2025 at 2:05 PM QQT')).toBeNull();
});

test('the name of a file may say an instant', () => {
  for (const name of [
    'btc_20250312_140507.csv',
    'btc-2025-03-12T14-05-07Z.json',
    'btc_2025-03-12 14.05.07.csv',
    'btc_1741788307.csv',
    'btc_1741788307000.csv.gz',
  ])
    expect(iso(instantInName(name)), name).toBe('2025-03-12T14:05:07.000Z');
  expect(instantInName('btc_20250312.csv')).toBeNull();
  expect(instantInName('btc_20250312_140507_20250312_150507.csv')).toBeNull();
  expect(dateInName('spy_exp2025-03-21_2025-03-12.csv')).toEqual({ year: 2025, month: 3, day: 12 });
});

import { expect, test } from 'vitest';
import {
  calendarDate,
  listedExercise,
  listedExpiry,
  monthNumber,
  newYorkDate,
  newYorkInstant,
  newYorkOffsetHours,
} from './expiry.ts';

const date = (year: number, month: number, day: number) => ({ year, month, day });
const iso = (ms: number) => new Date(ms).toISOString();

test('a New York close is 21:00 UTC in winter and 20:00 UTC in summer', () => {
  expect(iso(newYorkInstant(date(2025, 1, 24), 16, 0))).toBe('2025-01-24T21:00:00.000Z');
  expect(iso(newYorkInstant(date(2025, 5, 16), 16, 0))).toBe('2025-05-16T20:00:00.000Z');
});

test('daylight saving follows the law of its year', () => {
  // 2026: 8 March to 1 November. 2006: 2 April to 29 October. 1986: 27 April to 26 October.
  expect(newYorkOffsetHours(Date.UTC(2026, 2, 8, 6, 59, 59))).toBe(5);
  expect(newYorkOffsetHours(Date.UTC(2026, 2, 8, 7))).toBe(4);
  expect(newYorkOffsetHours(Date.UTC(2026, 10, 1, 5, 59, 59))).toBe(4);
  expect(newYorkOffsetHours(Date.UTC(2026, 10, 1, 6))).toBe(5);
  expect(newYorkOffsetHours(Date.UTC(2006, 3, 1, 12))).toBe(5);
  expect(newYorkOffsetHours(Date.UTC(2006, 3, 2, 7))).toBe(4);
  expect(newYorkOffsetHours(Date.UTC(2006, 9, 29, 6))).toBe(5);
  expect(newYorkOffsetHours(Date.UTC(1986, 3, 26, 12))).toBe(5);
  expect(newYorkOffsetHours(Date.UTC(1986, 3, 27, 12))).toBe(4);
});

test('the rule agrees with the time-zone database over every day of 1990 to 2030', () => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/New_York',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  for (let day = Date.UTC(1990, 0, 1, 12); day < Date.UTC(2030, 11, 31); day += 86_400_000) {
    expect(12 - newYorkOffsetHours(day), iso(day)).toBe(Number(format.format(day)));
  }
});

test('SPX expires at the opening, SPXW and SPY at the close', () => {
  expect(iso(listedExpiry('SPX', date(2026, 6, 18)))).toBe('2026-06-18T13:30:00.000Z');
  expect(iso(listedExpiry('SPXW', date(2026, 6, 18)))).toBe('2026-06-18T20:00:00.000Z');
  expect(iso(listedExpiry('SPY', date(2026, 12, 18)))).toBe('2026-12-18T21:00:00.000Z');
  expect(iso(listedExpiry('', date(2026, 12, 18)))).toBe('2026-12-18T21:00:00.000Z');
});

test('on days of an early close options expire at 13:00, those settled at the opening as ever', () => {
  // Hours the NYSE published: the Friday after Thanksgiving, 3 July and 24 December where they are trading days.
  const early = [
    [2023, 7, 3],
    [2024, 7, 3],
    [2024, 11, 29],
    [2024, 12, 24],
    [2025, 7, 3],
    [2025, 11, 28],
    [2025, 12, 24],
    [2026, 11, 27],
    [2026, 12, 24],
  ] as const;
  for (const [year, month, day] of early) {
    const at = iso(listedExpiry('SPXW', date(year, month, day)));
    expect(at.slice(0, 16), at).toBe(iso(Date.UTC(year, month - 1, day, month === 7 ? 17 : 18)).slice(0, 16));
  }
  // A Thursday that is no eve, the eve of a holiday kept on a Friday, and one after it.
  expect(iso(listedExpiry('SPY', date(2026, 7, 2)))).toBe('2026-07-02T20:00:00.000Z');
  expect(iso(listedExpiry('SPY', date(2027, 12, 23)))).toBe('2027-12-23T21:00:00.000Z');
  expect(iso(listedExpiry('SPY', date(2025, 12, 26)))).toBe('2025-12-26T21:00:00.000Z');
  expect(iso(listedExpiry('SPX', date(2025, 11, 28)))).toBe('2025-11-28T14:30:00.000Z');
});

test('monthly options of the years in which they were dated with a Saturday expire with the session before', () => {
  expect(iso(listedExpiry('SPY', date(2012, 6, 16)))).toBe('2012-06-15T20:00:00.000Z');
  expect(iso(listedExpiry('SPX', date(2015, 1, 17)))).toBe('2015-01-16T14:30:00.000Z');
  // The Friday was Good Friday.
  expect(iso(listedExpiry('SPY', date(2008, 3, 22)))).toBe('2008-03-20T20:00:00.000Z');
  // No option is dated so since, and what a table says is taken.
  expect(iso(listedExpiry('', date(2026, 6, 20)))).toBe('2026-06-20T20:00:00.000Z');
});

test('MSCI indices settle at the close; every index settled at the opening is European, equities and the OEX are not', () => {
  // Contract specifications of Cboe: MXEA "European and P.M.-settled", RLV and SIXE "European and A.M.-settled".
  for (const root of ['MXEA', 'MXEF', 'MXUSA', 'CBTXW']) {
    expect(iso(listedExpiry(root, date(2026, 6, 18))), root).toBe('2026-06-18T20:00:00.000Z');
    expect(listedExercise(root), root).toBe('european');
  }
  for (const root of ['SPX', 'RUI', 'RLG', 'RLV', 'SIXM', 'SIXE', 'CBTX']) {
    expect(iso(listedExpiry(root, date(2026, 6, 18))), root).toBe('2026-06-18T13:30:00.000Z');
    expect(listedExercise(root), root).toBe('european');
  }
  for (const root of ['SPY', 'AAPL', 'OEX']) expect(listedExercise(root), root).toBe('american');
});

test('a date that does not exist is none', () => {
  expect(calendarDate(2026, 2, 29)).toBeNull();
  expect(calendarDate(2024, 2, 29)).toEqual(date(2024, 2, 29));
  expect(calendarDate(2026, 13, 1)).toBeNull();
  expect(calendarDate(2026, 4, 31)).toBeNull();
  expect(calendarDate(Number.NaN, 4, 3)).toBeNull();
  expect(monthNumber('September')).toBe(9);
  expect(monthNumber('Foo')).toBe(0);
});

test('the New York date of an instant is not the UTC date after 20:00', () => {
  expect(newYorkDate(Date.UTC(2025, 4, 17, 0, 30))).toEqual(date(2025, 5, 16));
});

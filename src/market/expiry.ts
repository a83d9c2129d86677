import type { EpochMs } from '#base/units.ts';
import { closingHour, lastSession } from './exchange-days.ts';

/**
 * Instants at which options expire, from calendar dates. New York time is
 * computed from the rules of law, not from the engine's time-zone tables, so
 * that every engine gives the same instant.
 */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MONTHS: readonly string[] = [
  'JAN',
  'FEB',
  'MAR',
  'APR',
  'MAY',
  'JUN',
  'JUL',
  'AUG',
  'SEP',
  'OCT',
  'NOV',
  'DEC',
];

/** A day of the proleptic Gregorian calendar; month 1 to 12. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Month 1 to 12 of an English name or its first three letters, in any case; 0 when it is none. */
export function monthNumber(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toUpperCase()) + 1;
}

/** A date that exists, between 1970 and 2199; null otherwise (31 April, month 13). */
export function calendarDate(year: number, month: number, day: number): CalendarDate | null {
  if (!Number.isInteger(year) || year < 1970 || year > 2199) return null;
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
    ? { year, month, day }
    : null;
}

/** Instant of a UTC wall-clock time on a date. */
export function utcInstant(date: CalendarDate, hour: number, minute = 0): EpochMs {
  return Date.UTC(date.year, date.month - 1, date.day, hour, minute) as EpochMs;
}

/** 08:00 UTC of a date: when the crypto venues (Deribit, OKX, Bybit, Binance, Derive) expire. */
export function cryptoExpiry(date: CalendarDate): EpochMs {
  return utcInstant(date, 8);
}

/** Midnight UTC of the n-th Sunday of a month. */
function nthSunday(year: number, month: number, n: number): number {
  const first = Date.UTC(year, month - 1, 1);
  const offset = (7 - new Date(first).getUTCDay()) % 7;
  return first + (offset + 7 * (n - 1)) * DAY_MS;
}

function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month, 0);
  return last - new Date(last).getUTCDay() * DAY_MS;
}

/**
 * First and last instant of daylight saving time in New York in a year: from 02:00 standard time to
 * 02:00 daylight time. Energy Policy Act of 2005, section 110 (second Sunday of March to first Sunday
 * of November, since 2007); Public Law 99-359 (first Sunday of April, 1987 to 2006); Uniform Time Act
 * of 1966 (last Sunday of April) before.
 */
function daylightSaving(year: number): readonly [number, number] {
  const start =
    year >= 2007 ? nthSunday(year, 3, 2) : year >= 1987 ? nthSunday(year, 4, 1) : lastSunday(year, 4);
  const end = year >= 2007 ? nthSunday(year, 11, 1) : lastSunday(year, 10);
  return [start + 7 * HOUR_MS, end + 6 * HOUR_MS];
}

/** Hours by which New York is behind UTC at an instant: 4 in daylight saving time, else 5. */
export function newYorkOffsetHours(at: number): 4 | 5 {
  const [start, end] = daylightSaving(new Date(at - 5 * HOUR_MS).getUTCFullYear());
  return at >= start && at < end ? 4 : 5;
}

/**
 * Instant of a New York wall-clock time on a date. The hour that is skipped in March is read as
 * standard time, the hour that comes twice in November as the first of the two.
 */
export function newYorkInstant(date: CalendarDate, hour: number, minute: number): EpochMs {
  const wall = Date.UTC(date.year, date.month - 1, date.day, hour, minute);
  const asDaylight = wall + 4 * HOUR_MS;
  return (newYorkOffsetHours(asDaylight) === 4 ? asDaylight : wall + 5 * HOUR_MS) as EpochMs;
}

/**
 * Instant of a Chicago wall-clock time on a date: one hour behind New York, with daylight saving on the same days.
 */
export function chicagoInstant(date: CalendarDate, hour: number, minute: number): EpochMs {
  return newYorkInstant(date, hour + 1, minute);
}

/** Instant of an Indian wall-clock time on a date: 5:30 ahead of UTC, all year. */
export function indiaInstant(date: CalendarDate, hour: number, minute: number): EpochMs {
  return (utcInstant(date, hour, minute) - 5.5 * HOUR_MS) as EpochMs;
}

/** The calendar date in New York at an instant. */
export function newYorkDate(at: number): CalendarDate {
  const wall = new Date(at - newYorkOffsetHours(at) * HOUR_MS);
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
}

/** Roots of index options that settle on the opening prices of their expiration date; all of them are European. */
const MORNING_ROOT = /^(SPX|NDX|RUT|DJX|VIXW?|RUI|RL[GV]|SIX[BCEIMRTUVY]|SIXRE|[CM]BTX)$/;

/** Hour at which the New York exchanges close on a date: 16, or 13 on the days of an early close. */
export function newYorkClosingHour({ year, month, day }: CalendarDate): 13 | 16 {
  return closingHour(Date.UTC(year, month - 1, day));
}

/** The New York close of a date, be it a session or not. */
export function newYorkClose(date: CalendarDate): EpochMs {
  return newYorkInstant(date, newYorkClosingHour(date), 0);
}

/** Until January 2015 monthly options were dated with the Saturday after their last session. */
const LAST_SATURDAY = Date.UTC(2015, 0, 17);

/**
 * Expiry instant of a US listed option: 09:30 New York for index roots settled at the opening (SPX), else the close,
 * 16:00 but on days of an early close (SPXW, SPY and every equity). `root` is the OCC contract root; an empty root
 * means the close.
 */
export function listedExpiry(root: string, date: CalendarDate): EpochMs {
  const day = Date.UTC(date.year, date.month - 1, date.day);
  const isDatedAfter = day <= LAST_SATURDAY && new Date(day).getUTCDay() === 6;
  const session = isDatedAfter ? dateOf(lastSession(day)) : date;
  return MORNING_ROOT.test(root) ? newYorkInstant(session, 9, 30) : newYorkClose(session);
}

/** Date of a midnight UTC. */
function dateOf(day: number): CalendarDate {
  const at = new Date(day);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

/** Index whose options a weekly or alternative root belongs to: `SPXW` is written on `SPX`. */
export function underlyingOfRoot(root: string): string {
  switch (root) {
    case 'SPXW':
    case 'SPXPM':
    case 'SPXQ':
      return 'SPX';
    case 'NDXP':
      return 'NDX';
    case 'RUTW':
      return 'RUT';
    case 'VIXW':
      return 'VIX';
    case 'CBTXW':
      return 'CBTX';
    case 'MBTXW':
      return 'MBTX';
    default:
      return root;
  }
}

/** Roots of European index options that settle on closing prices. */
const EUROPEAN_CLOSE_ROOT =
  /^(SPXW|SPXPM|SPXQ|XSP|NDXP|XND|RUTW|MRUT|XEO|MXEA|MXEF|MXACW|MXUSA|MXWLD|[CM]BTXW)$/;

/** Exercise style of a US listed root: cash-settled indices (the OEX apart) are European, everything else is American. */
export function listedExercise(root: string): 'european' | 'american' {
  return MORNING_ROOT.test(root) || EUROPEAN_CLOSE_ROOT.test(root) ? 'european' : 'american';
}

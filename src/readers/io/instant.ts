import type { EpochMs } from '#base/units.ts';
import { type CalendarDate, calendarDate, monthNumber, newYorkInstant, utcInstant } from '#market/expiry.ts';

/** A point in time as a file writes it: an instant, or a date without a time of day. */
export type WrittenTime =
  | { readonly kind: 'instant'; readonly at: EpochMs }
  | { readonly kind: 'date'; readonly date: CalendarDate };

const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$/i;
const ISO_SLASH = /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const NUMERIC = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{2}|\d{4})$/;
const DAY_MONTH = /^(?:[A-Z]{3,9},?\s+)?(\d{1,2})[ -]?([A-Z]{3,9})[ ,-]*(\d{4}|\d{2})$/i;
const MONTH_DAY = /^(?:[A-Z]{3,9},?\s+)?([A-Z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})$/i;

/**
 * Reads a date or an instant: ISO 8601 (no zone means UTC), `20230216`, epoch seconds, milliseconds,
 * microseconds or nanoseconds, `26JAN24`, `29-Jun-2023`, `Thu Sep 14 2023`, `12/20/2019` (month first, as US
 * files write it; day first with dots, or where the first number exceeds 12). Null when it is none of these.
 */
export function readTime(cell: string): WrittenTime | null {
  const text = cell.trim();
  if (text.length < 6 || text.length > 40) return null;
  const compact = COMPACT.exec(text);
  if (compact !== null) return dated(compact[1], compact[2], compact[3]);
  if (/^\d{9,20}(?:\.\d*)?$/.test(text)) return epoch(Number(text));
  const iso = ISO.exec(text);
  if (iso !== null) return iso[4] === undefined ? dated(iso[1], iso[2], iso[3]) : isoInstant(iso);
  const slash = ISO_SLASH.exec(text);
  if (slash !== null) return dated(slash[1], slash[2], slash[3]);
  const numeric = NUMERIC.exec(text);
  if (numeric !== null) {
    const [, first, separator, second, year] = numeric;
    const dayFirst = separator === '.' || Number(first) > 12;
    return dayFirst ? dated(fullYear(year), second, first) : dated(fullYear(year), first, second);
  }
  const dayMonth = DAY_MONTH.exec(text);
  if (dayMonth !== null) return named(fullYear(dayMonth[3]), dayMonth[2], dayMonth[1]);
  const monthDay = MONTH_DAY.exec(text);
  return monthDay === null ? null : named(monthDay[3], monthDay[1], monthDay[2]);
}

/** An instant counted from 1970 in seconds, milliseconds, microseconds or nanoseconds, told by its size. */
export function readEpoch(value: number): EpochMs | null {
  const size = Math.abs(value);
  const ms =
    size < 1e9
      ? Number.NaN
      : size < 1e11
        ? value * 1000
        : size < 1e14
          ? value
          : size < 1e17
            ? value / 1000
            : value / 1e6;
  const whole = Math.round(ms);
  return whole > 0 && whole < 7.3e12 ? (whole as EpochMs) : null;
}

function epoch(value: number): WrittenTime | null {
  const at = readEpoch(value);
  return at === null ? null : { kind: 'instant', at };
}

/** Date in a file name, `20230215` or `2023-02-15` between other characters; null when there is none or several. */
export function dateInName(name: string): CalendarDate | null {
  const found = [...name.matchAll(/(?<!\d)(20\d{2})([-_]?)(\d{2})\2(\d{2})(?!\d)/g)]
    .map((m) => calendarDate(Number(m[1]), Number(m[3]), Number(m[4])))
    .filter((date) => date !== null);
  return found.length === 1 ? (found[0] ?? null) : null;
}

/**
 * Reads a clock stamp in words, as in `September 14, 2023 at 4:31 PM EDT`, `February 5 2022, 8:09 PM EST`,
 * `July 9, 2022 at 5:28 p.m. EDT`, `Feb 08 2019 @ 17:45 ET`. A stamp without a zone, or in `ET`, is New York time.
 */
export function readStamp(text: string): EpochMs | null {
  const m =
    /([A-Z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})\s*(?:,|@|at)?\s*(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap]\.?m\.?)?\s*([A-Z]{1,4})?/i.exec(
      text,
    );
  if (m === null) return null;
  const date = calendarDate(Number(m[3]), monthNumber(m[1] as string), Number(m[2]));
  const minute = Number(m[5]);
  let hour = Number(m[4]);
  const half = m[6]?.[0]?.toLowerCase();
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === 'p' ? 12 : 0);
  }
  if (date === null || hour > 23 || minute > 59) return null;
  const offset = ZONES.get((m[7] ?? 'ET').toUpperCase());
  if (offset === undefined) return null;
  return offset === null
    ? newYorkInstant(date, hour, minute)
    : ((utcInstant(date, hour, minute) - offset * 3_600_000) as EpochMs);
}

/** Hours from UTC; null: New York by the date. */
const ZONES: ReadonlyMap<string, number | null> = new Map([
  ['ET', null],
  ['EST', -5],
  ['EDT', -4],
  ['CST', -6],
  ['CDT', -5],
  ['UTC', 0],
  ['GMT', 0],
  ['Z', 0],
]);

function isoInstant(m: RegExpExecArray): WrittenTime | null {
  const date = calendarDate(Number(m[1]), Number(m[2]), Number(m[3]));
  const [hour, minute, second] = [Number(m[4]), Number(m[5]), Number(m[6] ?? 0)];
  if (date === null || hour > 23 || minute > 59 || second > 59) return null;
  const zone = /^([+-])(\d{2}):?(\d{2})?$/.exec(m[8] ?? '');
  const offset =
    zone === null ? 0 : (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3] ?? 0));
  const fraction = Math.trunc(Number(`0.${m[7] ?? '0'}`) * 1000 + 1e-6);
  return {
    kind: 'instant',
    at: (utcInstant(date, hour, minute) + second * 1000 + fraction - offset * 60_000) as EpochMs,
  };
}

function fullYear(text: string | undefined): string {
  return text?.length === 2 ? `20${text}` : (text ?? '');
}

function named(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): WrittenTime | null {
  return dated(year, String(monthNumber(month ?? '')), day);
}

function dated(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): WrittenTime | null {
  const date = calendarDate(Number(year), Number(month), Number(day));
  return date === null ? null : { kind: 'date', date };
}

import type { EpochMs } from '#base/units.ts';
import { type CalendarDate, calendarDate, monthNumber, newYorkInstant, utcInstant } from '#market/expiry.ts';
import { clockOf } from './zones.ts';

/** A point in time as a file writes it: an instant, or a date without a time of day. */
export type WrittenTime =
  | {
      readonly kind: 'instant';
      readonly at: EpochMs;
      /** The text states no zone, and UTC is what is read. */
      readonly zoneless?: true;
    }
  | { readonly kind: 'date'; readonly date: CalendarDate };

const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$/i;
const ISO_DATE = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:\.0)?$/;
const NUMERIC = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{2}|\d{4})$/;
const DAY_MONTH =
  /^(?:[A-Z]{3,9},?\s+)?(\d{1,2})(?:ST|ND|RD|TH)?[ -]?([A-Z]{3,9})\.?[ ,'\u2019-]*(\d{4}|\d{2})$/i;
const MONTH_DAY =
  /^(?:[A-Z]{3,9},?\s+)?([A-Z]{3,9})\.?[ -]+(\d{1,2})(?:ST|ND|RD|TH)?(?:[ ,-]+(\d{4})|[ ,]*['\u2019](\d{2}))$/i;
const ZONE = /(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{2,8}\/[A-Z_]{3,16}|[A-Z]{1,8}(?: TIME)?/.source;
/** A time of day after a date, with half of the day and zone. */
const CLOCK = new RegExp(
  `(?:^|[ ,T@]|\\bAT )\\s*(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*([AP]\\.?M\\.?(?![A-Z]))?\\s*\\(?(${ZONE})?\\)?$`,
  'i',
);

/**
 * Reads a date or an instant: ISO 8601 (no zone means UTC), `20230216`, epoch seconds, milliseconds,
 * microseconds or nanoseconds, `26JAN24`, `29-Jun-2023`, `Thu Sep 14 2023`, `12/20/2019` (month first, as US
 * files write it; day first with dots, where the first number exceeds 12, or where `dayFirst` says so), each
 * also with a time of day, `12/20/2019 4:15:00 PM EST`. Null when it is none of these.
 */
export function readTime(cell: string, dayFirst = false): WrittenTime | null {
  const text = cell.trim();
  if (text.length < 6 || text.length > 56) return null;
  const compact = COMPACT.exec(text);
  if (compact !== null) return dated(compact[1], compact[2], compact[3]);
  if (/^\d{9,20}(?:\.\d*)?$/.test(text)) return epoch(Number(text));
  const iso = ISO.exec(text);
  if (iso !== null) return iso[4] === undefined ? dated(iso[1], iso[2], iso[3]) : isoInstant(iso);
  const clock = text.includes(':') ? CLOCK.exec(text) : null;
  if (clock === null) return readDate(text, dayFirst);
  const day = readDate(text.slice(0, clock.index).replace(/[ ,@]+$|,? +at$/i, ''), dayFirst);
  return day?.kind === 'date' ? clockInstant(day.date, clock, 'UTC') : null;
}

/** Which number of a date such as `03/04/2025` is the day: `either` where both can be; null for other text. */
export function dayPlace(cell: string): 'first' | 'second' | 'either' | null {
  const [, first, separator, second] =
    /^\s*(\d{1,2})([/.-])(\d{1,2})\2(?:\d{2}|\d{4})(?!\d)/.exec(cell) ?? [];
  if (separator === undefined || separator === '.') return null;
  if (Number(first) > 12) return 'first';
  return Number(second) > 12 ? 'second' : 'either';
}

/** A time that states no zone, read as New York's instead of UTC. */
export function asNewYork(at: EpochMs): EpochMs {
  const wall = new Date(at);
  const date = { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
  const [hour, minute] = [wall.getUTCHours(), wall.getUTCMinutes()];
  return (newYorkInstant(date, hour, minute) + (at % 60_000)) as EpochMs;
}

function readDate(text: string, dayFirst: boolean): WrittenTime | null {
  const slash = ISO_DATE.exec(text);
  if (slash !== null) return dated(slash[1], slash[3], slash[4]);
  const compact = COMPACT.exec(text);
  if (compact !== null) return dated(compact[1], compact[2], compact[3]);
  const numeric = NUMERIC.exec(text);
  if (numeric !== null) {
    const [, first, separator, second, year] = numeric;
    const days = separator === '.' || Number(first) > 12 || (dayFirst && Number(second) <= 12);
    return days ? dated(fullYear(year), second, first) : dated(fullYear(year), first, second);
  }
  const dayMonth = DAY_MONTH.exec(text);
  if (dayMonth !== null) return named(fullYear(dayMonth[3]), dayMonth[2], dayMonth[1]);
  const monthDay = MONTH_DAY.exec(text);
  return monthDay === null ? null : named(fullYear(monthDay[3] ?? monthDay[4]), monthDay[1], monthDay[2]);
}

/** The instant of a date and the time of day found by CLOCK, in `zone` where it states none. */
function clockInstant(date: CalendarDate, m: RegExpExecArray, zone: string): WrittenTime | null {
  const [minute, second] = [Number(m[2]), Number(m[3] ?? 0)];
  let hour = Number(m[1]);
  const half = m[5]?.[0]?.toLowerCase();
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === 'p' ? 12 : 0);
  }
  const clock = clockOf(m[6] ?? zone);
  if (clock === null || hour > 23 || minute > 59 || second > 59) return null;
  const fraction = Math.trunc(Number(`0.${m[4] ?? '0'}`) * 1000 + 1e-6);
  const at = (clock(date, hour, minute) + second * 1000 + fraction) as EpochMs;
  return m[6] === undefined ? { kind: 'instant', at, zoneless: true } : { kind: 'instant', at };
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

/** Date in a file name, `20230215` or `2023-02-15` between other characters and not marked as an expiry; null when there is none or several. */
export function dateInName(name: string): CalendarDate | null {
  const found = [...name.matchAll(/(?<!\d|exp[a-z]{0,7}[-_ ]?)(20\d{2})([-_.]?)(\d{2})\2(\d{2})(?!\d)/gi)]
    .map((m) => calendarDate(Number(m[1]), Number(m[3]), Number(m[4])))
    .filter((date) => date !== null);
  return found.length === 1 ? (found[0] ?? null) : null;
}

const NAMED_TIME =
  /(?<!\d|exp[a-z]{0,7}[-_ ]?)(20\d{2})([-_.]?)(\d{2})\2(\d{2})[T_ -]?(?:at[_ ]?)?(\d{2})[-_:.h]?(\d{2})(?:[-_:.m]?(\d{2}))?(?:[-_.]?(?:\d{3}|\d{6}|\d{9}))?Z?(?!\d)/gi;
const NAMED_EPOCH = /(?<!\d)(1[3-9]\d{8}(?:\d{3}|\d{6})?)(?!\d)/g;

/** Instant in a file name, `2025-03-12T14-05-07Z`, `20250312_140507` or an epoch, in UTC; null when there is none or several. */
export function instantInName(name: string): EpochMs | null {
  const found = [...name.matchAll(NAMED_TIME)].flatMap((m) => {
    const date = calendarDate(Number(m[1]), Number(m[3]), Number(m[4]));
    const [hour, minute, second] = [Number(m[5]), Number(m[6]), Number(m[7] ?? 0)];
    if (date === null || hour > 23 || minute > 59 || second > 59) return [];
    return [(utcInstant(date, hour, minute) + second * 1000) as EpochMs];
  });
  const epochs = [...name.matchAll(NAMED_EPOCH)].flatMap((m) => readEpoch(Number(m[1])) ?? []);
  const all = found.length > 0 ? found : epochs;
  return all.length === 1 ? (all[0] ?? null) : null;
}

/**
 * Reads a clock stamp in words, as in `September 14, 2023 at 4:31 PM EDT`, `February 5 2022, 8:09 PM EST`,
 * `July 9, 2022 at 5:28 p.m. EDT`, `Feb 08 2019 @ 17:45 ET`, anywhere in a text. A stamp without a zone is New
 * York time; one whose zone is not known is null.
 */
export function readStamp(text: string): EpochMs | null {
  const m = STAMP.exec(text);
  const day = m === null ? null : readDate((m[1] as string).trim(), false);
  if (m === null || day?.kind !== 'date') return null;
  const clock = CLOCK.exec((m[2] as string).trim());
  const at = clock === null ? null : clockInstant(day.date, clock, 'ET');
  return at?.kind === 'instant' ? at.at : null;
}

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?';
const STAMP = new RegExp(
  `(${MONTH}\\s+\\d{1,2},?\\s+\\d{4}|\\d{1,2}\\s+${MONTH},?\\s+\\d{4}|\\d{4}-\\d{2}-\\d{2}|\\d{1,2}/\\d{1,2}/\\d{4})` +
    `\\s*(?:,|@|at|T)?\\s*(\\d{1,2}:\\d{2}(?::\\d{2})?\\s*(?:[ap]\\.?m\\.?(?![a-z]))?\\s*(?:${ZONE})?)`,
  'i',
);

function isoInstant(m: RegExpExecArray): WrittenTime | null {
  const date = calendarDate(Number(m[1]), Number(m[2]), Number(m[3]));
  const [hour, minute, second] = [Number(m[4]), Number(m[5]), Number(m[6] ?? 0)];
  if (date === null || hour > 23 || minute > 59 || second > 59) return null;
  const zone = /^([+-])(\d{2}):?(\d{2})?$/.exec(m[8] ?? '');
  const offset =
    zone === null ? 0 : (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3] ?? 0));
  const fraction = Math.trunc(Number(`0.${m[7] ?? '0'}`) * 1000 + 1e-6);
  const at = (utcInstant(date, hour, minute) + second * 1000 + fraction - offset * 60_000) as EpochMs;
  return m[8] === undefined ? { kind: 'instant', at, zoneless: true } : { kind: 'instant', at };
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

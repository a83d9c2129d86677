import { type CalendarDate, indiaInstant, newYorkDate, newYorkInstant } from './expiry.ts';

/** Whose midnights part one day of a board from the next. */
export type DayZone = 'utc' | 'new-york' | 'india';

const DAY_MS = 86_400_000;
const INDIA_MS = 5.5 * 3_600_000;

/**
 * The days a board lives by: those of New York where every option expires at the opening or the close there, those of
 * India where every one does at its close, else UTC days, which crypto venues keep.
 */
export function dayZone(all: readonly number[]): DayZone {
  if (all.length === 0) return 'utc';
  if (
    all.every((at) =>
      [NEW_YORK_OPEN, NEW_YORK_EARLY_CLOSE, NEW_YORK_CLOSE].includes(
        at - startOfDay(dayOf(at, 'new-york'), 'new-york'),
      ),
    )
  )
    return 'new-york';
  if (all.every((at) => at - startOfDay(dayOf(at, 'india'), 'india') === INDIA_CLOSE)) return 'india';
  return 'utc';
}

const NEW_YORK_OPEN = 9.5 * 3_600_000;
const NEW_YORK_EARLY_CLOSE = 13 * 3_600_000;
const NEW_YORK_CLOSE = 16 * 3_600_000;
const INDIA_CLOSE = 15.5 * 3_600_000;

/** The day of an instant, as midnight UTC of its date. */
export function dayOf(at: number, zone: DayZone): number {
  if (zone === 'new-york') {
    const { year, month, day } = newYorkDate(at);
    return Date.UTC(year, month - 1, day);
  }
  const wall = zone === 'india' ? at + INDIA_MS : at;
  return Math.floor(wall / DAY_MS) * DAY_MS;
}

/** Instant at which a day begins; `day` is midnight UTC of its date. */
export function startOfDay(day: number, zone: DayZone): number {
  if (zone === 'utc') return day;
  const at = new Date(day);
  const date: CalendarDate = {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
  };
  return zone === 'india' ? indiaInstant(date, 0, 0) : newYorkInstant(date, 0, 0);
}

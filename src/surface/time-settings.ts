/** How the user wants variance to run in time between expiries. */
import type { MarketBook } from '#market/book.ts';
import { dayZone } from '#market/trading-days.ts';
import { CALENDAR, type VarianceClock, varianceClock } from './variance-clock.ts';

/** The clock of the surface between its expiries. Weights are relative to an ordinary weekday, which weighs 1. */
export interface TimeSettings {
  /** `calendar` leaves the weights unused: every instant carries alike. */
  readonly clock: 'calendar' | 'weighted';
  /** Weight of a Saturday or a Sunday. */
  readonly weekend: number;
  /** Days (`2026-12-16`) that weigh this much in place of their own weight: meetings, releases, holidays. */
  readonly events: Readonly<Record<string, number>>;
}

/** Time as the calendar has it: the default. */
export const CALENDAR_TIME: TimeSettings = { clock: 'calendar', weekend: 1, events: {} };

/** Largest weights; the smallest is 0. */
export const MOST_WEEKEND_WEIGHT = 2;
export const MOST_EVENT_WEIGHT = 1000;

/** True where the settings make a clock other than the calendar. */
export function isWeighted({ clock, weekend, events }: TimeSettings): boolean {
  return clock === 'weighted' && (weekend !== 1 || Object.keys(events).length > 0);
}

/** What is wrong with an event day, as a sentence; null where it is a day of the calendar written like 2026-12-16. */
export function eventDayFault(day: string): string | null {
  const written = /^\d{4}-\d{2}-\d{2}$/.test(day);
  const at = written ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // 30 February would be read as a day of March.
  if (!Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === day) return null;
  return `${day} is no ${written ? 'day of the calendar' : 'day written like 2026-12-16'}.`;
}

/** The clock of a board from its instant on, with the days of the place where its options expire. */
export function boardClock(
  time: TimeSettings,
  { asOf, books }: Pick<MarketBook, 'asOf' | 'books'>,
): VarianceClock {
  if (!isWeighted(time)) return CALENDAR;
  return varianceClock(asOf, time, dayZone(books.map(({ expiry }) => expiry)));
}

import { date, fixed, shortDate } from '#base/format.ts';
import { type DayZone, startOfDay } from '#market/trading-days.ts';

/** `5 Aug × 3, 12 Aug × 0`: the event days in order. */
export function eventWords(events: Readonly<Record<string, number>>): string {
  const days = eventsInOrder(events).map(
    ([day, weight]) => `${shortDate(Date.parse(day), false)} × ${weightText(weight)}`,
  );
  return days.length === 0 ? 'none' : days.join(', ');
}

/** Days and weights, by day. */
export function eventsInOrder(events: Readonly<Record<string, number>>): [day: string, weight: number][] {
  return Object.entries(events).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A weight with as many decimals as it has, two at most. */
export function weightText(weight: number): string {
  return fixed(
    weight,
    Number.isInteger(weight) ? 0 : Number.isInteger(Math.round(weight * 100) / 10) ? 1 : 2,
  );
}

/** Whose midnights the days begin at. */
export const ZONE_WORDS: Readonly<Record<DayZone, string>> = {
  utc: 'UTC days',
  'new-york': 'days of New York',
  india: 'days of India',
};

/** Why a day changes nothing between the expiries of this board; null where it does. */
export function idleWords(
  day: string,
  zone: DayZone,
  from: number,
  last: number,
): 'past' | 'after the last' | null {
  const begins = Date.parse(day);
  if (startOfDay(begins + 86_400_000, zone) <= from) return 'past';
  return startOfDay(begins, zone) >= last ? 'after the last' : null;
}

/** What is wrong with a day to be added, as a sentence; null where nothing is. */
export function listedFault(day: string, events: Readonly<Record<string, number>>): string | null {
  return Object.hasOwn(events, day) ? `${date(Date.parse(day))} is listed; change its weight there.` : null;
}

import type { EpochMs } from '#base/units.ts';
import { type CalendarDate, chicagoInstant, newYorkInstant, utcInstant } from '#market/expiry.ts';

/** A wall-clock time of a zone as an instant. */
type Clock = (date: CalendarDate, hour: number, minute: number) => EpochMs;

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A clock that is the same number of hours ahead of UTC all year. */
function ahead(hours: number): Clock {
  return (date, hour, minute) => (utcInstant(date, hour, minute) - hours * HOUR_MS) as EpochMs;
}

/** Midnight UTC of the last Sunday of a month. */
function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month, 0);
  return last - new Date(last).getUTCDay() * DAY_MS;
}

/**
 * A clock of Europe: one hour more from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of
 * October (Directive 2000/84/EC; the United Kingdom keeps the same days).
 */
function european(hours: number): Clock {
  return (date, hour, minute) => {
    const standard = utcInstant(date, hour, minute) - hours * HOUR_MS;
    const [start, end] = [lastSunday(date.year, 3) + HOUR_MS, lastSunday(date.year, 10) + HOUR_MS];
    return (standard >= start && standard - HOUR_MS < end ? standard - HOUR_MS : standard) as EpochMs;
  };
}

/** As Chicago, one and two hours further west: the days of daylight saving are those of New York. */
function westOfNewYork(hours: number): Clock {
  return (date, hour, minute) => newYorkInstant(date, hour + hours, minute);
}

const CLOCKS: ReadonlyMap<string, Clock> = new Map<string, Clock>([
  ...['Z', 'UTC', 'GMT', 'ETC/UTC', 'ETC/GMT'].map((name) => [name, ahead(0)] as const),
  ...['ET', 'EASTERN', 'NY', 'AMERICA/NEW_YORK', 'US/EASTERN', 'EST5EDT'].map(
    (name) => [name, newYorkInstant] as const,
  ),
  ...['CT', 'CENTRAL', 'AMERICA/CHICAGO', 'US/CENTRAL', 'CST6CDT'].map(
    (name) => [name, chicagoInstant] as const,
  ),
  ...['MT', 'AMERICA/DENVER', 'US/MOUNTAIN'].map((name) => [name, westOfNewYork(2)] as const),
  ...['PT', 'PACIFIC', 'AMERICA/LOS_ANGELES', 'US/PACIFIC'].map((name) => [name, westOfNewYork(3)] as const),
  ...['EUROPE/LONDON', 'GB'].map((name) => [name, european(0)] as const),
  ...[
    ...['BERLIN', 'PARIS', 'ZURICH', 'AMSTERDAM', 'MADRID', 'ROME', 'VIENNA', 'STOCKHOLM'].map(
      (city) => `EUROPE/${city}`,
    ),
    'CET/CEST',
  ].map((name) => [name, european(1)] as const),
  ...['ASIA/KOLKATA', 'ASIA/CALCUTTA', 'IST'].map((name) => [name, ahead(5.5)] as const),
  ...['ASIA/TOKYO', 'JST'].map((name) => [name, ahead(9)] as const),
  ...['ASIA/HONG_KONG', 'ASIA/SHANGHAI', 'ASIA/SINGAPORE', 'HKT', 'SGT'].map(
    (name) => [name, ahead(8)] as const,
  ),
  ['EST', ahead(-5)],
  ['EDT', ahead(-4)],
  ['CST', ahead(-6)],
  ['CDT', ahead(-5)],
  ['MST', ahead(-7)],
  ['MDT', ahead(-6)],
  ['PST', ahead(-8)],
  ['PDT', ahead(-7)],
  ['BST', ahead(1)],
  ['WET', ahead(0)],
  ['CET', ahead(1)],
  ['MEZ', ahead(1)],
  ['CEST', ahead(2)],
  ['MESZ', ahead(2)],
]);

/**
 * The clock of a zone as files write it: `Z`, `EDT`, `ET` (New York by the date), `+05:30`, `GMT-4`,
 * `America/New_York`; null for any other text. CST is Chicago's and IST is India's.
 */
export function clockOf(zone: string): Clock | null {
  const name = zone
    .trim()
    .toUpperCase()
    .replace(/ +TIME$/, '');
  const offset = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(name);
  if (offset !== null) {
    const hours = Number(offset[2]) + Number(offset[3] ?? 0) / 60;
    return hours <= 14 ? ahead(offset[1] === '-' ? -hours : hours) : null;
  }
  return CLOCKS.get(name) ?? null;
}

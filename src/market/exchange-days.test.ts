import { expect, test } from 'vitest';
import { isSession, lastSession } from './exchange-days.ts';
import { listedExpiry } from './expiry.ts';
import { dayZone } from './trading-days.ts';

const iso = (day: number) => new Date(day).toISOString().slice(0, 10);

/** Weekdays of a year on which the exchanges are closed. */
function closed(year: number): string[] {
  const days: string[] = [];
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += 86_400_000) {
    const weekday = new Date(day).getUTCDay();
    if (weekday > 0 && weekday < 6 && !isSession(day)) days.push(iso(day).slice(5));
  }
  return days;
}

test('holidays are those the NYSE published', () => {
  // ICE press releases on NYSE Group holidays: 2021, 2022, 2024, 2026, 2027.
  const autumn = '09-06 11-25 12-24';
  expect(closed(2021).join(' ')).toBe(`01-01 01-18 02-15 04-02 05-31 07-05 ${autumn}`);
  expect(closed(2022).join(' ')).toBe('01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26');
  expect(closed(2024).join(' ')).toBe('01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25');
  expect(closed(2026).join(' ')).toBe('01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25');
  expect(closed(2027).join(' ')).toBe('01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24');
});

test('the last session leaves out weekends and holidays', () => {
  expect(iso(lastSession(Date.UTC(2026, 0, 19)))).toBe('2026-01-16');
  expect(iso(lastSession(Date.UTC(2008, 2, 22)))).toBe('2008-03-20');
  expect(iso(lastSession(Date.UTC(2026, 0, 20)))).toBe('2026-01-20');
});

test('a board with an expiry on a day of an early close lives by the days of New York', () => {
  const expiries = [26, 28].map((day) => listedExpiry('SPXW', { year: 2025, month: 11, day }));
  expect(dayZone(expiries)).toBe('new-york');
});

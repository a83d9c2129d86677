import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { CALENDAR, type ClockSettings, type VarianceClock, varianceClock } from './variance-clock.ts';

/** Friday 20 November 2026, noon. */
const FRIDAY = epochMs(Date.UTC(2026, 10, 20, 12));
const DAY = 1 / 365;
const WEEKENDS = [0.4, 1, 1, 1, 1, 1, 0.4];
const EVEN = [1, 1, 1, 1, 1, 1, 1];
/** Mean weight of a week with weekends of 0.4. */
const MEAN = 5.8 / 7;

function clock(settings: Partial<ClockSettings>): VarianceClock {
  const made = varianceClock(FRIDAY, { weekdays: EVEN, events: [], ...settings });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

test('equal days and no event are calendar time itself', () => {
  expect(clock({})).toBe(CALENDAR);
  expect(clock({ weekdays: [3, 3, 3, 3, 3, 3, 3] })).toBe(CALENDAR);
  expect(CALENDAR.tau(0.3)).toBe(0.3);
});

test('a weekend carries what its days weigh, a week as much as seven days', () => {
  const { tau } = clock({ weekdays: WEEKENDS });
  expect(tau(0)).toBe(0);
  // Half of Friday, then Saturday and Sunday.
  expect(tau(0.5 * DAY)).toBeCloseTo((0.5 * DAY) / MEAN, 15);
  expect(tau(2.5 * DAY)).toBeCloseTo((1.3 * DAY) / MEAN, 15);
  for (const weeks of [1, 2, 52, 520]) expect(tau(7 * weeks * DAY)).toBeCloseTo(7 * weeks * DAY, 12);
});

test('an event day weighs its own in place of its weekday', () => {
  const { tau, rate } = clock({ events: [{ day: '2026-11-24', weight: 4 }] });
  // Tuesday 24 November begins 3.5 days from the instant of the quotes.
  expect(tau(3.5 * DAY)).toBeCloseTo(3.5 * DAY, 15);
  expect(tau(4 * DAY)).toBeCloseTo(5.5 * DAY, 15);
  expect(tau(9 * DAY)).toBeCloseTo(12 * DAY, 15);
  expect(rate(3.4 * DAY)).toBe(1);
  expect(rate(3.6 * DAY)).toBe(4);
  expect(rate(4.6 * DAY)).toBe(1);
});

test('of an event under way only the rest of the day is left', () => {
  const { tau } = clock({ events: [{ day: '2026-11-20', weight: 3 }] });
  expect(tau(0.25 * DAY)).toBeCloseTo(0.75 * DAY, 15);
  expect(tau(2 * DAY)).toBeCloseTo(3 * DAY, 15);
  const past = clock({ events: [{ day: '2026-11-19', weight: 3 }] });
  expect(past.tau(0.1)).toBeCloseTo(0.1, 15);
});

test('the rate is the slope of the time, and the time always goes on', () => {
  const { tau, rate } = clock({
    weekdays: [0.2, 1, 1.1, 1.2, 0.9, 1, 0.3],
    events: [
      { day: '2026-12-16', weight: 5 },
      { day: '2026-12-25', weight: 0.1 },
    ],
  });
  for (let t = 0.0007; t < 0.2; t += 0.0011) {
    expect((tau(t + 1e-8) - tau(t)) / 1e-8).toBeCloseTo(rate(t), 5);
    expect(rate(t)).toBeGreaterThan(0);
  }
});

test('settings that make no clock say why', () => {
  const wrong = (settings: Partial<ClockSettings>): string => {
    const made = varianceClock(FRIDAY, { weekdays: EVEN, events: [], ...settings });
    return made.ok ? '' : made.error.message;
  };
  expect(wrong({ weekdays: [1, 1] })).toBe('A week has 7 day weights, not 2.');
  expect(wrong({ weekdays: [0, 1, 1, 1, 1, 1, 0] })).toMatch(/positive number, not 0/);
  expect(wrong({ events: [{ day: '2026-12-16', weight: Number.NaN }] })).toMatch(/not NaN/);
  expect(wrong({ events: [{ day: '30.2.2026', weight: 2 }] })).toMatch(/2026-12-16, not 30.2.2026/);
  expect(wrong({ events: [{ day: '2026-02-30', weight: 2 }] })).toMatch(/not 2026-02-30/);
  const day = { day: '2026-12-16', weight: 2 };
  expect(wrong({ events: [day, day] })).toBe('2026-12-16 has two weights.');
});

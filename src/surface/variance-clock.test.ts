import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { newYorkInstant } from '#market/expiry.ts';
import type { DayZone } from '#market/trading-days.ts';
import {
  CALENDAR,
  type DayWeights,
  pacedClock,
  type VarianceClock,
  varianceClock,
} from './variance-clock.ts';

/** Friday 20 November 2026, noon. */
const FRIDAY = epochMs(Date.UTC(2026, 10, 20, 12));
const DAY = 1 / 365;
/** Mean weight of a week with weekends of 0.4. */
const MEAN = 5.8 / 7;

function clock(weights: Partial<DayWeights>, zone: DayZone = 'utc'): VarianceClock {
  return varianceClock(FRIDAY, { weekend: 1, events: {}, ...weights }, zone);
}

test('equal days and no event are calendar time', () => {
  const { tau, rate, jumps } = clock({});
  for (const t of [0, 1e-9, 0.01, 0.3, 2.7]) {
    expect(tau(t)).toBeCloseTo(t, 15);
    expect(rate(t)).toBe(1);
  }
  expect(jumps(2)).toEqual([]);
  expect(CALENDAR.tau(0.3)).toBe(0.3);
});

test('a weekend carries what its days weigh, a week as much as seven days', () => {
  const { tau } = clock({ weekend: 0.4 });
  expect(tau(0)).toBe(0);
  // Half of Friday, then Saturday and Sunday.
  expect(tau(0.5 * DAY)).toBeCloseTo((0.5 * DAY) / MEAN, 15);
  expect(tau(2.5 * DAY)).toBeCloseTo((1.3 * DAY) / MEAN, 15);
  for (const weeks of [1, 2, 52, 520]) expect(tau(7 * weeks * DAY)).toBeCloseTo(7 * weeks * DAY, 12);
});

test('an event day weighs its own in place of its weekday', () => {
  const { tau, rate, jumps } = clock({ events: { '2026-11-24': 4 } });
  // Tuesday 24 November begins 3.5 days from the instant of the quotes.
  expect(tau(3.5 * DAY)).toBeCloseTo(3.5 * DAY, 15);
  expect(tau(4 * DAY)).toBeCloseTo(5.5 * DAY, 15);
  expect(tau(9 * DAY)).toBeCloseTo(12 * DAY, 15);
  expect(rate(3.4 * DAY)).toBe(1);
  expect(rate(3.6 * DAY)).toBe(4);
  expect(rate(4.6 * DAY)).toBe(1);
  expect(jumps(0.1).map((t) => t / DAY)).toEqual([3.5, 4.5].map((t) => expect.closeTo(t, 12)));
});

test('of an event under way only the rest of the day is left', () => {
  const { tau } = clock({ events: { '2026-11-20': 3 } });
  expect(tau(0.25 * DAY)).toBeCloseTo(0.75 * DAY, 15);
  expect(tau(2 * DAY)).toBeCloseTo(3 * DAY, 15);
  const past = clock({ events: { '2026-11-19': 3 } });
  expect(past.tau(0.1)).toBeCloseTo(0.1, 15);
});

test('the rate is the slope of the time, and the time never falls', () => {
  const { tau, rate } = clock({ weekend: 0, events: { '2026-12-16': 5, '2026-12-25': 0 } });
  let before = 0;
  for (let t = 0.0007; t < 0.2; t += 0.0011) {
    expect((tau(t + 1e-8) - tau(t)) / 1e-8).toBeCloseTo(rate(t), 5);
    expect(tau(t)).toBeGreaterThanOrEqual(before);
    before = tau(t);
  }
});

test('the days of an American chain begin at midnight in New York, through the change of its clocks', () => {
  const { tau, rate } = clock({ weekend: 0, events: { '2027-03-15': 4 } }, 'new-york');
  const at = (iso: string) => (Date.parse(iso) - FRIDAY) / (365 * 86_400_000);
  expect(rate(at('2026-11-21T04:59:00Z'))).toBeCloseTo(1.4, 14);
  expect(rate(at('2026-11-21T05:01:00Z'))).toBe(0);
  expect(rate(at('2026-11-23T05:01:00Z'))).toBeCloseTo(1.4, 14);
  // Monday after the second Sunday of March, by daylight saving time.
  expect(rate(at('2027-03-15T03:59:00Z'))).toBe(0);
  expect(rate(at('2027-03-15T04:01:00Z'))).toBeCloseTo(5.6, 14);
  const close = newYorkInstant({ year: 2026, month: 11, day: 27 }, 16, 0);
  // Friday noon UTC is 07:00 in New York: 17 hours are left, then four days, then 16 hours.
  const hours = 17 + 4 * 24 + 16;
  expect(tau((close - FRIDAY) / (365 * 86_400_000))).toBeCloseTo((1.4 * hours) / 24 / 365, 14);
});

test('where the clock stands still between two expiries it goes with the calendar', () => {
  // Friday noon, then Saturday and Sunday at noon, and Tuesday.
  const times = Float64Array.of(0.25 * DAY, 1 * DAY, 2 * DAY, 4 * DAY);
  const own = clock({ weekend: 0 });
  const paced = pacedClock(own, times);
  expect(paced.tau(1.5 * DAY) - paced.tau(DAY)).toBeCloseTo(0.5 * DAY, 15);
  expect(paced.rate(1.5 * DAY)).toBe(1);
  expect(paced.rate(0.7 * DAY)).toBe(0);
  expect(paced.tau(4 * DAY) - paced.tau(2 * DAY)).toBeCloseTo(own.tau(4 * DAY) - own.tau(2 * DAY), 15);
  expect(pacedClock(own, Float64Array.of(0.25 * DAY, 4 * DAY))).toBe(own);
  expect(pacedClock(CALENDAR, times)).toBe(CALENDAR);
});

test('time far past any board is counted without counting its days', () => {
  const far = clock({ weekend: 0 });
  expect(far.tau(1e9) / 1e9).toBeCloseTo(1, 6);
  expect(far.rate(1e9)).toBe(1);
});

test('a weight that is no number of 0 or more makes no clock', () => {
  expect(() => clock({ weekend: -0.1 })).toThrow(/0 or more, not -0.1/);
  expect(() => clock({ events: { '2026-12-16': Number.NaN } })).toThrow(/not NaN/);
});

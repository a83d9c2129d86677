/**
 * Variance time: a clock on which a day may carry more or less variance than another.
 *
 * Source of the idea: J. Gatheral, The Volatility Surface, Wiley, 2006, chapter 1 (variance accrues in business
 * time); K. French, "Stock returns and the weekend effect", Journal of Financial Economics 8(1), 1980 (weekends
 * carry less). The surface is linear in total variance on this clock, so it stays free of calendar arbitrage on
 * any clock that never stands still.
 */
import { failure, type Outcome, success } from '#base/outcome.ts';
import { type EpochMs, MS_PER_YEAR } from '#base/units.ts';

/** Days of the user's clock. All weights 1 and no events is calendar time. */
export interface ClockSettings {
  /** Variance of a UTC day of each weekday, Sunday first, relative to the others; positive. */
  readonly weekdays: readonly number[];
  /** UTC days (`2026-12-16`) that weigh this much in place of their weekday. */
  readonly events: readonly { readonly day: string; readonly weight: number }[];
}

/** Variance time of calendar time, both in years of 365 days from the instant of the quotes. */
export interface VarianceClock {
  /** Increasing, 0 at 0. An ordinary week of the clock is as long as one of the calendar. */
  tau(t: number): number;
  /** d tau/dt at t, from the right where days change; positive. */
  rate(t: number): number;
}

/** Time as the calendar has it. */
export const CALENDAR: VarianceClock = { tau: (t) => t, rate: () => 1 };

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** 4 January 1970 was a Sunday. */
const FIRST_SUNDAY = 3 * DAY;

/** The clock of these settings from the instant of the quotes on; says what is wrong with settings that make none. */
export function varianceClock(asOf: EpochMs, settings: ClockSettings): Outcome<VarianceClock> {
  const { weekdays, events } = settings;
  if (weekdays.length !== 7) return failure('invalid', `A week has 7 day weights, not ${weekdays.length}.`);
  const bad = [...weekdays, ...events.map(({ weight }) => weight)].find((w) => !(w > 0 && w < 1e6));
  // On a clock that stands still two expiries could differ at no time at all.
  if (bad !== undefined) return failure('invalid', `The weight of a day is a positive number, not ${bad}.`);
  const wrong = events.find(({ day }) => Number.isNaN(startOf(day)));
  if (wrong !== undefined)
    return failure('invalid', `An event day is written like 2026-12-16, not ${wrong.day}.`);
  const twice = events.find(({ day }, i) => events.findIndex((e) => startOf(e.day) === startOf(day)) < i);
  if (twice !== undefined) return failure('invalid', `${twice.day} has two weights.`);
  if (events.length === 0 && weekdays.every((w) => w === weekdays[0])) return success(CALENDAR);

  const mean = weekdays.reduce((sum, w) => sum + w, 0) / 7;
  const share = weekdays.map((w) => w / mean);
  // Milliseconds from the Sunday before: small numbers, so that an hour from now loses nothing.
  const origin = asOf - mod(asOf - FIRST_SUNDAY, WEEK);
  const now = asOf - origin;
  const extra = events
    .map(({ day, weight }) => {
      const from = startOf(day) - origin;
      return { from, to: from + DAY, gain: weight / mean - share[mod(from, WEEK) / DAY]! };
    })
    .filter(({ to }) => to > now);

  /** Weighted milliseconds of an ordinary calendar from the origin to x. */
  const ordinary = (x: number): number => {
    const weeks = Math.floor(x / WEEK);
    let left = x - weeks * WEEK;
    let sum = weeks * WEEK;
    for (let day = 0; left > 0 && day < 7; day++, left -= DAY) sum += share[day]! * Math.min(left, DAY);
    return sum;
  };
  const start = ordinary(now);
  return success({
    tau(t) {
      const x = now + t * MS_PER_YEAR;
      let sum = ordinary(x) - start;
      for (const { from, to, gain } of extra) {
        const lived = Math.min(x, to) - Math.max(now, from);
        if (lived > 0) sum += gain * lived;
      }
      return sum / MS_PER_YEAR;
    },
    rate(t) {
      const x = now + t * MS_PER_YEAR;
      const event = extra.find(({ from, to }) => x >= from && x < to);
      return share[Math.floor(mod(x, WEEK) / DAY)]! + (event?.gain ?? 0);
    },
  });
}

/** Start of a UTC day; NaN where the text is none. */
function startOf(day: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return Number.NaN;
  const at = Date.parse(`${day}T00:00:00Z`);
  // 30 February would be read as a day of March.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day ? Number.NaN : at;
}

function mod(x: number, by: number): number {
  return x - by * Math.floor(x / by);
}

/**
 * Variance time: a clock on which a day may carry more or less variance than another.
 *
 * Source of the idea: J. Gatheral, The Volatility Surface, Wiley, 2006, chapter 1 (variance accrues in business
 * time); K. French, "Stock returns and the weekend effect", Journal of Financial Economics 8(1), 1980 (weekends
 * carry less). The surface is linear in total variance on this clock, so it stays free of calendar arbitrage on
 * any clock that never runs backwards.
 */
import { type EpochMs, MS_PER_YEAR } from '#base/units.ts';
import { type DayZone, dayOf, startOfDay } from '#market/trading-days.ts';

/** Weights of days, each 0 or more; an ordinary weekday weighs 1. */
export interface DayWeights {
  /** A Saturday or a Sunday. */
  readonly weekend: number;
  /** Days (`2026-12-16`) that weigh this much in place of their own weight. */
  readonly events: Readonly<Record<string, number>>;
}

/** Variance time of calendar time, both in years of 365 days from the instant of the quotes. */
export interface VarianceClock {
  /** Never falling, 0 at 0. An ordinary week of the clock is as long as one of the calendar. */
  tau(t: number): number;
  /** d tau/dt at t, from the right where days change; 0 or more. */
  rate(t: number): number;
  /** Times after 0 and before `until` at which the rate jumps, ascending. */
  jumps(until: number): readonly number[];
}

/** Time as the calendar has it. */
export const CALENDAR: VarianceClock = { tau: (t) => t, rate: () => 1, jumps: () => [] };

const DAY = 86_400_000;
/** Days that are told apart, two hundred years: from there on every instant carries alike. */
const MOST_DAYS = 73_000;

/**
 * The clock of these weights from the instant of the quotes on. A day of 23 or 25 hours carries as much the hour as
 * one of 24.
 *
 * @throws RangeError where a weight is not a number of 0 or more
 */
export function varianceClock(
  asOf: EpochMs,
  { weekend, events }: DayWeights,
  zone: DayZone = 'utc',
): VarianceClock {
  const bad = [weekend, ...Object.values(events)].find((w) => !(w >= 0 && w < Number.POSITIVE_INFINITY));
  if (bad !== undefined) throw new RangeError(`the weight of a day is a number of 0 or more, not ${bad}`);
  const mean = (5 + 2 * weekend) / 7;
  const byDay = new Map(Object.entries(events).map(([day, weight]) => [Date.parse(day), weight]));
  const weightOf = (day: number): number => {
    const weekday = new Date(day).getUTCDay();
    return (byDay.get(day) ?? (weekday === 0 || weekday === 6 ? weekend : 1)) / mean;
  };
  // Days from the instant of the quotes on, grown as they are asked for: milliseconds from that instant to the start
  // of each, the rate in it, and weighted milliseconds up to it.
  let day = dayOf(asOf, zone);
  const starts = [0];
  const rates = [weightOf(day)];
  const sums = [0];
  const growTo = (x: number): void => {
    for (let last = starts.length - 1; starts[last]! <= x && last < MOST_DAYS; last++) {
      day += DAY;
      const start = startOfDay(day, zone) - asOf;
      sums.push(sums[last]! + rates[last]! * (start - starts[last]!));
      starts.push(start);
      rates.push(last + 1 < MOST_DAYS ? weightOf(day) : 1);
    }
  };
  /** The day that holds x, milliseconds from the instant of the quotes. */
  const placeOf = (x: number): number => {
    growTo(x);
    // Days are of 23 to 25 hours: the guess is off by little.
    let i = Math.min(starts.length - 1, Math.max(0, Math.floor(x / DAY)));
    while (starts[i]! > x) i--;
    while (starts[i + 1]! <= x) i++;
    return i;
  };
  return {
    tau(t) {
      const x = Math.max(0, t * MS_PER_YEAR);
      const i = placeOf(x);
      return (sums[i]! + rates[i]! * (x - starts[i]!)) / MS_PER_YEAR;
    },
    rate: (t) => rates[placeOf(Math.max(0, t * MS_PER_YEAR))]!,
    jumps(until) {
      const end = until * MS_PER_YEAR;
      growTo(end);
      const found: number[] = [];
      for (let i = 1; starts[i]! < end; i++) {
        if (rates[i] !== rates[i - 1]) found.push(starts[i]! / MS_PER_YEAR);
      }
      return found;
    },
  };
}

/**
 * The same clock for a surface through expiries at these times (ascending, years): where it stands still from one
 * expiry to the next, which have variance between them all the same, it goes with the calendar there.
 */
export function pacedClock(clock: VarianceClock, times: Float64Array): VarianceClock {
  if (clock === CALENDAR) return clock;
  const still = Array.from(times, (to, i) => ({ from: i === 0 ? 0 : times[i - 1]!, to })).filter(
    ({ from, to }) => to > from && clock.tau(to) - clock.tau(from) < STILL * (to - from),
  );
  if (still.length === 0) return clock;
  return {
    tau: (t) => still.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(t, to) - from), clock.tau(t)),
    rate: (t) => clock.rate(t) + (still.some(({ from, to }) => t >= from && t < to) ? 1 : 0),
    jumps: (until) => clock.jumps(until),
  };
}

/** A clock that is slower than this against the calendar stands still: rounding would decide how variance runs. */
const STILL = 1e-9;

/** How old the newest word of the venue is, by its own timestamps. */
import type { ClockOffset } from './venue-clock.ts';

/** Fresh to 2.5 s, late to 10 s, stale past them; offline once nothing tries to reach the venue. */
export type Freshness = 'fresh' | 'late' | 'stale' | 'offline';

const FRESH_MS = 2500;
const LATE_MS = 10_000;

/** How far a stamp may be ahead of the venue's clock as it is known, ms: one of the future would be fresh for ever. */
const AHEAD_MS = 5000;
/** The year 2200: what comes after it is no instant. */
const LATEST = 7.3e12;

/** The latest stamp of the venue that is believed at an instant of our own clock. */
export function latestStamp(clock: ClockOffset | null, now: number): number {
  return clock === null ? LATEST : now + clock.offset + clock.error + AHEAD_MS;
}

/** What freshness is judged by. */
export interface LastWord {
  /** Newest timestamp of the venue in any subscribed channel, ms; null before the first. */
  readonly stamp: number | null;
  /** The venue's clock against ours; null where it is not known: nothing is fresh then. */
  readonly clock: ClockOffset | null;
  /** A connection stands or is being made. */
  readonly trying: boolean;
}

/** Age of the last word at most, ms, with what the clock may be off. Null before the first, or while no clock is known. */
export function ageOf({ stamp, clock }: Pick<LastWord, 'stamp' | 'clock'>, now: number): number | null {
  return stamp === null || clock === null ? null : Math.max(0, now + clock.offset + clock.error - stamp);
}

/** The state at an instant of our own clock. */
export function freshnessOf(word: LastWord, now: number): Freshness {
  const age = ageOf(word, now);
  if (age !== null && age <= FRESH_MS) return 'fresh';
  if (!word.trying) return 'offline';
  return age !== null && age <= LATE_MS ? 'late' : 'stale';
}

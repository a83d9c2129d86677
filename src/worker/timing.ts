/** How long the supervisor waits for what. */

/** Patience with the worker, ms. */
export interface Timing {
  readonly read: number;
  readonly market: number;
  readonly calibrate: number;
  readonly compare: number;
  readonly assess: number;
  /** From spawning to the first answer; later workers have less where the ones before took less. */
  readonly start: number;
  /** Between two heartbeats. */
  readonly beat: number;
  /** Without an answer to a heartbeat while a job is under way that yields between its steps. */
  readonly hang: number;
}

export const TIMING: Timing = {
  read: 60_000,
  market: 20_000,
  calibrate: 30_000,
  compare: 900_000,
  assess: 3_600_000,
  start: 15_000,
  beat: 1_000,
  hang: 5_000,
};

/**
 * A worker that is ended before its script runs leaves no trace. It is taken for dead when it is this many times as long
 * in coming as the one before it was, and no sooner than after this time, ms; the next has twice that.
 */
const SLOWER = 4;
const LEAST_START = 400;

/** Patience with the start of a worker after one that took so many ms. */
export function startPatience(took: number, limits: Timing): number {
  return Math.min(limits.start, Math.max(LEAST_START, SLOWER * took));
}

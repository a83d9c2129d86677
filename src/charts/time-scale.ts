/** How time is laid along an axis: by its square root, or by its logarithm, where hours and years both have room. */
export type TimeScale = 'root' | 'log';

/** An axis of time: years to places along it and back, and what it is called. */
export interface TimeAxis {
  to(t: number): number;
  from(along: number): number;
  readonly words: string;
}

/** The axes there are. */
export const TIME_AXES: Readonly<Record<TimeScale, TimeAxis>> = {
  root: { to: Math.sqrt, from: (along) => along * along, words: '√time' },
  log: { to: Math.log, from: Math.exp, words: 'log time' },
};

/** Room given to one expiry alone on each side, in units of either axis. */
const ALONE = 0.03;

/** Ends of an axis that holds these places, ascending; never without extent. */
export function timeRange(first: number, last: number): readonly [number, number] {
  return last > first ? [first, last] : [first - ALONE, first + ALONE];
}

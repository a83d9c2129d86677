import { TIME_AXES, type TimeScale, timeRange } from './time-scale.ts';

/** Rows of a surface in time. */
export interface SurfaceRows {
  /** Where each row is drawn along the axis of time, ascending. */
  readonly along: Float64Array;
  /** Years of each row. */
  readonly times: Float64Array;
  /** Row of each expiry. */
  readonly ofExpiry: readonly number[];
}

/**
 * Places along the axis. The drawing library refines a grid until every row is a
 * multiple of one step; free places would make it draw 700 rows instead of 120.
 */
const PLACES = [120, 240, 360, 720];
/** Largest step between rows, in places; steps of 1, 2 and 3 divide all of PLACES. */
const STEP = 3;

/**
 * About 45 rows, one exactly at each expiry (ascending `times` in years), the rest
 * between them at even steps of the scale. Rows are drawn at whole places of 1/120 of the
 * axis, so an expiry is moved by less than two pixels, and never onto another.
 */
export function surfaceRows(times: readonly number[], scale: TimeScale = 'root'): SurfaceRows {
  const axis = TIME_AXES[scale];
  const ends = times.map(axis.to);
  const first = ends[0] ?? 0;
  const span = (ends.at(-1) ?? first) - first;
  // One expiry alone has no depth: two rows make it a ribbon.
  if (!(span > 0)) {
    const t = times[0] ?? 0;
    const [low, high] = timeRange(first, first);
    return {
      along: Float64Array.of(low, first, high),
      times: Float64Array.of(t, t, t),
      ofExpiry: times.map(() => 1),
    };
  }
  const places = PLACES.find((n) => n >= 3 * times.length) ?? 720;
  const slots = distinct(
    ends.map((end) => Math.round(((end - first) / span) * places)),
    places,
  );
  const rowSlots: number[] = [];
  const rowTimes: number[] = [];
  const ofExpiry: number[] = [];
  slots.forEach((slot, i) => {
    ofExpiry.push(rowSlots.length);
    rowSlots.push(slot);
    rowTimes.push(times[i] ?? 0);
    const next = slots[i + 1];
    if (next === undefined) return;
    const [from, to] = [ends[i] ?? 0, ends[i + 1] ?? 0];
    for (let at = slot + STEP; at < next; at += STEP) {
      rowSlots.push(at);
      rowTimes.push(axis.from(from + ((to - from) * (at - slot)) / (next - slot)));
    }
  });
  return {
    along: Float64Array.from(rowSlots, (slot) => first + (span * slot) / places),
    times: Float64Array.from(rowTimes),
    ofExpiry,
  };
}

/** The slots moved as little as keeps them ascending, distinct and within 0 to `places`. */
function distinct(slots: readonly number[], places: number): number[] {
  const up: number[] = [];
  for (const slot of slots) up.push(Math.max(slot, (up.at(-1) ?? -1) + 1));
  for (let i = up.length - 1, most = places; i >= 0; i--, most--) up[i] = Math.min(up[i] ?? 0, most);
  return up;
}

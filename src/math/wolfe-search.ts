/**
 * A step along a descent direction that meets the strong Wolfe conditions.
 *
 * Source: J. Nocedal and S. J. Wright, Numerical Optimization, 2nd ed., 2006, algorithms 3.5 and 3.6, with their
 * cubic interpolation (3.59). Where decreases are lost in rounding, the slopes decide: W. W. Hager and H. Zhang, "A new
 * conjugate gradient method with guaranteed descent and an efficient line search", SIAM Journal on Optimization
 * 16(1), 2005, equation (4.1).
 */

/** Decrease asked for, as a share of what the slope promises, and share of the slope that may be left. */
const DECREASE = 1e-4;
const SLOPE_LEFT = 0.9;
/** Evaluations in one search. */
const LOOKS = 30;
/** Growth of the step while the cost still falls steeply. */
const STRETCH = 4;
/** Share of an interval in which no trial is put next to its ends. */
const MARGIN = 0.1;
const ROUNDING = 4 * Number.EPSILON;

/** Cost and slope at a step; an infinite cost where there is none. */
export interface Look {
  readonly cost: number;
  readonly slope: number;
}

interface Place extends Look {
  readonly a: number;
}

/** Minimum of the cubic through two places with their slopes, kept inside the interval; its middle where there is none. */
function between(p: Place, q: Place): number {
  const width = q.a - p.a;
  const d1 = p.slope + q.slope - (3 * (p.cost - q.cost)) / (p.a - q.a);
  const root = Math.sqrt(d1 * d1 - p.slope * q.slope);
  const d2 = width > 0 ? root : -root;
  const share = 1 - (q.slope + d2 - d1) / (q.slope - p.slope + 2 * d2);
  const inside = Number.isFinite(q.cost) && share === share ? share : 0.5;
  return p.a + width * Math.min(1 - MARGIN, Math.max(MARGIN, inside));
}

/**
 * Searches from 0, where cost and slope (below zero) are `start`, up to `most` (1 or more).
 *
 * @param look evaluates a step; the last one it is asked for is the one found
 * @returns null when no step lowers the cost
 */
export function wolfeSearch(look: (a: number) => Look, start: Look, most: number): Place | null {
  const at = (a: number): Place => ({ a, ...look(a) });
  const falls = (p: Place): boolean => p.cost <= start.cost + DECREASE * p.a * start.slope;
  const settles = (p: Place): boolean =>
    p.cost <= start.cost + ROUNDING * start.cost && p.slope <= (2 * DECREASE - 1) * start.slope;
  const isFlat = (p: Place): boolean => Math.abs(p.slope) <= -SLOPE_LEFT * start.slope;
  let low: Place = { a: 0, ...start };
  let high: Place | null = null;
  let last = at(1);
  for (let looks = 1; ; looks++) {
    const accepted = falls(last) || settles(last);
    if (accepted && isFlat(last)) return last;
    if (accepted && last.a >= most && last.slope < 0) return last;
    if (looks >= LOOKS) break;
    if (!accepted || (low.a > 0 && last.cost >= low.cost)) high = last;
    else {
      // The cost falls from the lower end towards the other one.
      if (high === null ? last.slope >= 0 : last.slope * (high.a - low.a) >= 0) high = low;
      low = last;
    }
    const next: number = high === null ? Math.min(most, STRETCH * low.a) : between(low, high);
    if (next === low.a || (high !== null && next === high.a)) break;
    last = at(next);
  }
  if (low.a === 0 || !(low.cost < start.cost)) return null;
  return last.a === low.a ? last : at(low.a);
}

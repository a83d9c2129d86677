/** One option of one type as a point: place on the strike axis, best bid and ask in one unit, row in the QuoteSet. */
export interface PricePoint {
  readonly x: number;
  /** NaN where there is none. */
  readonly bid: number;
  readonly ask: number;
  readonly row: number;
}

/** What is bought to cover one option: one or two options, with how many of each. */
export interface Superhedge<P extends PricePoint> {
  readonly first: P;
  readonly second: P | null;
  /** Units of `first`; the rest of one unit is of `second`. */
  readonly share: number;
}

/**
 * The cheapest portfolios that are worth at least a call at every outcome, from the asks of calls: the
 * largest function below the asks that is convex in the strike with slopes between -1 and 0. Prices
 * between bid and ask that are free of vertical and butterfly arbitrage exist exactly where no bid lies
 * above it (P. Carr and D. B. Madan, "A note on sufficient conditions for no arbitrage", Finance Research
 * Letters 2 (2005) 125-130; L. Cousot, "Conditions on option prices for absence of arbitrage and exact
 * calibration", Journal of Banking and Finance 31 (2007) 3377-3397, section 3). Puts are calls on the
 * axis turned round.
 *
 * @param points Ascending in x.
 * @returns The points that span it, ascending.
 */
export function askHull<P extends PricePoint>(points: readonly P[]): P[] {
  const hull: P[] = [];
  for (const point of points) {
    if (!(point.ask > 0)) continue;
    const last = hull.at(-1);
    if (last !== undefined && last.x === point.x) {
      if (last.ask <= point.ask) continue;
      hull.pop();
    }
    while (hull.length > 1 && !isBelow(hull.at(-2)!, hull.at(-1)!, point)) hull.pop();
    hull.push(point);
  }
  let from = 0;
  while (from + 1 < hull.length && slope(hull[from]!, hull[from + 1]!) < -1) from++;
  let to = hull.length;
  while (to - 1 > from && slope(hull[to - 2]!, hull[to - 1]!) > 0) to--;
  return hull.slice(from, to);
}

/** A hull walked along ascending places. */
export interface HullWalk<P extends PricePoint> {
  /** Cost of the superhedge at `x`, not below the `x` before; infinite where the hull is empty. */
  costAt(x: number): number;
  /** The superhedge of the place walked to last. */
  hedge(): Superhedge<P>;
}

/** Walks a hull that is not empty where `hedge` is asked for. */
export function walkHull<P extends PricePoint>(hull: readonly P[]): HullWalk<P> {
  let at = 0;
  let x = Number.NaN;
  const mixed = () => hull[at]!.x < x && at + 1 < hull.length;
  const shareAt = () => (hull[at + 1]!.x - x) / (hull[at + 1]!.x - hull[at]!.x);
  return {
    costAt(next) {
      x = next;
      if (hull.length === 0) return Infinity;
      while (at + 1 < hull.length && hull[at + 1]!.x <= x) at++;
      const left = hull[at]!;
      // Below the first, one unit and the difference of the strikes in cash.
      if (!mixed()) return left.ask + Math.max(0, left.x - x);
      const share = shareAt();
      return share * left.ask + (1 - share) * hull[at + 1]!.ask;
    },
    hedge() {
      const first = hull[at]!;
      return mixed() ? { first, second: hull[at + 1]!, share: shareAt() } : { first, second: null, share: 1 };
    },
  };
}

/** Two lists ascending in x as one. */
export function mergePoints<P extends PricePoint>(a: readonly P[], b: readonly P[]): P[] {
  const merged: P[] = [];
  let j = 0;
  for (const point of a) {
    while (j < b.length && b[j]!.x < point.x) merged.push(b[j++]!);
    merged.push(point);
  }
  while (j < b.length) merged.push(b[j++]!);
  return merged;
}

function slope(a: PricePoint, b: PricePoint): number {
  return (b.ask - a.ask) / (b.x - a.x);
}

/** b lies below the chord from a to c. */
function isBelow(a: PricePoint, b: PricePoint, c: PricePoint): boolean {
  return (b.ask - a.ask) * (c.x - b.x) < (c.ask - b.ask) * (b.x - a.x);
}

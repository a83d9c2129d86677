/** One option of one type as a point: place on the strike axis, best bid and ask in one unit, row in the QuoteSet. */
export interface PricePoint {
  readonly x: number;
  /** NaN where there is none. */
  readonly bid: number;
  readonly ask: number;
  readonly row: number;
}

/** What buying costs at one place: the price, and the options bought, one or two, with how many of each. */
export interface Superhedge {
  readonly cost: number;
  readonly first: PricePoint;
  readonly second: PricePoint | null;
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
export function askHull(points: readonly PricePoint[]): PricePoint[] {
  const hull: PricePoint[] = [];
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

/** Walks a hull along ascending places; null where the hull is empty. */
export function walkHull(hull: readonly PricePoint[]): (x: number) => Superhedge | null {
  let at = 0;
  return (x) => {
    const first = hull[0];
    if (first === undefined) return null;
    // One unit and the difference of the strikes in cash.
    if (x <= first.x) return { cost: first.ask + (first.x - x), first, second: null, share: 1 };
    while (at + 1 < hull.length && hull[at + 1]!.x <= x) at++;
    const left = hull[at]!;
    const right = hull[at + 1];
    if (right === undefined || left.x === x) return { cost: left.ask, first: left, second: null, share: 1 };
    const share = (right.x - x) / (right.x - left.x);
    return { cost: share * left.ask + (1 - share) * right.ask, first: left, second: right, share };
  };
}

function slope(a: PricePoint, b: PricePoint): number {
  return (b.ask - a.ask) / (b.x - a.x);
}

/** b lies below the chord from a to c. */
function isBelow(a: PricePoint, b: PricePoint, c: PricePoint): boolean {
  return (b.ask - a.ask) * (c.x - b.x) < (c.ask - b.ask) * (b.x - a.x);
}

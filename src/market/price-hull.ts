/**
 * Options of one type as points: places on the axis on which their prices fall with slopes between -1 and 0, asks in
 * one unit, NaN where there is none. Columns of one length.
 */
export interface PricePoints {
  readonly x: Float64Array;
  readonly ask: Float64Array;
}

/** What is bought to cover one option: one or two points, with how many of each. */
export interface Superhedge {
  readonly first: number;
  /** -1 where one point is enough. */
  readonly second: number;
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
 * @param order The points to span it from, ascending in x.
 * @returns Those that span it, ascending.
 */
export function askHull(points: PricePoints, order: Int32Array): Int32Array {
  const { x, ask } = points;
  const hull = new Int32Array(order.length);
  let size = 0;
  for (let i = 0; i < order.length; i++) {
    const point = order[i]!;
    if (!(ask[point]! > 0)) continue;
    if (size > 0 && x[hull[size - 1]!] === x[point]) {
      if (ask[hull[size - 1]!]! <= ask[point]!) continue;
      size--;
    }
    while (size > 1 && !isBelow(points, hull[size - 2]!, hull[size - 1]!, point)) size--;
    hull[size++] = point;
  }
  let from = 0;
  while (from + 1 < size && slope(points, hull[from]!, hull[from + 1]!) < -1) from++;
  let to = size;
  while (to - 1 > from && slope(points, hull[to - 2]!, hull[to - 1]!) > 0) to--;
  return hull.slice(from, to);
}

/** A hull walked along ascending places. */
export class HullWalk {
  private at = 0;
  private x = Number.NaN;

  constructor(
    private readonly points: PricePoints,
    private readonly hull: Int32Array,
  ) {}

  /** Cost of the superhedge at `x`, not below the `x` before; infinite where the hull is empty. */
  costAt(x: number): number {
    const { hull, points } = this;
    this.x = x;
    if (hull.length === 0) return Infinity;
    let at = this.at;
    while (at + 1 < hull.length && points.x[hull[at + 1]!]! <= x) at++;
    this.at = at;
    const left = hull[at]!;
    // Below the first, one unit and the difference of the strikes in cash.
    if (!this.isMixed()) return points.ask[left]! + Math.max(0, points.x[left]! - x);
    const share = this.share();
    return share * points.ask[left]! + (1 - share) * points.ask[hull[at + 1]!]!;
  }

  /** The superhedge of the place walked to last, of a hull that is not empty. */
  hedge(): Superhedge {
    const first = this.hull[this.at]!;
    if (!this.isMixed()) return { first, second: -1, share: 1 };
    return { first, second: this.hull[this.at + 1]!, share: this.share() };
  }

  private isMixed(): boolean {
    return this.points.x[this.hull[this.at]!]! < this.x && this.at + 1 < this.hull.length;
  }

  private share(): number {
    const { x } = this.points;
    const left = x[this.hull[this.at]!]!;
    const right = x[this.hull[this.at + 1]!]!;
    return (right - this.x) / (right - left);
  }
}

/** Two lists of points ascending in x as one. */
export function mergePoints({ x }: PricePoints, a: Int32Array, b: Int32Array): Int32Array {
  const merged = new Int32Array(a.length + b.length);
  let n = 0;
  let j = 0;
  for (let i = 0; i < a.length; i++) {
    while (j < b.length && x[b[j]!]! < x[a[i]!]!) merged[n++] = b[j++]!;
    merged[n++] = a[i]!;
  }
  while (j < b.length) merged[n++] = b[j++]!;
  return merged;
}

function slope({ x, ask }: PricePoints, a: number, b: number): number {
  return (ask[b]! - ask[a]!) / (x[b]! - x[a]!);
}

/** b lies below the chord from a to c. */
function isBelow({ x, ask }: PricePoints, a: number, b: number, c: number): boolean {
  return (ask[b]! - ask[a]!) * (x[c]! - x[b]!) < (ask[c]! - ask[b]!) * (x[b]! - x[a]!);
}

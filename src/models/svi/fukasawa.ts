/**
 * Fukasawa's interval for mu = m/sigma, and the threshold of alpha = a/sigma below which it is empty.
 *
 * With N(l) = alpha + b (rho l + sqrt(l^2 + 1)) and l* = -rho/sqrt(1 - rho^2) its lowest point, the interval is
 *   (sup over l < l* of 2 N (1/N' + 1/4) - l,  inf over l > l* of 2 N (1/N' - 1/4) - l).
 * Each end is stationary at one place. For the upper end, with z = l/sqrt(l^2 + 1) = 1 - D y, D = 1 + rho,
 * s^2 = 1 - z^2 and d = rho + z = D (1 - y), that place is the root in y, 0 < y < 1, of
 *   b d^2 (1 - b d/2) - 2 alpha s^3 - 2 b D (1 - rho y) s^2,
 * which is above zero at infinity (y = 0), below zero at l* (y = 1) and changes its sign once. The lower end is
 * minus the upper end of the mirrored smile, rho -> -rho.
 *
 * Source: M. Fukasawa, "The normalizing transformation of the implied volatility smile", Mathematical
 * Finance 22(4), 2012; C. Martini and A. Mingone, "No arbitrage SVI", SIAM Journal on Financial
 * Mathematics 13(1), 2022, section 5.
 */

/** Fukasawa's interval for mu at one (alpha, b, rho), with the arguments l of its ends. */
export interface FukasawaInterval {
  readonly low: number;
  readonly high: number;
  readonly lowAt: number;
  readonly highAt: number;
}

/** The interval of one (b, rho) as a function of alpha. */
export interface FukasawaEnds {
  /** F(b, rho): the smallest alpha at which the interval is not empty. */
  readonly threshold: number;
  at(alpha: number): FukasawaInterval;
}

const ROOT_STEPS = 60;
const ROOT_TOLERANCE = 1e-14;
const NEWTON_STEPS = 60;

/** Where the upper end of (alpha, b, rho) is met: the root in y, by Newton's method kept between its signs. */
function endPlace(alpha: number, b: number, rho: number, from: number): number {
  const side = 1 + rho;
  let low = 0;
  let high = 1;
  let y = from;
  for (let step = 0; step < ROOT_STEPS; step++) {
    const e = side * y;
    const square = e * (2 - e);
    const s = Math.sqrt(square);
    const d = side * (1 - y);
    const line = 2 * b * side * (1 - rho * y);
    const value = b * d * d * (1 - (b * d) / 2) - 2 * alpha * s * square - line * square;
    if (value > 0) low = y;
    else high = y;
    const rise = 2 * side * (1 - e);
    const slope =
      -side * b * d * (2 - 1.5 * b * d) - (3 * alpha * s + line) * rise + 2 * b * side * rho * square;
    let next = y - value / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;
    const moved = Math.abs(next - y);
    y = next;
    if (moved <= ROOT_TOLERANCE * y) break;
  }
  return y;
}

/** A first place: where one of the two terms that grow with s alone would balance the first. */
function firstPlace(alpha: number, b: number, rho: number): number {
  const side = 1 + rho;
  const wing = b * side * side * Math.max(1 - (b * side) / 2, 1e-4);
  const straight = wing / (2 * b * side);
  const flat = alpha > 0 ? Math.cbrt(wing / (2 * alpha)) ** 2 : straight;
  const square = Math.min(straight, flat);
  return Math.min(0.9, square / (2 * side));
}

/** Upper end of (alpha, b, rho) at y, its place l and its derivative with respect to alpha. */
const end = { value: 0, at: 0, slope: 0 };
function endAt(alpha: number, b: number, rho: number, y: number): void {
  const side = 1 + rho;
  const e = side * y;
  const s = Math.sqrt(e * (2 - e));
  const n = alpha + (b * side * (1 - rho * y)) / s;
  end.slope = 2 * (1 / (b * side * (1 - y)) - 0.25);
  end.at = (1 - e) / s;
  end.value = end.slope * n - end.at;
}

/**
 * The interval of (b, rho) and the threshold F, the root of high - low, which is concave and increasing in
 * alpha: from the left Newton's method rises to it monotonically, from the right its first step leads there.
 */
export function fukasawaEnds(b: number, rho: number): FukasawaEnds {
  const lowest = -b * Math.sqrt((1 - rho) * (1 + rho));
  let highPlace = firstPlace(0, b, rho);
  let lowPlace = firstPlace(0, b, -rho);
  // The threshold lies above the lowest alpha by about this share of it, in fourth powers of b and rho.
  const rise = 0.18 * rho * rho + 0.17 * Math.abs(rho) * b + 0.115 * b * b;
  let threshold = lowest * (1 - Math.min(0.9, rise * rise));
  let isBelow = false;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    highPlace = endPlace(threshold, b, rho, highPlace);
    lowPlace = endPlace(threshold, b, -rho, lowPlace);
    endAt(threshold, b, rho, highPlace);
    const { value, slope } = end;
    endAt(threshold, b, -rho, lowPlace);
    const width = value + end.value;
    if (width < 0) isBelow = true;
    else if (isBelow || width === 0) break;
    const next = threshold - width / (slope + end.slope);
    if (isBelow && !(next > threshold)) break;
    threshold = next > lowest ? next : (lowest + threshold) / 2;
    if (width * width < 1e-26) break;
  }
  return {
    threshold,
    at(alpha) {
      endAt(alpha, b, rho, endPlace(alpha, b, rho, firstPlace(alpha, b, rho)));
      const high = end.value;
      const highAt = end.at;
      endAt(alpha, b, -rho, endPlace(alpha, b, -rho, firstPlace(alpha, b, -rho)));
      return { low: -end.value, high, lowAt: -end.at, highAt };
    },
  };
}

/** Partial derivatives of the interval's ends and of the threshold at fixed arguments (envelope theorem). */
export interface EndDerivatives {
  /** d/d alpha, d/d b, d/d rho of the low end. */
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
}

/** Derivatives of 2 N (1/N' + side/4) - l at fixed l. */
function endDerivative(
  alpha: number,
  b: number,
  rho: number,
  l: number,
  side: 1 | -1,
): [number, number, number] {
  const root = Math.sqrt(l * l + 1);
  const n = alpha + b * (rho * l + root);
  const n1 = b * (rho + l / root);
  const factor = 2 * (1 / n1 + side / 4);
  const curve = (2 * n) / (n1 * n1);
  return [factor, factor * (rho * l + root) - curve * (n1 / b), factor * b * l - curve * b];
}

/** Derivatives of both ends of the interval. */
export function endDerivatives(
  alpha: number,
  b: number,
  rho: number,
  interval: FukasawaInterval,
): EndDerivatives {
  return {
    low: endDerivative(alpha, b, rho, interval.lowAt, 1),
    high: endDerivative(alpha, b, rho, interval.highAt, -1),
  };
}

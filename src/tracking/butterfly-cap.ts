/**
 * How far a scalar may raise a smile before butterfly arbitrage appears. With x the square of the scalar, Durrleman's g
 * of the moved smile is
 *   vertical       g(k; x) = A - x B - x^2 C,  A = (1 - k w'/(2w))^2,  B = w'^2/(4w) - w''/2,  C = w'^2/16,
 *   standardised   g(k; x) = g_1(u) - x w'(u)^2/16,  g_1 = (1 - u w'/(2w))^2 - w'^2/(4w) + w''/2,  u = k/sqrt x,
 * concave in x and, at a smile without arbitrage, not negative at 0 and 1: no scalar below 1 can create arbitrage, and
 * one above it does from the first root on.
 *
 * g: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14(1), 2014, eq. 2.1;
 * wings: R. Lee, "The moment formula for implied volatility at extreme strikes", Mathematical Finance 14(3), 2004.
 */
import { pointsOf, type SmileCurve } from '#surface/smile-curve.ts';
import { leastOn, lookColumns, lookGrid } from './look-grid.ts';
import type { ScalarMap } from './scaled-smile.ts';

/** Even points at which the first root is looked for; each local minimum is refined. */
const POINTS = 601;
/** Where no root is: larger than any scalar that is ever asked for, and finite so that minima can be refined. */
const UNBOUNDED = 1e6;

/** First root of A - x B - x^2 C above zero, without subtraction of like numbers. */
function verticalRoot(k: number, w: number, w1: number, w2: number): number {
  const h = 1 - (k * w1) / (2 * w);
  const a = h * h;
  const c = (w1 * w1) / 16;
  const b = (w1 * w1) / (4 * w) - w2 / 2;
  const root = Math.sqrt(b * b + 4 * a * c);
  const x = b >= 0 ? (2 * a) / (b + root) : (root - b) / (2 * c);
  // 0/0: A and B are both none, and g is -x^2 C.
  return Number.isNaN(x) ? 0 : Math.min(x, UNBOUNDED);
}

function standardisedRoot(u: number, w: number, w1: number, w2: number): number {
  const h = 1 - (u * w1) / (2 * w);
  const g1 = h * h - (w1 * w1) / (4 * w) + w2 / 2;
  const x = (16 * g1) / (w1 * w1);
  if (Number.isNaN(x)) return UNBOUNDED;
  return Math.max(0, Math.min(x, UNBOUNDED));
}

/**
 * Largest x at which the moved smile has g >= 0 on a range, each local minimum refined.
 *
 * @param range of k for the vertical map, of u = k/sqrt x for the standardised
 * @param wingSlope largest |w'| in the wings, where the model knows it: by Lee x wingSlope <= 2 (sqrt x wingSlope <= 2);
 *   0 leaves the wings to the range
 * @returns 0 where the smile itself has no x; at most 1e6
 */
export function butterflyCap(
  base: SmileCurve,
  range: readonly [number, number],
  map: ScalarMap,
  wingSlope = 0,
): number {
  const root = map === 'vertical' ? verticalRoot : standardisedRoot;
  const k = lookGrid([base], range, POINTS);
  const [w, w1, w2] = lookColumns(k.length);
  base.derivatives(k, w, w1, w2);
  const roots = k.map((at, i) => root(at, w[i]!, w1[i]!, w2[i]!));
  const point = pointsOf(base);
  const value = leastOn(k, roots, (at) => {
    const here = point(at);
    return root(at, here.w, here.w1, here.w2);
  });
  const lee = wingSlope > 0 ? 2 / wingSlope : UNBOUNDED;
  return Math.max(0, Math.min(value, map === 'vertical' ? lee : lee * lee, UNBOUNDED));
}

/**
 * The least sigma = sigma* without butterfly arbitrage at given (alpha, b, rho, mu) inside Fukasawa's interval:
 * the supremum over G2 < 0 of q = -G2/(2 G1), with N(l) = alpha + b (rho l + sqrt(l^2 + 1)) and
 *   h = 1 - (l + mu) N'/(2N),  G1 = h^2 - N'^2/16,  G2 = N'' - N'^2/(2N).
 *
 * G2 < 0 beyond one place on either side of N's lowest point l*; on each side q rises from zero to a single
 * peak and falls to zero. The peak is the root of G2' G1 - G2 G1', looked for from the end of Fukasawa's
 * interval of that side, where G2 < 0. The left side is the right one of the mirrored smile.
 *
 * Source: C. Martini and A. Mingone, "No arbitrage SVI", SIAM Journal on Financial Mathematics 13(1),
 * 2022 (arXiv 2005.03340), theorem 5.10.
 */
import { brent } from '#math/root-finding.ts';
import type { FukasawaInterval } from './fukasawa.ts';

/** The least sigma and the l at which it binds. `sigma` is Infinity where no sigma will do, 0 where any will. */
export interface LeastSigma {
  readonly sigma: number;
  readonly at: number;
}

/** How far out the next look is for where q falls. */
const OUT = 1.5;
/** Distance from l* to which a peak's place is found, relative: its height is known to the square of it. */
const PLACE_TOLERANCE = 1e-7;

/** q at one l, and `fall` = G2' G1 - G2 G1': below zero where q rises with l, above zero where it falls. */
const point = { q: 0, fall: 0 };

function evaluate(alpha: number, b: number, rho: number, mu: number, l: number): void {
  const square = l * l + 1;
  const root = Math.sqrt(square);
  const n = alpha + b * (rho * l + root);
  const n1 = b * (rho + l / root);
  const n2 = b / (square * root);
  const share = n1 / (2 * n);
  const g2 = n2 - n1 * share;
  if (!(g2 < 0)) {
    point.q = 0;
    point.fall = -1;
    return;
  }
  const h = 1 - (l + mu) * share;
  const g1 = h * h - (n1 * n1) / 16;
  // N''/(2N) - N'^2/(2N^2), the derivative of N'/(2N).
  const bend = n2 / (2 * n) - 2 * share * share;
  const g1Slope = -2 * h * (share + (l + mu) * bend) - (n1 * n2) / 8;
  const g2Slope = (-3 * l * n2) / square - n2 * share - n1 * bend;
  point.q = g1 > 0 ? -g2 / (2 * g1) : Number.POSITIVE_INFINITY;
  point.fall = g2Slope * g1 - g2 * g1Slope;
}

/** The peak of q right of l*, from the place of the interval's upper end; `at` and `sigma` of `peak`. */
const peak = { sigma: 0, at: 0 };
function rightPeak(alpha: number, b: number, rho: number, mu: number, from: number): void {
  const centre = -rho / Math.sqrt((1 - rho) * (1 + rho));
  peak.sigma = 0;
  peak.at = from;
  const fallAt = (distance: number): number => {
    evaluate(alpha, b, rho, mu, centre + distance);
    if (point.q > peak.sigma) {
      peak.sigma = point.q;
      peak.at = centre + distance;
    }
    return point.fall;
  };
  // Out until q falls. Where it falls at once mu stands at that end of its interval, and the peak there but for rounding.
  let near = from - centre;
  let far = near;
  while (fallAt(far) < 0 && peak.sigma < Number.POSITIVE_INFINITY) {
    near = far;
    far *= OUT;
  }
  if (peak.sigma < Number.POSITIVE_INFINITY) brent(fallAt, near, far, 2 * PLACE_TOLERANCE * far);
}

/** sigma*(alpha, b, rho, mu) for mu inside `interval`, the Fukasawa interval of (alpha, b, rho). */
export function leastSigma(
  alpha: number,
  b: number,
  rho: number,
  mu: number,
  interval: FukasawaInterval,
): LeastSigma {
  rightPeak(alpha, b, rho, mu, interval.highAt);
  const { sigma, at } = peak;
  rightPeak(alpha, b, -rho, -mu, -interval.lowAt);
  return peak.sigma > sigma ? { sigma: peak.sigma, at: -peak.at } : { sigma, at };
}

/** d sigma* / d(alpha, b, rho, mu) at the binding l (envelope theorem); zero where sigma* is zero. */
export function leastSigmaDerivative(
  alpha: number,
  b: number,
  rho: number,
  mu: number,
  { sigma, at: l }: LeastSigma,
): readonly [number, number, number, number] {
  if (!(sigma > 0)) return [0, 0, 0, 0];
  const root = Math.sqrt(l * l + 1);
  const n = alpha + b * (rho * l + root);
  const n1 = b * (rho + l / root);
  const n2 = b / (root * root * root);
  const h = 1 - ((l + mu) * n1) / (2 * n);
  const g1 = h * h - (n1 * n1) / 16;
  const g2 = n2 - (n1 * n1) / (2 * n);
  const along = (dn: number, dn1: number, dn2: number, dmu: number): number => {
    const dh = -(l + mu) * (dn1 / (2 * n) - (n1 * dn) / (2 * n * n)) - (dmu * n1) / (2 * n);
    const dg1 = 2 * h * dh - (n1 * dn1) / 8;
    const dg2 = dn2 - (n1 * dn1) / n + (n1 * n1 * dn) / (2 * n * n);
    return -dg2 / (2 * g1) + (g2 * dg1) / (2 * g1 * g1);
  };
  return [
    along(1, 0, 0, 0),
    along(rho * l + root, n1 / b, n2 / b, 0),
    along(b * l, b, 0, 0),
    along(0, 0, 0, 1),
  ];
}

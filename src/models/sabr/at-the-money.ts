import { brent } from '#math/root-finding.ts';
import { LEAST_CORRECTION, varianceCoefficient } from './terms.ts';

/**
 * The level a = alpha F^(beta - 1) at which the formula gives the volatility sigma at the money, k = 0:
 * the smallest positive root of
 *   (1 - beta)^2 T/24 a^3 + rho beta nu T/4 a^2 + (1 + (2 - 3 rho^2) nu^2 T/24) a - sigma = 0,
 * for the larger ones lie where the correction in time has come to lead. Null where there is none, or none with a
 * correction of `LEAST_CORRECTION`: no alpha gives this volatility.
 *
 * Source: G. West, "Calibration of the SABR model in illiquid markets", Applied Mathematical Finance 12(4), 2005,
 * eq. 8, from Hagan et al. 2002, eq. 2.18.
 */
export function levelAtTheMoney(
  sigma: number,
  t: number,
  beta: number,
  rho: number,
  nu: number,
): number | null {
  const o = 1 - beta;
  const c3 = (o * o * t) / 24;
  const c2 = (rho * beta * nu * t) / 4;
  const c1 = 1 + varianceCoefficient(rho) * nu * nu * t;
  const f = (a: number): number => ((c3 * a + c2) * a + c1) * a - sigma;
  if (c3 === 0) {
    const discriminant = c1 * c1 + 4 * c2 * sigma;
    const sum = c1 + Math.sqrt(discriminant);
    // A root below zero or none: c1 <= 0 and the parabola opens downward.
    return discriminant >= 0 && sum > 0 ? (2 * sigma) / sum : null;
  }
  // f(0) < 0: the first root stands before the first maximum, where that reaches above zero, else past it.
  const bend = c2 * c2 - 3 * c3 * c1;
  // The maximum is at -(c2 + sqrt(bend))/(3 c3), which cancels for a beta near 1.
  const peak = bend > 0 && c2 < 0 ? c1 / (Math.sqrt(bend) - c2) : 0;
  let low = 0;
  let high = peak;
  if (!(peak > 0 && f(peak) >= 0)) {
    low = Math.max(0, peak);
    high = Math.max(sigma, 2 * low);
    while (f(high) < 0) high *= 2;
  }
  const root = brent(f, low, high, 0);
  // Next to beta = 1 the cubic has a root where the parabola has none: no volatility there but the correction in time.
  return root === null || sigma < LEAST_CORRECTION * root ? null : root;
}

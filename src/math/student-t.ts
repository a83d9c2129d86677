/** Student's t distribution. */
import { normalInverse } from './normal.ts';
import { brent } from './root-finding.ts';

const FRACTION_STEPS = 500;
/** Degrees of freedom from which the expansion about the normal quantile is good to ten digits where p is not extreme. */
const NEARLY_NORMAL = 2000;

/** ln Gamma(z), z > 0: the recurrence up to 12, then Stirling's series; about 14 digits. */
function lnGamma(z: number): number {
  let shift = 0;
  let x = z;
  for (; x < 12; x++) shift += Math.log(x);
  const u = 1 / (x * x);
  const series = (1 / 12 - u * (1 / 360 - u * (1 / 1260 - u * (1 / 1680 - u / 1188)))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/**
 * Continued fraction of the incomplete beta function I_x(a, b), quick for x < (a + 1)/(a + b + 2).
 *
 * NIST Digital Library of Mathematical Functions, 8.17.22, by Lentz's method.
 */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let product = d;
  for (let m = 1; m <= FRACTION_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    product *= d * c;
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    const factor = d * c;
    product *= factor;
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return product;
}

/** P(T > t) for t >= 0, at any real degrees of freedom above zero: I_x(nu/2, 1/2)/2 at x = nu/(nu + t^2). */
function upperTail(t: number, degrees: number): number {
  const a = degrees / 2;
  const b = 0.5;
  const x = degrees / (degrees + t * t);
  const y = (t * t) / (degrees + t * t);
  if (y === 0) return 0.5;
  const front = Math.exp(
    -a * Math.log1p((t * t) / degrees) + b * Math.log(y) + lnGamma(a + b) - lnGamma(a) - lnGamma(b),
  );
  if (x < (a + 1) / (a + b + 2)) return (0.5 * front * betaFraction(a, b, x)) / a;
  return 0.5 - (0.5 * front * betaFraction(b, a, y)) / b;
}

/** The quantile at many degrees of freedom about the normal one, x: Abramowitz and Stegun, 26.7.5. */
function aboutNormal(x: number, degrees: number): number {
  const x2 = x * x;
  const g1 = (x2 + 1) / 4;
  const g2 = ((5 * x2 + 16) * x2 + 3) / 96;
  const g3 = (((3 * x2 + 19) * x2 + 17) * x2 - 15) / 384;
  return x * (1 + (g1 + (g2 + g3 / degrees) / degrees) / degrees);
}

/**
 * Quantile of Student's t: the t with P(T <= t) = p, relative error about 1e-10; NaN for p outside (0, 1) or
 * degrees of freedom that are not positive. Degrees need not be whole.
 *
 * M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions, 1964, 26.7.1.
 */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1 && degrees > 0)) return Number.NaN;
  if (p === 0.5) return 0;
  if (degrees > NEARLY_NORMAL) return aboutNormal(normalInverse(p), degrees);
  const tail = Math.min(p, 1 - p);
  let upper = Math.max(1, -normalInverse(tail));
  while (upperTail(upper, degrees) > tail) {
    upper *= 2;
    if (upper > 1e100) return p < 0.5 ? -Infinity : Infinity;
  }
  const t = brent((at) => upperTail(at, degrees) - tail, 0, upper, 1e-12 * upper) ?? Number.NaN;
  return p < 0.5 ? -t : t;
}

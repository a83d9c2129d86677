/**
 * A zero of a continuous function in a bracket.
 *
 * R. P. Brent, "Algorithms for Minimization without Derivatives", Prentice-Hall 1973, chapter 4:
 * inverse quadratic interpolation guarded by bisection.
 *
 * @param f Function with f(lower) and f(upper) of opposite sign, or zero.
 * @param tolerance Absolute tolerance on the abscissa.
 * @returns the zero, or null where the bracket holds no change of sign or f is not finite.
 */
export function brent(
  f: (x: number) => number,
  lower: number,
  upper: number,
  tolerance: number,
): number | null {
  let a = lower;
  let b = upper;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa * fb < 0)) return null;
  let c = a;
  let fc = fa;
  let step = b - a;
  let previous = step;
  for (let iteration = 0; iteration < 200; iteration++) {
    if (fb > 0 === fc > 0) {
      c = a;
      fc = fa;
      step = b - a;
      previous = step;
    }
    if (Math.abs(fc) < Math.abs(fb)) {
      a = b;
      b = c;
      c = a;
      fa = fb;
      fb = fc;
      fc = fa;
    }
    const limit = 2 * Number.EPSILON * Math.abs(b) + 0.5 * tolerance;
    const middle = 0.5 * (c - b);
    if (Math.abs(middle) <= limit || fb === 0) return b;
    if (Math.abs(previous) < limit || Math.abs(fa) <= Math.abs(fb)) {
      step = middle;
      previous = middle;
    } else {
      const s = fb / fa;
      let p: number;
      let q: number;
      if (a === c) {
        p = 2 * middle * s;
        q = 1 - s;
      } else {
        const r = fb / fc;
        const u = fa / fc;
        p = s * (2 * middle * u * (u - r) - (b - a) * (r - 1));
        q = (u - 1) * (r - 1) * (s - 1);
      }
      if (p > 0) q = -q;
      else p = -p;
      if (2 * p < Math.min(3 * middle * q - Math.abs(limit * q), Math.abs(previous * q))) {
        previous = step;
        step = p / q;
      } else {
        step = middle;
        previous = middle;
      }
    }
    a = b;
    fa = fb;
    b += Math.abs(step) > limit ? step : middle > 0 ? limit : -limit;
    fb = f(b);
    if (!Number.isFinite(fb)) return null;
  }
  return b;
}

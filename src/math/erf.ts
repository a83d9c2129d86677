/**
 * Error function and its complements.
 *
 * W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of
 * Computation 23 (1969) 631-637: rationals on |x| <= 0.46875, up to 4, and beyond.
 * Relative error a few 1e-16, checked against 50-digit values.
 */

const INV_SQRT_PI = 0.5641895835477563;
const NEAR = 0.46875;

/** Near zero: erf(x)/x as a rational in x^2. */
function erfOverX(z: number): number {
  const numerator =
    (((0.185777706184603153 * z + 3.1611237438705656) * z + 113.864154151050156) * z + 377.485237685302021) *
      z +
    3209.37758913846947;
  const denominator =
    (((z + 23.6012909523441209) * z + 244.024637934444173) * z + 1282.61652607737228) * z +
    2844.23683343917062;
  return numerator / denominator;
}

/** exp(x^2) erfc(x) for x > 0.46875. */
function erfcxRight(x: number): number {
  if (x <= 4) {
    const numerator =
      (((((((2.15311535474403846e-8 * x + 0.564188496988670089) * x + 8.88314979438837594) * x +
        66.1191906371416295) *
        x +
        298.635138197400131) *
        x +
        881.95222124176909) *
        x +
        1712.04761263407058) *
        x +
        2051.07837782607147) *
        x +
      1230.33935479799725;
    const denominator =
      (((((((x + 15.7449261107098347) * x + 117.693950891312499) * x + 537.181101862009858) * x +
        1621.38957456669019) *
        x +
        3290.79923573345963) *
        x +
        4362.61909014324716) *
        x +
        3439.36767414372164) *
        x +
      1230.33935480374942;
    return numerator / denominator;
  }
  const z = 1 / (x * x);
  const numerator =
    ((((1.63153871373020978e-2 * z + 0.305326634961232344) * z + 0.360344899949804439) * z +
      0.125781726111229246) *
      z +
      1.60837851487422766e-2) *
      z +
    6.58749161529837803e-4;
  const denominator =
    ((((z + 2.56852019228982242) * z + 1.87295284992346725) * z + 0.527905102951428412) * z +
      6.05183413124413191e-2) *
      z +
    2.33520497626869185e-3;
  return (INV_SQRT_PI - (z * numerator) / denominator) / x;
}

/**
 * exp(-x^2/2 scale) without the error of rounding x^2: x is split at sixteenths, whose square is exact.
 * `scale` 2 gives exp(-x^2), 1 gives exp(-x^2/2).
 */
export function expMinusSquare(x: number, scale: 1 | 2): number {
  const head = Math.trunc(x * 16) / 16;
  const tail = (x - head) * (x + head);
  const half = scale * 0.5;
  return Math.exp(-head * head * half) * Math.exp(-tail * half);
}

/** erf(x), odd, in [-1, 1]. */
export function erf(x: number): number {
  const y = Math.abs(x);
  if (y <= NEAR) return x * erfOverX(y * y);
  const value = 1 - expMinusSquare(y, 2) * erfcxRight(y);
  return x < 0 ? -value : value;
}

/** erfc(x) = 1 - erf(x), accurate in its right tail; 0 beyond x = 27.3. */
export function erfc(x: number): number {
  const y = Math.abs(x);
  if (y <= NEAR) return 1 - x * erfOverX(y * y);
  if (y > 28) return x > 0 ? 0 : 2;
  const value = expMinusSquare(y, 2) * erfcxRight(y);
  return x < 0 ? 2 - value : value;
}

/** exp(x^2) erfc(x): finite down to x = -26.6, where it overflows to Infinity. */
export function erfcx(x: number): number {
  if (x > NEAR) return erfcxRight(x);
  if (x >= -NEAR) return Math.exp(x * x) * (1 - x * erfOverX(x * x));
  return x < -26.7 ? Infinity : 2 / expMinusSquare(x, 2) - erfcxRight(-x);
}

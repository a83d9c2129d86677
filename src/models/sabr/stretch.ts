/**
 * The function x(z) of SABR, x(z) = ln((sqrt(1 - 2 rho z + z^2) + z - rho)/(1 - rho)), as y(z) = x(z)/z with its
 * derivatives. Since x(z) is the integral of 1/sqrt(1 - 2 rho s + s^2), the generating function of Legendre's
 * polynomials, y(z) = sum P_n(rho) z^n/(n + 1): near zero that series, elsewhere closed forms without cancellation.
 *
 * Source of x(z): P. Hagan, D. Kumar, A. Lesniewski and D. Woodward, "Managing smile risk", Wilmott Magazine,
 * 2002, eq. 2.17c.
 */

/** Beyond this |z| the recurrences for three derivatives have lost no more than three digits. */
const NEAR = 0.1;
/** Terms whose rest is below rounding at `NEAR`. */
const TERMS = 18;

/** x(z) for |rho| < 1, exact to rounding for every finite z. */
export function stretch(z: number, rho: number): number {
  const q = (z * (z - 2 * rho)) / (Math.sqrt(1 + z * (z - 2 * rho)) + 1);
  return z >= 0 ? Math.log1p((q + z) / (1 - rho)) : -Math.log1p((q - z) / (1 + rho));
}

/** Below this |z| the quotient of two denormal numbers would lose its digits. */
const TINY = 1e-100;

/** y = x(z)/z; 1 at z = 0. */
export function stretchRatio(z: number, rho: number): number {
  return Math.abs(z) < TINY ? 1 : stretch(z, rho) / z;
}

/** Coefficients of y and of dy/drho in powers of z. */
export interface StretchSeries {
  readonly value: Float64Array;
  readonly byRho: Float64Array;
}

export function createStretchSeries(terms: number = TERMS): StretchSeries {
  return { value: new Float64Array(terms), byRho: new Float64Array(terms) };
}

/** Fills the coefficients P_n(rho)/(n + 1) and P_n'(rho)/(n + 1) by Bonnet's recurrence. */
export function expandStretch(rho: number, { value, byRho }: StretchSeries): void {
  let before = 0;
  let now = 1;
  let slope = 0;
  for (let n = 0; n < value.length; n++) {
    value[n] = now / (n + 1);
    byRho[n] = slope / (n + 1);
    const next = ((2 * n + 1) * rho * now - n * before) / (n + 1);
    const slopeNext = rho * slope + (n + 1) * now;
    before = now;
    now = next;
    slope = slopeNext;
  }
}

/** Derivatives of ln y: in z up to the third, and of the value and the first two once in rho. */
export interface StretchDerivatives {
  y: number;
  z1: number;
  z2: number;
  z3: number;
  rho0: number;
  rho1: number;
  rho2: number;
}

/**
 * Fills `out` with the derivatives of ln y(z) at z; `series` is that of rho.
 *
 * @param far with the third derivative and those in rho; without, they are left as they were
 */
export function stretchDerivatives(
  z: number,
  rho: number,
  series: StretchSeries,
  far: boolean,
  out: StretchDerivatives,
): void {
  let y = 0;
  let y1 = 0;
  let y2 = 0;
  const isNear = Math.abs(z) < NEAR;
  const r2 = 1 + z * (z - 2 * rho);
  const r = Math.sqrt(r2);
  const r3 = r2 * r;
  const lean = rho - z;
  if (isNear) {
    const { value } = series;
    // Horner with derivatives: each order is fed by the one before.
    for (let n = value.length - 1; n >= 0; n--) {
      y2 = y2 * z + 2 * y1;
      y1 = y1 * z + y;
      y = y * z + value[n]!;
    }
  } else {
    // z y^(n) + n y^(n-1) = x^(n), with x' = 1/R.
    const perZ = 1 / z;
    y = stretch(z, rho) * perZ;
    y1 = (1 / r - y) * perZ;
    y2 = (lean / r3 - 2 * y1) * perZ;
  }
  const perY = 1 / y;
  const g1 = y1 * perY;
  const g2 = y2 * perY;
  out.y = y;
  out.z1 = g1;
  out.z2 = g2 - g1 * g1;
  if (!far) return;
  let y3 = 0;
  let d = 0;
  let d1 = 0;
  let d2 = 0;
  if (isNear) {
    const { value, byRho } = series;
    for (let n = value.length - 1; n >= 0; n--) {
      if (n > 2) y3 = y3 * z + n * (n - 1) * (n - 2) * value[n]!;
      d2 = d2 * z + 2 * d1;
      d1 = d1 * z + d;
      d = d * z + byRho[n]!;
    }
  } else {
    // The same in rho, where dx/drho = z^2/(R (R + 1 - rho z)).
    y3 = ((3 * lean * lean - r2) / (r3 * r2) - 3 * y2) / z;
    d = z / (r * (r + 1 - rho * z));
    d1 = (z / r3 - d) / z;
    d2 = ((1 + (3 * z * lean) / r2) / r3 - 2 * d1) / z;
  }
  const e = d * perY;
  out.z3 = y3 * perY - 3 * g1 * g2 + 2 * g1 * g1 * g1;
  out.rho0 = e;
  out.rho1 = d1 * perY - g1 * e;
  out.rho2 = d2 * perY - g2 * e - 2 * g1 * out.rho1;
}

/**
 * How the power beta of the forward enters a SABR formula, in q = (1 - beta) k/2, k = ln(K/F): with
 * nu' = nu/alpha F^(1-beta), every formula here is
 *   sigma = alpha F^(beta-1) B(q) z/x(z) (1 + T I(q)), z = -nu' k G(q).
 * With beta = 1 q is 0, B and G are 1, and all of them are one formula.
 *
 * Hagan et al. 2002, eq. 2.17: G = e^q, B = e^-q/(1 + q^2/6 + q^4/120).
 * Obloj 2008 ("Fine-tune your smile: correction to Hagan et al.", Wilmott Magazine, eq. 4): with
 * S(q) = sinh(q)/q, G = e^q S(q), B = e^-q/S(q); the leading order is then exact.
 */

/** G and B with their derivatives in q, at one q. */
export interface Backbone {
  /** G. */
  g: number;
  /** dG/dq. */
  g1: number;
  /** d(q G)/dq and its next two derivatives: what differentiation in k brings down. */
  s1: number;
  s2: number;
  s3: number;
  /** B, and the first three derivatives of ln B. */
  b: number;
  l1: number;
  l2: number;
  l3: number;
}

/** Fills `out` at q. */
export type BackboneFunction = (q: number, out: Backbone) => void;

/** That of q = 0, where every formula is one. */
export function createBackbone(): Backbone {
  return { g: 1, g1: 1, s1: 1, s2: 2, s3: 3, b: 1, l1: -1, l2: -1 / 3, l3: 0 };
}

/** B = 1/(e^q S) from S and its first three derivatives. */
function level(out: Backbone, e: number, s: number, s1: number, s2: number, s3: number): void {
  const a = s1 / s;
  const b = s2 / s;
  out.b = 1 / (e * s);
  out.l1 = -1 - a;
  out.l2 = a * a - b;
  out.l3 = 3 * a * b - s3 / s - 2 * a * a * a;
}

export const haganBackbone: BackboneFunction = (q, out) => {
  const e = Math.exp(q);
  out.g = e;
  out.g1 = e;
  out.s1 = e * (1 + q);
  out.s2 = e * (2 + q);
  out.s3 = e * (3 + q);
  const q2 = q * q;
  level(out, e, 1 + q2 / 6 + (q2 * q2) / 120, q / 3 + (q2 * q) / 30, 1 / 3 + q2 / 10, q / 5);
};

/** Terms of S in powers of q^2 whose rest is below rounding for |q| up to `SERIES_REACH`. */
const SERIES_TERMS = 16;
const SERIES_REACH = 3;
/** Below it the square of q is no number to divide by. */
const NOTHING = 1e-60;

export const oblojBackbone: BackboneFunction = (q, out) => {
  let s = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  if (Math.abs(q) < SERIES_REACH) {
    const atZero = Math.abs(q) < NOTHING;
    // S = sum q^(2n)/(2n + 1)!; all terms of one sign, nothing cancels.
    let term = 1;
    for (let n = 0; n < SERIES_TERMS; n++) {
      const power = 2 * n;
      s += term;
      if (!atZero) {
        s1 += (term * power) / q;
        s2 += (term * power * (power - 1)) / (q * q);
        s3 += (term * power * (power - 1) * (power - 2)) / (q * q * q);
      }
      term *= (q * q) / ((power + 2) * (power + 3));
    }
    if (atZero) s2 = 1 / 3;
  } else {
    const sinh = Math.sinh(q);
    const cosh = Math.cosh(q);
    s = sinh / q;
    s1 = (cosh - s) / q;
    s2 = (sinh - 2 * s1) / q;
    s3 = (cosh - 3 * s2) / q;
  }
  const e = Math.exp(q);
  out.g = e * s;
  out.g1 = e * (s + s1);
  // q G = (e^2q - 1)/2.
  out.s1 = e * e;
  out.s2 = 2 * e * e;
  out.s3 = 4 * e * e;
  level(out, e, s, s1, s2, s3);
};

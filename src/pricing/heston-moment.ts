/**
 * Moments of Heston's law off the line of Lewis's formula: ln E[(S_T/F)^s] for complex s = p + i u.
 *
 * With q = s - s^2, xi = kappa - rho sigma s, d = sqrt(xi^2 + sigma^2 q), M = xi - d, D = 1 - exp(-d t) and
 * y = M D/(2 d): ln = (kappa theta/sigma^2)(M t - 2 ln(1 + y)) - v0 q D/(2 d (1 + y)). The principal branch is the
 * right one wherever the moment Re s exists: R. Lord and C. Kahl, "Complex logarithms in Heston-like models",
 * Mathematical Finance 20(4), 2010, theorem 3; elsewhere the logarithm is followed along the path. d^2 does not meet
 * the negative real axis off the real line: where its imaginary part is zero its real part is
 * kappa^2 + sigma^2 (1 - rho^2) |s|^2. Existence after L. Andersen and V. Piterbarg, "Moment explosions
 * in stochastic volatility models", Finance and Stochastics 11(1), 2007, proposition 3.1.
 */

/** |d| t below which D/d is its series: rounding of exp would show. */
const SMALL = 1e-4;

/**
 * ln M(s_j) for j < n along a path s of non-negative imaginary parts, into re and im; t in years. On the real line
 * the real part is Infinity where the moment does not exist. A path that leaves the strip of moments begins in it.
 *
 * @param theta v0, kappa, theta, sigma, rho
 */
export function hestonLogMoment(
  theta: Float64Array,
  t: number,
  pathRe: Float64Array,
  pathIm: Float64Array,
  n: number,
  re: Float64Array,
  im: Float64Array,
): void {
  const v0 = theta[0]!;
  const kappa = theta[1]!;
  const sigma = theta[3]!;
  const rho = theta[4]!;
  const variance = sigma * sigma;
  const c = (kappa * theta[2]!) / variance;
  let turn = 0;
  for (let j = 0; j < n; j++) {
    const p = pathRe[j]!;
    const at = pathIm[j]!;
    const xr = kappa - rho * sigma * p;
    if (at === 0) {
      re[j] = realLogMoment(v0, c, xr, variance, p - p * p, t);
      im[j] = 0;
      turn = 0;
      continue;
    }
    const xi = -rho * sigma * at;
    const qr = p - p * p + at * at;
    const qi = at - 2 * p * at;
    const d2r = xr * xr - xi * xi + variance * qr;
    const d2i = 2 * xr * xi + variance * qi;
    const modulus = Math.hypot(d2r, d2i);
    // The principal root, each part from the sum that does not cancel.
    let dr = Math.sqrt(0.5 * (modulus + Math.abs(d2r)));
    let di = d2i / (2 * dr);
    if (d2r < 0) {
      const part = dr;
      dr = Math.abs(di);
      di = d2i < 0 ? -part : part;
    }
    // M = -sigma^2 q/(xi + d) where that does not cancel, xi - d otherwise.
    const pr = xr + dr;
    const pi = xi + di;
    const p2 = pr * pr + pi * pi;
    const lr = xr - dr;
    const li = xi - di;
    let mr = lr;
    let mi = li;
    if (p2 > lr * lr + li * li) {
      mr = (-variance * (qr * pr + qi * pi)) / p2;
      mi = (-variance * (qi * pr - qr * pi)) / p2;
    }
    // S = D/d
    const decay = Math.expm1(-dr * t);
    const half = 0.5 * di * t;
    const sine = Math.sin(half);
    const size = 1 + decay;
    const Dr = 2 * size * sine * sine - decay;
    const Di = 2 * size * sine * Math.cos(half);
    let sr = (Dr * dr + Di * di) / modulus;
    let si = (Di * dr - Dr * di) / modulus;
    if (modulus * t * t < SMALL * SMALL) {
      sr = t * (1 - 0.5 * dr * t + (d2r * t * t) / 6);
      si = t * (-0.5 * di * t + (d2i * t * t) / 6);
    }
    const yr = 0.5 * (mr * sr - mi * si);
    const yi = 0.5 * (mr * si + mi * sr);
    const one = 1 + yr;
    const lnRe = 0.5 * Math.log1p(2 * yr + yr * yr + yi * yi);
    let lnIm = Math.atan2(yi, one);
    // On along the path without a jump.
    if (j > 0) lnIm += 2 * Math.PI * Math.round((turn - lnIm) / (2 * Math.PI));
    turn = lnIm;
    const inverse = 1 / (one * one + yi * yi);
    // B = -q S/(2 (1 + y))
    const ar = (sr * one + si * yi) * inverse;
    const ai = (si * one - sr * yi) * inverse;
    re[j] = c * (mr * t - 2 * lnRe) - 0.5 * v0 * (qr * ar - qi * ai);
    im[j] = c * (mi * t - 2 * lnIm) - 0.5 * v0 * (qr * ai + qi * ar);
  }
}

/** ln E[(S_T/F)^p] for real p, Infinity where it is infinite. */
function realLogMoment(v0: number, c: number, xi: number, variance: number, q: number, t: number): number {
  const d2 = xi * xi + variance * q;
  // sinh(d t/2)/d and cosh(d t/2), or their trigonometric forms, without exp(d t/2), which comes apart.
  let lead = 0;
  let s: number;
  let h: number;
  if (d2 >= 0) {
    const d = Math.sqrt(d2);
    const fall = Math.expm1(-d * t);
    lead = 0.5 * d * t;
    s = d * t > SMALL ? -fall / (2 * d) : 0.5 * t * (1 - 0.5 * d * t + (d2 * t * t) / 6);
    h = 1 + 0.5 * fall;
  } else {
    const w = Math.sqrt(-d2);
    const angle = 0.5 * w * t;
    if (angle >= Math.PI) return Number.POSITIVE_INFINITY;
    s = angle > SMALL ? Math.sin(angle) / w : 0.5 * t * (1 - (angle * angle) / 6);
    h = Math.cos(angle);
  }
  const bracket = h + xi * s;
  if (!(bracket > 0)) return Number.POSITIVE_INFINITY;
  return c * (xi * t - 2 * (lead + Math.log(bracket))) - (v0 * q * s) / bracket;
}

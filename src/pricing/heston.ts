/**
 * Heston's model: dS/S = sqrt(v) dW, dv = kappa (theta - v) dt + sigma sqrt(v) dZ, dW dZ = rho dt, with S
 * the forward price. theta = (v0, kappa, theta, sigma, rho): v0 and theta variances per year, kappa per
 * year, sigma the volatility of variance.
 *
 * S. L. Heston, "A closed-form solution for options with stochastic volatility", Review of Financial
 * Studies 6 (1993) 327-343; on the branch of H. Albrecher, P. Mayer, W. Schoutens and J. Tistaert, "The
 * little Heston trap", Wilmott, January 2007, which never crosses the cut; gradient after Y. Cui, S. del
 * Bano Rollin and G. Germano, "Full and fast calibration of the Heston stochastic volatility model",
 * European Journal of Operational Research 263 (2017) 625-638, rearranged so that nothing cancels for
 * small sigma or short t.
 *
 * With z = u - i/2, q = i z + z^2 = u^2 + 1/4, xi = kappa - i rho sigma z, d = sqrt(xi^2 + sigma^2 q),
 * P = xi + d, M = xi - d = -sigma^2 q/P, D = 1 - exp(-d t), y = M D/(2 d):
 *   ln phi = (kappa theta/sigma^2) E + v0 B,  E = M t - 2 ln(1 + y),  B = -q D/(2 d (1 + y)).
 */
import {
  type CharacteristicFunction,
  createLogCharacteristic,
  type LogCharacteristic,
} from './characteristic-function.ts';
import { hestonLogMoment } from './heston-moment.ts';

const HESTON_PARAMETERS = ['v0', 'kappa', 'theta', 'sigma', 'rho'] as const;

/** ln phi(u_j - i/2), and its gradient when `withGradient`. */
function evaluate(
  parameters: Float64Array,
  t: number,
  points: Float64Array,
  n: number,
  out: LogCharacteristic,
  withGradient: boolean,
): void {
  const v0 = parameters[0]!;
  const kappa = parameters[1]!;
  const theta = parameters[2]!;
  const sigma = parameters[3]!;
  const rho = parameters[4]!;
  const { re, im, gradientRe, gradientIm, capacity } = out;
  const variance = sigma * sigma;
  const c = (kappa * theta) / variance;
  const xr = kappa - 0.5 * rho * sigma;
  const unexplained = (1 - rho) * (1 + rho);
  for (let j = 0; j < n; j++) {
    const u = points[j]!;
    const q = u * u + 0.25;
    const xi = -rho * sigma * u;
    // d^2 has a positive real part: the principal root is the sum of two positive numbers' root.
    const d2r = xr * xr + variance * (0.25 + unexplained * u * u);
    const d2i = 2 * xr * xi;
    const modulus = Math.sqrt(d2r * d2r + d2i * d2i);
    const dr = Math.sqrt(0.5 * (modulus + d2r));
    const di = d2i / (2 * dr);
    // 1/d
    const inverseModulus = 1 / modulus;
    const gr = dr * inverseModulus;
    const gi = -di * inverseModulus;
    // M = -sigma^2 q/P
    const pr = xr + dr;
    const pi = xi + di;
    const mScale = (-variance * q) / (pr * pr + pi * pi);
    const mr = mScale * pr;
    const mi = -mScale * pi;
    // D = 1 - exp(-d t) by expm1 and half angles: no cancellation for short t.
    const decay = Math.expm1(-dr * t);
    const half = 0.5 * di * t;
    const sine = Math.sin(half);
    const cosine = Math.cos(half);
    const size = 1 + decay;
    const er = size * (1 - 2 * sine * sine);
    const ei = -2 * size * sine * cosine;
    const Dr = 2 * size * sine * sine - decay;
    const Di = -ei;
    // y = M D/(2d), H = M/(2d)
    const hr = 0.5 * (mr * gr - mi * gi);
    const hi = 0.5 * (mr * gi + mi * gr);
    const yr = hr * Dr - hi * Di;
    const yi = hr * Di + hi * Dr;
    const lnRe = 0.5 * Math.log1p(2 * yr + yr * yr + yi * yi);
    const lnIm = Math.atan2(yi, 1 + yr);
    const Er = mr * t - 2 * lnRe;
    const Ei = mi * t - 2 * lnIm;
    // 1/(1 + y)
    const oneR = 1 + yr;
    const inverseOne = 1 / (oneR * oneR + yi * yi);
    const wr = oneR * inverseOne;
    const wi = -yi * inverseOne;
    // A = q/Q = q/(2 d (1 + y)), B = -A D
    const ar = 0.5 * q * (gr * wr - gi * wi);
    const ai = 0.5 * q * (gr * wi + gi * wr);
    const Br = -(ar * Dr - ai * Di);
    const Bi = -(ar * Di + ai * Dr);
    re[j] = c * Er + v0 * Br;
    im[j] = c * Ei + v0 * Bi;
    if (!withGradient) continue;
    // S = D/d
    const sr = Dr * gr - Di * gi;
    const si = Dr * gi + Di * gr;
    // t e
    const ter = t * er;
    const tei = t * ei;
    // d_xi = xi/d
    const fr = xr * gr - xi * gi;
    const fi = xr * gi + xi * gr;
    // y_xi = (H/d) (-D + xi (t e - D/d)), and its quotient l by 1 + y
    const vr = ter - sr;
    const vi = tei - si;
    const kr = xr * vr - xi * vi - Dr;
    const ki = xr * vi + xi * vr - Di;
    // H/(d (1 + y))
    const hgr = hr * gr - hi * gi;
    const hgi = hr * gi + hi * gr;
    const or = hgr * wr - hgi * wi;
    const oi = hgr * wi + hgi * wr;
    const lr = or * kr - oi * ki;
    const li = or * ki + oi * kr;
    // E_xi = -M t/d - 2 l; B_xi = A (d_xi (D/d - t e) + D l)
    const ExR = -2 * (hr * t + lr);
    const ExI = -2 * (hi * t + li);
    const bxr = -(fr * vr - fi * vi) + Dr * lr - Di * li;
    const bxi = -(fr * vi + fi * vr) + Dr * li + Di * lr;
    const BxR = ar * bxr - ai * bxi;
    const BxI = ar * bxi + ai * bxr;
    // By s = sigma^2 at fixed xi: d_s = q/(2d), M_s = -d_s, y_s = (q/(4 d^2)) (M (t e - D/d) - D).
    const dsr = 0.5 * q * gr;
    const dsi = 0.5 * q * gi;
    const nr = mr * vr - mi * vi - Dr;
    const ni = mr * vi + mi * vr - Di;
    // A/(2d)
    const agr = 0.5 * (ar * gr - ai * gi);
    const agi = 0.5 * (ar * gi + ai * gr);
    const zr = agr * nr - agi * ni;
    const zi = agr * ni + agi * nr;
    const EsR = -dsr * t - 2 * zr;
    const EsI = -dsi * t - 2 * zi;
    const bsr = -(dsr * vr - dsi * vi) + Dr * zr - Di * zi;
    const bsi = -(dsr * vi + dsi * vr) + Dr * zi + Di * zr;
    const BsR = ar * bsr - ai * bsi;
    const BsI = ar * bsi + ai * bsr;
    // ln phi by xi and by s, then the chain rule.
    const byXiR = c * ExR + v0 * BxR;
    const byXiI = c * ExI + v0 * BxI;
    const twoSigma = 2 * sigma;
    gradientRe[j] = Br;
    gradientIm[j] = Bi;
    gradientRe[capacity + j] = byXiR + (theta / variance) * Er;
    gradientIm[capacity + j] = byXiI + (theta / variance) * Ei;
    gradientRe[2 * capacity + j] = (kappa / variance) * Er;
    gradientIm[2 * capacity + j] = (kappa / variance) * Ei;
    // xi_sigma = -rho (1/2 + i u), xi_rho = -sigma (1/2 + i u)
    const chainR = 0.5 * byXiR - u * byXiI;
    const chainI = 0.5 * byXiI + u * byXiR;
    gradientRe[3 * capacity + j] = twoSigma * (c * (EsR - Er / variance) + v0 * BsR) - rho * chainR;
    gradientIm[3 * capacity + j] = twoSigma * (c * (EsI - Ei / variance) + v0 * BsI) - rho * chainI;
    gradientRe[4 * capacity + j] = -sigma * chainR;
    gradientIm[4 * capacity + j] = -sigma * chainI;
  }
}

/** theta t + (v0 - theta) (1 - exp(-kappa t))/kappa. */
function hestonTotalVariance(theta: Float64Array, t: number): number {
  const kappa = theta[1]!;
  const long = theta[2]!;
  const seen = kappa * t > 1e-12 ? -Math.expm1(-kappa * t) / kappa : t;
  return long * t + (theta[0]! - long) * seen;
}

const point = new Float64Array(1);
const atPoint = createLogCharacteristic(1, 0);
const momentAt = {
  p: new Float64Array(1),
  u: new Float64Array(1),
  re: new Float64Array(1),
  im: new Float64Array(1),
};

export const heston: CharacteristicFunction = {
  parameters: HESTON_PARAMETERS,
  value(theta, t, u, n, out) {
    evaluate(theta, t, u, n, out, false);
  },
  gradient(theta, t, u, n, out) {
    evaluate(theta, t, u, n, out, true);
  },
  logMoment: hestonLogMoment,
  logMomentBound(theta, t, p, u) {
    momentAt.p[0] = p;
    momentAt.u[0] = u;
    hestonLogMoment(theta, t, momentAt.p, momentAt.u, 1, momentAt.re, momentAt.im);
    return momentAt.re[0]!;
  },
  logModulus(theta, t, u) {
    point[0] = u;
    evaluate(theta, t, point, 1, atPoint, false);
    return atPoint.re[0]!;
  },
  totalVariance: hestonTotalVariance,
  reach: () => 0,
};

/**
 * Raw SVI: w(k) = a + b (rho (k - m) + R), R = sqrt((k - m)^2 + sigma^2), in total variance.
 *
 * Source: J. Gatheral, "A parsimonious arbitrage-free implied volatility parameterization with
 * application to the valuation of volatility derivatives", Global Derivatives, Madrid, 2004;
 * J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14(1),
 * 2014, eq. 3.1. Convention: k = ln(K/F), theta = [a, b, rho, m, sigma].
 */

import type { SmileFeature, SmileFunctions } from '#models/model.ts';

/** Number of raw parameters. */
export const SVI_SIZE = 5;

/** w at each k_i, into out. Arrays of one length n. */
function sviTotalVariance(theta: Float64Array, k: Float64Array, out: Float64Array): void {
  const a = theta[0]!;
  const b = theta[1]!;
  const rho = theta[2]!;
  const m = theta[3]!;
  const s2 = theta[4]! * theta[4]!;
  for (let i = 0; i < k.length; i++) {
    const x = k[i]! - m;
    out[i] = a + b * (rho * x + Math.sqrt(x * x + s2));
  }
}

/** w, w' = b (rho + x/R) and w'' = b sigma^2 / R^3 at each k_i, x = k - m. Arrays of one length n. */
function sviDerivatives(
  theta: Float64Array,
  k: Float64Array,
  w: Float64Array,
  w1: Float64Array,
  w2: Float64Array,
): void {
  const a = theta[0]!;
  const b = theta[1]!;
  const rho = theta[2]!;
  const m = theta[3]!;
  const s2 = theta[4]! * theta[4]!;
  for (let i = 0; i < k.length; i++) {
    const x = k[i]! - m;
    const r = Math.sqrt(x * x + s2);
    // One division a point: it costs as much as all the products.
    const q = 1 / r;
    w[i] = a + b * (rho * x + r);
    w1[i] = b * (rho + x * q);
    w2[i] = b * s2 * q * q * q;
  }
}

/**
 * dw/dtheta at each k_i, row-major n by 5:
 * [1, rho x + R, b x, -b (rho + x/R), b sigma / R].
 */
function sviJacobian(theta: Float64Array, k: Float64Array, out: Float64Array): void {
  const b = theta[1]!;
  const rho = theta[2]!;
  const m = theta[3]!;
  const sigma = theta[4]!;
  const s2 = sigma * sigma;
  for (let i = 0, o = 0; i < k.length; i++, o += SVI_SIZE) {
    const x = k[i]! - m;
    const r = Math.sqrt(x * x + s2);
    const q = 1 / r;
    out[o] = 1;
    out[o + 1] = rho * x + r;
    out[o + 2] = b * x;
    out[o + 3] = -b * (rho + x * q);
    out[o + 4] = b * sigma * q;
  }
}

/** dw/dtheta, dw'/dtheta and dw''/dtheta at each k_i, row-major n by 5 each. */
function sviDerivativeJacobians(
  theta: Float64Array,
  k: Float64Array,
  d0: Float64Array,
  d1: Float64Array,
  d2: Float64Array,
): void {
  const b = theta[1]!;
  const rho = theta[2]!;
  const m = theta[3]!;
  const sigma = theta[4]!;
  const s2 = sigma * sigma;
  for (let i = 0, o = 0; i < k.length; i++, o += SVI_SIZE) {
    const x = k[i]! - m;
    const r = Math.sqrt(x * x + s2);
    const q = 1 / r;
    const q3 = q * q * q;
    const q5 = q3 * q * q;
    d0[o] = 1;
    d0[o + 1] = rho * x + r;
    d0[o + 2] = b * x;
    d0[o + 3] = -b * (rho + x * q);
    d0[o + 4] = b * sigma * q;
    d1[o] = 0;
    d1[o + 1] = rho + x * q;
    d1[o + 2] = b;
    d1[o + 3] = -b * s2 * q3;
    d1[o + 4] = -b * x * sigma * q3;
    d2[o] = 0;
    d2[o + 1] = s2 * q3;
    d2[o + 2] = 0;
    d2[o + 3] = 3 * b * s2 * x * q5;
    d2[o + 4] = b * sigma * (2 * x * x - s2) * q5;
  }
}

/** Smallest w of a smile: a + b sigma sqrt(1 - rho^2), at k = m - rho sigma / sqrt(1 - rho^2). */
export function sviMinimumVariance(theta: Float64Array): number {
  const rho = theta[2]!;
  return theta[0]! + theta[1]! * theta[4]! * Math.sqrt((1 - rho) * (1 + rho));
}

/**
 * The vertex of the hyperbola, and, where w almost vanishes there, its lowest point: w doubles within
 * sqrt(2 w_min / w''), and g bends as fast.
 */
function sviFeatures(theta: Float64Array): SmileFeature[] {
  const [b, rho, m, sigma] = [theta[1]!, theta[2]!, theta[3]!, theta[4]!];
  const vertex = { at: m, width: sigma };
  const root = Math.sqrt((1 - rho) * (1 + rho));
  const least = sviMinimumVariance(theta);
  const width = Math.sqrt((2 * least * sigma) / (b * root * root * root));
  // Where the level is lost in rounding there is no such width, and g has no value to be found between points.
  return width > 0 && width < sigma ? [vertex, { at: m - (rho * sigma) / root, width }] : [vertex];
}

/** Raw SVI as a smile: total variance does not depend on time or forward beyond its parameters. */
export const sviSmile = {
  totalVariance: sviTotalVariance,
  derivatives: sviDerivatives,
  jacobian: sviJacobian,
  derivativeJacobians: sviDerivativeJacobians,
  features: sviFeatures,
} satisfies SmileFunctions;

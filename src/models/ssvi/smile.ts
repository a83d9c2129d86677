/**
 * One slice of the surface SVI: with z = psi k + theta rho and R = sqrt(z^2 + theta^2 (1 - rho^2)),
 *   w(k) = (theta + rho psi k + R)/2,
 * theta > 0 the total variance at the money, psi > 0 its curvature there, |rho| < 1 its tilt: w(0) = theta,
 * w'(0) = rho psi, w''(0) = psi^2 (1 - rho^2)/(2 theta). Wing slopes psi (1 -+ rho)/2.
 *
 * Source: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14(1),
 * 2014, eq. 4.1, with psi = theta phi(theta); S. Hendriks and C. Martini, "The extended SSVI volatility
 * surface", Journal of Computational Finance 22(5), 2019. Convention: k = ln(K/F), [theta, rho, psi].
 */
import type { SmileFeature, SmileFunctions } from '#models/model.ts';

/** Parameters of a slice. */
export const SLICE_SIZE = 3;

/** w from s = theta + rho psi k and R, without the cancellation of a steep falling wing: R^2 - s^2 = (psi k)^2 (1 - rho^2). */
function halfSum(s: number, r: number, pk: number, q2: number): number {
  return s >= 0 ? 0.5 * (s + r) : (pk * pk * q2) / (2 * (r - s));
}

function totalVariance(slice: Float64Array, k: Float64Array, out: Float64Array): void {
  const theta = slice[0]!;
  const rho = slice[1]!;
  const psi = slice[2]!;
  const q2 = (1 - rho) * (1 + rho);
  const flat = theta * theta * q2;
  for (let i = 0; i < k.length; i++) {
    const pk = psi * k[i]!;
    const z = pk + theta * rho;
    out[i] = halfSum(theta + rho * pk, Math.sqrt(z * z + flat), pk, q2);
  }
}

function derivatives(
  slice: Float64Array,
  k: Float64Array,
  w: Float64Array,
  w1: Float64Array,
  w2: Float64Array,
): void {
  const theta = slice[0]!;
  const rho = slice[1]!;
  const psi = slice[2]!;
  const q2 = (1 - rho) * (1 + rho);
  const flat = theta * theta * q2;
  const bend = 0.5 * psi * psi * flat;
  for (let i = 0; i < k.length; i++) {
    const pk = psi * k[i]!;
    const z = pk + theta * rho;
    const r2 = z * z + flat;
    const r = Math.sqrt(r2);
    w[i] = halfSum(theta + rho * pk, r, pk, q2);
    w1[i] = 0.5 * psi * (rho + z / r);
    w2[i] = bend / (r2 * r);
  }
}

function jacobian(slice: Float64Array, k: Float64Array, out: Float64Array): void {
  const theta = slice[0]!;
  const rho = slice[1]!;
  const psi = slice[2]!;
  const flat = theta * theta * (1 - rho) * (1 + rho);
  for (let i = 0, o = 0; i < k.length; i++, o += SLICE_SIZE) {
    const pk = psi * k[i]!;
    const z = pk + theta * rho;
    const inverse = 1 / Math.sqrt(z * z + flat);
    out[o] = 0.5 * (1 + (rho * pk + theta) * inverse);
    out[o + 1] = 0.5 * pk * (1 + theta * inverse);
    out[o + 2] = 0.5 * k[i]! * (rho + z * inverse);
  }
}

function derivativeJacobians(
  slice: Float64Array,
  k: Float64Array,
  d0: Float64Array,
  d1: Float64Array,
  d2: Float64Array,
): void {
  const theta = slice[0]!;
  const rho = slice[1]!;
  const psi = slice[2]!;
  const q2 = (1 - rho) * (1 + rho);
  const flat = theta * theta * q2;
  for (let i = 0, o = 0; i < k.length; i++, o += SLICE_SIZE) {
    const at = k[i]!;
    const z = psi * at + theta * rho;
    const r2 = z * z + flat;
    const r = Math.sqrt(r2);
    const byTheta = (rho * psi * at + theta) / r;
    const byRho = (theta * psi * at) / r;
    const byPsi = (at * z) / r;
    d0[o] = 0.5 * (1 + byTheta);
    d0[o + 1] = 0.5 * (psi * at + byRho);
    d0[o + 2] = 0.5 * (rho * at + byPsi);
    d1[o] = 0.5 * psi * (rho / r - (z * byTheta) / r2);
    d1[o + 1] = 0.5 * psi * (1 + theta / r - (z * byRho) / r2);
    d1[o + 2] = 0.5 * (rho + z / r + psi * (at / r - (z * byPsi) / r2));
    const bend = (0.5 * psi * psi * flat) / (r2 * r);
    d2[o] = bend * (2 / theta - (3 * byTheta) / r);
    d2[o + 1] = bend * ((-2 * rho) / q2 - (3 * byRho) / r);
    d2[o + 2] = bend * (2 / psi - (3 * byPsi) / r);
  }
}

/** The hyperbola's vertex; w is at least (1 - rho^2) theta, so that g bends nowhere else. */
function features(slice: Float64Array): SmileFeature[] {
  const [theta, rho, psi] = slice as unknown as readonly [number, number, number];
  return [{ at: (-theta * rho) / psi, width: (theta * Math.sqrt((1 - rho) * (1 + rho))) / psi }];
}

/** The slice as a smile: parameters [theta, rho, psi]; time and forward play no part. */
export const sliceSmile = {
  totalVariance,
  derivatives,
  jacobian,
  derivativeJacobians,
  features,
} satisfies SmileFunctions;

/** The steeper of its wing slopes, psi (1 + |rho|)/2. */
export function sliceWingSlope(slice: Float64Array): number {
  return (slice[2]! * (1 + Math.abs(slice[1]!))) / 2;
}

/** The SSVI surface of the golden local volatilities, from its own formulas. */
import { CALENDAR } from '#surface/variance-clock.ts';
import type { VolSurface } from '#surface/vol-surface.ts';

const RHO = -0.35;
const ETA = 1.1;

const theta = (t: number): number => 0.09 * t + (0.02 * (1 - Math.exp(-4 * t))) / 4;
const thetaSlope = (t: number): number => 0.09 + 0.02 * Math.exp(-4 * t);
const phi = (v: number): number => ETA / Math.sqrt(v * (1 + v));

/** w of the surface at k and theta. */
function total(k: number, v: number): number {
  const z = phi(v) * k + RHO;
  return (v / 2) * (1 + RHO * phi(v) * k + Math.sqrt(z * z + 1 - RHO * RHO));
}

/** J. Gatheral and A. Jacquier 2014, eq. 4.1 with phi = eta (theta (1 + theta))^{-1/2}. */
export const ssviSurface: VolSurface = {
  times: new Float64Array(0),
  clock: CALENDAR,
  totalVariance: (k, t) => total(k, theta(t)),
  vol: (k, t) => Math.sqrt(total(k, theta(t)) / t),
  forward: () => 1,
  on: (k) => ({
    at(t, { w, w1, w2, wt }) {
      const v = theta(t);
      const p = phi(v);
      const slope = (-0.5 * p * (1 + 2 * v)) / (v * (1 + v));
      for (let i = 0; i < k.length; i++) {
        const z = p * k[i]! + RHO;
        const root = Math.sqrt(z * z + 1 - RHO * RHO);
        w[i] = (v / 2) * (1 + RHO * p * k[i]! + root);
        w1[i] = ((v * p) / 2) * (RHO + z / root);
        w2[i] = (v * p * p * (1 - RHO * RHO)) / (2 * root ** 3);
        wt[i] = (w[i]! / v + (v / 2) * k[i]! * (RHO + z / root) * slope) * thetaSlope(t);
      }
    },
  }),
  curve: (t) => ({
    derivatives: (k, w, w1, w2) => ssviSurface.on(k).at(t, { w, w1, w2, wt: new Float64Array(k.length) }),
  }),
};

import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { curvatureBound } from './butterfly-bound.ts';
import { sliceSmile } from './smile.ts';

const SEED = 20261120;

/** T from -1 to 1, evenly in the hyperbolic angle and so dense towards the ends. */
const PLACES = Float64Array.from({ length: 2001 }, (_, i) => Math.tanh((i - 1000) / 100));

test(`no place of a fine scan asks for less than the bound, and one asks for no more, seed ${SEED}`, () => {
  const random = seededRandom(SEED);
  for (let round = 0; round < 80; round++) {
    // Strongly tilted smiles of middling variance bend close to one end.
    const theta = round % 3 === 0 ? 0.5 + 2 * random() : Math.exp(-12 + 15 * random());
    const rho = round % 9 === 0 ? 0 : (round % 2 === 0 ? 1 : -1) * (1 - 10 ** (-3 * random()));
    // psi^2 <= 4 theta/(1 - rho^2) (1 - rho T)^2/D.
    const q2 = (1 - rho) * (1 + rho);
    let least = Number.POSITIVE_INFINITY;
    for (const T of PLACES) {
      const flat = 1 - T * T;
      const d = (theta * q2 * T * T) / 4 + flat * (T * T - flat ** 2 / (1 + T * T - 2 * rho * T));
      if (d > 0) least = Math.min(least, ((4 * theta) / q2) * ((1 - rho * T) ** 2 / d));
    }
    const { bound } = curvatureBound(theta, rho);
    expect(bound / Math.sqrt(least), `theta ${theta}, rho ${rho}`).toBeLessThanOrEqual(1);
    expect(bound / Math.sqrt(least), `theta ${theta}, rho ${rho}`).toBeGreaterThan(1 - 1e-4);
    // Lee's bound stands at the ends.
    expect(bound * (1 + Math.abs(rho))).toBeLessThanOrEqual(4);
  }
});

/** Smallest g over the hyperbola's angle about the smile's minimum, on which its features do not move. */
function smallestG(slice: Float64Array, points: number): number {
  const [theta, rho, psi] = slice as unknown as [number, number, number];
  const q = Math.sqrt(1 - rho * rho);
  const k = Float64Array.from({ length: points }, (_, i) => {
    const l = Math.sinh(-14 + (28 * i) / (points - 1) - Math.atanh(rho));
    return (theta * q * l - theta * rho) / psi;
  });
  const [w, w1, w2] = [new Float64Array(points), new Float64Array(points), new Float64Array(points)];
  sliceSmile.derivatives(slice, k, w, w1, w2);
  let least = Number.POSITIVE_INFINITY;
  k.forEach((at, i) => {
    const h = 1 - (at * w1[i]!) / (2 * w[i]!);
    least = Math.min(least, h * h - (w1[i]! ** 2 / 4) * (1 / w[i]! + 0.25) + w2[i]! / 2);
  });
  return least;
}

test(`a slice on the curvature bound has no butterfly arbitrage and one past it has, seed ${SEED}`, () => {
  const random = seededRandom(SEED);
  for (let i = 0; i < 60; i++) {
    const theta = Math.exp(-11 + 12 * random());
    const rho = -0.99 + 1.98 * random();
    const { bound } = curvatureBound(theta, rho);
    expect(smallestG(Float64Array.of(theta, rho, bound), 3001)).toBeGreaterThanOrEqual(0);
    expect(smallestG(Float64Array.of(theta, rho, 1.001 * bound), 3001)).toBeLessThan(0);
  }
});

test('the bound is twice that of Gatheral and Jacquier for short expiries and never below it', () => {
  const gatheralJacquier = (theta: number, rho: number): number =>
    Math.min(Math.sqrt((4 * theta) / (1 + Math.abs(rho))), 4 / (1 + Math.abs(rho)));
  expect(curvatureBound(0.002, 0).bound / gatheralJacquier(0.002, 0)).toBeCloseTo(2.22, 2);
  expect(curvatureBound(0.001, -0.3).bound / gatheralJacquier(0.001, -0.3)).toBeCloseTo(2.06, 2);
  expect(curvatureBound(1, 0).bound / gatheralJacquier(1, 0)).toBeCloseTo(1.65, 2);
  for (const theta of [1e-5, 0.01, 0.3, 3, 40]) {
    for (const rho of [-0.99, -0.4, 0, 0.7]) {
      expect(curvatureBound(theta, rho).bound).toBeGreaterThan((1 - 1e-8) * gatheralJacquier(theta, rho));
    }
  }
});

test('derivatives of the bound are its differences', () => {
  for (const theta of [1e-4, 0.02, 0.5, 4]) {
    for (const rho of [-0.95, -0.3, 0.05, 0.8]) {
      const { bound, byTheta, byRho } = curvatureBound(theta, rho);
      const e = 1e-5;
      const up = curvatureBound(theta * (1 + e), rho).bound - curvatureBound(theta * (1 - e), rho).bound;
      expect(Math.abs(up / (2 * e * theta) - byTheta) * theta).toBeLessThan(1e-7 * bound);
      const tilt = curvatureBound(theta, rho + e).bound - curvatureBound(theta, rho - e).bound;
      expect(Math.abs(tilt / (2 * e) - byRho)).toBeLessThan(1e-5 * bound);
    }
  }
});

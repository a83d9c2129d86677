import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { essvi } from '#models/ssvi/essvi.ts';
import { curveOf, pointsOf, type SmileCurve } from '#surface/smile-curve.ts';
import { scaledSmile } from './scaled-smile.ts';
import { projectStandardised } from './standardised-projection.ts';

const smile = essvi.smile({ t: 1, forward: 1 });
const slice = (theta: number, rho: number, psi: number): SmileCurve =>
  curveOf({ functions: smile, theta: Float64Array.of(theta, rho, psi) });

/** Smallest w_2 - w_1 of neighbours as moved, over w_1. */
function leastRise(curves: readonly SmileCurve[], z: Float64Array, range: readonly [number, number]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < curves.length; i++) {
    const [one, two] = [i, i + 1].map((at) =>
      pointsOf(scaledSmile(curves[at]!, Math.exp(z[at]!), 'standardised')),
    ) as [ReturnType<typeof pointsOf>, ReturnType<typeof pointsOf>];
    for (let j = 0; j <= 1000; j++) {
      const k = range[0] + ((range[1] - range[0]) * j) / 1000;
      least = Math.min(least, (two(k).w - one(k).w) / one(k).w);
    }
  }
  return least;
}

const movedOf =
  (curves: readonly SmileCurve[]) =>
  (i: number, z: number): SmileCurve =>
    scaledSmile(curves[i]!, Math.exp(z), 'standardised');

test('scalars that cross nothing and are below their caps are taken as they are', () => {
  const problem = {
    movedBy: movedOf([slice(0.01, -0.2, 0.08), slice(0.04, -0.2, 0.15)]),
    pairs: [[-0.5, 0.5]] as const,
    z: Float64Array.of(0.3, -0.2),
    weight: Float64Array.of(1, 1),
    lnCap: Float64Array.of(1, 1),
  };
  const found = projectStandardised(problem);
  expect([...found]).toEqual([0.3, -0.2]);
});

test('moved smiles do not cross on their range, and give way as little as they must', () => {
  const random = seededRandom(9);
  let [moved, touching] = [0, 0];
  for (let n = 0; n < 15; n++) {
    let theta = 0.002;
    const curves = Array.from({ length: 4 }, () => {
      theta *= 1.05 + 0.6 * random();
      return slice(theta, -0.3 + 0.2 * random(), 1.2 * Math.sqrt(theta));
    });
    const range = [-0.3, 0.3] as const;
    const z = Float64Array.from({ length: 4 }, () => random() - 0.5);
    const problem = {
      movedBy: movedOf(curves),
      pairs: [range, range, range],
      z,
      weight: Float64Array.from({ length: 4 }, () => 0.2 + random()),
      lnCap: Float64Array.of(0.4, 0.4, 0.4, 0.4),
    };
    const found = projectStandardised(problem);
    const rise = leastRise(curves, found, range);
    expect(rise).toBeGreaterThanOrEqual(0);
    for (const value of found) expect(value).toBeLessThanOrEqual(0.4);
    if (found.every((value, i) => value === z[i])) continue;
    moved++;
    if (rise < 1e-4 || found.some((value) => value === 0.4)) touching++;
    // A common level moves no expiry against another by much: the projection is about as near as the best of two tries.
    const distance = (at: Float64Array): number =>
      at.reduce((sum, value, i) => sum + problem.weight[i]! * (value - z[i]!) ** 2, 0);
    const flat = new Float64Array(4).fill(
      z.reduce((sum, value, i) => sum + problem.weight[i]! * value, 0) /
        problem.weight.reduce((sum, w) => sum + w, 0),
    );
    if (leastRise(curves, flat, range) >= 0)
      expect(distance(found)).toBeLessThanOrEqual(distance(flat) + 1e-9);
  }
  expect(moved).toBeGreaterThan(6);
  expect(touching).toBe(moved);
});

import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { sliceSmile } from '#models/ssvi/smile.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { durrlemanG, smallestG, smallestGap } from './durrleman.ts';
import { featureGrid } from './smile-grid.ts';

test('points about a feature ascend from end to end, as dense as it is narrow', () => {
  const k = featureGrid([{ at: 0.1, width: 1e-3 }], -1, 2);
  expect(k[0]).toBe(-1);
  expect(k.at(-1)).toBe(2);
  for (let i = 1; i < k.length; i++) {
    expect(k[i]!).toBeGreaterThan(k[i - 1]!);
    // Six hundredths of the distance to the vertex, or of its width within it.
    const reach = Math.hypot(1e-3, Math.max(Math.abs(k[i]! - 0.1), Math.abs(k[i - 1]! - 0.1)));
    expect(k[i]! - k[i - 1]!).toBeLessThanOrEqual(0.0601 * reach);
  }
  expect(k.length).toBeLessThan(450);
});

test('points about two features stand in one ascending column', () => {
  const k = featureGrid(
    [
      { at: 0, width: 0.1 },
      { at: 0.5, width: 1e-4 },
    ],
    -1,
    1,
  );
  for (let i = 1; i < k.length; i++) expect(k[i]!).toBeGreaterThan(k[i - 1]!);
  expect([k[0], k.at(-1)]).toEqual([-1, 1]);
});

/** Smallest value on so many even points, with the place. */
function scanned(f: (k: number) => number, low: number, high: number, points: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < points; i++) best = Math.min(best, f(low + ((high - low) * i) / (points - 1)));
  return best;
}

const one = [0, 1, 2, 3].map(() => new Float64Array(1)) as [
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
];

function gOf(theta: Float64Array): (k: number) => number {
  const [k, w, w1, w2] = one;
  return (at) => {
    k[0] = at;
    sviSmile.derivatives(theta, k, w, w1, w2);
    return durrlemanG(at, w[0]!, w1[0]!, w2[0]!);
  };
}

/** A smile with a vertex of any width, whose level stands next to zero in half of the cases. */
function anySvi(random: () => number): Float64Array {
  const rho = -0.99 + 1.98 * random();
  const sigma = 10 ** (-4 + 4 * random());
  const b = 10 ** (-4 + 3.9 * random()) / (1 + Math.abs(rho));
  const root = Math.sqrt(1 - rho * rho);
  const least = random() < 0.5 ? 10 ** (-7 + 5 * random()) : b * sigma * 10 ** (-4 + 4 * random());
  return Float64Array.of(least - b * sigma * root, b, rho, -0.3 + 0.6 * random(), sigma);
}

test('no scan of any SVI smile goes below the smallest g that is told', () => {
  const seed = 20261121;
  const random = seededRandom(seed);
  for (let n = 0; n < 60; n++) {
    const theta = anySvi(random);
    const found = smallestG(sviSmile, theta, -1.5, 1.5);
    const g = gOf(theta);
    const [at, width] = [theta[3]!, 10 * theta[4]!];
    const seen = Math.min(
      scanned(g, -1.5, 1.5, 30_001),
      scanned(g, Math.max(-1.5, at - width), Math.min(1.5, at + width), 10_001),
    );
    expect(found.value, `case ${n} of seed ${seed}: ${theta}`).toBeLessThanOrEqual(
      seen + 1e-9 * (1 + Math.abs(seen)),
    );
  }
});

test('no scan of any two smiles goes below the smallest gap that is told', () => {
  const seed = 20261122;
  const random = seededRandom(seed);
  const w = new Float64Array(1);
  const k = new Float64Array(1);
  for (let n = 0; n < 60; n++) {
    const [earlier, later] = [anySvi(random), anySvi(random)];
    const found = smallestGap(
      { earlier: { functions: sviSmile, theta: earlier }, later: { functions: sviSmile, theta: later } },
      -1.5,
      1.5,
    );
    const gap = (at: number): number => {
      k[0] = at;
      sviSmile.totalVariance(later, k, w);
      const variance = w[0]!;
      sviSmile.totalVariance(earlier, k, w);
      return variance - w[0]!;
    };
    const seen = scanned(gap, -1.5, 1.5, 30_001);
    expect(found.value, `case ${n} of seed ${seed}`).toBeLessThanOrEqual(seen + 1e-12);
  }
});

test('the vertex of a slice of the surface SVI is told as that of its raw form', () => {
  const [theta, rho, psi] = [0.04, -0.4, 0.3];
  const [feature] = sliceSmile.features(Float64Array.of(theta, rho, psi));
  // Gatheral and Jacquier, 2014, section 3: m = -rho / phi and sigma = sqrt(1 - rho^2) / phi, phi = psi / theta.
  expect(feature!.at).toBeCloseTo((0.4 * theta) / psi, 15);
  expect(feature!.width).toBeCloseTo((Math.sqrt(1 - 0.16) * theta) / psi, 15);
});

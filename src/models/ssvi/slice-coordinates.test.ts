/** eSSVI as a slice model: its coordinates, free and without butterfly arbitrage, and its smiles between expiries. */
import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import type { FitCoordinates, GuessSlice, ParameterConstraints } from '#models/model.ts';
import { curvatureBound } from './butterfly-bound.ts';
import { calendarCoordinates } from './calendar-domain.ts';
import { essvi } from './index.ts';
import { freeCoordinates, strictCoordinates } from './slice-coordinates.ts';

const SEED = 20190422;
const NO_SLICE: GuessSlice = {
  t: 1,
  forward: 1,
  k: new Float64Array(0),
  w: new Float64Array(0),
  weight: new Float64Array(0),
};
const KINDS = [
  ['free', freeCoordinates],
  ['without butterfly arbitrage', strictCoordinates],
] as const;

function opened(create: typeof freeCoordinates, constraints: ParameterConstraints = {}): FitCoordinates {
  const coordinates = create(NO_SLICE, constraints);
  if ('error' in coordinates) throw new Error(coordinates.error);
  return coordinates;
}

function parametersAt(coordinates: FitCoordinates, x: Float64Array): Float64Array {
  const theta = new Float64Array(3);
  coordinates.toParameters(x, theta);
  return theta;
}

function coordinatesOf(coordinates: FitCoordinates, theta: readonly number[]): Float64Array {
  const x = new Float64Array(3);
  coordinates.fromParameters(Float64Array.from(theta), x);
  return x;
}

for (const [kind, create] of KINDS) {
  test(`${kind}: the chain is that of differences, and parameters find their coordinates, seed ${SEED}`, () => {
    const random = seededRandom(SEED);
    const coordinates = opened(create);
    for (let round = 0; round < 30; round++) {
      const x = Float64Array.of(0.02 + random(), 1.8 * random() - 0.9, 0.05 + 0.9 * random());
      const theta = parametersAt(coordinates, x);
      expect(theta[0]).toBe(x[0]! * x[0]!);
      expect(theta[1]).toBe(x[1]);
      const rows = new Float64Array(9).fill(5);
      coordinates.chain(x, theta, rows);
      for (let c = 0; c < 3; c++) {
        const [up, down] = [1e-6, -1e-6].map((by) =>
          parametersAt(
            coordinates,
            x.map((v, j) => (j === c ? v + by : v)),
          ),
        );
        for (let q = 0; q < 3; q++) {
          const difference = (up![q]! - down![q]!) / 2e-6;
          expect(Math.abs(rows[q * 3 + c]! - difference)).toBeLessThan(1e-4 * (1 + Math.abs(difference)));
        }
      }
      const back = coordinatesOf(coordinates, [...theta]);
      back.forEach((value, c) => {
        expect(value).toBeCloseTo(x[c]!, 11);
      });
      expect(coordinates.atBound(x)).toEqual([]);
    }
  });

  test(`${kind}: what lies outside is moved in, the ends are the user’s to the last bit`, () => {
    const range = { theta: { fixed: false, lower: 0.03, upper: 0.07 }, rho: { fixed: true, value: -1 / 3 } };
    const coordinates = opened(create, range);
    const x = coordinatesOf(coordinates, [0.5, 0.9, 0.1]);
    const theta = parametersAt(coordinates, x);
    expect([theta[0], theta[1]]).toEqual([0.07, -1 / 3]);
    expect(coordinates.atBound(x)).toEqual([{ name: 'theta', side: 'max' }]);
    const low = coordinatesOf(coordinates, [-1, 0.9, 0.1]);
    expect(parametersAt(coordinates, low)[0]).toBe(0.03);
    expect(coordinates.atBound(low)).toEqual([{ name: 'theta', side: 'min' }]);
  });

  test(`${kind}: contradictions are sentences`, () => {
    expect(create(NO_SLICE, { rho: { fixed: true, value: -1.5 } })).toEqual({
      error: 'rho is fixed at -1.5, outside -0.999 to 0.999',
    });
    expect(create(NO_SLICE, { theta: { fixed: false, lower: 2, upper: 1 } })).toEqual({
      error: 'the range of theta is empty: from 2 to 1',
    });
  });
}

test('free slices keep wing slopes of two at most: the curvature gives way, and the tilt where it cannot', () => {
  const coordinates = opened(freeCoordinates);
  const inside = Float64Array.of(0.2, -0.6, 2.4);
  coordinates.project!(inside);
  expect([...inside]).toEqual([0.2, -0.6, 2.4]);
  const steep = Float64Array.of(0.2, -0.6, 3.5);
  coordinates.project!(steep);
  expect([steep[0], steep[1]]).toEqual([0.2, -0.6]);
  expect(steep[2]! * 1.6).toBeCloseTo(4, 4);
  expect(steep[2]! * 1.6).toBeLessThan(4);
  const held = opened(freeCoordinates, { psi: { fixed: true, value: 3.2 } });
  for (const rho of [-0.6, 0.6]) {
    const tilted = Float64Array.of(0.2, rho, 3.2);
    held.project!(tilted);
    expect(tilted[2]).toBe(3.2);
    expect(tilted[1]! / Math.sign(rho)).toBeCloseTo(0.25, 4);
    expect(3.2 * (1 + Math.abs(tilted[1]!))).toBeLessThan(4);
  }
  // A tilt the user holds stays as far as its range goes.
  const both = opened(freeCoordinates, {
    psi: { fixed: false, lower: 2.5 },
    rho: { fixed: false, lower: 0.4, upper: 0.9 },
  });
  const corner = Float64Array.of(0.2, 0.9, 3.9);
  both.project!(corner);
  expect(corner[2]).toBe(2.5);
  expect(corner[1]).toBeCloseTo(0.6, 4);
  expect(
    freeCoordinates(NO_SLICE, { psi: { fixed: true, value: 3.8 }, rho: { fixed: true, value: 0.5 } }),
  ).toEqual({
    error: 'psi is at least 3.8; wing slopes psi(1 ± rho)/2 must not exceed 2',
  });
  expect(
    freeCoordinates(NO_SLICE, { psi: { fixed: true, value: 3.8 }, rho: { fixed: true, value: -0.5 } }),
  ).toHaveProperty('error');
});

test('without butterfly arbitrage psi is a share of its bound, and its least share is no parameter’s end', () => {
  const coordinates = opened(strictCoordinates);
  const bound = curvatureBound(0.04, 0.3).bound;
  const most = coordinatesOf(coordinates, [0.04, 0.3, 2 * bound]);
  expect(most[2]).toBe(1);
  expect(parametersAt(coordinates, most)[2]).toBeCloseTo(bound, 12);
  expect(coordinates.atBound(most)).toEqual([{ name: 'psi', side: 'max' }]);
  const least = coordinatesOf(coordinates, [0.04, 0.3, 0]);
  expect(least[2]).toBeGreaterThan(0);
  expect(least[2]).toBeLessThan(1e-5);
  expect(coordinates.atBound(least)).toEqual([]);
  const { contains, retreat } = essvi.noButterfly!;
  expect(contains(Float64Array.of(0.04, 0.3, bound))).toBe(true);
  expect(contains(Float64Array.of(0.04, 0.3, bound * (1 + 1e-6)))).toBe(false);
  retreat(most, new Float64Array(3));
  expect(most[2]).toBeCloseTo(0.99, 14);
});

test('beyond the last expiry theta goes on by its last forward variance, psi and rho stay', () => {
  const [previous, last] = [Float64Array.of(0.02, -0.1, 0.3), Float64Array.of(0.05, -0.3, 0.4)];
  const out = new Float64Array(3);
  essvi.beyond!(previous, last, 3, out);
  expect([...out]).toEqual([expect.closeTo(0.11, 14), -0.3, 0.4]);
  essvi.beyond!(null, last, 3, out);
  expect(out[0]).toBeCloseTo(0.15, 14);
  // Variance never falls.
  essvi.beyond!(last, previous, 5, out);
  expect([...out]).toEqual([...previous]);
});

test('in between theta, psi and rho psi are linear in time', () => {
  const out = new Float64Array(3);
  essvi.between!(Float64Array.of(0.02, -0.5, 0.2), Float64Array.of(0.06, 0.25, 0.6), 0.25, out);
  // psi 0.3; rho psi from -0.1 to 0.15, -0.0375 a quarter of the way.
  expect([...out]).toEqual([expect.closeTo(0.03, 14), expect.closeTo(-0.125, 13), expect.closeTo(0.3, 14)]);
});

function board(
  rho: readonly ParameterConstraints[],
  butterflyFree: boolean,
): ReturnType<typeof calendarCoordinates> {
  return calendarCoordinates(
    rho.map(() => NO_SLICE),
    rho,
    rho.map(() => butterflyFree),
  );
}

test('a board’s coordinates tell their ends by slice and refuse tilts that are none', () => {
  const coordinates = board([{ rho: { fixed: false, lower: -0.5, upper: 0.2 } }, {}], true);
  if ('error' in coordinates) throw new Error(coordinates.error);
  expect([...coordinates.lower].map((v, i) => (i === 0 || i === 2 ? v > 0 && v < 1e-5 : v))).toEqual([
    true,
    -0.5,
    true,
    0,
    -0.999,
    0,
  ]);
  expect([...coordinates.upper]).toEqual([100, 0.2, 1, 100, 0.999, 1]);
  expect(coordinates.atBound(Float64Array.of(0.04, -0.5, 1, 0, 0.3, 0))).toEqual([
    { name: 'rho', side: 'min', slice: 0 },
    { name: 'psi', side: 'max', slice: 0 },
    { name: 'theta', side: 'min', slice: 1 },
    { name: 'psi', side: 'min', slice: 1 },
  ]);
  expect(coordinates.atBound(Float64Array.of(100, 0.2, 0.5, 100, 0.3, 0.5))).toEqual([
    { name: 'rho', side: 'max', slice: 0 },
  ]);
  expect(board([{}, { rho: { fixed: true, value: 1.5 } }], false)).toEqual({
    error: 'rho is fixed at 1.5, outside -0.999 to 0.999',
  });
});

test('crossing slices are moved apart: the later one keeps its tilt and rises to what the earlier one asks', () => {
  for (const butterflyFree of [true, false]) {
    const coordinates = board([{}, {}], butterflyFree);
    if ('error' in coordinates) throw new Error(coordinates.error);
    const x = new Float64Array(6);
    const thetas = [Float64Array.of(0.04, -0.2, 0.3), Float64Array.of(0.02, 0.4, 0.1)];
    coordinates.fromParameters(thetas, x);
    const moved = [new Float64Array(3), new Float64Array(3)];
    coordinates.toParameters(x, moved);
    expect([...moved[0]!]).toEqual([0.04, -0.2, expect.closeTo(0.3, 12)]);
    // p = max(0.8/1.4, 1.2/0.6) = 2: theta and psi at least twice those before.
    expect(moved[1]![0]).toBeCloseTo(0.08, 12);
    expect(moved[1]![1]).toBe(0.4);
    expect(moved[1]![2]).toBeCloseTo(0.6, 9);
    expect(coordinates.atBound(x)).toContainEqual({ name: 'theta', side: 'min', slice: 1 });
    // A first slice too bent for its followers, or for Lee, is bent less.
    coordinates.fromParameters([Float64Array.of(1, 0, 9), Float64Array.of(4, 0.5, 9)], x);
    coordinates.toParameters(x, moved);
    expect(moved[0]![2]! * 2).toBeLessThanOrEqual(4);
    expect(moved[1]![2]! * 1.5).toBeLessThanOrEqual(4);
    if (!butterflyFree) {
      // p = max(1/1.5, 1/0.5) = 2, and Lee's bound of the second is 4/1.5.
      expect(moved[0]![2]).toBeCloseTo(4 / 1.5 / 2, 4);
      expect(moved[1]![2]).toBeCloseTo(4 / 1.5, 4);
    }
  }
});

/** SSVI as a surface model: its coordinates, the smile in its own parameters, its starts and its expiries in between. */
import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import type { BoardConstraints, GuessSlice, SurfaceCoordinates, SurfaceModel } from '#models/model.ts';
import { curvatureBound } from './butterfly-bound.ts';
import { hestonLaw, powerLaw } from './curvature-law.ts';
import { ssvi, ssviHeston } from './index.ts';
import { sliceSmile } from './smile.ts';

const SEED = 20140101;
const MODELS = [
  ['power law', ssvi, powerLaw, [0.9, 0.4]],
  ['Heston-like', ssviHeston, hestonLaw, [2.5]],
] as const;

function sliceOf(k: readonly number[], w: (k: number) => number): GuessSlice {
  return {
    t: 0.25,
    forward: 1,
    k: Float64Array.from(k),
    w: Float64Array.from(k, w),
    weight: new Float64Array(k.length).fill(1 / k.length),
  };
}

const NO_SLICE = sliceOf([], () => 0);

function constraintsOf(count: number, shared = {}, own: Record<number, object> = {}): BoardConstraints {
  return { shared, slices: Array.from({ length: count }, (_, s) => ({ ...own[s] })) };
}

function open(
  model: SurfaceModel,
  strict: boolean,
  count: number,
  constraints = constraintsOf(count),
): SurfaceCoordinates | { readonly error: string } {
  const slices = Array.from({ length: count }, () => NO_SLICE);
  return strict
    ? model.noArbitrage!.coordinates(slices, constraints)
    : model.coordinates(slices, constraints);
}

function opened(...args: Parameters<typeof open>): SurfaceCoordinates {
  const coordinates = open(...args);
  if ('error' in coordinates) throw new Error(coordinates.error);
  return coordinates;
}

function thetasOf(model: SurfaceModel, count: number): Float64Array[] {
  return Array.from({ length: count }, () => new Float64Array(model.parameters.length));
}

/** A point of the box, no coordinate at an end; levels are small numbers. */
function randomPoint({ size, lower, upper }: SurfaceCoordinates, random: () => number): Float64Array {
  return Float64Array.from({ length: size }, (_, c) => {
    const high = Math.min(upper[c]!, 3);
    const share = upper[c]! > 5 ? 0.1 * random() : 0.05 + 0.9 * random();
    return lower[c]! + share * (high - lower[c]!);
  });
}

for (const [name, model, law, values] of MODELS) {
  for (const strict of [false, true]) {
    const kind = `${name}, ${strict ? 'without arbitrage' : 'free'}`;

    test(`${kind}: the chain is that of differences, and parameters find their coordinates, seed ${SEED}`, () => {
      const random = seededRandom(SEED);
      const p = model.parameters.length;
      const coordinates = opened(model, strict, 4);
      const { size } = coordinates;
      const [up, down, thetas, again] = [0, 1, 2, 3].map(() => thetasOf(model, 4)) as [
        Float64Array[],
        Float64Array[],
        Float64Array[],
        Float64Array[],
      ];
      for (let round = 0; round < 12; round++) {
        const x = randomPoint(coordinates, random);
        coordinates.toParameters(x, thetas);
        const rows = thetas.map(() => new Float64Array(p * size).fill(9));
        coordinates.chain(x, thetas, rows);
        for (let c = 0; c < size; c++) {
          const h = 1e-6 * Math.max(1e-2, Math.abs(x[c]!));
          coordinates.toParameters(
            x.map((v, j) => (j === c ? v + h : v)),
            up,
          );
          coordinates.toParameters(
            x.map((v, j) => (j === c ? v - h : v)),
            down,
          );
          thetas.forEach((theta, s) => {
            for (let q = 0; q < p; q++) {
              const difference = (up[s]![q]! - down[s]![q]!) / (2 * h);
              const found = rows[s]![q * size + c]!;
              expect(Math.abs(found - difference), `${s}: ${q} by ${c}`).toBeLessThan(
                1e-4 * (Math.abs(theta[q]!) + Math.abs(difference) + 1e-3),
              );
            }
          });
        }
        const back = new Float64Array(size);
        coordinates.fromParameters(thetas, back);
        coordinates.toParameters(back, again);
        again.forEach((theta, s) => {
          theta.forEach((value, q) => {
            expect(Math.abs(value - thetas[s]![q]!)).toBeLessThan(1e-11 * (1 + value));
          });
        });
        expect(coordinates.atBound(x)).toEqual([]);
      }
    });

    test(`${kind}: what lies outside is moved to the ends, which are told by name`, () => {
      const coordinates = opened(model, strict, 2);
      const [first] = model.parameters.slice(2);
      const wild = [1e9, 5, ...model.parameters.slice(2).map(({ upper }) => 1e3 * upper)];
      const x = new Float64Array(coordinates.size);
      coordinates.fromParameters([Float64Array.from(wild), Float64Array.from(wild)], x);
      x.forEach((value, c) => {
        expect(value).toBeGreaterThanOrEqual(coordinates.lower[c]!);
        expect(value).toBeLessThanOrEqual(coordinates.upper[c]!);
      });
      const told = coordinates.atBound(x);
      expect(told).toContainEqual({ name: 'theta', side: 'max', slice: 0 });
      expect(told).toContainEqual({ name: 'rho', side: 'max', slice: null });
      expect(told).toContainEqual({ name: first!.name, side: 'max', slice: null });
      const none = Float64Array.from([-3, -5, ...model.parameters.slice(2).map(() => -1)]);
      coordinates.fromParameters([none, none], x);
      const low = coordinates.atBound(x);
      expect(low).toContainEqual({ name: 'theta', side: 'min', slice: 0 });
      expect(low).toContainEqual({ name: 'theta', side: 'min', slice: 1 });
      expect(low).toContainEqual({ name: 'rho', side: 'min', slice: null });
    });
  }

  test(`${name}: every board of the strict box is free of arbitrage, seed ${SEED}`, () => {
    const random = seededRandom(SEED);
    const coordinates = opened(model, true, 5);
    const thetas = thetasOf(model, 5);
    const k = Float64Array.from({ length: 61 }, (_, i) => Math.sinh((i - 30) / 6));
    const slice = new Float64Array(3);
    for (let round = 0; round < 60; round++) {
      const x = randomPoint(coordinates, random);
      // The top of the box and a stretch of no time among them.
      if (round % 3 === 0) x[2] = 0;
      if (round % 4 === 0 && model === ssvi) x[6] = 1;
      if (round % 4 === 0 && model === ssviHeston) x[6] = 0;
      coordinates.toParameters(x, thetas);
      let before = new Float64Array(k.length);
      for (const theta of thetas) {
        model.views[0]!.values(theta, 1, slice);
        expect(slice[2]).toBeLessThanOrEqual(curvatureBound(slice[0]!, slice[1]!).bound * (1 + 1e-12));
        const w = new Float64Array(k.length);
        sliceSmile.totalVariance(slice, k, w);
        expect(Math.min(...w.map((v, i) => v - before[i]!))).toBeGreaterThan(-1e-12);
        before = w;
      }
    }
  });

  test(`${name}: the smile is that of theta, rho and psi(theta), with its derivatives`, () => {
    const theta = Float64Array.of(0.06, -0.4, ...values);
    const p = theta.length;
    const slice = Float64Array.of(0.06, -0.4, law.psi(0.06, Float64Array.from(values)));
    const smile = model.smile({ t: 1, forward: 1 });
    // First a few strikes, then more: the room grows.
    for (const k of [Float64Array.of(0.1), Float64Array.of(-0.7, -0.1, 0, 0.02, 0.5)]) {
      const n = k.length;
      const three = () => [new Float64Array(n), new Float64Array(n), new Float64Array(n)] as const;
      const [own, expected] = [three(), three()];
      smile.derivatives(theta, k, ...own);
      sliceSmile.derivatives(slice, k, ...expected);
      expect(own).toEqual(expected);
      const w = new Float64Array(n);
      smile.totalVariance(theta, k, w);
      expect(w).toEqual(expected[0].map((v) => v));
      const jacobian = new Float64Array(n * p);
      smile.jacobian(theta, k, jacobian);
      const d = [0, 1, 2].map(() => new Float64Array(n * p)) as [Float64Array, Float64Array, Float64Array];
      smile.derivativeJacobians!(theta, k, ...d);
      jacobian.forEach((value, i) => {
        expect(d[0][i]).toBeCloseTo(value, 14);
      });
      for (let q = 0; q < p; q++) {
        const h = 1e-6;
        const at = (by: number) => {
          const out = three();
          smile.derivatives(
            theta.map((v, j) => (j === q ? v + by : v)),
            k,
            ...out,
          );
          return out;
        };
        const [up, down] = [at(h), at(-h)];
        d.forEach((column, order) => {
          for (let i = 0; i < n; i++) {
            const difference = (up[order]![i]! - down[order]![i]!) / (2 * h);
            expect(Math.abs(column[i * p + q]! - difference)).toBeLessThan(1e-6 * (1 + Math.abs(difference)));
          }
        });
      }
    }
  });

  test(`${name}: the view is theta, rho and psi, with its derivatives`, () => {
    const theta = Float64Array.of(0.06, -0.4, ...values);
    const p = theta.length;
    const [view] = model.views;
    const out = new Float64Array(3);
    view!.values(theta, 1, out);
    expect([...out]).toEqual([0.06, -0.4, law.psi(0.06, Float64Array.from(values))]);
    expect(model.told).toBe(view);
    const jacobian = new Float64Array(3 * p).fill(9);
    view!.jacobian(theta, 1, jacobian);
    for (let q = 0; q < p; q++) {
      const h = 1e-7;
      const [up, down] = [h, -h].map((by) => {
        const at = new Float64Array(3);
        view!.values(
          theta.map((v, j) => (j === q ? v + by : v)),
          1,
          at,
        );
        return at;
      });
      for (let i = 0; i < 3; i++) {
        expect(jacobian[i * p + q]).toBeCloseTo((up![i]! - down![i]!) / (2 * h), 6);
      }
    }
  });

  test(`${name}: in between theta alone moves, in proportion to time`, () => {
    const out = new Float64Array(model.parameters.length);
    const later = Float64Array.of(0.09, -0.3, 0.8, 0.5).slice(0, out.length);
    const earlier = Float64Array.of(0.01, -0.3, 0.8, 0.5).slice(0, out.length);
    model.between!(earlier, later, 0.25, out);
    expect([...out]).toEqual([0.03, ...later.slice(1)]);
  });
}

test('a board begins with the levels, the mean tilt and the law of its slices', () => {
  const truth = [0.01, 0.04, 0.2].map((theta) => Float64Array.of(theta, -0.3, 0.7, 0.5));
  const slices = truth.map((theta) => {
    const k = Array.from({ length: 41 }, (_, i) => ((i - 20) / 20) * 2 * Math.sqrt(theta[0]!));
    const w = new Float64Array(41);
    ssvi.smile({ t: 1, forward: 1 }).totalVariance(theta, Float64Array.from(k), w);
    return sliceOf(k, (x) => w[k.indexOf(x)]!);
  });
  const [start] = ssvi.starts(slices);
  expect(ssvi.starts(slices)).toHaveLength(1);
  start!.forEach((theta, s) => {
    expect(theta[0]).toBeCloseTo(truth[s]![0]!, 12);
    expect(Math.abs(theta[1]! + 0.3)).toBeLessThan(0.06);
    expect(Math.abs(theta[2]! / 0.7 - 1)).toBeLessThan(0.25);
    expect(Math.abs(theta[3]! - 0.5)).toBeLessThan(0.1);
  });
  // Tilts of opposite slices cancel.
  const tilted = [0.2, -0.2].map((slope) => sliceOf([-0.1, 0, 0.1], (k) => 0.04 + slope * k + 0.5 * k * k));
  expect(ssvi.starts(tilted)[0]![0]![1]).toBeCloseTo(0, 12);
});

test('what the user holds stands to the last bit, each expiry its own level', () => {
  const constraints = constraintsOf(
    3,
    { rho: { fixed: true, value: 1 / 3 }, gamma: { fixed: false, lower: 0.4, upper: 0.6 } },
    { 1: { theta: { fixed: true, value: 0.05 } } },
  );
  const coordinates = opened(ssvi, false, 3, constraints);
  const x = new Float64Array(6);
  const wild = Float64Array.of(0.2, -0.9, 0.5, 0.95);
  coordinates.fromParameters([wild, wild, wild], x);
  const thetas = thetasOf(ssvi, 3);
  coordinates.toParameters(x, thetas);
  expect(thetas.map((theta) => theta[1])).toEqual([1 / 3, 1 / 3, 1 / 3]);
  expect(thetas[1]![0]).toBe(0.05);
  expect(thetas[0]![0]).toBeCloseTo(0.2, 12);
  expect(thetas[2]![3]).toBe(0.6);
  // Held ones are no ends.
  expect(coordinates.atBound(x)).toEqual([{ name: 'gamma', side: 'max', slice: null }]);
  const tilted = opened(ssvi, true, 2, constraintsOf(2, { rho: { fixed: true, value: -0.25 } }));
  const y = new Float64Array(5);
  tilted.fromParameters([wild, wild], y);
  expect(y[2]).toBe(-0.25);
});

test('contradictions are sentences, those of the strict box among them', () => {
  const refused = (strict: boolean, constraints: BoardConstraints): string | null => {
    const coordinates = open(ssvi, strict, 2, constraints);
    return 'error' in coordinates ? coordinates.error : null;
  };
  for (const strict of [false, true]) {
    expect(refused(strict, constraintsOf(2, { rho: { fixed: true, value: 2 } }))).toBe(
      'rho is fixed at 2, outside -0.999 to 0.999',
    );
    expect(refused(strict, constraintsOf(2, { gamma: { fixed: false, lower: 0.8, upper: 0.3 } }))).toBe(
      'the range of gamma is empty: from 0.8 to 0.3',
    );
  }
  const level = constraintsOf(2, {}, { 1: { theta: { fixed: true, value: -1 } } });
  expect(refused(false, level)).toBe('theta is fixed at -1, outside 1e-8 to 100');
  expect(refused(true, level)).toBe('theta is held, which these coordinates cannot');
  const eta = constraintsOf(2, { eta: { fixed: true, value: 0.5 } });
  expect(refused(false, eta)).toBeNull();
  expect(refused(true, eta)).toBe('eta is held, which these coordinates cannot');
  expect(refused(true, constraintsOf(2, { gamma: { fixed: true, value: 0.5 } }))).toBeNull();
});

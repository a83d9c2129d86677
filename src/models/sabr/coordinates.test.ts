import { expect, test } from 'vitest';
import type { GuessSlice, ParameterConstraints } from '#models/model.ts';
import { sabrCoordinates } from './coordinates.ts';
import { sabr } from './index.ts';
import { LEAST_CORRECTION, leastCorrection, scaled } from './terms.ts';

function slice(t: number, forward: number): GuessSlice {
  const k = Float64Array.of(-0.2, -0.1, 0, 0.1, 0.2);
  const vols = [0.66, 0.61, 0.58, 0.57, 0.585];
  return {
    t,
    forward,
    k,
    w: Float64Array.from(vols, (v) => v * v * t),
    weight: new Float64Array(k.length).fill(1 / k.length),
  };
}

function open(at: GuessSlice, constraints: ParameterConstraints) {
  const coordinates = sabrCoordinates(at, constraints);
  if ('error' in coordinates) throw new Error(coordinates.error);
  return coordinates;
}

const HELD = { beta: { fixed: true, value: 1 }, shift: { fixed: true, value: 0 } } as const;
const SYSTEMS: readonly (readonly [string, ParameterConstraints])[] = [
  ['beta and shift held', HELD],
  ['another beta', { ...HELD, beta: { fixed: true, value: 0.5 } }],
  ['everything free', {}],
  ['alpha bounded, beta free', { shift: HELD.shift, alpha: { fixed: false, lower: 1e-3, upper: 1e6 } }],
  [
    'alpha and rho fixed',
    { ...HELD, alpha: { fixed: true, value: 1 / 3 }, rho: { fixed: true, value: 0.1 } },
  ],
  ['shift fixed, beta normal', { beta: { fixed: true, value: 0 }, shift: { fixed: true, value: 0.002 } }],
];

test.each(SYSTEMS)(
  'coordinates with %s: the guess lies inside, and the chain rule holds',
  (_, constraints) => {
    for (const at of [slice(1e-4, 62_000), slice(0.25, 100), slice(5, 0.03)]) {
      const coordinates = open(at, constraints);
      const guess = new Float64Array(5);
      sabr.guess(at, guess);
      const x = new Float64Array(coordinates.size);
      coordinates.fromParameters(guess, x);
      const theta = new Float64Array(5);
      coordinates.toParameters(x, theta);
      expect(theta.every(Number.isFinite)).toBe(true);
      for (const [p, { name }] of sabr.parameters.entries()) {
        const constraint = constraints[name];
        if (constraint?.fixed) expect(theta[p]).toBe(constraint.value);
      }
      const w = new Float64Array(5);
      sabr.smile(at).totalVariance(theta, at.k, w);
      // The guess is the smile itself, carried over to what is held.
      if (constraints['alpha']?.fixed !== true)
        expect(Math.abs(Math.sqrt(w[2]! / at.t) - 0.58)).toBeLessThan(0.1);
      const chain = new Float64Array(5 * coordinates.size);
      coordinates.chain(x, theta, chain);
      for (let c = 0; c < coordinates.size; c++) {
        const h = 1e-6;
        // One-sided at an end of the range.
        const sign = x[c]! + h > coordinates.upper[c]! ? -1 : 1;
        const moved = Float64Array.from(x);
        moved[c]! += sign * h;
        const there = new Float64Array(5);
        coordinates.toParameters(moved, there);
        for (let p = 0; p < 5; p++) {
          const numeric = (there[p]! - theta[p]!) / (sign * h);
          const size = Math.max(Math.abs(numeric), Math.abs(theta[p]!), 1e-3);
          expect(Math.abs(chain[p * coordinates.size + c]! - numeric) / size).toBeLessThan(1e-4);
        }
      }
    }
  },
);

test('everything is finite at every corner of the box, be it an hour or ten years', () => {
  for (const [, constraints] of SYSTEMS) {
    for (const at of [slice(1e-4, 62_000), slice(0.25, 100), slice(10, 0.03)]) {
      const coordinates = open(at, constraints);
      const smile = sabr.smile(at);
      for (let corner = 0; corner < 1 << coordinates.size; corner++) {
        const x = Float64Array.from(coordinates.lower, (low, c) =>
          (corner >> c) & 1 ? coordinates.upper[c]! : low,
        );
        coordinates.project?.(x);
        const theta = new Float64Array(5);
        coordinates.toParameters(x, theta);
        expect(leastCorrection(scaled(theta, at.forward), at.t, 1)).toBeGreaterThanOrEqual(LEAST_CORRECTION);
        const [w, w1, w2, jacobian] = [5, 5, 5, 25].map((n) => new Float64Array(n)) as [
          Float64Array,
          Float64Array,
          Float64Array,
          Float64Array,
        ];
        smile.derivatives(theta, at.k, w, w1, w2);
        smile.jacobian(theta, at.k, jacobian);
        const d = [new Float64Array(25), new Float64Array(25), new Float64Array(25)] as const;
        smile.derivativeJacobians!(theta, at.k, ...d);
        for (const column of [w, w1, w2, jacobian, ...d]) expect(column.every(Number.isFinite)).toBe(true);
      }
    }
  }
});

test('a smile whose correction in time would vanish gives way in nu, and says so', () => {
  const at = slice(4, 100);
  const coordinates = open(at, HELD);
  const x = Float64Array.of(Math.log(0.5), -0.98, 5);
  expect(leastCorrection({ a: 0.5, o: 0, rho: -0.98, nu: 5, shift: 0, f: 100 }, 4, 1)).toBeLessThan(0);
  coordinates.project!(x);
  expect([x[0], x[1]]).toEqual([Math.log(0.5), -0.98]);
  expect(x[2]).toBeLessThan(5);
  expect(coordinates.atBound(x)).toContainEqual({ name: 'nu', side: 'max' });
  const inside = Float64Array.of(Math.log(0.5), -0.3, 0.4);
  coordinates.project!(inside);
  expect([...inside]).toEqual([Math.log(0.5), -0.3, 0.4]);
  expect(coordinates.atBound(inside)).toEqual([]);
});

test('contradictions are sentences', () => {
  const refused = (constraints: ParameterConstraints): string => {
    const coordinates = sabrCoordinates(slice(1, 100), constraints);
    return 'error' in coordinates ? coordinates.error : '';
  };
  expect(refused({ beta: { fixed: true, value: 1.5 } })).toBe('beta is fixed at 1.5, outside 0 to 1');
  expect(refused({ rho: { fixed: false, lower: 0.5, upper: -0.5 } })).toContain('range of rho is empty');
  expect(refused({ nu: { fixed: false, lower: 300 } })).toContain('range of nu is empty');
});

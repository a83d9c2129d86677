import { expect, test } from 'vitest';
import type { FitCoordinates, GuessSlice, ParameterConstraints } from '#models/model.ts';
import { sabrCoordinates } from './coordinates.ts';
import { sabr } from './index.ts';
import { correction, LEAST_CORRECTION, leastCorrection, scaled } from './terms.ts';

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

test('the box: levels from 1e-4 to 100, nu as far as the expansion speaks, shifts to ten forwards', () => {
  const { lower, upper } = open(slice(0.25, 50), {});
  expect([...lower]).toEqual([Math.log(1e-4), 0, -0.98, 0, 0]);
  expect([...upper]).toEqual([Math.log(100), 1, 0.98, 20, 10]);
  // nu sqrt(T) up to 10, T no less than a day.
  expect(open(slice(1e-6, 50), {}).upper[3]).toBeCloseTo(10 * Math.sqrt(365), 10);
  const bounded = open(slice(0.25, 50), {
    alpha: { fixed: false, lower: 0.5, upper: 30 },
    shift: { fixed: false, lower: 5, upper: 20 },
    nu: { fixed: false, upper: 30 },
  });
  expect([bounded.lower[0], bounded.upper[0]]).toEqual([Math.log(0.5), Math.log(30)]);
  expect([bounded.lower[4], bounded.upper[4]]).toEqual([0.1, 0.4]);
  expect(bounded.upper[3]).toBe(30);
});

test('a level is the volatility at the money, alpha what it comes to at the backbone', () => {
  const theta = new Float64Array(5);
  open(slice(0.25, 50), {}).toParameters(Float64Array.of(Math.log(0.3), 0.4, -0.2, 0.8, 0.5), theta);
  expect(theta[0]).toBeCloseTo(0.3 * 75 ** 0.6, 12);
  expect([...theta.slice(1)]).toEqual([0.4, -0.2, 0.8, 25]);
  // Where the user bounds alpha it is alpha itself, to the last bit at its ends.
  const bounded = open(slice(0.25, 50), { alpha: { fixed: false, lower: 0.7, upper: 0.9 } });
  for (const [x, alpha] of [
    [bounded.lower[0]!, 0.7],
    [bounded.upper[0]!, 0.9],
  ] as const) {
    bounded.toParameters(Float64Array.of(x, 0.4, -0.2, 0.8, 0.5), theta);
    expect(theta[0]).toBe(alpha);
  }
});

test('the chain is that of differences inside the box, whatever is free', () => {
  const inside = [0.4, 0.35, -0.3, 0.7, 0.15];
  for (const [name, constraints] of SYSTEMS) {
    const at = slice(0.25, 80);
    const { size, lower, upper, toParameters, chain } = open(at, constraints);
    const x = Float64Array.from({ length: size }, (_, c) => {
      const low = Math.max(-3, lower[c]!);
      return low + inside[c]! ** 2 * (Math.min(3, upper[c]!) - low);
    });
    const theta = new Float64Array(5);
    toParameters(x, theta);
    const rows = new Float64Array(5 * size).fill(7);
    chain(x, theta, rows);
    for (let c = 0; c < size; c++) {
      const [up, down] = [1e-6, -1e-6].map((by) => {
        const out = new Float64Array(5);
        toParameters(
          x.map((v, j) => (j === c ? v + by : v)),
          out,
        );
        return out;
      });
      for (let p = 0; p < 5; p++) {
        const difference = (up![p]! - down![p]!) / 2e-6;
        expect(Math.abs(rows[p * size + c]! - difference), `${name}: ${p} by ${c}`).toBeLessThan(
          1e-7 * (1 + Math.abs(theta[p]!) + Math.abs(difference)),
        );
      }
    }
  }
});

test('carried to another backbone a smile keeps its level, slope and curvature at the money', () => {
  // So short that the formulas are their leading order.
  const [t, forward, h] = [1e-8, 50, 1e-3];
  const at = { ...slice(0.25, forward), t };
  const k = Float64Array.of(-h, 0, h);
  const shape = (theta: Float64Array): readonly number[] => {
    const w = new Float64Array(3);
    sabr.smile({ t, forward }).totalVariance(theta, k, w);
    const [low, middle, high] = [...w].map((v) => Math.sqrt(v / t)) as [number, number, number];
    return [middle, (high - low) / (2 * h), (high - 2 * middle + low) / (h * h)];
  };
  const given = Float64Array.of(0.4, 1, -0.35, 0.9, 0);
  const [vol, slope, bend] = shape(given) as [number, number, number];
  for (const constraints of [
    { ...HELD, beta: { fixed: true, value: 0.5 } },
    { ...HELD, beta: { fixed: true, value: 0 } },
    { beta: { fixed: true, value: 0.3 }, shift: { fixed: false, lower: 10, upper: 20 } },
  ]) {
    const coordinates = open(at, constraints);
    const x = new Float64Array(coordinates.size);
    coordinates.fromParameters(given, x);
    const moved = new Float64Array(5);
    coordinates.toParameters(x, moved);
    const [movedVol, movedSlope, movedBend] = shape(moved) as [number, number, number];
    expect(moved[1]).toBe(constraints.beta.value);
    expect(movedVol / vol).toBeCloseTo(1, 6);
    expect(movedSlope / slope).toBeCloseTo(1, 3);
    // The shifted strikes are themselves bent in k, which the curvature leaves out.
    if ('lower' in constraints.shift) expect(moved[4]).toBeCloseTo(10, 12);
    else expect(movedBend / bend).toBeCloseTo(1, 2);
  }
});

/** The names and sides of what x holds at an end. */
function ends(coordinates: FitCoordinates, x: Float64Array): readonly string[] {
  return coordinates.atBound(x).map(({ name, side }) => `${name} ${side}`);
}

test('ends of ranges are told by name, each once', () => {
  const coordinates = open(slice(0.25, 100), {});
  const x = Float64Array.of(coordinates.lower[0]!, 1, -0.98, 0, 10);
  expect(ends(coordinates, x)).toEqual(['alpha min', 'beta max', 'rho min', 'nu min', 'shift max']);
  expect(ends(coordinates, Float64Array.of(-1, 0.5, 0.98, 0.4, 0))).toEqual(['rho max', 'shift min']);
  expect(ends(coordinates, Float64Array.of(-1, 0.5, 0.3, 0.4, 0.2))).toEqual([]);
});

test('where nu is held rho gives way to the correction, where both are held nothing moves', () => {
  const nu = { fixed: true, value: 5 };
  const tilted = open(slice(4, 100), { ...HELD, nu });
  expect(tilted.size).toBe(2);
  const x = Float64Array.of(Math.log(0.5), -0.98);
  tilted.project!(x);
  expect(x[0]).toBe(Math.log(0.5));
  expect(x[1]).toBeGreaterThan(-0.98);
  expect(x[1]).toBeLessThan(0);
  expect(ends(tilted, x)).toEqual(['rho min']);
  const theta = new Float64Array(5);
  tilted.toParameters(x, theta);
  const least = leastCorrection(scaled(theta, 100), 4, 8);
  expect(least).toBeGreaterThanOrEqual(LEAST_CORRECTION);
  expect(least).toBeLessThan(2e-10);
  const held = open(slice(4, 100), { ...HELD, nu, rho: { fixed: true, value: -0.98 } });
  const level = Float64Array.of(Math.log(0.5));
  held.project!(level);
  expect([...level]).toEqual([Math.log(0.5)]);
  expect(ends(held, level)).toEqual([]);
});

test('the least correction is the least over the strikes it reaches', () => {
  const smiles = [
    { a: 0.4, o: 0.6, rho: -0.7, nu: 2.5 },
    { a: 2, o: 0.3, rho: -0.9, nu: 1.1 },
    { a: 0.05, o: 1, rho: 0.5, nu: 3 },
    { a: 0.6, o: 0, rho: -0.95, nu: 1.5 },
    { a: 1.2, o: 0.9, rho: -0.6, nu: 4 },
    { a: 3, o: 0.5, rho: -0.9, nu: 0.2 },
  ];
  for (const parameters of smiles) {
    for (const reach of [0.2, 2, 8]) {
      const shape = { ...parameters, shift: 0, f: 1 };
      let least = Number.POSITIVE_INFINITY;
      for (let i = -2000; i <= 2000; i++) {
        const u = parameters.a * Math.exp((-parameters.o * reach * i) / 4000);
        least = Math.min(least, correction(u, shape, 0.7));
      }
      const found = leastCorrection(shape, 0.7, reach);
      expect(found).toBeLessThanOrEqual(least + 1e-12);
      expect(found).toBeGreaterThan(least - 2e-5 * (1 + Math.abs(least)));
    }
  }
});

test('contradictions are sentences', () => {
  const refused = (constraints: ParameterConstraints): string => {
    const coordinates = sabrCoordinates(slice(1, 100), constraints);
    return 'error' in coordinates ? coordinates.error : '';
  };
  expect(refused({ beta: { fixed: true, value: 1.5 } })).toBe('beta is fixed at 1.5, outside 0 to 1');
  expect(refused({ beta: { fixed: true, value: -0.1 } })).toBe('beta is fixed at -0.1, outside 0 to 1');
  // Fixed without a value is not fixed.
  expect(refused({ beta: { fixed: true } })).toBe('');
  expect(refused({ rho: { fixed: false, lower: 0.5, upper: -0.5 } })).toContain('range of rho is empty');
  expect(refused({ nu: { fixed: false, lower: 300 } })).toContain('range of nu is empty');
});

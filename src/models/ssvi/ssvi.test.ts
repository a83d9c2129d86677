import { expect, test } from 'vitest';
import type { GuessSlice } from '#models/model.ts';
import { golden, hasShared } from '#testing/shared.ts';
import { curvatureBound } from './butterfly-bound.ts';
import { calendarCoordinates } from './calendar-domain.ts';
import { essvi } from './essvi.ts';
import { sliceSmile } from './smile.ts';

interface SliceRow {
  readonly theta: number;
  readonly rho: number;
  readonly psi: number;
  readonly k: number;
  readonly w: number;
  readonly w1: number;
  readonly w2: number;
}

const one = { w: new Float64Array(1), w1: new Float64Array(1), w2: new Float64Array(1) };
const relative = (a: number, b: number): number => Math.abs(a / b - 1);

test.skipIf(!hasShared)('slices have the total variance and derivatives of 48 reference points', () => {
  const { ssvi, essvi_derivatives } = golden<{
    readonly ssvi: readonly SliceRow[];
    readonly essvi_derivatives: readonly (SliceRow & Record<'dw_dtheta' | 'dw_dpsi' | 'dw_drho', number>)[];
  }>('ssvi');
  expect(ssvi.length + essvi_derivatives.length).toBe(48);
  for (const { theta, rho, psi, k, w, w1, w2 } of [...ssvi, ...essvi_derivatives]) {
    sliceSmile.derivatives(Float64Array.of(theta, rho, psi), Float64Array.of(k), one.w, one.w1, one.w2);
    expect(relative(one.w[0]!, w)).toBeLessThan(1e-12);
    expect(relative(one.w1[0]!, w1)).toBeLessThan(1e-12);
    expect(relative(one.w2[0]!, w2)).toBeLessThan(1e-12);
  }
  const gradient = new Float64Array(3);
  for (const { theta, rho, psi, k, dw_dtheta, dw_drho, dw_dpsi } of essvi_derivatives) {
    sliceSmile.jacobian(Float64Array.of(theta, rho, psi), Float64Array.of(k), gradient);
    [dw_dtheta, dw_drho, dw_dpsi].forEach((value, i) => {
      expect(Math.abs(gradient[i]! - value)).toBeLessThan(1e-14);
    });
  }
});

/** Numbers in [0, 1), the same for a seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

const SEED = 20261120;

const NO_SLICE: GuessSlice = {
  t: 1,
  forward: 1,
  k: new Float64Array(0),
  w: new Float64Array(0),
  weight: new Float64Array(0),
};

function domain(expiries: number, butterflyFree: boolean) {
  const each = <T>(value: T): T[] => Array.from({ length: expiries }, () => value);
  const coordinates = calendarCoordinates(each(NO_SLICE), each({}), each(butterflyFree));
  if ('error' in coordinates) throw new Error(coordinates.error);
  return coordinates;
}

/** A point of the domain, with every seventh coordinate or so at an end of its range. */
function randomPoint(expiries: number, random: () => number): Float64Array {
  return Float64Array.from({ length: 3 * expiries }, (_, j) => {
    const u = random();
    if (j % 3 === 1) return -0.95 + 1.9 * u;
    if (j % 3 === 2) return u < 0.1 && j > 2 ? 0 : u > 0.9 ? 1 : u;
    return (j === 0 || u > 0.1 ? 0.001 : 0) + 0.05 * u * u;
  });
}

test(`400 random boards of the domain have no arbitrage on |k| <= 100, seed ${SEED}`, () => {
  const random = randomNumbers(SEED);
  const coordinates = domain(5, true);
  const k = Float64Array.from(
    { length: 401 },
    (_, i) => Math.sinh(((i - 200) / 200) * Math.asinh(1e4)) / 100,
  );
  const thetas = Array.from({ length: 5 }, () => new Float64Array(3));
  const back = new Float64Array(15);
  const variances = thetas.map(() => new Float64Array(k.length));
  const again = thetas.map(() => new Float64Array(3));
  let crossing = 0;
  let overBound = 0;
  let moved = 0;
  for (let board = 0; board < 400; board++) {
    const x = randomPoint(5, random);
    coordinates.toParameters(x, thetas);
    thetas.forEach((theta, s) => {
      sliceSmile.totalVariance(theta, k, variances[s]!);
      overBound = Math.max(overBound, theta[2]! / curvatureBound(theta[0]!, theta[1]!).bound - 1);
    });
    for (let s = 1; s < 5; s++) {
      variances[s]!.forEach((later, i) => {
        crossing = Math.min(crossing, (later - variances[s - 1]![i]!) / (1 + later));
      });
    }
    // A board of the domain is its own nearest.
    coordinates.fromParameters(thetas, back);
    coordinates.toParameters(back, again);
    again.forEach((theta, s) => {
      theta.forEach((value, q) => {
        moved = Math.max(moved, Math.abs(value - thetas[s]![q]!) / (1 + Math.abs(value)));
      });
    });
  }
  expect(crossing).toBeGreaterThan(-1e-13);
  expect(overBound).toBeLessThan(1e-12);
  expect(moved).toBeLessThan(1e-9);
});

test(`derivatives of the domain's coordinates are differences of their parameters, seed ${SEED}`, () => {
  const random = randomNumbers(SEED);
  for (const butterflyFree of [true, false]) {
    const coordinates = domain(4, butterflyFree);
    const thetas = Array.from({ length: 4 }, () => new Float64Array(3));
    const high = thetas.map(() => new Float64Array(3));
    const low = thetas.map(() => new Float64Array(3));
    const chain = thetas.map(() => new Float64Array(36));
    for (let board = 0; board < 20; board++) {
      const x = Float64Array.from({ length: 12 }, (_, j) =>
        j % 3 === 1 ? -0.6 + random() : j % 3 === 2 ? 0.1 + 0.8 * random() : 0.002 + 0.05 * random(),
      );
      coordinates.toParameters(x, thetas);
      coordinates.chain(x, thetas, chain);
      for (let c = 0; c < 12; c++) {
        const h = 1e-7;
        const move = (step: number) => x.map((v, j) => (j === c ? v + step : v));
        coordinates.toParameters(move(h), high);
        coordinates.toParameters(move(-h), low);
        chain.forEach((rows, s) => {
          for (let q = 0; q < 3; q++) {
            const difference = (high[s]![q]! - low[s]![q]!) / (2 * h);
            expect(Math.abs(rows[q * 12 + c]! - difference)).toBeLessThan(1e-4 * (1 + Math.abs(difference)));
          }
        });
      }
    }
  }
});

test.skipIf(!hasShared)(
  'ordered variances and slopes alone do not keep smiles apart; the domain does',
  () => {
    const { calendar_counterexample_necessary_only: c } = golden<{
      readonly calendar_counterexample_necessary_only: Record<
        'theta1' | 'rho1' | 'psi1' | 'theta2' | 'rho2' | 'psi2' | 'min_w2_minus_w1',
        number
      >;
    }>('ssvi');
    const first = Float64Array.of(c.theta1, c.rho1, c.psi1);
    const second = Float64Array.of(c.theta2, c.rho2, c.psi2);
    const k = Float64Array.from({ length: 4001 }, (_, i) => -2 + i / 1000);
    const gap = (a: Float64Array, b: Float64Array): number => {
      const [w1, w2] = [new Float64Array(k.length), new Float64Array(k.length)];
      sliceSmile.totalVariance(a, k, w1);
      sliceSmile.totalVariance(b, k, w2);
      return Math.min(...w2.map((w, i) => w - w1[i]!));
    };
    expect(gap(first, second)).toBeLessThanOrEqual(c.min_w2_minus_w1);
    expect(gap(first, second)).toBeCloseTo(c.min_w2_minus_w1, 4);
    const coordinates = domain(2, true);
    const x = new Float64Array(6);
    coordinates.fromParameters([first, second], x);
    const moved = [new Float64Array(3), new Float64Array(3)];
    coordinates.toParameters(x, moved);
    expect(moved[0]).toEqual(first);
    expect(gap(moved[0]!, moved[1]!)).toBeGreaterThan(-1e-14);
  },
);

test.skipIf(!hasShared)('between expiries theta, psi and rho psi are linear in time', () => {
  const { essvi_sequential } = golden<{
    readonly essvi_sequential: readonly { readonly T: number; readonly fit_first_order_anchor: number[] }[];
  }>('ssvi');
  const { cases } = golden<{
    readonly cases: readonly { T: number; k: number; theta: number; rho: number; psi: number; w: number }[];
  }>('essvi-interp');
  const slices = essvi_sequential.map(({ T, fit_first_order_anchor: fit }) => ({
    T,
    theta: Float64Array.from(fit),
  }));
  const out = new Float64Array(3);
  let inside = 0;
  for (const { T, k, theta, rho, psi, w } of cases) {
    const after = slices.findIndex((slice) => slice.T >= T);
    if (after <= 0) continue;
    inside++;
    const [a, b] = [slices[after - 1]!, slices[after]!];
    essvi.between?.(a.theta, b.theta, (T - a.T) / (b.T - a.T), out);
    expect(relative(out[0]!, theta)).toBeLessThan(1e-12);
    expect(relative(out[1]!, rho)).toBeLessThan(1e-12);
    expect(relative(out[2]!, psi)).toBeLessThan(1e-12);
    sliceSmile.totalVariance(out, Float64Array.of(k), one.w);
    expect(relative(one.w[0]!, w)).toBeLessThan(1e-12);
  }
  expect(inside).toBeGreaterThan(10);
});

import { expect, test } from 'vitest';
import { durrlemanG } from '#surface/durrleman.ts';
import { slopesOf, squaresOf } from '#testing/differences.ts';
import { parabola } from '#testing/parabola.ts';
import { createButterflyRows, penaltyGrid, thinned } from './butterfly-rows.ts';

/** Level, slope and bend. */
const THETA = Float64Array.of(0.0625, 0.03, 0.42);
const K = Float64Array.of(-0.9, -0.4, 0, 0.3, 0.8, 1.2);
const smile = parabola.smile({ t: 1, forward: 100 });

function shortfalls([level, slope, bend]: Float64Array, margin: number): number[] {
  return Array.from(K, (k) => {
    const w = level! + slope! * k + bend! * k * k;
    return Math.min(0, durrlemanG(k, w, slope! + 2 * bend! * k, 2 * bend!) - margin);
  });
}

function added(theta: Float64Array, margin: number | undefined, functions = smile) {
  const penalty = margin === undefined ? { k: K, mu: 24 } : { k: K, mu: 24, margin };
  const rows = createButterflyRows(functions, 3, penalty);
  const matrix = Float64Array.from({ length: 9 }, (_, i) => i + 1);
  const vector = Float64Array.of(5, 6, 7);
  return { cost: rows.add(theta, matrix, vector), matrix, vector };
}

test.each([undefined, 0.5, 2])(
  'the rows add mu/n times the squares of what g lies below its margin of %s',
  (margin) => {
    const of = (theta: Float64Array) => shortfalls(theta, margin ?? 1e-3);
    const values = of(THETA);
    const slopes = slopesOf(of, THETA);
    const squares = squaresOf(
      slopes,
      values.map(() => 4),
      3,
    );
    const { cost, matrix, vector } = added(THETA, margin);
    expect(cost).toBeGreaterThan(0);
    expect(cost).toBeCloseTo(
      values.reduce((sum, v) => sum + 2 * v * v, 0),
      10,
    );
    for (const c of [0, 1, 2]) {
      const push = values.reduce((sum, v, i) => sum + 4 * v * slopes[3 * i + c]!, 0);
      expect((vector[c]! - 5 - c) / push).toBeCloseTo(1, 4);
      for (const d of [0, 1, 2]) {
        const was = 3 * c + d + 1;
        if (d > c) expect(matrix[3 * c + d]).toBe(was);
        else expect((matrix[3 * c + d]! - was) / squares[3 * c + d]!).toBeCloseTo(1, 4);
      }
    }
  },
);

test('a smile free of arbitrage with room pays nothing, and one without variance has no cost', () => {
  const flat = Float64Array.of(1, -0.3, 0);
  expect(shortfalls(flat, 1e-3).every((v) => v === 0)).toBe(true);
  expect(added(flat, undefined)).toEqual({
    cost: 0,
    matrix: Float64Array.from({ length: 9 }, (_, i) => i + 1),
    vector: Float64Array.of(5, 6, 7),
  });
  expect(added(Float64Array.of(0, 0, 0), undefined).cost).toBeNaN();
});

test('a smile of a model that has no arbitrage is not penalised', () => {
  const { derivativeJacobians: _, ...bare } = smile;
  expect(added(THETA, 2, bare).cost).toBe(0);
});

test('the grid of a penalty reaches the range on either side, two thirds of it on the scale of the slice', () => {
  for (const [range, unit] of [
    [1.5, 0.02],
    [3, 0.4],
  ] as const) {
    const k = penaltyGrid(range, unit);
    expect(k).toHaveLength(300);
    expect(k[0]).toBeCloseTo(-range, 12);
    expect(k[299]).toBeCloseTo(range, 12);
    k.forEach((at, i) => {
      if (i > 0) expect(at).toBeGreaterThanOrEqual(k[i - 1]!);
      expect(k[299 - i]! + at).toBeCloseTo(0, 12);
    });
    // Even on [-range, range]: no gap is wider than a hundredth of it.
    for (let i = 1; i < 300; i++) expect(k[i]! - k[i - 1]!).toBeLessThanOrEqual((2 * range) / 100 + 1e-12);
    // asinh(k/unit) is even on the others: of 200, so many are within a unit of the money.
    const dense = 200 * (Math.asinh(1) / Math.asinh(range / unit));
    const even = (100 * unit) / range;
    const near = k.filter((at) => Math.abs(at) < unit).length;
    expect(Math.abs(near - dense - even)).toBeLessThan(3);
  }
});

test('a thinned grid has every so manyth point, the middle one of each group', () => {
  const k = Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  expect([...thinned(k, 1)]).toEqual([...k]);
  expect([...thinned(k, 2)]).toEqual([1, 3, 5, 7, 9]);
  expect([...thinned(k, 3)]).toEqual([1, 4, 7]);
  expect([...thinned(k, 4)]).toEqual([2, 6]);
});

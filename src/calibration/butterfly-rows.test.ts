import { expect, test } from 'vitest';
import { durrlemanG } from '#surface/durrleman.ts';
import { slopesOf, squaresOf } from '#testing/differences.ts';
import { parabola, parabolaCoordinates } from '#testing/parabola.ts';
import { createButterflyRows, penaltyGrid } from './butterfly-rows.ts';

const X = Float64Array.of(0.25, 0.12);
const K = Float64Array.of(-0.9, -0.4, 0, 0.3, 0.8, 1.2);
const smile = parabola.smile({ t: 1, forward: 100 });

function shortfalls(x: Float64Array, margin: number): number[] {
  return Array.from(K, (k) => {
    const [level, slope, bend] = [x[0]! ** 2, x[0]! * x[1]!, x[1]! + 0.3];
    const g = durrlemanG(k, level + slope * k + bend * k * k, slope + 2 * bend * k, 2 * bend);
    return Math.min(0, g - margin);
  });
}

function added(x: Float64Array, margin: number | undefined, functions = smile) {
  const [theta, chain] = [new Float64Array(3), new Float64Array(6)];
  parabolaCoordinates.toParameters(x, theta);
  parabolaCoordinates.chain(x, theta, chain);
  const penalty = margin === undefined ? { k: K, mu: 24 } : { k: K, mu: 24, margin };
  const rows = createButterflyRows(functions, 3, 2, penalty);
  const normal = Float64Array.of(1, 2, 3, 4);
  const gradient = Float64Array.of(5, 6);
  return { cost: rows.add(theta, chain, normal, gradient), normal, gradient };
}

test.each([undefined, 0.5, 2])(
  'the rows add mu/n times the squares of what g lies below its margin of %s',
  (margin) => {
    const of = (x: Float64Array) => shortfalls(x, margin ?? 1e-3);
    const values = of(X);
    const slopes = slopesOf(of, X);
    const squares = squaresOf(
      slopes,
      values.map(() => 4),
      2,
    );
    const { cost, normal, gradient } = added(X, margin);
    expect(cost).toBeGreaterThan(0);
    expect(cost).toBeCloseTo(
      values.reduce((sum, v) => sum + 2 * v * v, 0),
      10,
    );
    [0, 1].forEach((c) => {
      const push = values.reduce((sum, v, i) => sum + 4 * v * slopes[2 * i + c]!, 0);
      expect(gradient[c]! - 5 - c).toBeCloseTo(push, 4);
    });
    // (0, 0), nothing, (1, 1) and (1, 0) of the band.
    expect(normal[0]! - 1).toBeCloseTo(squares[0]!, 3);
    expect(normal[1]).toBe(2);
    expect(normal[2]! - 3).toBeCloseTo(squares[3]!, 3);
    expect(normal[3]! - 4).toBeCloseTo(squares[2]!, 3);
  },
);

test('a smile free of arbitrage with room pays nothing, and one without variance has no cost', () => {
  const flat = Float64Array.of(1, -0.3);
  expect(shortfalls(flat, 1e-3).every((v) => v === 0)).toBe(true);
  expect(added(flat, undefined)).toEqual({
    cost: 0,
    normal: Float64Array.of(1, 2, 3, 4),
    gradient: Float64Array.of(5, 6),
  });
  expect(added(Float64Array.of(0, 0), undefined).cost).toBeNaN();
});

test('a smile of a model that has no arbitrage is not penalised', () => {
  const { derivativeJacobians: _, ...bare } = smile;
  expect(added(X, 2, bare).cost).toBe(0);
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

import { expect, test } from 'vitest';
import { gaussLegendre } from './gauss-legendre.ts';

test('nodes and weights agree with 20-digit tables', () => {
  // M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions, 1964, table 25.4.
  const five = gaussLegendre(5);
  expect(five.node[2]).toBe(0);
  expect(five.node[3]).toBeCloseTo(0.5384693101056831, 15);
  expect(five.node[4]).toBeCloseTo(0.906179845938664, 15);
  expect(five.weight[2]).toBeCloseTo(0.5688888888888889, 15);
  expect(five.weight[4]).toBeCloseTo(0.23692688505618908, 15);
  const wide = gaussLegendre(96);
  expect(wide.node[95]).toBeCloseTo(0.999689503883230766828, 15);
  expect(wide.weight[95]).toBeCloseTo(0.000796792065552012429, 17);
  expect(wide.node[48]).toBeCloseTo(0.016276744849602969579, 15);
  expect(wide.weight[48]).toBeCloseTo(0.032550614492363166242, 16);
});

test('a rule of n nodes integrates polynomials of degree 2n - 1 and no others', () => {
  for (const n of [1, 2, 7, 24]) {
    const { node, weight } = gaussLegendre(n);
    const integral = (power: number) => node.reduce((sum, x, i) => sum + weight[i]! * x ** power, 0);
    for (let power = 0; power < 2 * n; power++) {
      expect(Math.abs(integral(power) - (power % 2 === 0 ? 2 / (power + 1) : 0))).toBeLessThan(2e-15);
    }
    if (n < 20) expect(Math.abs(integral(2 * n) - 2 / (2 * n + 1))).toBeGreaterThan(1e-14);
  }
});

test('the rule is symmetric and its weights are positive and sum to 2', () => {
  for (const n of [1, 2, 3, 64, 129, 256, 512]) {
    const { node, weight } = gaussLegendre(n);
    expect(Math.abs(weight.reduce((a, b) => a + b, 0) - 2)).toBeLessThan(5e-15);
    for (let i = 0; i < n; i++) {
      expect(weight[i]).toBeGreaterThan(0);
      expect(node[i]! + node[n - 1 - i]!).toBe(0);
      if (i > 0) expect(node[i]).toBeGreaterThan(node[i - 1]!);
    }
  }
});

test('a rule without nodes is refused', () => {
  expect(() => gaussLegendre(0)).toThrow('not 0');
  expect(() => gaussLegendre(2.5)).toThrow('not 2.5');
});

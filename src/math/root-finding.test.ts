import { expect, test } from 'vitest';
import { brent } from './root-finding.ts';

test('finds the zeros of the classic test functions to the tolerance', () => {
  expect(brent((x) => x * x - 2, 0, 2, 1e-15)).toBeCloseTo(Math.SQRT2, 14);
  expect(brent((x) => Math.cos(x) - x, 0, 1, 1e-15)).toBeCloseTo(0.7390851332151607, 14);
  expect(brent((x) => (x - 1) ** 9, 0, 3, 1e-12)).toBeCloseTo(1, 1);
});

test('answers null where the bracket holds no change of sign', () => {
  expect(brent((x) => x * x + 1, -1, 1, 1e-12)).toBeNull();
  expect(brent(() => Number.NaN, -1, 1, 1e-12)).toBeNull();
});

test('an end that is a zero is returned as it stands', () => {
  expect(brent((x) => x, 0, 1, 1e-12)).toBe(0);
  expect(brent((x) => x - 1, 0, 1, 1e-12)).toBe(1);
});

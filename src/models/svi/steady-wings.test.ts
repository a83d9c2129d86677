import { expect, test } from 'vitest';
import { rawToJumpWings } from './jump-wings.ts';
import { sviSmile } from './raw.ts';
import { steadyWings } from './steady-wings.ts';

const RAW = Float64Array.of(0.01, 0.1, -0.3, 0.05, 0.2);
const T = 0.25;

test('steady wings are jump-wings with the logarithm of the variance at the money', () => {
  const [wings, values] = [new Float64Array(5), new Float64Array(5)];
  rawToJumpWings(RAW, T, wings);
  steadyWings.values(RAW, T, values);
  const w = new Float64Array(1);
  sviSmile.totalVariance(RAW, Float64Array.of(0), w);
  expect(values[0]).toBeCloseTo(Math.log(w[0]! / T), 13);
  expect([...values.slice(1)]).toEqual([...wings.slice(1)]);
});

test('their derivatives are differences', () => {
  const jacobian = new Float64Array(25);
  steadyWings.jacobian(RAW, T, jacobian);
  for (let j = 0; j < 5; j++) {
    const [up, down] = [1e-6, -1e-6].map((h) => {
      const out = new Float64Array(5);
      steadyWings.values(
        RAW.map((v, i) => (i === j ? v + h : v)),
        T,
        out,
      );
      return out;
    });
    for (let q = 0; q < 5; q++) {
      expect(jacobian[q * 5 + j]).toBeCloseTo((up![q]! - down![q]!) / 2e-6, 6);
    }
  }
});

test('a smile that keeps its shape while its level moves drifts in the level and, in proportion, the lowest variance', () => {
  const values = Float64Array.of(-1, -0.1, 0.4, 0.3, 0.2);
  const drift = new Float64Array(25).fill(1);
  steadyWings.drift(values, 0.01, 2, drift);
  // v vt: the covariance of ln v and vt is the variance of ln v times vt; the rest moves by itself with the days.
  const expected = new Float64Array(25).fill(1);
  expected[0]! += 0.01;
  expected[4]! += 0.01 * 0.2;
  expected[20]! += 0.01 * 0.2;
  expected[24]! += 0.01 * 0.04 + (0.05 * 0.2) ** 2 * 2;
  for (const i of [6, 12, 18]) expected[i]! += 0.03 ** 2 * 2;
  drift.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 15);
  });
});

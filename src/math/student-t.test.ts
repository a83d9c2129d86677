import { expect, test } from 'vitest';
import { studentQuantile } from './student-t.ts';

test('quantiles agree with the published table to its last digit', () => {
  // M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions, 1964, table 26.10.
  const table: readonly (readonly [number, number, number, number])[] = [
    [1, 12.706, 63.657, 636.619],
    [2, 4.303, 9.925, 31.598],
    [5, 2.571, 4.032, 6.869],
    [10, 2.228, 3.169, 4.587],
    [20, 2.086, 2.845, 3.85],
    [30, 2.042, 2.75, 3.646],
    [120, 1.98, 2.617, 3.373],
  ];
  for (const [degrees, ...values] of table) {
    [0.975, 0.995, 0.9995].forEach((p, i) => {
      expect(Math.abs(studentQuantile(p, degrees) - values[i]!), `${degrees} at ${p}`).toBeLessThan(2e-3);
    });
  }
});

test('one, two and four degrees of freedom agree with their closed forms', () => {
  for (const p of [0.5001, 0.6, 0.9, 0.975, 0.9999]) {
    const alpha = 4 * p * (1 - p);
    const four = 2 * Math.sqrt(Math.cos(Math.acos(Math.sqrt(alpha)) / 3) / Math.sqrt(alpha) - 1);
    expect(studentQuantile(p, 1) / Math.tan(Math.PI * (p - 0.5))).toBeCloseTo(1, 8);
    expect(studentQuantile(p, 2) / ((2 * p - 1) * Math.sqrt(2 / alpha))).toBeCloseTo(1, 8);
    expect(studentQuantile(p, 4) / four).toBeCloseTo(1, 8);
  }
});

test('the quantile is odd, falls with the degrees of freedom and ends at the normal one', () => {
  expect(studentQuantile(0.025, 7.5) / studentQuantile(0.975, 7.5)).toBeCloseTo(-1, 12);
  expect(studentQuantile(0.975, 2000) / studentQuantile(0.975, 2000.000001)).toBeCloseTo(1, 10);
  let before = Infinity;
  for (const degrees of [0.5, 1, 1.5, 3, 8.25, 40, 1000, 1e6, 1e11]) {
    const t = studentQuantile(0.975, degrees);
    expect(t).toBeLessThan(before);
    before = t;
  }
  expect(before).toBeCloseTo(1.959963984540054, 10);
});

test('what has no quantile gives NaN', () => {
  for (const [p, degrees] of [
    [0, 5],
    [1, 5],
    [0.9, 0],
    [0.9, Number.NaN],
  ] as const) {
    expect(studentQuantile(p, degrees)).toBeNaN();
  }
});

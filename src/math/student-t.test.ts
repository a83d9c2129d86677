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
    [-0.1, 5],
    [1.1, 5],
    [-0.1, 5000],
    [1.1, 5000],
    [0.9, -1],
    [0.3, -3],
    [Number.NaN, 5],
    [0.9, -Infinity],
    [0.9, Number.NaN],
  ] as const) {
    expect(studentQuantile(p, degrees)).toBeNaN();
  }
});

// p, degrees of freedom and the quantile, by mpmath's incomplete beta function at 40 digits.
test.each([
  [0.6, 0.5, 0.39797542678479069],
  [0.6, 1.5, 0.30074539256979542],
  [0.6, 3, 0.27667066233268991],
  [0.6, 7.5, 0.26250189880429471],
  [0.6, 25, 0.25605968482715148],
  [0.6, 200, 0.2536843791901477],
  [0.6, 1999, 0.25338082368227336],
  [0.6, 2001, 0.25338078997591194],
  [0.6, 5000, 0.2533605839692317],
  [0.6, 100000, 0.25334777715717994],
  [0.75, 0.5, 1.5537739740300373],
  [0.75, 1.5, 0.87259466254157064],
  [0.75, 3, 0.76489232840434528],
  [0.75, 7.5, 0.70859958044425949],
  [0.75, 25, 0.68442996490427036],
  [0.75, 200, 0.6757184114042202],
  [0.75, 1999, 0.67461249891532207],
  [0.75, 2001, 0.67461237620808524],
  [0.75, 5000, 0.674538820360874],
  [0.75, 100000, 0.67449220355329221],
  [0.975, 0.5, 164.55767348048853],
  [0.975, 1.5, 6.0166631044279319],
  [0.975, 3, 3.1824463052837096],
  [0.975, 7.5, 2.3330396268649746],
  [0.975, 25, 2.0595385527532977],
  [0.975, 200, 1.9718962236339094],
  [0.975, 1999, 1.961151420170562],
  [0.975, 2001, 1.9611502326224414],
  [0.975, 5000, 1.9604385517065079],
  [0.975, 100000, 1.9599877075346096],
  [0.999, 0.5, 102849.11563017555],
  [0.999, 1.5, 52.184430008992648],
  [0.999, 3, 10.214531852407387],
  [0.999, 7.5, 4.6303190940341016],
  [0.999, 25, 3.450188726973064],
  [0.999, 200, 3.1314798142211215],
  [0.999, 1999, 3.0943143418142412],
  [0.999, 2001, 3.0943102568888763],
  [0.999, 5000, 3.0918631199609818],
  [0.999, 100000, 3.0903138094272376],
  [0.9999999, 0.5, 10284911563163.4],
  [0.9999999, 1.5, 24226.63098923353],
  [0.9999999, 3, 222.57159094719873],
  [0.9999999, 7.5, 17.901706341823552],
  [0.9999999, 25, 7.0844149117337563],
])('the quantile of %d at %d degrees of freedom agrees with mpmath to ten digits', (p, degrees, t) => {
  // 1 - 1e-7 as a double is that of another tail, by 5e-10 of it.
  const rounding = p > 0.9999 ? 2e-9 : 0;
  expect(Math.abs(studentQuantile(p, degrees) / t - 1)).toBeLessThan(1e-10 + rounding);
  expect(Math.abs(studentQuantile(1 - p, degrees) / t + 1)).toBeLessThan(1e-10 + rounding);
});

test('a quantile beyond all numbers is infinite', () => {
  expect(studentQuantile(0.9999, 0.01)).toBe(Infinity);
  expect(studentQuantile(1e-4, 0.01)).toBe(-Infinity);
  expect(studentQuantile(0.5, 0.01)).toBe(0);
});

test('quantiles far in the tail agree with mpmath to ten digits', () => {
  [
    [0.5, 10284911563163.4],
    [1.5, 24226.63098923353],
    [3, 222.57159094719873],
    [7.5, 17.901706341823552],
    [25, 7.0844149117337563],
  ].forEach(([degrees, t]) => {
    expect(Math.abs(studentQuantile(1e-7, degrees!) / t! + 1)).toBeLessThan(1e-10);
  });
});

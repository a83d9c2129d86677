import { expect, test } from 'vitest';
import { covarianceOf, curvatureAt, leverages, meetsBoundWithout, standardErrors } from './confidence.ts';

/** Coordinates of which the third is at its lower bound and the fifth at its upper one. */
const coordinates = {
  size: 5,
  lower: Float64Array.of(-9, -9, 0, -9, -9),
  upper: Float64Array.of(9, 9, 9, 9, 1),
};
const x = Float64Array.of(0.5, -0.25, 0, 2, 1);
/** A full matrix; the free block of it, rows 0, 1 and 3, is [4 2 1; 2 9 -3; 1 -3 16]. */
const full = [
  [4, 2, 0.3, 1, 0.1],
  [2, 9, 0.7, -3, 0.2],
  [0.3, 0.7, 5, 0.4, 0.6],
  [1, -3, 0.4, 16, 0.9],
  [0.1, 0.2, 0.6, 0.9, 7],
];
/** The same in band storage: (i, j) at 5 i + i - j. */
const normal = (() => {
  const band = new Float64Array(25);
  full.forEach((row, i) => {
    for (let j = 0; j <= i; j++) band[5 * i + i - j] = row[j]!;
  });
  return band;
})();

/** Inverse of the free block by its adjugate. */
const [a, b, c, d, e, f] = [4, 2, 1, 9, -3, 16] as const;
const determinant = a * (d * f - e * e) - b * (b * f - e * c) + c * (b * e - d * c);
const inverse = [
  [d * f - e * e, c * e - b * f, b * e - c * d],
  [c * e - b * f, a * f - c * c, b * c - a * e],
  [b * e - c * d, b * c - a * e, a * d - b * b],
].map((row) => row.map((v) => v / determinant));

const form = (u: readonly number[], v: readonly number[]): number =>
  u.reduce((sum, p, r) => sum + v.reduce((inner, q, s) => inner + p * q * inverse[r]![s]!, 0), 0);

test('the curvature is the inverse of the normal matrix where coordinates are free', () => {
  const curvature = curvatureAt(coordinates, x, normal);
  expect(curvature.free).toEqual([0, 1, 3]);
  inverse.flat().forEach((v, i) => {
    expect(curvature.inverse![i]).toBeCloseTo(v, 12);
  });
});

test('the scale of the coordinates does not bear on whether they are told apart', () => {
  const scale = [1, 1e9, 1, 1e-9, 1];
  const scaled = Float64Array.from(normal, (v, at) => {
    const i = Math.floor(at / 5);
    return v * scale[i]! * (scale[i - (at % 5)] ?? 0);
  });
  const curvature = curvatureAt(coordinates, x, scaled);
  const places = [0, 1, 3];
  inverse.flat().forEach((v, i) => {
    const [r, s] = [places[Math.floor(i / 3)]!, places[i % 3]!];
    expect((curvature.inverse![i]! * scale[r]! * scale[s]!) / v).toBeCloseTo(1, 9);
  });
});

test('coordinates that are nearly one, do nothing or are all held are not identified', () => {
  const two = { size: 2, lower: Float64Array.of(-9, -9), upper: Float64Array.of(9, 9) };
  const at = Float64Array.of(0, 0);
  const of = (r: number) => curvatureAt(two, at, Float64Array.of(1, 0, 1, r)).inverse;
  // The norm of the matrix is 1 + r, that of its inverse 1/(1 - r).
  expect(of(1 - 3e-10)).not.toBeNull();
  expect(of(1 - 1e-10)).toBeNull();
  expect(of(-1 + 1e-10)).toBeNull();
  expect(of(1)).toBeNull();
  expect(curvatureAt(two, at, Float64Array.of(1, 0, 0, 0))).toEqual({ free: [0, 1], inverse: null });
  expect(curvatureAt(two, at, Float64Array.of(1, 0, Number.NaN, 0)).inverse).toBeNull();
  const held = curvatureAt(two, Float64Array.of(-9, 9), Float64Array.of(1, 0, 1, 0));
  expect(held).toEqual({ free: [], inverse: null });
});

const curvature = curvatureAt(coordinates, x, normal);
/** Rows with entries for held coordinates, which count for nothing; one entry of each is zero. */
const rows = Float64Array.of(1, 2, 50, 0.5, 60, 0, -1, 70, 3, 80, 2, 0, 90, -4, 100);
const free = [
  [1, 2, 0.5],
  [0, -1, 3],
  [2, 0, -4],
];

test('a leverage is W j H^-1 j of a row on the free coordinates', () => {
  const weight = Float64Array.of(0.2, 0.5, 0.3);
  const h = leverages(curvature, rows, 5, weight)!;
  expect(h).toHaveLength(3);
  free.forEach((row, i) => {
    expect(h[i]).toBeCloseTo(weight[i]! * form(row, row), 12);
  });
});

test("errors and covariances of derived quantities are D cov D' with cov = s2 H^-1", () => {
  const errors = standardErrors(curvature, 2.5, rows, 3, 5)!;
  const covariance = covarianceOf(curvature, 2.5, rows, 3, 5)!;
  free.forEach((row, r) => {
    expect(errors[r]).toBeCloseTo(Math.sqrt(2.5 * form(row, row)), 12);
    free.forEach((other, s) => {
      expect(covariance[3 * r + s]).toBeCloseTo(2.5 * form(row, other), 12);
    });
  });
  const still = Float64Array.of(0, 0, 5, 0, 5);
  expect([...standardErrors(curvature, 2.5, still, 1, 5)!]).toEqual([0]);
});

test('what is not identified has no leverage, no error and no covariance, and meets no bound', () => {
  const none = { free: [0, 1, 3], inverse: null };
  expect(leverages(none, rows, 5, new Float64Array(3))).toBeNull();
  expect(standardErrors(none, 1, rows, 3, 5)).toBeNull();
  expect(covarianceOf(none, 1, rows, 3, 5)).toBeNull();
  expect(meetsBoundWithout(none, coordinates, x, rows, 0, 1e9)).toBe(false);
});

test('without a quote the optimum moves by H^-1 of its row times its push, and may meet a bound on the way', () => {
  const row = rows.subarray(0, 5);
  const step = inverse.map((own) => own[0]! * 1 + own[1]! * 2 + own[2]! * 0.5);
  const places = [0, 1, 3];
  for (const [r, place] of places.entries()) {
    for (const side of ['lower', 'upper'] as const) {
      const room = 0.01;
      const bounds = { ...coordinates, [side]: Float64Array.from(coordinates[side]) };
      bounds[side][place] = x[place]! + (side === 'lower' ? -room : room);
      const towards = (side === 'lower' ? -1 : 1) * Math.sign(step[r]!);
      const most = room / Math.abs(step[r]!);
      const meets = (push: number) => meetsBoundWithout(curvature, bounds, x, row, 0, towards * push);
      expect(meets(0.999 * most)).toBe(false);
      expect(meets(1.001 * most)).toBe(true);
      expect(meets(-2 * most)).toBe(false);
    }
  }
});

import { expect, test } from 'vitest';
import { modelById } from '#models/index.ts';
import { measureErrors } from './measure-errors.ts';

test('the error of the volatility at the money of a day is that of the formula, where parameters cancel', () => {
  // SVI of 2 August 2026 on the Deribit board, fourteen hours before its expiry, m at its bound.
  const [t, forward] = [0.001601841704718417, 62_672.5];
  const [a, b, rho, m, sigma] = [
    -0.007740203421336246, 0.06299309085685094, 0.23986926189825739, 0.03320017182524051, 0.1271961723080057,
  ];
  const covariance = Float64Array.from(
    [
      [0.00038744094500142663, -0.001310197178989366, 0.006160613896833458, 0, -0.0034908251423009834],
      [-0.001310197178989366, 0.004436325009125965, -0.020809425609136442, 0, 0.011794097720009366],
      [0.006160613896833458, -0.020809425609136442, 0.09806431287505417, 0, -0.05555148344819244],
      [0, 0, 0, 0, 0],
      [-0.0034908251423009834, 0.011794097720009366, -0.05555148344819244, 0, 0.031472441032094775],
    ].flat(),
  );
  const theta = Float64Array.of(a, b, rho, m, sigma);
  const root = Math.hypot(m, sigma);
  const vol = Math.sqrt((a + b * (root - rho * m)) / t);
  // d vol / d theta at k = 0, w = a + b (sqrt(m^2 + sigma^2) - rho m), vol = sqrt(w / t).
  const slope = [1, root - rho * m, -b * m, 0, (b * sigma) / root].map((of) => of / (2 * vol * t));
  const variance = slope.reduce(
    (sum, of, r) => slope.reduce((row, other, c) => row + of * covariance[r * 5 + c]! * other, sum),
    0,
  );
  const errors = measureErrors(modelById('svi')!, { theta, t, forward, covariance });
  expect(errors.vol! / Math.sqrt(variance)).toBeCloseTo(1, 4);
  expect(errors.vol).toBeCloseTo(0.003955, 6);
  expect(errors.riskReversal25).toBeLessThan(0.02);
  expect(errors.butterfly25).toBeLessThan(0.05);
});

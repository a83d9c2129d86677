import { expect, test } from 'vitest';
import { golden, hasShared } from '#testing/shared.ts';
import { createLogCharacteristic } from './characteristic-function.ts';
import { heston } from './heston.ts';

interface HestonGolden {
  readonly prices: readonly Readonly<
    Record<'v0' | 'kappa' | 'theta' | 'sigma' | 'rho', number> & { readonly set: string }
  >[];
  readonly 'log_cf_of_ln(ST/F)': readonly {
    readonly set: string;
    readonly T: number;
    readonly u: readonly [number, number];
    readonly log_cf: readonly [number, number];
    readonly grad_v0_kappa_theta_sigma_rho: readonly (readonly [number, number])[];
  }[];
}

/** ln phi(u - i/2), gradient included, at one u: [re, im] and five more. */
function at(theta: Float64Array, t: number, u: number) {
  const log = createLogCharacteristic(1, 5);
  heston.gradient(theta, t, Float64Array.of(u), 1, log);
  return {
    value: [log.re[0]!, log.im[0]!] as const,
    gradient: Array.from(log.gradientRe, (re, a) => [re, log.gradientIm[a]!] as const),
  };
}

test.skipIf(!hasShared)('ln phi and its gradient agree with 50-digit values', () => {
  const reference = golden<HestonGolden>('heston');
  const sets = new Map(
    reference.prices.map((p) => [p.set, Float64Array.of(p.v0, p.kappa, p.theta, p.sigma, p.rho)]),
  );
  for (const row of reference['log_cf_of_ln(ST/F)']) {
    expect(row.u[1]).toBe(-0.5);
    const { value, gradient } = at(sets.get(row.set)!, row.T, row.u[0]);
    for (const part of [0, 1] as const) {
      expect(Math.abs(value[part] - row.log_cf[part])).toBeLessThan(1e-13);
      row.grad_v0_kappa_theta_sigma_rho.forEach((g, a) => {
        expect(Math.abs(gradient[a]![part] - g[part])).toBeLessThan(1e-12);
      });
    }
  }
});

test('at u = 0 it is real, and without volatility of variance that of a normal law', () => {
  const theta = Float64Array.of(0.05, 1.5, 0.08, 1e-7, -0.6);
  expect(at(Float64Array.of(0.05, 1.5, 0.08, 0.9, -0.6), 0.7, 0).value[1]).toBe(0);
  for (const t of [0.002, 0.5, 8]) {
    for (const u of [0.3, 4, 20]) {
      const exact = -0.5 * heston.totalVariance(theta, t) * (u * u + 0.25);
      expect(Math.abs(at(theta, t, u).value[0] / exact - 1)).toBeLessThan(1e-5);
    }
  }
});

test('ln phi is continuous in u where the textbook form jumps', () => {
  // Albrecher et al. 2007, section 4: the original branch fails here beyond t of about 2.
  const theta = Float64Array.of(0.0175, 1.5768, 0.0398, 0.5751, -0.5711);
  const n = 4000;
  const u = Float64Array.from({ length: n }, (_, j) => 0.02 * j);
  const log = createLogCharacteristic(n, 5);
  heston.value(theta, 30, u, n, log);
  for (let j = 1; j < n; j++) expect(Math.abs(log.im[j]! - log.im[j - 1]!)).toBeLessThan(0.1);
});

test('the gradient agrees with differences, also for very small volatility of variance and short times', () => {
  for (const theta of [
    [0.3, 4, 0.4, 1.8, -0.15],
    [0.04, 0.5, 0.04, 1, -0.9],
    [0.04, 0.1, 0.09, 0.02, 0.7],
    [0.09, 15, 0.02, 4, 0.95],
  ]) {
    for (const t of [1 / 365, 0.3, 5]) {
      for (const u of [0, 0.7, 30]) {
        const { gradient } = at(Float64Array.from(theta), t, u);
        for (let a = 0; a < 5; a++) {
          const h = 1e-5 * Math.abs(theta[a]!);
          const up = Float64Array.from(theta);
          const down = Float64Array.from(theta);
          up[a]! += h;
          down[a]! -= h;
          for (const part of [0, 1] as const) {
            const difference = (at(up, t, u).value[part] - at(down, t, u).value[part]) / (2 * h);
            const size = Math.hypot(...gradient[a]!);
            expect(Math.abs(gradient[a]![part] - difference)).toBeLessThan(1e-7 * size + 1e-8);
          }
        }
      }
    }
  }
});

import { expect, test } from 'vitest';
import { golden, hasShared } from '#testing/shared.ts';
import { bates } from './bates.ts';
import { blackPrice } from './black76.ts';
import type { CharacteristicFunction } from './characteristic-function.ts';
import { heston } from './heston.ts';
import { createLewisExpiry, type LewisAccuracy } from './lewis-price.ts';

interface GoldenPrice {
  readonly F: number;
  readonly K: number;
  readonly T: number;
  readonly call: number;
}

/** Largest error of the calls of one model, an expiry at a time. */
function worst(
  model: CharacteristicFunction,
  theta: readonly number[],
  prices: readonly GoldenPrice[],
  accuracy?: LewisAccuracy,
): number {
  let error = 0;
  for (const t of new Set(prices.map((p) => p.T))) {
    const rows = prices.filter((p) => p.T === t);
    const f = rows[0]!.F;
    const expiry = createLewisExpiry(
      model,
      f,
      t,
      Float64Array.from(rows, (p) => p.K),
      accuracy,
    );
    const out = new Float64Array(rows.length);
    expiry.timeValues(Float64Array.from(theta), out);
    rows.forEach((p, i) => {
      error = Math.max(error, Math.abs(out[i]! + Math.max(f - p.K, 0) - p.call));
    });
  }
  return error;
}

type HestonRow = GoldenPrice &
  Readonly<Record<'v0' | 'kappa' | 'theta' | 'sigma' | 'rho', number> & { set: string }>;

test.skipIf(!hasShared)(
  'Heston calls agree with 50-digit prices, the hardest published sets included',
  () => {
    const { prices } = golden<{ prices: readonly HestonRow[] }>('heston');
    for (const set of new Set(prices.map((p) => p.set))) {
      const rows = prices.filter((p) => p.set === set);
      const { v0, kappa, theta, sigma, rho } = rows[0]!;
      const parameters = [v0, kappa, theta, sigma, rho];
      expect(worst(heston, parameters, rows)).toBeLessThan(2e-13);
      expect(worst(heston, parameters, rows, { tolerance: 1e-14, nodes: 256 })).toBeLessThan(1e-9);
      expect(worst(heston, parameters, rows, { tolerance: 1e-13 })).toBeLessThan(2e-8);
    }
  },
);

interface BatesGolden {
  readonly heston: Readonly<Record<'v0' | 'kappa' | 'theta' | 'sigma' | 'rho', number>>;
  readonly jumps: Readonly<Record<'lambda' | 'muJ' | 'deltaJ', number>>;
  readonly prices: readonly GoldenPrice[];
}

test.skipIf(!hasShared)('Bates calls agree with 50-digit prices', () => {
  const { heston: h, jumps, prices } = golden<BatesGolden>('bates');
  const theta = [h.v0, h.kappa, h.theta, h.sigma, h.rho, jumps.lambda, jumps.muJ, jumps.deltaJ];
  expect(worst(bates, theta, prices)).toBeLessThan(2e-13);
});

test('without volatility of variance the prices are those of Black', () => {
  const strikes = Float64Array.of(60, 90, 100, 115, 180);
  const expiry = createLewisExpiry(heston, 100, 0.5, strikes);
  const out = new Float64Array(5);
  expiry.timeValues(Float64Array.of(0.09, 2, 0.09, 1e-8, 0), out);
  strikes.forEach((k, i) => {
    expect(Math.abs(out[i]! - blackPrice(100, k, 0.5, 0.3, k > 100))).toBeLessThan(1e-7);
  });
});

test('Bates without volatility of variance is the series of R. C. Merton (1976), equation 16', () => {
  const [lambda, mu, delta, variance, t] = [3, -0.12, 0.15, 0.04, 0.4];
  const mean = Math.exp(mu + 0.5 * delta * delta);
  const strikes = Float64Array.of(60, 85, 100, 110, 140);
  const out = new Float64Array(5);
  createLewisExpiry(bates, 100, t, strikes).timeValues(
    Float64Array.of(variance, 1, variance, 1e-9, 0, lambda, mu, delta),
    out,
  );
  strikes.forEach((k, i) => {
    let sum = 0;
    let chance = Math.exp(-lambda * t);
    for (let n = 0; n < 60; n++) {
      const forward = 100 * Math.exp(-lambda * t * (mean - 1)) * mean ** n;
      const vol = Math.sqrt(variance + (n * delta * delta) / t);
      sum += chance * blackPrice(forward, k, t, vol, k > 100);
      chance *= (lambda * t) / (n + 1);
    }
    expect(Math.abs(out[i]! - sum)).toBeLessThan(1e-9);
  });
});

test('prices and gradients do not depend on what was priced before', () => {
  const strikes = Float64Array.from({ length: 11 }, (_, i) => 50 * 1.13 ** i);
  const kept = createLewisExpiry(heston, 100, 0.3, strikes);
  const first = new Float64Array(11);
  const second = new Float64Array(11);
  const gradients = [new Float64Array(55), new Float64Array(55)] as const;
  for (const theta of [
    [0.04, 1, 0.04, 0.2, -0.5],
    [0.5, 3, 0.6, 2.5, 0.3],
    [0.0004, 0.1, 0.01, 3, -0.9],
    [0.05, 1, 0.04, 0.25, -0.5],
    [4, 0.01, 4, 0.01, 0.99],
  ]) {
    const parameters = Float64Array.from(theta);
    kept.timeValuesAndGradient(parameters, first, gradients[0]);
    createLewisExpiry(heston, 100, 0.3, strikes).timeValuesAndGradient(parameters, second, gradients[1]);
    for (let i = 0; i < 11; i++) expect(Math.abs(first[i]! - second[i]!)).toBeLessThan(2e-13);
    for (let i = 0; i < 55; i++) {
      const g = gradients[1][i]!;
      expect(Math.abs(gradients[0][i]! - g)).toBeLessThan(1e-9 * (1 + Math.abs(g)));
    }
    kept.timeValues(parameters, second);
    for (let i = 0; i < 11; i++) expect(Math.abs(first[i]! - second[i]!)).toBeLessThan(2e-13);
  }
});

test('gradients agree with differences of prices', () => {
  const strikes = Float64Array.of(55, 80, 95, 100, 103, 130, 210);
  const n = strikes.length;
  for (const [model, theta] of [
    [heston, [0.3, 4, 0.4, 1.8, -0.15]],
    [heston, [0.04, 0.5, 0.04, 1, -0.9]],
    [bates, [0.3, 4, 0.4, 1.8, -0.15, 6, -0.03, 0.08]],
    [bates, [0.05, 1, 0.08, 0.6, 0.4, 0.3, 0.2, 0.02]],
  ] as const) {
    const p = theta.length;
    for (const t of [2 / 365, 0.25, 2]) {
      const expiry = createLewisExpiry(model, 100, t, strikes);
      const gradient = new Float64Array(n * p);
      const value = new Float64Array(n);
      expiry.timeValuesAndGradient(Float64Array.from(theta), value, gradient);
      const up = new Float64Array(n);
      const down = new Float64Array(n);
      for (let a = 0; a < p; a++) {
        const h = 2e-5 * Math.abs(theta[a]!);
        expiry.timeValues(
          Float64Array.from(theta, (v, b) => (b === a ? v + h : v)),
          up,
        );
        expiry.timeValues(
          Float64Array.from(theta, (v, b) => (b === a ? v - h : v)),
          down,
        );
        for (let i = 0; i < n; i++) {
          const difference = (up[i]! - down[i]!) / (2 * h);
          expect(Math.abs(gradient[i * p + a]! - difference)).toBeLessThan(2e-7 * (1 + Math.abs(difference)));
        }
      }
    }
  }
});

test('what a cut integral misses is said', () => {
  const expiry = createLewisExpiry(heston, 100, 0.01, Float64Array.of(20, 100, 500));
  expiry.timeValues(Float64Array.of(1e-4, 0.01, 1e-4, 5, 0.99), new Float64Array(3));
  expect(expiry.nodes).toBe(1024);
  expect(expiry.truncation).toBeGreaterThan(1e-15);
  expiry.timeValues(Float64Array.of(0.04, 1, 0.04, 0.5, -0.5), new Float64Array(3));
  expect(expiry.nodes).toBeLessThan(300);
  expect(expiry.truncation).toBeLessThan(1e-15);
});

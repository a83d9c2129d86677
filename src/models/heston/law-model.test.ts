/** Models of the law of S_T: one set of parameters for the whole board. */
import { expect, test } from 'vitest';
import type { ParameterConstraints, SurfaceCoordinates } from '#models/model.ts';
import { bates as batesLaw } from '#pricing/bates.ts';
import { heston as hestonLaw } from '#pricing/heston.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';
import { bates, heston } from './index.ts';

const THETA = Float64Array.of(0.09, 2, 0.04, 0.5, -0.7);

function opened(shared: ParameterConstraints = {}): SurfaceCoordinates {
  const coordinates = heston.coordinates([], { shared, slices: [] });
  if ('error' in coordinates) throw new Error(coordinates.error);
  return coordinates;
}

test('every expiry has the same parameters, and each of them moves every expiry alike', () => {
  const coordinates = opened();
  expect(coordinates.size).toBe(5);
  const x = new Float64Array(5);
  coordinates.fromParameters([THETA, new Float64Array(5)], x);
  const thetas = [new Float64Array(5), new Float64Array(5), new Float64Array(5)];
  coordinates.toParameters(x, thetas);
  for (const theta of thetas) {
    theta.forEach((value, i) => {
      expect(value).toBeCloseTo(THETA[i]!, 14);
    });
  }
  const rows = thetas.map(() => new Float64Array(25).fill(8));
  coordinates.chain(x, thetas, rows);
  // Variances are walked as volatilities: 2 sqrt(v) a step.
  const expected = [0.6, 1, 0.4, 1, 1];
  for (const row of rows) {
    row.forEach((value, i) => {
      expect(value).toBeCloseTo(i % 6 === 0 ? expected[i / 6]! : 0, 14);
    });
  }
});

test('ends are the board’s, and contradictions sentences', () => {
  const coordinates = opened({ theta: { fixed: true, value: 0.04 }, kappa: { fixed: false, upper: 2 } });
  const x = new Float64Array(4);
  coordinates.fromParameters([Float64Array.of(0.09, 7, 0.3, 0.5, -1)], x);
  expect(coordinates.atBound(x)).toEqual([
    { name: 'kappa', side: 'max', slice: null },
    { name: 'rho', side: 'min', slice: null },
  ]);
  const refused = heston.coordinates([], { shared: { rho: { fixed: true, value: 2 } }, slices: [] });
  expect(refused).toEqual({ error: 'rho is fixed at 2, outside -0.999 to 0.999' });
});

test('the smile is that of the prices of its law', () => {
  const t = 0.5;
  for (const [model, law, theta] of [
    [heston, hestonLaw, THETA],
    [bates, batesLaw, Float64Array.of(...THETA, 0.8, -0.1, 0.15)],
  ] as const) {
    expect(model.characteristic).toBe(law);
    expect(model.expiryPricer).toBe(createLewisExpiry);
    const k = Float64Array.of(-0.4, -0.1, 0, 0.2);
    const strikes = k.map(Math.exp);
    const values = new Float64Array(4);
    createLewisExpiry(law, 1, t, strikes).timeValues(theta, values);
    const w = new Float64Array(4);
    model.smile({ t, forward: 1 }).totalVariance(theta, k, w);
    strikes.forEach((strike, i) => {
      expect(Math.sqrt(w[i]! / t)).toBeCloseTo(impliedVol(1, strike, t, strike > 1, values[i]!), 9);
    });
  }
});

test('derivatives in the parameters are differences, at the money and where prices have no digits left', () => {
  const t = 0.05;
  const k = Float64Array.of(-1.6, -0.7, -0.1, 0, 0.12, 0.6, 1.2);
  const n = k.length;
  for (const [model, law, theta] of [
    [heston, hestonLaw, THETA],
    [bates, batesLaw, Float64Array.of(...THETA, 0.8, -0.1, 0.15)],
  ] as const) {
    const p = theta.length;
    const smile = model.smile({ t, forward: 1 });
    const variances = (at: Float64Array): Float64Array => {
      const w = new Float64Array(n);
      smile.totalVariance(at, k, w);
      return w;
    };
    const jacobian = new Float64Array(n * p);
    smile.jacobian(theta, k, jacobian);
    const w = variances(theta);
    for (let q = 0; q < p; q++) {
      const h = 1e-4 * Math.max(0.01, Math.abs(theta[q]!));
      const [up, down] = [h, -h].map((by) => variances(theta.map((v, j) => (j === q ? v + by : v))));
      for (let i = 0; i < n; i++) {
        const difference = (up![i]! - down![i]!) / (2 * h);
        const size = Math.abs(difference) + (1e-3 * w[i]!) / Math.max(0.01, Math.abs(theta[q]!));
        expect(Math.abs(jacobian[i * p + q]! - difference), `${law.parameters[q]} at ${k[i]}`).toBeLessThan(
          1e-3 * size,
        );
      }
    }
    // Both kinds of strikes are among them.
    const prices = new Float64Array(n);
    createLewisExpiry(law, 1, t, k.map(Math.exp)).timeValues(theta, prices);
    expect(Math.min(...prices)).toBeLessThan(1e-10);
    expect(Math.max(...prices)).toBeGreaterThan(1e-3);
    // Asked again after others it says the same.
    expect(variances(theta)).toEqual(w);
  }
});

test('slope and curvature in k are the smile’s differences', () => {
  const [t, h] = [0.4, 1e-3];
  const k = Float64Array.of(-0.4, -0.05, 0.1, 0.5);
  const smile = heston.smile({ t, forward: 1 });
  const at = (by: number): Float64Array => {
    const w = new Float64Array(4);
    smile.totalVariance(
      THETA,
      k.map((v) => v + by),
      w,
    );
    return w;
  };
  const [w, w1, w2] = [0, 1, 2].map(() => new Float64Array(4)) as [Float64Array, Float64Array, Float64Array];
  smile.derivatives(THETA, k, w, w1, w2);
  const [low, middle, high] = [at(-h), at(0), at(h)];
  k.forEach((_, i) => {
    expect(w[i]).toBeCloseTo(middle[i]!, 14);
    expect(w1[i]).toBeCloseTo((high[i]! - low[i]!) / (2 * h), 5);
    expect(w2[i]).toBeCloseTo((high[i]! - 2 * middle[i]! + low[i]!) / (h * h), 4);
  });
});

test('every start is one set for all expiries', () => {
  const k = Float64Array.of(-0.1, 0, 0.1);
  const slices = [0.1, 0.5, 1].map((t) => ({
    t,
    forward: 1,
    k,
    w: k.map((v) => t * (0.3 - 0.2 * v) ** 2),
    weight: new Float64Array(3).fill(1 / 3),
  }));
  const starts = bates.starts(slices);
  expect(starts).toHaveLength(5);
  for (const thetas of starts) {
    expect(thetas).toHaveLength(3);
    for (const theta of thetas) {
      expect(theta).toHaveLength(8);
      expect(theta).toEqual(thetas[0]);
    }
  }
  // No two starts jump alike.
  expect(new Set(starts.map(([theta]) => theta!.slice(5).join())).size).toBe(5);
});

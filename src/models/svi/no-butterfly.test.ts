import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smallestG } from '#surface/durrleman.ts';
import { fukasawaEnds } from './fukasawa.ts';
import { leastSigma } from './least-sigma.ts';
import { isButterflyFree } from './no-butterfly.ts';
import { sviSmile } from './raw.ts';

const SEED = 20050334;
const shape = fc.record({
  b: fc.double({ min: 0.02, max: 0.95, noNaN: true }),
  rho: fc.double({ min: -0.95, max: 0.95, noNaN: true }),
  lift: fc.double({ min: 1e-3, max: 2, noNaN: true }),
  place: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
});

/** Smallest g of (a, b, rho, m, sigma) over a range wide enough for its own scale. */
function worst(theta: Float64Array): number {
  const reach = 60 * theta[4]! + Math.abs(theta[3]!);
  return Math.min(smallestG(sviSmile, theta, -reach, reach).value, smallestG(sviSmile, theta, -30, 30).value);
}

test('on the boundary sigma = sigma* g touches zero, above it g is positive, below it negative', () => {
  fc.assert(
    fc.property(shape, ({ b, rho, lift, place }) => {
      fc.pre(b * (1 + Math.abs(rho)) < 1.99);
      const lines = fukasawaEnds(b, rho);
      const alpha = lines.threshold + lift;
      const interval = lines.at(alpha);
      const { low, high } = interval;
      const mu = low + (high - low) * place;
      const { sigma, at } = leastSigma(alpha, b, rho, mu, interval);
      fc.pre(Number.isFinite(sigma) && sigma > 1e-4 && sigma < 50 && Math.abs(at) < 50);
      const theta = (s: number): Float64Array => Float64Array.of(alpha * s, b, rho, mu * s, s);
      expect(worst(theta(sigma * 1.001))).toBeGreaterThan(-1e-9);
      expect(worst(theta(sigma * 0.98))).toBeLessThan(0);
      expect(isButterflyFree(theta(sigma * 1.001))).toBe(true);
      expect(isButterflyFree(theta(sigma * 0.98))).toBe(false);
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test('at the threshold the interval is a point, below it there is none', () => {
  fc.assert(
    fc.property(shape, ({ b, rho }) => {
      fc.pre(b * (1 + Math.abs(rho)) < 1.99);
      const lines = fukasawaEnds(b, rho);
      const at = lines.at(lines.threshold);
      expect(Math.abs(at.high - at.low)).toBeLessThan(1e-9 * (1 + Math.abs(at.high)));
      const above = lines.at(lines.threshold + 0.1);
      expect(above.high).toBeGreaterThan(above.low);
      const below = lines.at(lines.threshold - 0.01);
      expect(below.high).toBeLessThan(below.low);
      expect(lines.threshold).toBeGreaterThanOrEqual(-b * Math.sqrt(1 - rho * rho));
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test('no place of a fine scan needs more than sigma*, or lies beyond an end of the interval', () => {
  fc.assert(
    fc.property(shape, ({ b, rho, lift, place }) => {
      fc.pre(b * (1 + Math.abs(rho)) < 1.99);
      const ends = fukasawaEnds(b, rho);
      const alpha = ends.threshold + lift;
      const interval = ends.at(alpha);
      const mu = interval.low + (interval.high - interval.low) * place;
      const { sigma } = leastSigma(alpha, b, rho, mu, interval);
      const lowest = -rho / Math.sqrt(1 - rho * rho);
      let beyond = Number.NEGATIVE_INFINITY;
      let need = 0;
      for (let u = -10; u < 12; u += 0.01) {
        for (const side of [1, -1]) {
          const l = lowest + side * Math.exp(u);
          const n = alpha + b * (rho * l + Math.hypot(l, 1));
          const n1 = b * (rho + l / Math.hypot(l, 1));
          const end = 2 * n * (1 / n1 - side / 4) - l;
          const gap = side === 1 ? interval.high - end : end - interval.low;
          beyond = Math.max(beyond, gap / (1 + Math.abs(end)));
          const g1 = (1 - ((l + mu) * n1) / (2 * n)) ** 2 - n1 ** 2 / 16;
          const g2 = b / Math.hypot(l, 1) ** 3 - n1 ** 2 / (2 * n);
          if (g2 < 0) need = Math.max(need, -g2 / (2 * g1));
        }
      }
      expect(beyond).toBeLessThan(1e-9);
      expect(need).toBeLessThanOrEqual(sigma * (1 + 1e-7));
    }),
    { seed: SEED, numRuns: 200 },
  );
});

test('the smile of Vogt is outside, its published repairs inside', () => {
  expect(isButterflyFree(Float64Array.of(-0.041, 0.1331, 0.306, 0.3586, 0.4153))).toBe(false);
  expect(
    isButterflyFree(Float64Array.of(0.007740912, 0.0692420345, -0.3340364806, 0.0420337452, 0.1186078028)),
  ).toBe(true);
  expect(
    isButterflyFree(Float64Array.of(-0.03051987833, 0.1027167896, 0.1007176103, 0.2723440533, 0.4123978271)),
  ).toBe(true);
});

test('the domain ends at each of its conditions', () => {
  const [b, rho] = [0.4, -0.3];
  const ends = fukasawaEnds(b, rho);
  const alpha = ends.threshold + 0.2;
  const interval = ends.at(alpha);
  const middle = (interval.low + interval.high) / 2;
  // A wide vertex: sigma is no matter here.
  const free = (over: { alpha?: number; b?: number; rho?: number; mu?: number; sigma?: number }): boolean => {
    const at = { alpha, b, rho, mu: middle, sigma: 40, ...over };
    return isButterflyFree(Float64Array.of(at.alpha * at.sigma, at.b, at.rho, at.mu * at.sigma, at.sigma));
  };
  const width = interval.high - interval.low;
  expect(free({})).toBe(true);
  expect(free({ mu: interval.high - 0.01 * width })).toBe(true);
  expect(free({ mu: interval.high + 1e-6 * width })).toBe(false);
  expect(free({ mu: interval.low + 0.01 * width })).toBe(true);
  expect(free({ mu: interval.low - 1e-6 * width })).toBe(false);
  expect(free({ alpha: ends.threshold - 1e-6 })).toBe(false);
  expect(free({ sigma: -1 })).toBe(false);
  expect(free({ sigma: 0 })).toBe(false);
  expect(free({ rho: 1.2, b: 0.1 })).toBe(false);
  expect(free({ rho: -1, b: 0.1 })).toBe(false);
  expect(free({ b: Number.NaN })).toBe(false);
  // Wings steeper than two, either way, however high the level.
  for (const [steep, tilt] of [
    [1.9, 0.4],
    [1.9, -0.4],
    [2.1, 0],
  ] as const)
    expect(free({ b: steep, rho: tilt, alpha: 30, mu: 0, sigma: 40 })).toBe(false);
});

import { expect, test } from 'vitest';
import { bates } from './bates.ts';
import { createLogCharacteristic } from './characteristic-function.ts';
import { heston } from './heston.ts';
import { nodesNeeded, rangeNeeded } from './lewis-nodes.ts';

test('nodes grow with the law, the oscillation and the digits asked for, in eights', () => {
  // 13 and 0.45 for each unit of spread at eleven digits, 0.185 more for each further digit, 0.26 for each of phase.
  expect(nodesNeeded(0, 0, 1e-11)).toBe(16);
  expect(nodesNeeded(10, 0, 1e-11)).toBe(24);
  expect(nodesNeeded(10, 0, 1e-15)).toBe(32);
  expect(nodesNeeded(10, 0, 1e-5)).toBe(24);
  expect(nodesNeeded(100, 0, 1e-5)).toBe(64);
  expect(nodesNeeded(100, 0, 1e-13)).toBe(96);
  expect(nodesNeeded(100, 0, 1e-15)).toBe(136);
  expect(nodesNeeded(0, 100, 1e-11)).toBe(40);
  expect(nodesNeeded(100, 100, 1e-15)).toBe(160);
});

const LAWS = [
  ['calm', heston, [0.08, 3, 0.1, 0.25, -0.8]],
  ['crypto', heston, [0.3, 4, 0.4, 1.8, -0.15]],
  ['far from Feller', heston, [0.04, 0.5, 0.04, 1, -0.9]],
  ['small jumps', bates, [0.3, 4, 0.4, 1.8, -0.15, 6, -0.03, 0.08]],
] as const;

test.each(LAWS)(
  'the integral of the law %s is cut where its tail is below the tolerance, and not later',
  (_, law, values) => {
    const theta = Float64Array.from(values);
    for (const t of [0.002, 0.3, 4]) {
      const w = law.totalVariance(theta, t);
      for (const tolerance of [1e-8, 1e-15]) {
        const end = rangeNeeded(law, theta, t, w, tolerance);
        const tail = (u: number): number => {
          const log = createLogCharacteristic(1, 0);
          law.value(theta, t, Float64Array.of(u), 1, log);
          return Math.max(Math.exp(law.logModulus(theta, t, u)), Math.exp(-0.5 * w * u * u)) / u;
        };
        expect(tail(end)).toBeLessThanOrEqual(tolerance);
        expect(tail(0.979 * end)).toBeGreaterThan(tolerance);
      }
    }
  },
);

test.each(LAWS)('the bound of the law %s lies over its modulus and falls', (_, law, values) => {
  const theta = Float64Array.from(values);
  const n = 200;
  const u = Float64Array.from({ length: n }, (__, j) => 0.25 * j);
  for (const t of [0.01, 1]) {
    const log = createLogCharacteristic(n, 0);
    law.value(theta, t, u, n, log);
    let before = Number.POSITIVE_INFINITY;
    u.forEach((at, j) => {
      const bound = law.logModulus(theta, t, at);
      expect(bound).toBeGreaterThanOrEqual(log.re[j]! - 1e-14);
      expect(bound).toBeLessThanOrEqual(before);
      // At u = 0 the characteristic function is real, and its own bound.
      if (j === 0) expect(bound).toBeCloseTo(log.re[0]!, 13);
      before = bound;
    });
  }
});

test('jumps bend the bound, reach further when there are more, and add to the variance', () => {
  const [law, t] = [[0.3, 4, 0.4, 1.8, -0.15], 0.5] as const;
  const withJumps = (...jumps: readonly number[]) => Float64Array.from([...law, ...jumps]);
  const theta = withJumps(2, -0.1, 0.2);
  for (const u of [0, 3, 50]) {
    const size = Math.exp(-0.05 - 0.02 * (u * u - 0.25));
    const expected = heston.logModulus(theta, t, u) + 2 * t * (size - 1 - 0.5 * (Math.exp(-0.1 + 0.02) - 1));
    expect(bates.logModulus(theta, t, u)).toBeCloseTo(expected, 12);
  }
  expect(bates.totalVariance(theta, t)).toBeCloseTo(heston.totalVariance(theta, t) + 2 * t * 0.05, 13);
  expect(heston.reach(theta, t)).toBe(0);
  expect(bates.reach(theta, t)).toBeCloseTo(5 * 0.1 + 2 * 0.2, 12);
  expect(bates.reach(withJumps(0.125, -0.1, 0.2), t)).toBeCloseTo(3 * 0.1 + 2 * 0.2, 12);
  expect(bates.reach(withJumps(0, 0.1, 0.2), t)).toBeCloseTo(2 * 0.1 + 2 * 0.2, 12);
});

test('the variance of a law is the integral of its mean variance', () => {
  const theta = Float64Array.of(0.3, 4, 0.4, 1.8, -0.15);
  for (const t of [1e-3, 0.5, 10]) {
    let sum = 0;
    for (let i = 0; i < 2000; i++)
      sum += ((0.4 + (0.3 - 0.4) * Math.exp((-4 * t * (i + 0.5)) / 2000)) * t) / 2000;
    expect(heston.totalVariance(theta, t) / sum).toBeCloseTo(1, 5);
  }
  expect(heston.totalVariance(Float64Array.of(0.3, 1e-14, 0.4, 1, 0), 2)).toBeCloseTo(0.6, 12);
  expect(heston.totalVariance(Float64Array.of(0.3, 1e-6, 0.4, 1, 0), 2)).toBeCloseTo(0.6 + 0.1 * 2e-6, 10);
});

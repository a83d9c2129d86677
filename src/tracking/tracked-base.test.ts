import { expect, test } from 'vitest';
import { heston } from '#models/heston/index.ts';
import type { VolModel } from '#models/model.ts';
import { essvi, ssvi, ssviHeston } from '#models/ssvi/index.ts';
import { svi } from '#models/svi/index.ts';
import { pointsOf } from '#surface/smile-curve.ts';
import { trackedExpiry } from './tracked-base.ts';

const at = { key: '30d', expiry: 1e12, t: 30 / 365, forward: 60_000, quoted: [-0.3, 0.3] as const };

test.each<[string, VolModel, readonly number[]]>([
  ['SVI', svi, [0.004, 0.08, -0.3, 0.02, 0.1]],
  ['eSSVI', essvi, [0.02, -0.35, 0.16]],
  ['SSVI', ssvi, [0.02, -0.35, 0.9, 0.4]],
  ['SSVI of Heston', ssviHeston, [0.02, -0.35, 1.2]],
])('the wing slope of %s is the steepest of its smile far out', (_, model, theta) => {
  const { curve, wingSlope, vol } = trackedExpiry(model, { ...at, theta, noise: null });
  const point = pointsOf(curve);
  const far = Math.max(Math.abs(point(-1e6).w1), Math.abs(point(1e6).w1));
  expect(wingSlope).toBeCloseTo(far, 9);
  expect(vol).toBeCloseTo(Math.sqrt(point(0).w / at.t), 14);
});

test('a law says nothing of its wings, and a fit nothing of a scatter that it does not know', () => {
  const tracked = trackedExpiry(heston, { ...at, theta: [0.25, 2, 0.3, 1, -0.3], noise: null });
  expect(tracked.wingSlope).toBe(0);
  expect(tracked.noise).toBeNaN();
  expect(trackedExpiry(heston, { ...at, theta: [0.25, 2, 0.3, 1, -0.3], noise: 0.02 }).noise).toBe(0.02);
});

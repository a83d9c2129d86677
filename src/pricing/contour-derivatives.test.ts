import { expect, test } from 'vitest';
import { bates } from './bates.ts';
import type { CharacteristicFunction } from './characteristic-function.ts';
import { createContourSmile } from './contour-smile.ts';
import { heston } from './heston.ts';

const LAWS: readonly (readonly [string, CharacteristicFunction, readonly number[], number])[] = [
  ['crypto', heston, [0.3, 4, 0.4, 1.8, -0.15], 0.25],
  ['calm', heston, [0.08, 3, 0.1, 0.25, -0.8], 1],
  ['small jumps', bates, [0.3, 4, 0.4, 1.8, -0.15, 6, -0.03, 0.08], 0.1],
];

function at(law: CharacteristicFunction, theta: readonly number[], t: number, k: Float64Array) {
  const [w, w1, w2] = [0, 1, 2].map(() => new Float64Array(k.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  createContourSmile(law, Float64Array.from(theta), t).derivatives(k, w, w1, w2);
  return { w, w1, w2 };
}

test.each(LAWS)(
  'the slope of the law %s is the difference of its variance, the bend that of its slope',
  (_, law, theta, t) => {
    const unit = Math.sqrt(law.totalVariance(Float64Array.from(theta), t));
    const k = Float64Array.from([-3, -1.1, -0.4, 0, 0.02, 0.5, 1.3, 2.8], (y) => y * unit);
    const h = 1e-4 * unit;
    const here = at(law, theta, t, k);
    const up = at(
      law,
      theta,
      t,
      k.map((v) => v + h),
    );
    const down = at(
      law,
      theta,
      t,
      k.map((v) => v - h),
    );
    for (let i = 0; i < k.length; i++) {
      const scale = here.w[i]! / unit;
      expect(Math.abs((up.w[i]! - down.w[i]!) / (2 * h) - here.w1[i]!)).toBeLessThan(1e-6 * scale);
      expect(Math.abs((up.w1[i]! - down.w1[i]!) / (2 * h) - here.w2[i]!)).toBeLessThan((1e-5 * scale) / unit);
    }
  },
);

test.each(LAWS)(
  'strikes of the law %s in even and in uneven rows are what they are alone',
  (_, law, theta, t) => {
    const unit = Math.sqrt(law.totalVariance(Float64Array.from(theta), t));
    const row = Float64Array.from({ length: 90 }, (__, i) => unit * (-1.2 + 0.03 * i));
    // Steps that are even for a while, then others, then back.
    const broken = row.map((v, i) => (i > 40 && i < 60 ? v + 0.011 * unit : v));
    for (const k of [row, broken, row.slice().reverse()]) {
      const { w, w1, w2 } = at(law, theta, t, k);
      const bare = new Float64Array(k.length);
      createContourSmile(law, Float64Array.from(theta), t).totalVariance(k, bare);
      for (const i of [0, 1, 2, 31, 32, 33, 34, 41, 42, 60, 66, 67, 89]) {
        const alone = at(law, theta, t, Float64Array.of(k[i]!));
        expect(w[i]! / alone.w[0]!).toBeCloseTo(1, 10);
        expect(bare[i]! / alone.w[0]!).toBeCloseTo(1, 10);
        expect(w1[i]).toBeCloseTo(alone.w1[0]!, 8);
        expect((w2[i]! - alone.w2[0]!) * unit).toBeCloseTo(0, 7);
      }
    }
  },
);

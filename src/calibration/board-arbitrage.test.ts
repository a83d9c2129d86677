import { expect, test } from 'vitest';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { durrlemanG } from '#surface/durrleman.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabola } from '#testing/parabola.ts';
import { checkCalendar, checkSlice, commonRange } from './board-arbitrage.ts';
import { failedSlice } from './failed-slice.ts';
import type { FitSlice } from './request.ts';
import type { SliceFit } from './result.ts';

const slice = makeSlice(0.25, [-0.4, -0.1, 0.2, 0.6], [0.5, 0.5, 0.5, 0.5]);
const later = { ...makeSlice(0.5, [-0.6, -0.3, 0.1, 0.4], [0.5, 0.5, 0.5, 0.5]), key: 'later' };

function fitOf(of: FitSlice, theta: readonly number[] | null, weight: readonly number[]): SliceFit {
  const none = new Float64Array(4);
  const factors = { spread: none, size: none, activity: none, age: none, moneyness: none, manual: none };
  const weights = { weight: Float64Array.from(weight), factors, effective: 4 };
  return {
    ...failedSlice({ slice: of, weights, message: '' }),
    theta: theta === null ? null : Float64Array.from(theta),
  };
}
const g = ([level, slope, bend]: readonly [number, number, number], k: number): number =>
  durrlemanG(k, level + slope * k + bend * k * k, slope + 2 * bend * k, 2 * bend);
const EVEN = [0.25, 0.25, 0.25, 0.25];

test('the common range is half as far again as the outermost used quote, and 1.5 at least', () => {
  const of = (k: readonly number[], used: readonly number[]) => ({
    slice: makeSlice(
      0.1,
      k,
      k.map(() => 0.5),
    ),
    used,
  });
  expect(commonRange([])).toBe(1.5);
  expect(commonRange([of([-0.9, 0, 1], [0, 1, 2])])).toBe(1.5);
  expect(commonRange([of([-3, 0, 1], [1, 2]), of([-1, 2], [0, 1])])).toBe(3);
  expect(commonRange([of([-3, 0, 1], [0, 1]), of([-1, 2], [0, 1])])).toBe(4.5);
});

test('the smallest g is told of the common range and of that between the outermost quotes with weight', () => {
  // With a level of 0.04 and a bend of 0.3 the wings of the parabola lose their density.
  const theta = [0.04, -0.01, 0.3] as const;
  const { fit, variance } = checkSlice(parabola, slice, fitOf(slice, theta, [0, 0.5, 0, 0.5]), 1.5);
  const { arbitrage } = fit;
  expect(arbitrage!.kRange).toEqual([-1.5, 1.5]);
  expect(arbitrage!.quotedRange).toEqual([-0.1, 0.6]);
  const least = (low: number, high: number) => {
    let best = { value: Number.POSITIVE_INFINITY, at: 0 };
    for (let i = 0; i <= 100_000; i++) {
      const k = low + ((high - low) * i) / 100_000;
      if (g(theta, k) < best.value) best = { value: g(theta, k), at: k };
    }
    return best;
  };
  const [whole, inner] = [least(-1.5, 1.5), least(-0.1, 0.6)];
  expect(arbitrage!.minG).toBeCloseTo(whole.value, 6);
  expect(arbitrage!.minGAt).toBeCloseTo(whole.at, 3);
  expect(arbitrage!.minGQuoted).toBeCloseTo(inner.value, 6);
  expect(arbitrage!.minGQuotedAt).toBeCloseTo(inner.at, 3);
  expect(variance).toHaveLength(6001);
  expect(variance?.[0]).toBeCloseTo(0.04 + 0.015 + 0.3 * 2.25, 12);
  expect(variance?.[3000]).toBeCloseTo(0.04, 12);
});

/** SVI that does not tell where it bends. */
const { features: _, ...functions } = sviSmile;
const plain = { ...svi, smile: () => functions };

test('where a smile tells that it bends, a dip is found on any range', () => {
  const theta = [-0.041e-4, 0.1331e-2, 0.306, 0.3586e-2, 0.4153e-2];
  const near = { ...slice, k: Float64Array.of(-0.01, 0, 0.01, 0.02) };
  const { arbitrage } = checkSlice(svi, near, fitOf(near, theta, EVEN), 300).fit;
  expect(arbitrage!.minG).toBeCloseTo(arbitrage!.minGQuoted!, 14);
  expect(arbitrage!.minGAt).toBeCloseTo(0.0088, 4);
});

test('a dip that the grid of the common range steps over is seen between the quotes', () => {
  // The smile of Vogt, whose dip is at 0.88, with k a hundredth and w a ten-thousandth: a dip half a percent wide.
  const theta = [-0.041e-4, 0.1331e-2, 0.306, 0.3586e-2, 0.4153e-2];
  const near = { ...slice, k: Float64Array.of(-0.01, 0, 0.01, 0.02) };
  const { arbitrage } = checkSlice(plain, near, fitOf(near, theta, EVEN), 300).fit;
  expect(arbitrage!.minGQuoted).toBeLessThan(-0.03);
  expect(arbitrage!.minGQuotedAt).toBeCloseTo(0.0088, 4);
  expect(arbitrage!.minG).toBe(arbitrage!.minGQuoted);
  expect(arbitrage!.minGAt).toBe(arbitrage!.minGQuotedAt);
});

test('a crossing that the grid of the common range steps over is seen between the quotes', () => {
  const near = { ...slice, k: Float64Array.of(-0.01, 0, 0.01, 0.02) };
  const first = checkSlice(plain, near, fitOf(near, [0.0001, 0.01, 0, 0.003, 0.0005], EVEN), 300);
  const second = checkSlice(plain, near, fitOf(near, [0.00009, 0.01, 0, 0.003, 0.0005], EVEN), 300);
  const check = checkCalendar(plain, first, second, 300);
  expect(check.minDwQuoted).toBeCloseTo(-1e-5, 12);
  const bow = checkSlice(plain, near, fitOf(near, [0.0001, 0.01, 0, 0.003, 0.004], EVEN), 300);
  const crossed = checkCalendar(plain, bow, first, 300);
  // Deepest where the sharper one has its vertex, by b times the difference of the sigmas.
  expect(crossed.minDwQuoted).toBeCloseTo(0.01 * (0.0005 - 0.004), 9);
  expect(crossed.minDw).toBe(crossed.minDwQuoted);
  expect(crossed.at).toBeCloseTo(0.003, 6);
  expect(crossed.quotedAt).toBeCloseTo(0.003, 6);
});

test('without weights there is no quoted range, and without parameters no check', () => {
  const bare = checkSlice(parabola, slice, fitOf(slice, [0.04, 0, 0.3], [0, 0, 0, 0]), 1.5).fit.arbitrage!;
  expect(bare).toMatchObject({ quotedRange: null, minGQuoted: null, minGQuotedAt: null });
  const one = checkSlice(parabola, slice, fitOf(slice, [0.04, 0, 0.3], [0, 0, 1, 0]), 1.5).fit.arbitrage!;
  expect(one.quotedRange).toEqual([0.2, 0.2]);
  const failed = checkSlice(parabola, slice, fitOf(slice, null, EVEN), 1.5);
  expect(failed.fit.arbitrage).toBeNull();
  expect(failed.variance).toBeUndefined();
});

test('neighbours are compared on the common range and where both have quotes', () => {
  const first = checkSlice(parabola, slice, fitOf(slice, [0.04, 0, 0.3], EVEN), 1.5);
  // w2 - w1 = 0.01 + 0.02 k - 0.05 k^2: least at an end of whatever range.
  const second = checkSlice(parabola, later, fitOf(later, [0.05, 0.02, 0.25], EVEN), 1.5);
  const gap = (k: number) => 0.01 + 0.02 * k - 0.05 * k * k;
  const check = checkCalendar(parabola, first, second, 1.5);
  expect(check).toMatchObject({
    from: slice.expiry,
    to: later.expiry,
    fromKey: slice.key,
    toKey: 'later',
    kRange: [-1.5, 1.5],
  });
  expect(check.minDw).toBeCloseTo(gap(-1.5), 12);
  expect(check.at).toBeCloseTo(-1.5, 9);
  // Quotes meet from -0.4 of the earlier to 0.4 of the later.
  expect(check.minDwQuoted).toBeCloseTo(gap(-0.4), 12);
  expect(check.quotedAt).toBeCloseTo(-0.4, 9);
  const turned = checkCalendar(parabola, second, first, 1.5);
  expect(turned.minDw).toBeCloseTo(-gap(0.2), 9);
  expect(turned.at).toBeCloseTo(0.2, 4);
});

test('where quotes do not meet, or only in one strike, nothing is said between them', () => {
  const first = checkSlice(parabola, slice, fitOf(slice, [0.04, 0, 0.3], [0, 0, 0.5, 0.5]), 1.5);
  const check = (weight: readonly number[], k = later.k) => {
    const of = { ...later, k };
    return checkCalendar(
      parabola,
      first,
      checkSlice(parabola, of, fitOf(of, [0.05, 0, 0.3], weight), 1.5),
      1.5,
    );
  };
  expect(check([0.5, 0.5, 0, 0])).toMatchObject({ minDwQuoted: null, quotedAt: null });
  expect(check([0, 0, 0, 0])).toMatchObject({ minDwQuoted: null, quotedAt: null });
  expect(check([0.5, 0.5, 0, 0], Float64Array.of(-0.6, 0.2, 0.3, 0.4))).toMatchObject({ minDwQuoted: null });
  expect(check(EVEN).minDwQuoted).toBeCloseTo(0.01, 12);
});

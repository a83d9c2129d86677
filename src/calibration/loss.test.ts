import { expect, test } from 'vitest';
import { lossAt, MAD_TO_SD, robustScale } from './loss.ts';

test('the robust scale is 1.4826 times the median absolute residual, of an even number the mean of the middle two', () => {
  expect(robustScale([5, -1, 3])).toBeCloseTo(3 * 1.4826, 12);
  expect(robustScale([-8, 1, 2, -4])).toBeCloseTo(3 * 1.4826, 12);
  // In the order of their sizes and not of their signs or their digits.
  expect(robustScale([10, -9, 2, 1, -30])).toBeCloseTo(9 * 1.4826, 12);
  expect(robustScale(Float64Array.of(10, 9, 100))).toBeCloseTo(10 * 1.4826, 12);
  expect(robustScale([-2])).toBeCloseTo(2 * 1.4826, 12);
});

test('of no residuals the scale is nothing', () => {
  expect(robustScale([])).toBe(0);
});

test('a normal law has the scale of its standard deviation', () => {
  // The quartile of the standard normal law is 0.6744897501960817.
  expect(MAD_TO_SD * 0.6744897501960817).toBeCloseTo(1, 4);
});

test('a robust loss turns at so many robust standard deviations of the residuals', () => {
  const residuals = [1, -2, 3, -4, 5];
  for (const kind of ['huber', 'soft-l1'] as const) {
    expect(lossAt({ kind, threshold: 2 }, residuals)).toEqual({ kind, delta: 2 * MAD_TO_SD * 3 });
  }
});

test('squares need no scale, and residuals that do not scatter give none', () => {
  expect(lossAt({ kind: 'squared' }, [1, 2, 3])).toBeNull();
  expect(lossAt({ kind: 'huber', threshold: 1.345 }, [0, 0, 0, 7])).toBeNull();
  expect(lossAt({ kind: 'huber', threshold: 1.345 }, [])).toBeNull();
});

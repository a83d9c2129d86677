import { expect, test } from 'vitest';
import { marketAtmVol } from './atm-pin.ts';

const T = 0.25;
const at = (k: readonly number[], vols: readonly number[]): number | null =>
  marketAtmVol(
    Float64Array.from(k),
    Float64Array.from(vols, (vol) => vol * vol * T),
    T,
  );

test('the vol at the forward is linear in total variance between the nearest quotes, in any order', () => {
  const w = (0.1 * 0.5 ** 2 + 0.05 * 0.4 ** 2) / 0.15;
  expect(at([-0.3, -0.05, 0.1, 0.4], [0.9, 0.5, 0.4, 0.8])).toBeCloseTo(Math.sqrt(w), 14);
  expect(at([0.4, 0.1, -0.05, -0.3], [0.8, 0.4, 0.5, 0.9])).toBeCloseTo(Math.sqrt(w), 14);
});

test('quotes of one strike count with their mean, and one at the forward is the answer', () => {
  const mean = (0.5 ** 2 + 0.6 ** 2) / 2;
  const w = (0.1 * mean + 0.1 * 0.4 ** 2) / 0.2;
  expect(at([-0.1, -0.1, 0.1], [0.5, 0.6, 0.4])).toBeCloseTo(Math.sqrt(w), 14);
  expect(at([-0.1, 0, 0, 0.1], [0.9, 0.5, 0.6, 0.9])).toBeCloseTo(Math.sqrt(mean), 14);
});

test('on one side of the forward alone there is none', () => {
  expect(at([0.1, 0.2], [0.5, 0.5])).toBeNull();
  expect(at([-0.2, -0.1], [0.5, 0.5])).toBeNull();
  expect(at([], [])).toBeNull();
});

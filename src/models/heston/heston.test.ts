import { expect, test } from 'vitest';
import { bates } from '#pricing/bates.ts';
import { heston } from '#pricing/heston.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';
import { guessHeston, hestonParameters } from './heston-parameters.ts';
import { jumpParameters } from './jump-parameters.ts';

test('parameters are described in the order the characteristic functions take them', () => {
  const names = hestonParameters.map(({ name }) => name);
  expect(names).toEqual(heston.parameters);
  expect([...names, ...jumpParameters.map(({ name }) => name)]).toEqual(bates.parameters);
  for (const { lower, upper } of [...hestonParameters, ...jumpParameters]) expect(lower).toBeLessThan(upper);
});

test('the guess has the ends of the term structure and the skew of short expiries', () => {
  const theta = new Float64Array(5);
  guessHeston({ shortVol: 0.25, longVol: 0.2, skew: -0.6 }, theta);
  expect(theta[0]).toBeCloseTo(0.0625, 15);
  expect(theta[2]).toBeCloseTo(0.04, 15);
  expect(theta[4]).toBeLessThan(0);
  const t = 0.002;
  const strike = Float64Array.of(99.9, 100, 100.1);
  const price = new Float64Array(3);
  createLewisExpiry(heston, 100, t, strike).timeValues(theta, price);
  const [low, middle, high] = price.map((v, i) => impliedVol(100, strike[i]!, t, i > 0, v));
  expect(Math.abs(middle! - 0.25)).toBeLessThan(0.005);
  expect(Math.abs((high! - low!) / Math.log(100.1 / 99.9) / -0.6 - 1)).toBeLessThan(0.05);
});

test('the guess lies within the ranges however odd the board', () => {
  const theta = new Float64Array(5);
  for (const skew of [-30, -1, 0, 1e-9, 5]) {
    for (const vol of [0.02, 0.4, 1.9]) {
      guessHeston({ shortVol: vol, longVol: 2 - vol, skew }, theta);
      hestonParameters.forEach(({ lower, upper }, i) => {
        expect(theta[i]).toBeGreaterThanOrEqual(lower);
        expect(theta[i]).toBeLessThanOrEqual(upper);
      });
    }
  }
});

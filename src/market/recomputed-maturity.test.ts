import { expect, test } from 'vitest';
import { blackPrice } from '#pricing/black76.ts';
import { recomputedMaturity } from './recomputed-maturity.ts';

const options = (forward: number, t: number, scale = 1) =>
  Array.from({ length: 21 }, (_, i) => forward * (0.9 + 0.01 * i)).flatMap((strike) =>
    [true, false].map((isCall) => ({
      strike,
      isCall,
      vol: 0.2 * scale,
      price: blackPrice(forward, strike, t, 0.2, isCall),
    })),
  );

test('prices and volatilities give the maturity back, from hours to years', () => {
  for (const t of [20 / 365, 0.5, 3])
    expect(recomputedMaturity(24_000, options(24_000, t)) / t).toBeCloseTo(1, 9);
});

test('a volatility in percent gives a ten-thousandth of the maturity', () => {
  expect(recomputedMaturity(100, options(100, 0.5, 100))).toBeCloseTo(0.5e-4, 9);
});

test('two options do not tell a maturity', () => {
  expect(recomputedMaturity(100, options(100, 0.5).slice(20, 22))).toBeNaN();
});

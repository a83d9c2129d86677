import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blackPrice, normalisedPrice } from './black76.ts';
import { impliedVol } from './implied-vol.ts';
import { normalisedTotalVol } from './normalised-vol.ts';

test('inverts the normalised price over the whole plane of moneyness and volatility', () => {
  let worst = 0;
  for (let i = 0; i <= 400; i++) {
    const s = 1e-5 * 8e5 ** (i / 400);
    for (let j = 0; j <= 200; j++) {
      const h = j === 0 ? 0 : 1e-6 * 3.6e7 ** (j / 200);
      const c = h * s;
      if (c > 100) continue;
      const b = normalisedPrice(c, s);
      const q = Math.exp(-0.5 * c) - b;
      if (b < 1e-300) continue;
      const found = normalisedTotalVol(c, b, q);
      // What one rounding of b or q, whichever is inverted, moves s by.
      const density = 0.3989422804014327 * Math.exp(-0.5 * (h * h + 0.25 * s * s));
      const conditioning = (Math.max(b, Math.exp(-0.5 * c)) * Number.EPSILON) / (density * s);
      const error = Math.abs(found / s - 1);
      const allowed = b <= q ? 2e-14 : 2e-14 + 4 * conditioning;
      if (error > allowed) expect.fail(`c ${c}, s ${s}: ${found}, relative error ${error}`);
      if (b <= q) worst = Math.max(worst, error);
    }
  }
  expect(worst).toBeLessThan(2e-14);
});

const seed = 20_261_120;

test(`a volatility survives the way to a price and back (seed ${seed})`, () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-2, max: 1e6, noNaN: true }),
      fc.double({ min: -4, max: 4, noNaN: true }),
      fc.double({ min: 1e-4, max: 3, noNaN: true }),
      fc.double({ min: 0.02, max: 3, noNaN: true }),
      (forward, z, t, vol) => {
        const strike = forward * Math.exp(z * vol * Math.sqrt(t));
        const price = blackPrice(forward, strike, t, vol, strike >= forward);
        expect(Math.abs(impliedVol(forward, strike, t, strike >= forward, price) - vol)).toBeLessThan(
          1e-12 * Math.max(1, vol),
        );
      },
    ),
    { seed, numRuns: 10_000 },
  );
});

test(`scaling forward, strike and price leaves the volatility (seed ${seed})`, () => {
  fc.assert(
    fc.property(
      fc.double({ min: -2, max: 2, noNaN: true }),
      fc.double({ min: 1e-3, max: 0.99, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
      (k, share, scale) => {
        const strike = 100 * Math.exp(k);
        const price = share * Math.min(100, strike);
        const one = impliedVol(100, strike, 0.5, k >= 0, price);
        const other = impliedVol(100 * scale, strike * scale, 0.5, k >= 0, price * scale);
        expect(Math.abs(other / one - 1)).toBeLessThan(1e-12);
      },
    ),
    { seed, numRuns: 2_000 },
  );
});

test(`a higher price never has a lower volatility (seed ${seed})`, () => {
  fc.assert(
    fc.property(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: 1e-12, max: 0.999, noNaN: true }),
      fc.double({ min: 1e-9, max: 1, noNaN: true }),
      (k, share, more) => {
        const strike = 100 * Math.exp(k);
        const top = Math.min(100, strike);
        const low = impliedVol(100, strike, 0.5, k >= 0, share * top);
        const high = impliedVol(100, strike, 0.5, k >= 0, (share + more * (0.9999 - share)) * top);
        expect(high).toBeGreaterThanOrEqual(low * (1 - 1e-14));
      },
    ),
    { seed, numRuns: 10_000 },
  );
});

test(`any four numbers give a volatility or a reason, never NaN (seed ${seed})`, () => {
  const any = fc.oneof(
    fc.double(),
    fc.constantFrom(0, -0, 1, -1, 1e308, 5e-324, 1e-308, Infinity, -Infinity, Number.NaN),
  );
  fc.assert(
    fc.property(any, any, any, fc.boolean(), any, (forward, strike, t, isCall, price) => {
      const result = impliedVol(forward, strike, t, isCall, price);
      expect(result > 0 ? Number.isFinite(result) : [-1, -2, -3, -4, -5, -6, -7].includes(result)).toBe(true);
    }),
    { seed, numRuns: 20_000 },
  );
});

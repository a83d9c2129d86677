import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smallFit } from '#testing/fit-export.ts';
import { inHalfSpreads, sideOf, throughOf } from './through.ts';

test('a model on the bid is one half-spread below the market, on the ask one above', () => {
  expect(inHalfSpreads(0.3269, 0.3304, 0.3337, 0.3269)).toBeCloseTo(1, 12);
  expect(inHalfSpreads(0.3269, 0.3304, 0.3337, 0.3337)).toBeCloseTo(-1, 12);
  expect(sideOf(0.3269, 0.3337, 0.3347)).toBe('cheap');
  expect(sideOf(0.3269, 0.3337, 0.32)).toBe('rich');
  expect(sideOf(0.3269, Number.NaN, 0.32)).toBe('unknown');
  expect(inHalfSpreads(0.33, 0.33, 0.33, 0.32)).toBeNaN();
});

test('a step past bid or ask counts in halves of the spread, however close to it the mid was pulled', () => {
  // The put of 95 000 on Deribit's board of 30 August 2025: 55.8 bid for, 0.1 on offer.
  expect(inHalfSpreads(0.4259, 0.43185, 0.43186, 0.43281)).toBeCloseTo(-1 - 0.00095 / 0.00298, 9);
  expect(inHalfSpreads(0.3, 0.4, 0.4, 0.45)).toBeCloseTo(-2, 9);
  expect(inHalfSpreads(0.3, 0.3, 0.4, 0.2)).toBeCloseTo(3, 9);
});

test('half-spreads have the sign of market minus model, and beyond one is exactly through the fit', () => {
  const vol = fc.double({ min: 0.05, max: 2, noNaN: true });
  fc.assert(
    fc.property(vol, vol, vol, vol, (a, b, c, model) => {
      const [bid, mid, ask] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
      fc.pre(mid - bid > 1e-6 && ask - mid > 1e-6);
      const halfSpreads = inHalfSpreads(bid, mid, ask, model);
      expect(Math.sign(halfSpreads)).toBe(Math.sign(mid - model));
      const side = sideOf(bid, ask, model);
      if (Math.abs(Math.abs(halfSpreads) - 1) < 1e-9) return;
      expect(Math.abs(halfSpreads) > 1).toBe(side !== 'inside');
    }),
    { seed: 17, numRuns: 500 },
  );
});

test('a model on the bid or on the ask is inside, and nothing is said of what is not there', () => {
  expect(sideOf(0.3, 0.4, 0.3)).toBe('inside');
  expect(sideOf(0.3, 0.4, 0.4)).toBe('inside');
  expect(sideOf(Number.NaN, 0.4, 0.35)).toBe('unknown');
  expect(sideOf(0.3, 0.4, Number.NaN)).toBe('unknown');
  expect(sideOf(0.3, Number.POSITIVE_INFINITY, 0.35)).toBe('unknown');
});

test('a mid on the model is no half-spread away on the side of the bid', () => {
  expect(inHalfSpreads(0.3, 0.35, 0.35, 0.35)).toBe(0);
  expect(inHalfSpreads(0.35, 0.35, 0.4, 0.35)).toBeNaN();
  expect(inHalfSpreads(0.4, 0.35, 0.3, 0.3)).toBeNaN();
});

test('quotes through the fit are those with both sides that are not inside; without a fit or a spread there are none', () => {
  const { slices } = smallFit().result;
  const [fit] = slices;
  expect(throughOf({ ...fit!, twoSided: 11, inside: 8 })).toEqual({ through: 3, of: 11 });
  expect(throughOf({ ...fit!, insideSpread: null, twoSided: 11, inside: 8 })).toEqual({ through: 0, of: 0 });
  expect(throughOf(undefined)).toEqual({ through: 0, of: 0 });
});

import { expect, test } from 'vitest';
import { makeSlice } from '#testing/fit-slice.ts';
import { failedSlice } from './failed-slice.ts';
import type { CalendarArbitrage, SliceArbitrage, SliceFit } from './result.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { summarise } from './summary.ts';
import { sliceWeights } from './weights.ts';

const slice = makeSlice(0.1, [-0.1, 0, 0.1], [0.5, 0.5, 0.5], { manual: Float64Array.of(0, 1, 0) });
const failed = failedSlice({
  slice,
  weights: sliceWeights(slice, DEFAULT_SETTINGS.all.weights),
  message: 'no.',
});
const fit = (change: Partial<SliceFit>): SliceFit => ({ ...failed, status: 'ok', ...change });
const butterfly = (minG: number, minGQuoted: number | null): SliceArbitrage => ({
  minG,
  minGAt: 0,
  kRange: [-1.5, 1.5],
  minGQuoted,
  minGQuotedAt: 0,
  quotedRange: [-0.1, 0.1],
});
const pair = (minDw: number, minDwQuoted: number | null): CalendarArbitrage => ({
  from: slice.expiry,
  to: slice.expiry,
  fromKey: 'a',
  toKey: 'b',
  minDw,
  at: 0,
  kRange: [-1.5, 1.5],
  minDwQuoted,
  quotedAt: 0,
});

test('errors of a board are root means over its quotes, of the expiries that have them', () => {
  const fits = [
    fit({ used: 10, rmseVol: 0.01, looRmseVol: 0.02 }),
    fit({ used: 30, rmseVol: 0.03, looRmseVol: null }),
    fit({
      status: 'failed',
      used: 50,
      rmseVol: 0.5,
      looRmseVol: 0.5,
      twoSided: 9,
      inside: 9,
      insideSpread: 1,
    }),
  ];
  const { rmseVol, looRmseVol, used, slicesOk, slicesFailed, insideSpread } = summarise([], fits, []);
  expect(rmseVol).toBeCloseTo(Math.sqrt((10 * 0.01 ** 2 + 30 * 0.03 ** 2) / 40), 14);
  expect(looRmseVol).toBeCloseTo(0.02, 14);
  expect([used, slicesOk, slicesFailed]).toEqual([40, 2, 1]);
  expect(insideSpread).toBeNull();
});

test('the share inside is of all two-sided quotes where a spread is', () => {
  const fits = [
    fit({ twoSided: 10, inside: 9, insideSpread: 0.9 }),
    fit({ twoSided: 30, inside: 15, insideSpread: 0.5 }),
    fit({ twoSided: 7, inside: 7, insideSpread: null }),
  ];
  expect(summarise([], fits, []).insideSpread).toBe(24 / 40);
});

test('violations between the quotes and in the wings alone are counted apart, rounding is none', () => {
  const fits = [
    fit({ arbitrage: butterfly(-0.2, -0.1) }),
    fit({ arbitrage: butterfly(-0.2, 0.1) }),
    fit({ arbitrage: butterfly(-0.2, null) }),
    fit({ arbitrage: butterfly(-1e-12, -1e-12) }),
    fit({ arbitrage: null }),
  ];
  const calendar = [pair(-0.1, -0.1), pair(-0.1, -0.05), pair(-0.1, 0), pair(0.1, 0.2), pair(0.1, null)];
  const told = summarise([], fits, calendar);
  expect(told.butterflyViolations).toEqual({ quoted: 1, wings: 2 });
  expect(told.calendarViolations).toEqual({ quoted: 2, wings: 1 });
  expect([told.butterflyFree, told.butterflyFreeQuoted, told.calendarFree, told.calendarFreeQuoted]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  // As many between the quotes as in the wings.
  const even = summarise([], fits.slice(0, 2), calendar.slice(1));
  expect([even.butterflyFree, even.calendarFree]).toEqual([false, false]);
  const wings = summarise([], fits.slice(1), calendar.slice(2));
  expect([wings.butterflyFree, wings.butterflyFreeQuoted]).toEqual([false, true]);
  expect([wings.calendarFree, wings.calendarFreeQuoted]).toEqual([false, true]);
  const none = summarise([], fits.slice(3), calendar.slice(3));
  expect([none.butterflyFree, none.butterflyFreeQuoted, none.calendarFree, none.calendarFreeQuoted]).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test('where nothing was fitted there is no verdict and no error, but the count of quotes taken out by hand', () => {
  const told = summarise([slice, slice], [failed, failed], []);
  expect(told).toMatchObject({
    rmseVol: null,
    looRmseVol: null,
    insideSpread: null,
    used: 0,
    excludedByHand: 4,
    butterflyFree: null,
    calendarFree: null,
    butterflyFreeQuoted: null,
    calendarFreeQuoted: null,
    slicesOk: 0,
    slicesFailed: 2,
  });
});

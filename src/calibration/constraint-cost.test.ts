import { expect, test } from 'vitest';
import { svi } from '#models/svi/index.ts';
import { smallFit } from '#testing/fit-export.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { constraintCost, costSentence } from './constraint-cost.ts';
import { fitFree } from './free-slice.ts';
import { prepareSlice } from './prepare-slice.ts';
import type { CalibrationResult } from './result.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import type { FittedSlice } from './slice-optimum.ts';

test('the sentence gives errors, shares and the neighbour; tenths where percents are the same', () => {
  const cost = {
    key: '@2026-08-14T08:00:00.000Z',
    crossing: '@2026-08-07T08:00:00.000Z',
    rmseFree: 0.0035,
    rmse: 0.00461,
    insideFree: 0.88,
    inside: 0.82,
    boardInsideFree: 0.9724,
    boardInside: 0.9696,
  };
  expect(costSentence(cost)).toBe(
    'Strict costs most at 14 Aug 2026: RMSE 0.46 vp (free 0.35), inside bid-ask 82 % (free 88 %), for not crossing 7 Aug 2026. Of the board 97.0 % (free 97.2 %) is inside.',
  );
  expect(costSentence({ ...cost, crossing: null, inside: null, boardInside: null })).toBe(
    'Strict costs most at 14 Aug 2026: RMSE 0.46 vp (free 0.35).',
  );
});

const { result } = smallFit();

/** A board of fits that differ in their error alone. */
function boardOf(errors: Readonly<Record<string, number | null>>, inside = 0.5): CalibrationResult {
  return {
    ...result,
    slices: Object.entries(errors).map(([key, rmseVol]) => ({
      ...result.slices[0]!,
      key,
      rmseVol,
      insideSpread: rmseVol === null ? null : 1 - 10 * rmseVol,
    })),
    summary: { ...result.summary, insideSpread: inside },
    calendar: [],
  };
}
const pairOf = (fromKey: string, toKey: string, minDw: number) => ({
  ...result.calendar[0]!,
  fromKey,
  toKey,
  minDw,
});

test('the cost is told by the slice whose error rises most, with both errors and shares', () => {
  const free = boardOf({ a: 0.01, b: 0.02, c: 0.03 }, 0.9);
  const strict = boardOf({ a: 0.011, b: 0.025, c: 0.031 }, 0.8);
  expect(constraintCost(free, strict, null)).toEqual({
    key: 'b',
    crossing: null,
    rmseFree: 0.02,
    rmse: 0.025,
    insideFree: 0.8,
    inside: 0.75,
    boardInsideFree: 0.9,
    boardInside: 0.8,
  });
});

test('an error that does not rise, or by the rounding of an optimiser alone, is no cost', () => {
  expect(constraintCost(boardOf({ a: 0.01 }), boardOf({ a: 0.01 }), null)).toBeNull();
  expect(constraintCost(boardOf({ a: 0.01 }), boardOf({ a: 0.009 }), null)).toBeNull();
  expect(constraintCost(boardOf({ a: 0.01 }), boardOf({ a: 0.01 + 0.9e-7 }), null)).toBeNull();
  expect(constraintCost(boardOf({ a: 0.01 }), boardOf({ a: 0.01 + 1.1e-7 }), null)).not.toBeNull();
  // What was not fitted before, or is not fitted now, has no rise.
  expect(constraintCost(boardOf({ b: 0.01 }), boardOf({ a: 0.5 }), null)).toBeNull();
  expect(constraintCost(boardOf({ a: null }), boardOf({ a: 0.5 }), null)).toBeNull();
  expect(constraintCost(boardOf({ a: 0.01 }), boardOf({ a: null }), null)).toBeNull();
  const others = constraintCost(boardOf({ a: null, b: 0.01 }), boardOf({ a: 0.5, b: 0.02 }), null);
  expect(others!.key).toBe('b');
});

test('the neighbour that comes closest is named where more than half of the rise is for not crossing it', () => {
  const k = [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3];
  const slice = makeSlice(
    0.25,
    k,
    k.map((x, i) => 0.4 + 0.5 * x * x + 0.01 * Math.sin(9 * i)),
  );
  const prepared = prepareSlice(svi, { ...slice, key: 'b' }, DEFAULT_SETTINGS);
  if ('message' in prepared) throw new Error(prepared.message);
  const steps = fitFree(prepared, { kind: 'squared' });
  let step = steps.next();
  while (!step.done) step = steps.next();
  const alone: FittedSlice = { prepared, optimum: step.value };
  const neighbour = { ...alone, prepared: { ...prepared, slice: { ...slice, key: 'a' } } };
  // Of squares in vol points under weights that sum to 1: the error under its own butterfly constraint.
  const own = Math.sqrt(2 * step.value.cost) / 100;
  expect(own).toBeGreaterThan(1e-3);
  const calendar = [
    pairOf('a', 'b', 0.02),
    pairOf('b', 'c', 0.01),
    pairOf('c', 'd', -1),
    pairOf('b', 'e', 0.015),
  ];
  const told = (
    rmseFree: number,
    rmse: number,
    pairs = calendar,
    fits: readonly FittedSlice[] | null = [neighbour, alone],
  ) => constraintCost(boardOf({ b: rmseFree }), { ...boardOf({ b: rmse }), calendar: pairs }, fits)!.crossing;
  expect(told(0.9 * own, 1.5 * own)).toBe('c');
  expect(told(0.9 * own, 1.5 * own, calendar.slice(0, 1))).toBe('a');
  expect(told(0.9 * own, 1.5 * own, calendar.slice(2, 3))).toBeNull();
  expect(told(0.9 * own, 1.5 * own, [])).toBeNull();
  // A rise of 0.5, of which 0.24 is above its own: its own butterfly costs it more.
  expect(told(0.74 * own, 1.24 * own)).toBeNull();
  expect(told(0.76 * own, 1.26 * own)).toBe('c');
  expect(told(0.9 * own, 1.5 * own, calendar, null)).toBeNull();
  expect(told(0.9 * own, 1.5 * own, calendar, [])).toBeNull();
  expect(told(0.9 * own, 1.5 * own, calendar, [neighbour])).toBeNull();
});

test('shares of which one is not known are not told, and whole percents where they differ', () => {
  const cost = {
    ...{ key: '@2026-08-14T08:00:00.000Z', crossing: null, rmseFree: 0.0035, rmse: 0.00461 },
    ...{ insideFree: 0.5, inside: 0.5, boardInsideFree: 0.9, boardInside: 0.8 },
  };
  const start = 'Strict costs most at 14 Aug 2026: RMSE 0.46 vp (free 0.35)';
  expect(costSentence(cost)).toBe(
    `${start}, inside bid-ask 50 % (free 50 %). Of the board 80 % (free 90 %) is inside.`,
  );
  expect(costSentence({ ...cost, insideFree: null, boardInsideFree: null })).toBe(`${start}.`);
});

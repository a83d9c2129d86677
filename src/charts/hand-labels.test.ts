import { expect, test } from 'vitest';
import { handLabels } from './hand-labels.ts';
import type { PlacedMark } from './smile-scene.ts';

/** Used quotes by their place in px, with a weight by hand. */
function weighed(manual: number, k: number, ...all: readonly number[]): PlacedMark[] {
  return all.map((x, row) => ({ x, r: 4, mark: { row, state: 'used', manual, k } }) as PlacedMark);
}

test('a weight by hand is written beside every quote that stands alone', () => {
  expect(handLabels(weighed(2, -0.1, 100, 140, 180))).toEqual([true, true, true]);
  expect(handLabels(weighed(2, 0.1, 100, 140, 180))).toEqual([true, true, true]);
});

test('of weights that would be written over each other some are, and none touches another', () => {
  const written = handLabels(weighed(0.5, -0.1, 100, 106, 112, 118, 124, 130));
  expect(written).toEqual([true, false, false, false, true, false]);
});

test('nothing is written beside quotes without a weight by hand', () => {
  expect(handLabels(weighed(1, -0.1, 100, 140))).toEqual([false, false]);
});

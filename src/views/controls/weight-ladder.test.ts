import { expect, test } from 'vitest';
import { stepWeight } from './weight-ladder.ts';

test('weights step through 0 ¼ ½ 1 2 4 and stay at the ends', () => {
  expect([0, 0.25, 0.5, 1, 2, 4].map((w) => stepWeight(w, 1))).toEqual([0.25, 0.5, 1, 2, 4, 4]);
  expect([0, 0.25, 0.5, 1, 2, 4].map((w) => stepWeight(w, -1))).toEqual([0, 0, 0.25, 0.5, 1, 2]);
});

test('a weight typed between two steps goes to the next one', () => {
  expect(stepWeight(3, 1)).toBe(4);
  expect(stepWeight(3, -1)).toBe(2);
  expect(stepWeight(50, 1)).toBe(50);
  expect(stepWeight(50, -10)).toBe(0);
});

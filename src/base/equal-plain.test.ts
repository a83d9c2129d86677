import { expect, test } from 'vitest';
import { equalPlain } from './equal-plain.ts';

test.each([
  [{ a: [1, null, { b: 'x' }] }, { a: [1, null, { b: 'x' }] }],
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
  [Number.NaN, Number.NaN],
])('%j is %j', (a, b) => {
  expect(equalPlain(a, b)).toBe(true);
});

test.each([
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: undefined }, { b: undefined }],
  [[1, 2], [1]],
  [[1], { 0: 1 }],
  [[], {}],
  [null, {}],
  [1, '1'],
  [JSON.parse('{"__proto__": 1}'), { a: 1 }],
])('%j is not %j', (a, b) => {
  expect(equalPlain(a, b)).toBe(false);
  expect(equalPlain(b, a)).toBe(false);
});

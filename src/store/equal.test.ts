/** When two values that a view reads are the same to it. */
import { expect, test } from 'vitest';
import { equalShallow } from './equal.ts';

const inner = { x: 1 };

test.each<[string, unknown, unknown]>([
  ['numbers', 1, 1],
  ['what is no number', Number.NaN, Number.NaN],
  ['lists of the same things', [inner, 'a'], [inner, 'a']],
  ['objects of the same things', { a: inner, b: null }, { b: null, a: inner }],
  ['columns', Float64Array.of(1, Number.NaN), Float64Array.of(1, Number.NaN)],
  ['maps', new Map([['a', inner]]), new Map([['a', inner]])],
  ['sets', new Set([inner]), new Set([inner])],
  ['nothing', {}, {}],
])('%s are the same', (_, a, b) => {
  expect(equalShallow(a, b)).toBe(true);
  expect(equalShallow(b, a)).toBe(true);
});

test.each<[string, unknown, unknown]>([
  ['noughts of two signs', 0, -0],
  ['an object and none', {}, null],
  ['a list and an object', [], {}],
  ['a longer list', [1], [1, 2]],
  ['lists of copies', [{ x: 1 }], [inner]],
  ['an object with one more entry', { a: 1 }, { a: 1, b: 2 }],
  ['an object whose entry is missing, not undefined', { a: undefined }, { b: undefined }],
  ['columns', Float64Array.of(1), Float64Array.of(2)],
  ['columns of two kinds', Float64Array.of(1), Int32Array.of(1)],
  ['maps', new Map([['a', 1]]), new Map([['a', 2]])],
  ['maps of other keys', new Map([['a', undefined]]), new Map([['b', undefined]])],
  ['sets', new Set([1]), new Set([2])],
])('%s are not the same', (_, a, b) => {
  expect(equalShallow(a, b)).toBe(false);
  expect(equalShallow(b, a)).toBe(false);
});

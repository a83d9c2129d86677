import { expect, test } from 'vitest';
import type { QuoteSet } from '#market/quote-set.ts';
import { handWords, unfed } from './weight-words.ts';

test('weights by hand are counted by what they do', () => {
  expect(handWords([])).toBe('none');
  expect(handWords([0, 0, 3])).toBe('2 excluded, 1 × 3');
  expect(handWords([2, 2])).toBe('2 × 2');
  expect(handWords([0], 2)).toBe('1 excluded, 2 let in');
  expect(handWords([0.5, 2, 0])).toBe('1 excluded, 2 reweighed');
});

test('a weight the file cannot feed names what is missing', () => {
  const file = {
    bidSize: null,
    askSize: null,
    openInterest: new Float64Array(1),
    volume: null,
    timestamp: null,
  };
  const missing = unfed(file as unknown as QuoteSet);
  expect(missing.size).toBe('Size n/a: no sizes in this file');
  expect(missing.activity).toBe(null);
  expect(missing.age).toBe('Age n/a: no timestamps in this file');
});

import { expect, test } from 'vitest';
import { correlationWords } from './correlation-words.ts';

test('the closest come first, signed, and never as one unless they are', () => {
  const r = Float64Array.of(1, -0.2, 0.998, -0.2, 1, 0.5, 0.998, 0.5, 1);
  expect(correlationWords(['a', 'b', 'c'], r, 0)).toBe('Correlation: c +0.998, b −0.20');
  expect(correlationWords(['a', 'b', 'c'], r, 1)).toBe('Correlation: c +0.50, a −0.20');
  expect(correlationWords(['a'], Float64Array.of(1), 0)).toBe('');
  expect(correlationWords(['a', 'b'], null, 0)).toBe('');
  expect(correlationWords(['a', 'b'], new Float64Array(4).fill(Number.NaN), 0)).toBe('');
});

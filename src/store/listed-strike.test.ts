import { expect, test } from 'vitest';
import { strikeAt } from './listed-strike.ts';

const listed = (forward: number, strikes: readonly number[]) => ({
  forward,
  k: Float64Array.from(strikes, (strike) => Math.log(strike / forward)),
});

test('a strike has no more decimals than the listed ones', () => {
  const k = Math.log(1191.66 / 6950.87);
  expect(strikeAt(6950.87, k, listed(6950.87, [5000, 6950, 7025]))).toBe('1\u2009192');
  expect(strikeAt(6950.87, k, listed(6950.87, [5000, 6952.5]))).toBe('1\u2009191.7');
  expect(strikeAt(6950.87, k, undefined)).toBe('1\u2009191.66');
});

test('a listed strike is written as it is listed', () => {
  const board = listed(1.08374, [1.05, 1.0625, 1.1]);
  for (const k of board.k) expect([1.05, 1.0625, 1.1].map(String)).toContain(strikeAt(1.08374, k, board));
});

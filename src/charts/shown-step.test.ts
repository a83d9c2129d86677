import { expect, test } from 'vitest';
import { shownStep } from './shown-step.ts';

const of = (...prices: number[]) => shownStep({ bid: Float64Array.from(prices), ask: new Float64Array(0) });

test('prices are shown with the decimals the file writes', () => {
  expect(of(0.01, 12.5, 3)).toBe(0.01);
  expect(of(100, 250)).toBe(1);
  expect(of(0.0005)).toBe(0.0001);
  expect(of(1 / 3)).toBe(1e-6);
});

test('a file without a price has no step', () => {
  expect(of()).toBe(undefined);
  expect(of(Number.NaN)).toBe(undefined);
});

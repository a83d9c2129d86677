import { expect, test } from 'vitest';
import { ends, positionOf, type SliderScale, stepped, valueAt } from './slider-scale.ts';

const exponent: SliderScale = { min: 0, max: 2, step: 0.1 };
const width: SliderScale = { min: 0.5, max: 5, step: 0.25, off: 'min' };
const halfLife: SliderScale = { min: 10, max: 600, step: 0.02, log: true, off: 'max' };

test('a position and its value are each other’s inverse', () => {
  for (const value of [0, 0.3, 0.7, 2]) expect(valueAt(positionOf(value, exponent), exponent)).toBe(value);
  for (const value of [null, 0.5, 2.25, 5]) expect(valueAt(positionOf(value, width), width)).toBe(value);
  for (const value of [10, 60, 250, 600, null])
    expect(valueAt(positionOf(value, halfLife), halfLife)).toBe(value);
});

test('steps stop at the ends and pass through off', () => {
  expect(stepped(1, 1, exponent)).toBe(1.1);
  expect(stepped(1.95, 10, exponent)).toBe(2);
  expect(stepped(null, 1, width)).toBe(0.5);
  expect(stepped(0.5, -1, width)).toBe(null);
  expect(stepped(600, 1, halfLife)).toBe(null);
  expect(stepped(null, 1, halfLife)).toBe(null);
});

test('a value out of range stands at the nearer end', () => {
  expect(positionOf(9, exponent)).toBe(2);
  expect(positionOf(0.1, width)).toBe(ends(width)[0]);
});

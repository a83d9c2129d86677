import { expect, test } from 'vitest';
import { takeThumb } from './thumb-drag.ts';

const TRACK = { low: 0, high: 2, step: 0.1 };
/** The thumb's middle goes from 106 to 306. */
const BOX = { left: 100, width: 212 };

test('a thumb that was taken beside its middle stays under the pointer as it was taken', () => {
  const thumb = takeThumb(TRACK, BOX, 1, 210);
  expect(thumb.at(210)).toBe(1);
  expect(thumb.at(220)).toBeCloseTo(1.1, 12);
  expect(thumb.at(201)).toBeCloseTo(0.9, 12);
});

test('a press on the track brings the thumb there', () => {
  const thumb = takeThumb(TRACK, BOX, 1, 256);
  expect(thumb.at(256)).toBeCloseTo(1.5, 12);
  expect(thumb.at(266)).toBeCloseTo(1.6, 12);
});

test('past either end of the track it stands at the end', () => {
  const thumb = takeThumb(TRACK, BOX, 1, 206);
  expect(thumb.at(-500)).toBe(0);
  expect(thumb.at(5000)).toBe(2);
});

test('between two steps it stands at the nearer one, counted from the low end', () => {
  const thumb = takeThumb({ low: -2.05, high: 1.5, step: 0.05 }, BOX, -2.05, 106);
  for (let x = 106; x <= 306; x++) {
    const steps = (thumb.at(x) + 2.05) / 0.05;
    expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-9);
    expect(Math.abs(thumb.at(x) - (-2.05 + (3.55 * (x - 106)) / 200))).toBeLessThan(0.025 + 1e-9);
  }
});

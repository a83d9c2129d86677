import { expect, test } from 'vitest';
import { DEFAULT_REFIT, ShapeWatch } from './refit-policy.ts';

const watched = (watch: ShapeWatch, shapes: readonly number[], every: number, from = 0): readonly boolean[] =>
  shapes.map((shape, i) => watch.take(0, shape, DEFAULT_REFIT, from + i * every));

test('where every reading is one, the third strange one in a row is enough, and one that is none begins anew', () => {
  const watch = new ShapeWatch(Float64Array.of(0.01));
  expect(watched(watch, [0.016, 0.016, 0.014, 0.016, 0.016, 0.016, 0.016], 60_000)).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
    true,
  ]);
});

test('the first reading says what is usual where the fit did not', () => {
  const watch = new ShapeWatch(Float64Array.of(Number.NaN));
  expect(watched(watch, [0.01, 0.016, 0.016, 0.016], 1000)).toEqual([false, false, false, true]);
});

test('at a pace, what is usual is learned first, and means of many readings are compared with it', () => {
  const pace = { learn: 10_000, every: 10_000 };
  const watch = new ShapeWatch(Float64Array.of(0.005), pace);
  const steady = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 0.008 : 0.012));
  expect(watched(watch, steady, 250).some(Boolean)).toBe(false);
  expect(watch.keep()[0]!.usual).toBeCloseTo(0.01, 3);
  // Three times ten seconds of another shape, of which single readings look usual.
  const strange = Array.from({ length: 160 }, (_, i) => (i % 4 === 0 ? 0.01 : 0.02));
  const from = watched(watch, strange, 250, 50_000).indexOf(true) / 4;
  expect(from).toBeGreaterThan(25);
  expect(from).toBeLessThanOrEqual(40);
});

test('what the fit says is usual holds where the first readings scatter less', () => {
  const watch = new ShapeWatch(Float64Array.of(0.02), { learn: 1000, every: 0 });
  watched(watch, [0.01, 0.01, 0.01, 0.01, 0.01, 0.01], 250);
  expect(watch.keep()[0]!.usual).toBe(0.02);
});

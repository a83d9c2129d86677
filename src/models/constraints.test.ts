import { expect, test } from 'vitest';
import { boundsMet, clipInto as clipBoard, rangeOf, rangesOf, squareWithin } from '#models/ssvi/box.ts';
import { boxOf, clipInto, logistic, logit, openBox, reportBounds } from '#models/svi/box.ts';
import { constraintsInForce, ownConstraint } from './constraints.ts';
import type { ParameterSpec } from './model.ts';

const spec = (name: string, lower: number, upper: number, held?: number): ParameterSpec => ({
  name,
  symbol: name,
  unit: 'none',
  lower,
  upper,
  note: 'A parameter.',
  formula: 'x',
  ...(held === undefined ? {} : { held }),
});

test('what the model holds is held until the user says something of it', () => {
  const specs = [spec('beta', 0, 1, 1), spec('nu', 0, 9)];
  expect(ownConstraint(specs[0]!)).toEqual({ fixed: true, value: 1 });
  expect(ownConstraint(specs[1]!)).toBeNull();
  expect(constraintsInForce(specs, {})).toEqual({ beta: { fixed: true, value: 1 } });
  const free = { beta: { fixed: false }, nu: { fixed: true, value: 2 } };
  expect(constraintsInForce(specs, free)).toEqual(free);
  // The caller's own constraints are not written into.
  const given = {};
  constraintsInForce(specs, given);
  expect(given).toEqual({});
});

test('a range is the user’s inside the model’s', () => {
  expect(boxOf(undefined, -1, 2)).toEqual({ lower: -1, upper: 2, fixed: null });
  expect(boxOf({ fixed: false, lower: 0, upper: 9 }, -1, 2)).toEqual({ lower: 0, upper: 2, fixed: null });
  expect(boxOf({ fixed: false, lower: -9, upper: 1 }, -1, 2)).toEqual({ lower: -1, upper: 1, fixed: null });
  expect(boxOf({ fixed: false }, -1, 2)).toEqual({ lower: -1, upper: 2, fixed: null });
  expect(boxOf({ fixed: true, value: 7 }, -1, 2)).toEqual({ lower: 7, upper: 7, fixed: 7 });
  expect(boxOf({ fixed: true }, -1, 2)).toEqual({ lower: -1, upper: 2, fixed: null });
  expect(boxOf({ fixed: false, value: 7 }, -1, 2)).toEqual({ lower: -1, upper: 2, fixed: null });
});

test('a window opens as far as the user asks and the model allows', () => {
  expect(openBox(undefined, -1, 1, -5, 5)).toEqual({ lower: -1, upper: 1, fixed: null });
  expect(openBox({ fixed: false, lower: -3, upper: 0.5 }, -1, 1, -5, 5)).toEqual({
    lower: -3,
    upper: 0.5,
    fixed: null,
  });
  expect(openBox({ fixed: false, lower: -0.5, upper: 3 }, -1, 1, -5, 5)).toEqual({
    lower: -0.5,
    upper: 3,
    fixed: null,
  });
  expect(openBox({ fixed: false, lower: -9, upper: 9 }, -1, 1, -5, 5)).toEqual({
    lower: -5,
    upper: 5,
    fixed: null,
  });
  expect(openBox(undefined, -9, 9, -5, 5)).toEqual({ lower: -5, upper: 5, fixed: null });
});

test('the logistic function and the logit undo one another', () => {
  expect(logistic(0)).toBe(0.5);
  expect(logistic(Math.log(3))).toBeCloseTo(0.75, 15);
  expect(logit(0.75)).toBeCloseTo(Math.log(3), 15);
  for (const x of [-13, -1, 0.2, 9]) expect(logit(logistic(x))).toBeCloseTo(x, 9);
});

test('a point is moved to the ends of its box and left alone inside', () => {
  for (const clip of [clipInto, clipBoard]) {
    const x = Float64Array.of(-3, 0.4, 7);
    clip(x, Float64Array.of(-1, 0, 1), Float64Array.of(1, 1, 2));
    expect([...x]).toEqual([-1, 0.4, 2]);
  }
});

test('ends of ranges are reported by their names, those of fixed parameters not', () => {
  const lower = Float64Array.of(0, 0, 3, 0);
  const upper = Float64Array.of(1, 1, 3, 1);
  const report = reportBounds(
    [
      ['a', 'min', 'b', 'max'],
      ['c', 'max', 'd', 'min'],
      ['e', 'min', 'e', 'max'],
      ['f', 'min', 'f', 'max'],
    ],
    lower,
    upper,
  );
  expect(report(Float64Array.of(0, 0, 3, 0.5))).toEqual([
    { name: 'a', side: 'min' },
    { name: 'c', side: 'max' },
  ]);
  expect(report(Float64Array.of(1, 1, 3, 1))).toEqual([
    { name: 'b', side: 'max' },
    { name: 'd', side: 'min' },
    { name: 'f', side: 'max' },
  ]);
  expect(report(Float64Array.of(0.5, 0.999, 3, 1e-9))).toEqual([]);
  const names = [
    { low: 'a', high: 'a', slice: null },
    { low: null, high: 'c', slice: 1 },
    { low: 'e', high: 'e', slice: 0 },
    { low: 'f', high: null, slice: 2 },
  ];
  expect(boundsMet(names, lower, upper, Float64Array.of(0, 0, 3, 0))).toEqual([
    { name: 'a', side: 'min', slice: null },
    { name: 'f', side: 'min', slice: 2 },
  ]);
  expect(boundsMet(names, lower, upper, Float64Array.of(1, 1, 3, 1))).toEqual([
    { name: 'a', side: 'max', slice: null },
    { name: 'c', side: 'max', slice: 1 },
  ]);
  expect(boundsMet(names, lower, upper, Float64Array.of(0.5, 0.5, 3, 0.5))).toEqual([]);
});

test('ranges of a board say which is empty or fixed outside', () => {
  const rho = spec('rho', -1, 1);
  expect(rangeOf(rho, undefined)).toEqual({ lower: -1, upper: 1 });
  expect(rangeOf(rho, { fixed: true, value: 1 })).toEqual({ lower: 1, upper: 1 });
  expect(rangeOf(rho, { fixed: true, value: -1 })).toEqual({ lower: -1, upper: -1 });
  expect(rangeOf(rho, { fixed: true, value: 1.1 })).toEqual({
    error: 'rho is fixed at 1.1, outside -1 to 1',
  });
  expect(rangeOf(rho, { fixed: true, value: -1.1 })).toHaveProperty('error');
  expect(rangeOf(rho, { fixed: true })).toEqual({ lower: -1, upper: 1 });
  expect(rangeOf(rho, { fixed: false, lower: -2, upper: 0.5 })).toEqual({ lower: -1, upper: 0.5 });
  expect(rangeOf(rho, { fixed: false, lower: 0.5, upper: 7 })).toEqual({ lower: 0.5, upper: 1 });
  expect(rangeOf(rho, { fixed: false, lower: 0.5, upper: 0.4 })).toEqual({
    error: 'the range of rho is empty: from 0.5 to 0.4',
  });
  expect(rangeOf(rho, { fixed: false, lower: 0.5, upper: 0.5 })).toEqual({ lower: 0.5, upper: 0.5 });
  const both = [rho, spec('nu', 0, 9)];
  expect(rangesOf(both, { nu: { fixed: true, value: 3 } })).toEqual([
    { lower: -1, upper: 1 },
    { lower: 3, upper: 3 },
  ]);
  expect(rangesOf(both, { nu: { fixed: true, value: -3 } })).toHaveProperty('error');
});

test('a variance walked as its root ends at its range to the last bit', () => {
  const range = { lower: 0.03, upper: 0.07 };
  expect(squareWithin(Math.sqrt(0.03), range)).toBe(0.03);
  expect(squareWithin(Math.sqrt(0.07), range)).toBe(0.07);
  expect(squareWithin(-1, range)).toBe(0.03);
  expect(squareWithin(9, range)).toBe(0.07);
  expect(squareWithin(0.2, range)).toBe(0.2 * 0.2);
});

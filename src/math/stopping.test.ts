/** Why and when the optimisers stop, and what a box, a projection and empty columns do to their steps. */
import { expect, test } from 'vitest';
import { bandIndex } from './banded.ts';
import {
  DEFAULT_LEAST_SQUARES,
  type LeastSquaresOptions,
  type LeastSquaresProblem,
  runLeastSquares,
  startLeastSquares,
} from './least-squares.ts';
import { DEFAULT_QUASI_NEWTON, startQuasiNewton } from './quasi-newton.ts';

type Row = readonly [r: number, ...d: number[]];

const OPEN = Number.POSITIVE_INFINITY;

/** Half the sum of squares of `rows`, counting how often it is asked for. */
function problemOf(
  n: number,
  rows: (x: Float64Array) => readonly Row[],
  { lower = Array(n).fill(-OPEN), upper = Array(n).fill(OPEN) }: { lower?: number[]; upper?: number[] } = {},
) {
  const asked: number[][] = [];
  const problem: LeastSquaresProblem = {
    size: n,
    halfBandwidth: n - 1,
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
    linearise(x, normal, gradient) {
      asked.push([...x]);
      normal.fill(0);
      gradient.fill(0);
      let cost = 0;
      for (const [r, ...d] of rows(x)) {
        cost += 0.5 * r * r;
        for (let i = 0; i < n; i++) {
          gradient[i]! += d[i]! * r;
          for (let j = 0; j <= i; j++) normal[bandIndex(i, j, n - 1)]! += d[i]! * d[j]!;
        }
      }
      return cost;
    },
  };
  return { problem, asked };
}

const methods = [
  ['Levenberg-Marquardt', startLeastSquares, DEFAULT_LEAST_SQUARES],
  ['L-BFGS-B', startQuasiNewton, DEFAULT_QUASI_NEWTON],
] as const;

/** Straight towards 3 in units of 2, with a rest of 1 that no x removes. */
const line = (x: Float64Array): readonly Row[] => [
  [2 * (x[0]! - 3), 2],
  [1, 0],
];

test.each(methods)('%s stops at a start without slope, and says gradient', (_, start, options) => {
  const { problem, asked } = problemOf(1, line);
  const run = start(problem, Float64Array.of(3), options);
  expect(runLeastSquares(run)).toBe('gradient');
  expect(run.iterations).toBe(0);
  expect(asked).toEqual([[3]]);
  expect([run.cost, run.normal[0], run.gradient[0]]).toEqual([0.5, 4, 0]);
  expect(run.step()).toBe('gradient');
});

test.each(methods)('%s takes a cost below the floor for exact', (_, start, options) => {
  const { problem } = problemOf(1, (x) => [[x[0]! - 3, 1]]);
  const at = (floor: number) => {
    const run = start(problem, Float64Array.of(2), { ...options, costFloor: floor });
    return [runLeastSquares(run), run.iterations > 0];
  };
  expect(at(0.5)).toEqual(['gradient', false]);
  expect(at(0.49)).toEqual(['gradient', true]);
});

test.each(methods)('%s measures the slope by the cost and the column', (_, start, options) => {
  // The gradient is 2 * 2 (x - 3), its column 2, the cost 1/2 (1 + 4 (x - 3)^2).
  const iterated = (tolerance: number, x: number): boolean => {
    const { problem } = problemOf(1, line);
    const run = start(problem, Float64Array.of(x), {
      ...options,
      gradientTolerance: tolerance,
      maxIterations: 1,
    });
    runLeastSquares(run);
    return run.iterations > 0;
  };
  const share = 0.2 / Math.sqrt(1 + 0.04);
  expect(iterated(share * 1.001, 3.1)).toBe(false);
  expect(iterated(share * 0.999, 3.1)).toBe(true);
  expect(iterated(share * 1.001, 2.9)).toBe(false);
  expect(iterated(share * 0.999, 2.9)).toBe(true);
});

test.each(methods)('%s stops after the iterations it is allowed', (_, start, options) => {
  const { problem } = problemOf(1, (x) => [[Math.exp(x[0]!) - 1, Math.exp(x[0]!)]]);
  for (const maxIterations of [0, 1, 3]) {
    const run = start(problem, Float64Array.of(4), { ...options, maxIterations });
    expect(runLeastSquares(run)).toBe('max-iterations');
    expect(run.iterations).toBe(maxIterations);
    expect(run.x[0]! === 4).toBe(maxIterations === 0);
  }
});

test.each(methods)(
  '%s stops at a small step or at a small gain, whichever is looser',
  (_, start, options) => {
    const by = (more: Partial<LeastSquaresOptions>) => {
      const { problem } = problemOf(2, (x) => [
        [x[0]! + 1 - Math.exp(-x[1]!), 1, Math.exp(-x[1]!)],
        [x[0]! * x[1]! - 2, x[1]!, x[0]!],
        [x[1]! - 3, 0, 1],
      ]);
      const run = start(problem, Float64Array.of(1, 2), { ...options, gradientTolerance: 0, ...more });
      return { stop: runLeastSquares(run), iterations: run.iterations };
    };
    const strict = by({ costTolerance: 0, stepTolerance: 1e-13 });
    const step = by({ costTolerance: 0, stepTolerance: 0.01 });
    const cost = by({ costTolerance: 0.01, stepTolerance: 0 });
    expect(step.stop).toBe('step');
    expect(cost.stop).toBe('cost');
    expect(step.iterations).toBeLessThan(strict.iterations);
    expect(cost.iterations).toBeLessThan(strict.iterations);
  },
);

test.each(methods)(
  '%s never leaves the box, moves into it first and asks nothing outside',
  (_, start, options) => {
    const { problem, asked } = problemOf(
      2,
      (x) => [
        [x[0]! - 5, 1, 0],
        [x[1]! + x[0]! - 1, 1, 1],
      ],
      { lower: [-1, -2], upper: [1.5, 4] },
    );
    const run = start(problem, Float64Array.of(-9, 9), options);
    runLeastSquares(run);
    expect(asked[0]).toEqual([-1, 4]);
    for (const [a, b] of asked) {
      expect(a! >= -1 && a! <= 1.5 && b! >= -2 && b! <= 4).toBe(true);
    }
    expect(run.x[0]).toBe(1.5);
    expect(run.x[1]).toBeCloseTo(-0.5, 9);
    expect(run.cost).toBeCloseTo(0.5 * 3.5 ** 2, 10);
  },
);

test.each(methods)(
  '%s holds a variable at a bound only while the slope pushes it outward',
  (_, start, options) => {
    for (const [low, high, from, best] of [
      [0, 1, 0, 0.25],
      [0, 1, 1, 0.25],
      [-1, 0, 0, 0],
      [0.5, 1, 0.5, 0.5],
      [0.5, 1, 1, 0.5],
    ] as const) {
      const { problem } = problemOf(
        1,
        (x) => [
          [x[0]! - 0.25, 1],
          [1, 0],
        ],
        { lower: [low], upper: [high] },
      );
      const run = start(problem, Float64Array.of(from), options);
      expect(['gradient', 'cost', 'step']).toContain(runLeastSquares(run));
      expect(run.x[0]).toBeCloseTo(best, 9);
      if (from === best) expect(run.iterations).toBe(0);
    }
  },
);

test.each(methods)('%s leaves a variable alone that nothing depends on', (_, start, options) => {
  const { problem } = problemOf(3, (x) => [
    [x[0]! - 1, 1, 0, 0],
    [x[2]! - x[0]!, -1, 0, 1],
  ]);
  const run = start(problem, Float64Array.of(4, 7, -3), options);
  runLeastSquares(run);
  expect(run.x[1]).toBe(7);
  expect(run.x[0]).toBeCloseTo(1, 9);
  expect(run.x[2]).toBeCloseTo(1, 9);
});

test.each(methods)('%s lets the problem move every point it asks for', (_, start, options) => {
  // On the circle of radius 1, the nearest point to (3, 4).
  const { problem, asked } = problemOf(2, (x) => [
    [x[0]! - 3, 1, 0],
    [x[1]! - 4, 0, 1],
  ]);
  const onCircle: LeastSquaresProblem = {
    ...problem,
    project(x) {
      const length = Math.hypot(x[0]!, x[1]!);
      if (length <= 1) return;
      x[0]! /= length;
      x[1]! /= length;
    },
  };
  const run = start(onCircle, Float64Array.of(5, 0), options);
  runLeastSquares(run);
  expect(asked[0]).toEqual([1, 0]);
  for (const [a, b] of asked) expect(Math.hypot(a!, b!)).toBeLessThanOrEqual(1 + 1e-15);
  expect(run.cost).toBeLessThan(8.5);
});

test.each(methods)('%s stalls where the slope lies', (_, start, options) => {
  const { problem } = problemOf(1, (x) => [[1 + x[0]! ** 2, -1]]);
  const run = start(problem, Float64Array.of(0), options);
  expect(runLeastSquares(run)).toBe('stalled');
  expect(run.x[0]).toBe(0);
  expect(run.step()).toBe('stalled');
});

test('a step that promises and loses next to nothing ends the fit, though it is rejected', () => {
  // f rises by a hair with every look, so that no step near the optimum gains.
  let looks = 0;
  const { problem } = problemOf(1, (x) => [
    [Math.exp(x[0]!) - 2, Math.exp(x[0]!)],
    [1, 0],
  ]);
  const creeping = {
    ...problem,
    linearise: (...of: Parameters<typeof problem.linearise>) => problem.linearise(...of) + 1e-14 * looks++,
  };
  const ended = (costTolerance: number) => {
    looks = 0;
    const run = startLeastSquares(creeping, Float64Array.of(0), { ...DEFAULT_LEAST_SQUARES, costTolerance });
    return { stop: runLeastSquares(run), x: run.x[0]!, iterations: run.iterations };
  };
  const near = ended(1e-10);
  expect(near.stop).toBe('cost');
  expect(near.x).toBeCloseTo(Math.log(2), 5);
  expect(near.iterations).toBeLessThan(ended(1e-16).iterations);
});

test('a step that is damped to next to nothing does not end the fit by gaining little', () => {
  // A penalty that is stiff at the start: until the damping has fallen again steps gain a ten thousandth.
  const { problem } = problemOf(1, (x) => [[x[0]! - 3, 1]]);
  const options = { ...DEFAULT_LEAST_SQUARES, damping: 1e6, costTolerance: 1e-3 };
  const run = startLeastSquares(problem, Float64Array.of(0), options);
  expect(runLeastSquares(run)).not.toBe('max-iterations');
  expect(run.x[0]).toBeCloseTo(3, 2);
});

test('a rejected step doubles the damping, then by four, by eight', () => {
  // Beyond 1/2 there is nothing; the first steps go past it.
  const { problem } = problemOf(1, (x) => [x[0]! > 0.5 ? [Number.NaN, 0] : [x[0]! - 40, 1]]);
  const run = startLeastSquares(problem, Float64Array.of(0));
  const dampings = [run.damping];
  for (let i = 0; i < 4; i++) {
    expect(run.step()).toBeNull();
    dampings.push(run.damping);
  }
  expect(run.x[0]).toBe(0);
  expect(dampings).toEqual([1e-3, 2e-3, 8e-3, 64e-3, 1.024].map((d) => expect.closeTo(d, 12)));
});

test('two variables put onto bounds leave the third where it is best given both', () => {
  const a = [
    [1, 0.9, 0.5],
    [0, 1, 0.8],
    [0.3, 0, 1],
    [0.2, -0.4, 0.6],
  ];
  const rows = (x: Float64Array): readonly Row[] =>
    a.map((d, i) => [d.reduce((sum, v, j) => sum + v * x[j]!, 0) - [9, -8, 2, 1][i]!, ...d]);
  const { problem, asked } = problemOf(3, rows, { lower: [-1, -0.5, -OPEN], upper: [1, 1, OPEN] });
  const run = startLeastSquares(problem, Float64Array.of(0, 0, 0), {
    ...DEFAULT_LEAST_SQUARES,
    damping: 1e-14,
  });
  runLeastSquares(run);
  // The least over x_3 alone at (1, -1/2), where the first step already is.
  const rest = a.map((d, i) => [9, -8, 2, 1][i]! - d[0]! + 0.5 * d[1]!);
  const third =
    a.reduce((sum, d, i) => sum + d[2]! * rest[i]!, 0) / a.reduce((sum, d) => sum + d[2]! ** 2, 0);
  expect(asked[1]).toEqual([1, -0.5, expect.closeTo(third, 9)]);
  expect([...run.x]).toEqual([1, -0.5, expect.closeTo(third, 9)]);
});

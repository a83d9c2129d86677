/** How far L-BFGS-B searches along its step, and which changes of the slope it believes. */
import { expect, test } from 'vitest';
import type { LeastSquaresProblem } from './least-squares.ts';
import { runLeastSquares } from './least-squares.ts';
import { DEFAULT_QUASI_NEWTON, startQuasiNewton } from './quasi-newton.ts';

/** A cost with its gradient, whose curvature J'J is told as `curvature` whatever it is. */
function costOf(
  of: (x: readonly number[]) => readonly [cost: number, ...gradient: number[]],
  curvature: readonly number[],
  lower: readonly number[],
  upper: readonly number[],
) {
  const n = curvature.length;
  const asked: number[][] = [];
  const problem: LeastSquaresProblem = {
    size: n,
    halfBandwidth: 0,
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
    linearise(x, normal, gradient) {
      asked.push([...x]);
      const [cost, ...slopes] = of([...x]);
      normal.set(curvature);
      gradient.set(slopes);
      return cost;
    },
  };
  return { problem, asked };
}

test.each([1, -1])(
  'a step that is too short by its curvature is stretched up to the wall (side %d)',
  (side) => {
    // 1/2 (x - 1000)^2 with a hundredfold curvature: the first step is 10, the wall ten of them away.
    const { problem, asked } = costOf(
      ([x]) => [1 + 0.5 * (x! - side * 1000) ** 2, x! - side * 1000],
      [100],
      [side === 1 ? -1e9 : -100],
      [side === 1 ? 100 : 1e9],
    );
    const run = startQuasiNewton(problem, Float64Array.of(0));
    expect(run.step()).toBeNull();
    expect(asked.map(([x]) => x)).toEqual([0, 10 * side, 40 * side, 100 * side]);
    expect(run.x[0]).toBe(100 * side);
    expect(run.step()).toBe('gradient');
  },
);

test('of several walls the nearest ends the search, from wherever it starts', () => {
  const { problem, asked } = costOf(
    ([x, y, z]) => [1e5 - 10 * x! - 20 * y! + 30 * z!, -10, -20, 30],
    [10, 10, 10],
    [-500, -500, -40],
    [507, 53, 500],
  );
  const run = startQuasiNewton(problem, Float64Array.of(7, 3, 2));
  run.step();
  // (1, 2, -3) a step: y has room for 25 of them, z for 14, x for 500.
  expect(asked.slice(1)).toEqual([
    [8, 5, -1],
    [11, 11, -10],
    [21, 31, -40],
  ]);
});

test('a cost without curvature teaches nothing and is followed into its corner', () => {
  const { problem } = costOf(([x, y]) => [1e4 + 2 * x! + 3 * y!, 2, 3], [1, 1], [-100, -200], [100, 200]);
  const run = startQuasiNewton(problem, Float64Array.of(0, 0));
  expect(runLeastSquares(run)).toBe('gradient');
  expect([...run.x]).toEqual([-100, -200]);
});

test('without any curvature told every variable is taken for of one scale', () => {
  const { problem, asked } = costOf(([x, y]) => [5 + 2 * x! + y!, 2, 1], [0, 0], [-1e3, -1e3], [1e3, 1e3]);
  startQuasiNewton(problem, Float64Array.of(0, 0)).step();
  expect(asked[1]).toEqual([-2, -1]);
});

test('a variable that is nearly free of curvature is given a little of the largest', () => {
  const { problem, asked } = costOf(
    ([x, y]) => [5 + 2 * x! + 1e-9 * y!, 2, 1e-9],
    [4, 0],
    [-1e9, -1e9],
    [1e9, 1e9],
  );
  startQuasiNewton(problem, Float64Array.of(0, 0)).step();
  // 1e-12 of 4.
  expect(asked[1]![0]).toBeCloseTo(-0.5, 12);
  expect(asked[1]![1]).toBeCloseTo(-250, 6);
});

test('a curvature that is learned replaces the told one at the second step', () => {
  const { problem, asked } = costOf(([x]) => [1 + 0.5 * 3 * (x! - 8) ** 2, 3 * (x! - 8)], [6], [-1e9], [1e9]);
  const run = startQuasiNewton(problem, Float64Array.of(0), { ...DEFAULT_QUASI_NEWTON });
  run.step();
  expect(asked).toEqual([[0], [4]]);
  run.step();
  expect(run.x[0]).toBeCloseTo(8, 12);
});

test('after three quiet steps the cost has settled, not before', () => {
  const { problem } = costOf(([x]) => [1000 + x! ** 4 / 4, x! ** 3], [1.2e-5], [-1e9], [1e9]);
  const run = startQuasiNewton(problem, Float64Array.of(0.002), {
    ...DEFAULT_QUASI_NEWTON,
    gradientTolerance: 0,
    stepTolerance: 0,
  });
  expect(runLeastSquares(run)).toBe('cost');
  expect(run.iterations).toBe(3);
});

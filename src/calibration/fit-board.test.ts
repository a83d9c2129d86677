import { expect, test } from 'vitest';
import type { LeastSquaresProblem } from '#math/least-squares.ts';
import { slopesOf } from '#testing/differences.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabola, parabolaBoard } from '#testing/parabola.ts';
import { type BoardProblem, createBoardProblem } from './board-problem.ts';
import { type BoardOptimum, fitBoard, fitBoardWithLoss } from './fit-board.ts';
import { MAD_TO_SD, type RobustLoss } from './loss.ts';
import { type TargetSlice, targetSlice } from './prepare-slice.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const K = [-0.3, -0.15, 0, 0.1, 0.25];
const slices = [0.2, 0.5].map((t, s): TargetSlice => {
  const u = 0.5 * Math.sqrt(t);
  const mid = K.map(
    (k, i) => Math.sqrt((u * u + 0.2 * u * k + 0.5 * k * k) / t) + 0.02 * Math.sin(9 * i * i + s),
  );
  const target = targetSlice(parabola, makeSlice(t, K, mid), DEFAULT_SETTINGS);
  if ('message' in target) throw new Error(target.message);
  return { ...target, target: { ...target.target, weight: target.target.weight.map((w) => w / (2 + s)) } };
});
const problem = createBoardProblem(parabola, slices, parabolaBoard(2), null);
const GOOD = Float64Array.of(0.25, 0.4, 0.2);
const FAR = Float64Array.of(1.9, 0.06, 1.9);

function ended<T>(steps: Generator<void, T, void>): { value: T; yields: number } {
  let yields = 0;
  for (;;) {
    const step = steps.next();
    if (step.done) return { value: step.value, yields };
    yields++;
  }
}
const run = (of: BoardProblem, starts: readonly Float64Array[], progress?: number) =>
  ended(fitBoard(of, 'levenberg-marquardt', starts, [null, null], progress));

/** A problem of one coordinate, (x - 3)^2/2 left of 0 and, 5 higher, right of it: two valleys at -1 and 3. */
function valleys(cost: (x: number) => readonly [number, number]): BoardProblem {
  const plain: LeastSquaresProblem = {
    size: 1,
    halfBandwidth: 0,
    lower: Float64Array.of(-100),
    upper: Float64Array.of(100),
    linearise(x, normal, gradient) {
      const [value, slope] = cost(x[0]!);
      normal[0] = 1;
      gradient[0] = slope;
      return value;
    },
  };
  return {
    ...plain,
    thetas: () => [],
    residuals: () => {},
    rows: () => {},
    outsideFactors: () => {},
    setRobust: () => {},
  };
}
const twoValleys = valleys((x) => (x < 1 ? [0.5 * (x + 1) ** 2 + 5, x + 1] : [0.5 * (x - 3) ** 2, x - 3]));

test('the deepest valley that a start leads into is taken, whichever start it was', () => {
  for (const starts of [
    [-2, 4],
    [4, -2],
  ]) {
    const { value } = run(
      twoValleys,
      starts.map((x) => Float64Array.of(x)),
    );
    expect(value.x[0]).toBeCloseTo(3, 9);
    expect(value.cost).toBeCloseTo(0, 12);
    expect(value.starts.map(({ start }) => [...start])).toEqual(starts.map((x) => [x]));
    const objectives = value.starts.map(({ objective }) => objective!);
    expect(objectives[starts.indexOf(-2)]).toBeCloseTo(10, 9);
    expect(objectives[starts.indexOf(4)]).toBeCloseTo(0, 9);
    expect(value.iterations).toBe(value.starts.reduce((sum, { iterations }) => sum + iterations, 0));
    for (const { iterations } of value.starts) expect(iterations).toBeGreaterThan(0);
  }
});

test('of starts that end alike the first is taken, and one that leaves the numbers has no objective', () => {
  const broken = valleys((x) => (x > 50 ? [Number.NaN, 0] : [0.5 * (x - 3) ** 2, x - 3]));
  const { value } = run(broken, [Float64Array.of(60), Float64Array.of(2)]);
  expect(value.starts[0]).toMatchObject({ objective: null, stop: 'non-finite' });
  expect(value.x[0]).toBeCloseTo(3, 9);
  const flat = valleys(() => [1, 0]);
  expect(run(flat, [Float64Array.of(7), Float64Array.of(8)]).value.x[0]).toBe(7);
});

test('a fit of a board is the least of the sums of its slices', () => {
  const { value, yields } = run(problem, [FAR, GOOD]);
  slopesOf((x) => [problem.linearise(x, new Float64Array(9), new Float64Array(3))], value.x).forEach(
    (slope) => {
      expect(Math.abs(slope)).toBeLessThan(1e-4);
    },
  );
  expect(yields).toBe(value.iterations - 2);
  const normal = new Float64Array(9);
  expect(problem.linearise(value.x, normal, new Float64Array(3))).toBeCloseTo(value.cost, 12);
  normal.forEach((v, i) => {
    if (i !== 1 && i !== 2 && i !== 5) expect(value.normal[i]).toBeCloseTo(v, 6);
  });
  expect(value.robust).toEqual([null, null]);
});

test('where ten iterations bring less than the progress asked for, it ends', () => {
  // A cost that falls by the same small share at each step is left once ten of them have followed the first.
  const decline = decliningBy(0.99);
  const ten = run(decline(), [Float64Array.of(0)], 0.5).value;
  expect([ten.stop, ten.iterations]).toEqual(['cost', 11]);
  const more = run(decline(), [Float64Array.of(0)], 0.05).value;
  expect(more.iterations).toBeGreaterThan(10);
  const whole = run(decline(), [Float64Array.of(0)]).value;
  expect(whole.iterations).toBeGreaterThan(20);
});

/** A linear cost in steps of one: each takes the cost to a share of what it was, and sees the slope it needs for it. */
function decliningBy(share: number): () => BoardProblem {
  return () => valleys((x) => [share ** x, Math.log(share) * share ** x]);
}

function withLoss(kind: 'squared' | 'huber'): BoardOptimum {
  const loss = kind === 'squared' ? { kind } : { kind, threshold: 1 };
  return ended(fitBoardWithLoss(problem, slices, [FAR, GOOD], loss)).value;
}

test('a robust threshold follows the residuals of the whole board from the best of the squared fits', () => {
  const plain = withLoss('squared');
  expect(plain.robust).toEqual([null, null]);
  const fit = withLoss('huber');
  const [loss] = fit.robust as readonly [RobustLoss];
  expect(fit.robust).toEqual([loss, loss]);
  const residuals = slices.map(({ used }) => new Float64Array(used.length));
  problem.residuals(fit.x, residuals);
  const sizes = residuals
    .flatMap((own, s) => Array.from(own, (r, i) => Math.abs(r) * Math.sqrt(slices[s]!.target.weight[i]!)))
    .sort((a, b) => a - b);
  const scale = MAD_TO_SD * 0.5 * (sizes[4]! + sizes[5]!);
  expect(loss.delta / scale).toBeGreaterThan(0.8);
  expect(loss.delta / scale).toBeLessThan(1.25);
  expect(fit.starts).toEqual(plain.starts);
  expect(fit.iterations).toBeGreaterThan(plain.iterations);
  problem.setRobust(fit.robust);
  slopesOf((x) => [problem.linearise(x, new Float64Array(9), new Float64Array(3))], fit.x).forEach(
    (slope) => {
      expect(Math.abs(slope)).toBeLessThan(1e-3);
    },
  );
  problem.setRobust([null, null]);
});

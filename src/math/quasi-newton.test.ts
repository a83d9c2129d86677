import { expect, test } from 'vitest';
import { bandIndex } from './banded.ts';
import { type LeastSquaresProblem, runLeastSquares, startLeastSquares } from './least-squares.ts';
import { DEFAULT_QUASI_NEWTON, startQuasiNewton } from './quasi-newton.ts';

const OPEN = Number.POSITIVE_INFINITY;

/** Half the sum of squares of `rows`, each a residual with its gradient. */
function squares(
  size: number,
  rows: (x: Float64Array) => readonly (readonly [r: number, ...d: number[]])[],
  lower: readonly number[] = Array(size).fill(-OPEN),
  upper: readonly number[] = Array(size).fill(OPEN),
): LeastSquaresProblem {
  return {
    size,
    halfBandwidth: size - 1,
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
    linearise(x, normal, gradient) {
      normal.fill(0);
      gradient.fill(0);
      let cost = 0;
      for (const [r, ...d] of rows(x)) {
        cost += 0.5 * r * r;
        for (let i = 0; i < size; i++) {
          gradient[i]! += d[i]! * r;
          for (let j = 0; j <= i; j++) normal[bandIndex(i, j, size - 1)]! += d[i]! * d[j]!;
        }
      }
      return cost;
    },
  };
}

const rosenbrock = (x: Float64Array): [number, ...number[]][] => [
  [10 * (x[1]! - x[0]! ** 2), -20 * x[0]!, 10],
  [1 - x[0]!, -1, 0],
];

/** E. M. L. Beale, 1958; More, Garbow and Hillstrom's problem 5. */
const beale = (x: Float64Array): [number, ...number[]][] =>
  [1.5, 2.25, 2.625].map((y, i) => [
    y - x[0]! * (1 - x[1]! ** (i + 1)),
    -(1 - x[1]! ** (i + 1)),
    x[0]! * (i + 1) * x[1]! ** i,
  ]);

function minimum(problem: LeastSquaresProblem, start: readonly number[]) {
  const run = startQuasiNewton(problem, Float64Array.from(start));
  return { stop: runLeastSquares(run), run };
}

test('the valley of Rosenbrock is followed to its end', () => {
  const { stop, run } = minimum(squares(2, rosenbrock), [-1.2, 1]);
  expect(['gradient', 'cost', 'step']).toContain(stop);
  expect(run.x[0]!).toBeCloseTo(1, 9);
  expect(run.x[1]!).toBeCloseTo(1, 9);
  expect(run.iterations).toBeLessThan(60);
});

test('a bound across the valley of Rosenbrock stops it where the rest is optimal', () => {
  // On x <= 0.5 the optimum is (0.5, 0.25): f = 100 (y - x^2)^2 + (1 - x)^2 falls with x along y = x^2.
  const { stop, run } = minimum(squares(2, rosenbrock, [-2, -2], [0.5, 2]), [-1.2, 1]);
  expect(['gradient', 'cost', 'step']).toContain(stop);
  expect(run.x[0]!).toBe(0.5);
  expect(run.x[1]!).toBeCloseTo(0.25, 9);
  expect(2 * run.cost).toBeCloseTo(0.25, 12);
});

test('the minimum of Beale is found inside a box and at its edge', () => {
  const inside = minimum(squares(2, beale, [-4.5, -4.5], [4.5, 4.5]), [1, 1]);
  expect(inside.run.x[0]!).toBeCloseTo(3, 7);
  expect(inside.run.x[1]!).toBeCloseTo(0.5, 7);
  const edge = minimum(squares(2, beale, [-4.5, -4.5], [2, 4.5]), [1, 1]);
  const same = startLeastSquares(squares(2, beale, [-4.5, -4.5], [2, 4.5]), Float64Array.of(1, 1));
  runLeastSquares(same);
  expect(edge.run.x[0]!).toBe(2);
  expect(edge.run.cost / same.cost).toBeCloseTo(1, 10);
});

test('a quadratic with active bounds ends at its known solution', () => {
  const rows = (x: Float64Array): [number, ...number[]][] => [
    [x[0]! - 3, 1, 0, 0, 0],
    [2 * (x[1]! + 1), 0, 2, 0, 0],
    [x[2]! - x[0]! + 1, -1, 0, 1, 0],
    [x[3]! - x[2]! - 0.5, 0, 0, -1, 1],
  ];
  const { run } = minimum(squares(4, rows, [0, 0, 0, 0], [2, 2, 2, 2]), [1, 2, 0, 1]);
  // x_0 = 2 (its pull is to 3), x_1 = 0, then x_2 = x_0 - 1 = 1 and x_3 = x_2 + 1/2 = 3/2.
  [2, 0, 1, 1.5].forEach((value, i) => {
    expect(run.x[i]!).toBeCloseTo(value, 8);
  });
  expect(run.x[0]).toBe(2);
  expect(run.x[1]).toBe(0);
  expect(run.cost).toBeCloseTo(0.5 + 2, 12);
});

test('a variable without room stays, and a start outside is moved in', () => {
  const { run } = minimum(squares(2, rosenbrock, [0.3, -1], [0.3, 1]), [9, 9]);
  expect(run.x[0]).toBe(0.3);
  expect(run.x[1]!).toBeCloseTo(0.09, 10);
});

test('a cost that cannot be evaluated beyond a place is searched up to it, and never taken', () => {
  const wall = (x: Float64Array): [number, ...number[]][] =>
    x[0]! < 1 ? [[Math.log(1 - x[0]!) + 3, -1 / (1 - x[0]!)]] : [[Number.NaN, 0]];
  const { stop, run } = minimum(squares(1, wall), [-50]);
  expect(['gradient', 'cost', 'step']).toContain(stop);
  expect(run.x[0]!).toBeCloseTo(1 - Math.exp(-3), 8);
  expect(minimum(squares(1, wall), [2]).stop).toBe('non-finite');
});

test('it stops when told to, and the same start gives the same bits', () => {
  const few = { ...DEFAULT_QUASI_NEWTON, maxIterations: 3 };
  const run = startQuasiNewton(squares(2, rosenbrock), Float64Array.of(-1.2, 1), few);
  expect(runLeastSquares(run)).toBe('max-iterations');
  expect(run.cost).toBeLessThan(12.1);
  const [a, b] = [minimum(squares(2, beale), [1, 1]), minimum(squares(2, beale), [1, 1])];
  expect([...a.run.x]).toEqual([...b.run.x]);
});

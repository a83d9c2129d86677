/** The two optimisers step by step against plain transcriptions of the published methods, dense and without bounds. */
import { expect, test } from 'vitest';
import { bandIndex } from './banded.ts';
import { DEFAULT_LEAST_SQUARES, type LeastSquaresProblem, startLeastSquares } from './least-squares.ts';
import { startQuasiNewton } from './quasi-newton.ts';
import { wolfeSearch } from './wolfe-search.ts';

/** A residual with its gradient. */
type Row = readonly [r: number, ...d: number[]];
type Rows = (x: readonly number[]) => readonly Row[];

interface Sums {
  readonly cost: number;
  readonly matrix: readonly (readonly number[])[];
  readonly gradient: readonly number[];
}

function sumsOf(rows: readonly Row[], n: number): Sums {
  const indices = Array.from({ length: n }, (_, i) => i);
  const total = (of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  return {
    cost: total(([r]) => 0.5 * r * r),
    gradient: indices.map((i) => total((row) => row[0] * row[i + 1]!)),
    matrix: indices.map((i) => indices.map((j) => total((row) => row[i + 1]! * row[j + 1]!))),
  };
}

function problemOf(rows: Rows, n: number, half = n - 1): LeastSquaresProblem {
  return {
    size: n,
    halfBandwidth: half,
    lower: new Float64Array(n).fill(Number.NEGATIVE_INFINITY),
    upper: new Float64Array(n).fill(Number.POSITIVE_INFINITY),
    linearise(x, normal, gradient) {
      const sums = sumsOf(rows([...x]), n);
      gradient.set(sums.gradient);
      for (let i = 0; i < n; i++) {
        for (let j = Math.max(0, i - half); j <= i; j++) normal[bandIndex(i, j, half)] = sums.matrix[i]![j]!;
      }
      return sums.cost;
    },
  };
}

/** A x = b by elimination with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const n = right.length;
  const a = matrix.map((row, i) => [...row, right[i]!]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let i = c + 1; i < n; i++) if (Math.abs(a[i]![c]!) > Math.abs(a[pivot]![c]!)) pivot = i;
    [a[c], a[pivot]] = [a[pivot]!, a[c]!];
    for (let i = 0; i < n; i++) {
      if (i === c) continue;
      const factor = a[i]![c]! / a[c]![c]!;
      for (let k = c; k <= n; k++) a[i]![k]! -= factor * a[c]![k]!;
    }
  }
  return a.map((row, i) => row[n]! / row[i]!);
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** H. H. Rosenbrock, 1960. */
const rosenbrock: Rows = (x) => [
  [10 * (x[1]! - x[0]! ** 2), -20 * x[0]!, 10],
  [1 - x[0]!, -1, 0],
];
/** M. J. D. Powell, 1962: the Jacobian is singular at the solution. */
const powell: Rows = (x) => [
  [x[0]! + 10 * x[1]!, 1, 10, 0, 0],
  [Math.sqrt(5) * (x[2]! - x[3]!), 0, 0, Math.sqrt(5), -Math.sqrt(5)],
  [(x[1]! - 2 * x[2]!) ** 2, 0, 2 * (x[1]! - 2 * x[2]!), -4 * (x[1]! - 2 * x[2]!), 0],
  [
    Math.sqrt(10) * (x[0]! - x[3]!) ** 2,
    2 * Math.sqrt(10) * (x[0]! - x[3]!),
    0,
    0,
    -2 * Math.sqrt(10) * (x[0]! - x[3]!),
  ],
];
/** Y. Bard, 1970: residuals that do not vanish. */
const bard: Rows = (x) =>
  [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39].map((y, i) => {
    const [u, v] = [i + 1, 15 - i];
    const w = Math.min(u, v);
    const below = v * x[1]! + w * x[2]!;
    return [y - (x[0]! + u / below), -1, (u * v) / below ** 2, (u * w) / below ** 2];
  });
/** Rosenbrock's valley as a chain: each variable meets its neighbour only. */
const chain: Rows = (x) =>
  x.slice(1).flatMap((next, i) => {
    const bend = x.map((_, j) => (j === i ? -20 * x[i]! : j === i + 1 ? 10 : 0));
    const pull = x.map((_, j) => (j === i ? -1 : 0));
    return [
      [10 * (next - x[i]! ** 2), ...bend],
      [1 - x[i]!, ...pull],
    ] as Row[];
  });

const problems: readonly (readonly [string, Rows, readonly number[], half: number])[] = [
  ['Rosenbrock', rosenbrock, [-1.2, 1], 1],
  ['Powell', powell, [3, -1, 0, 1], 3],
  ['Bard', bard, [1, 1, 1], 2],
  ['the chain', chain, [-1.2, 1, -0.7, 0.4, 0.9], 1],
];

test.each(problems)('Levenberg-Marquardt on %s takes the steps of algorithm 3.16', (_, rows, start, half) => {
  const n = start.length;
  const run = startLeastSquares(problemOf(rows, n, half), Float64Array.from(start));
  let x = [...start];
  let sums = sumsOf(rows(x), n);
  let mu = DEFAULT_LEAST_SQUARES.damping;
  let nu = 2;
  let scale = start.map(() => 0);
  let accepted = 0;
  for (let step = 1; step <= 25; step++) {
    scale = scale.map((former, i) => Math.max(former, sums.matrix[i]![i]!));
    const damped = sums.matrix.map((row, i) => row.map((v, j) => (i === j ? v + mu * scale[i]! : v)));
    const h = solve(
      damped,
      sums.gradient.map((g) => -g),
    );
    const next = x.map((v, i) => v + h[i]!);
    const there = sumsOf(rows(next), n);
    // L(0) - L(h) of equation (3.14), with the scaled damping.
    const predicted = 0.5 * h.reduce((sum, v, i) => sum + v * (mu * scale[i]! * v - sums.gradient[i]!), 0);
    if (there.cost < sums.cost) {
      const ratio = (sums.cost - there.cost) / predicted;
      mu *= Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3);
      nu = 2;
      x = next;
      sums = there;
      accepted++;
    } else {
      mu *= nu;
      nu *= 2;
    }
    if (run.step() !== null) break;
    expect(run.iterations).toBe(step);
    expect(run.damping / mu).toBeCloseTo(1, 4);
    expect(run.cost / sums.cost).toBeCloseTo(1, 4);
    x.forEach((value, i) => {
      expect(run.x[i]!).toBeCloseTo(value, 8);
    });
  }
  expect(accepted).toBeGreaterThan(4);
});

test.each(problems)(
  'L-BFGS-B on %s takes the steps of BFGS from the last ten of them',
  (_, rows, start, half) => {
    const n = start.length;
    const run = startQuasiNewton(problemOf(rows, n, half), Float64Array.from(start));
    let x = [...start];
    let sums = sumsOf(rows(x), n);
    const most = Math.max(...sums.matrix.map((row, i) => row[i]!));
    const scale = sums.matrix.map((row, i) => Math.max(row[i]!, 1e-12 * most));
    const pairs: { s: number[]; y: number[] }[] = [];
    for (let step = 1; step <= 10; step++) {
      const last = pairs.at(-1);
      const unit =
        last === undefined
          ? 1
          : last.y.reduce((sum, v, i) => sum + v ** 2 / scale[i]!, 0) / dot(last.s, last.y);
      let matrix = scale.map((v, i) => scale.map((_d, j) => (i === j ? unit * v : 0)));
      for (const { s, y } of pairs) {
        const bs = matrix.map((row) => dot(row, s));
        matrix = matrix.map((row, i) =>
          row.map((v, j) => v + (y[i]! * y[j]!) / dot(s, y) - (bs[i]! * bs[j]!) / dot(s, bs)),
        );
      }
      const h = solve(
        matrix,
        sums.gradient.map((g) => -g),
      );
      const at = (a: number) => x.map((v, i) => v + a * h[i]!);
      const look = (a: number) => {
        const { cost, gradient } = sumsOf(rows(at(a)), n);
        return { cost, slope: dot(gradient, h) };
      };
      const found = wolfeSearch(look, look(0), Number.POSITIVE_INFINITY)!;
      const next = at(found.a);
      const there = sumsOf(rows(next), n);
      if (pairs.length === 10) pairs.shift();
      pairs.push({
        s: next.map((v, i) => v - x[i]!),
        y: there.gradient.map((v, i) => v - sums.gradient[i]!),
      });
      x = next;
      sums = there;
      expect(run.step()).toBeNull();
      expect(run.iterations).toBe(step);
      expect(run.cost / sums.cost).toBeCloseTo(1, 5);
      x.forEach((value, i) => {
        expect(run.x[i]!).toBeCloseTo(value, 6);
      });
    }
  },
);

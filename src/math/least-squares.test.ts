import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bandedCholesky, bandedSolve, bandIndex } from './banded.ts';
import { createHingeRows } from './hinge-rows.ts';
import {
  DEFAULT_LEAST_SQUARES,
  type LeastSquaresProblem,
  runLeastSquares,
  startLeastSquares,
} from './least-squares.ts';
import { normalEquations, transformNormal } from './normal-equations.ts';
import { symmetricEigenvalues, symmetricInverse } from './symmetric.ts';

/** A dense problem from residuals and their Jacobian rows. */
function dense(
  lower: number[],
  upper: number[],
  residuals: (x: Float64Array) => { r: number[]; j: number[][] },
): LeastSquaresProblem {
  const size = lower.length;
  return {
    size,
    halfBandwidth: size - 1,
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
    linearise(x, normal, gradient) {
      normal.fill(0);
      gradient.fill(0);
      let cost = 0;
      const { r, j } = residuals(x);
      r.forEach((value, i) => {
        cost += 0.5 * value * value;
        for (let c = 0; c < size; c++) {
          gradient[c]! += j[i]![c]! * value;
          for (let d = 0; d <= c; d++) normal[bandIndex(c, d, size - 1)]! += j[i]![c]! * j[i]![d]!;
        }
      });
      return cost;
    },
  };
}

const rosenbrock = (lower: number[], upper: number[]) =>
  dense(lower, upper, (x) => ({
    r: [10 * (x[1]! - x[0]! * x[0]!), 1 - x[0]!],
    j: [
      [-20 * x[0]!, 10, 0],
      [-1, 0, 0],
    ],
  }));

test('Rosenbrock ends at (1, 1) from the classic start', () => {
  const run = startLeastSquares(rosenbrock([-10, -10], [10, 10]), Float64Array.of(-1.2, 1));
  expect(['gradient', 'step', 'cost']).toContain(runLeastSquares(run));
  expect(run.x[0]).toBeCloseTo(1, 10);
  expect(run.x[1]).toBeCloseTo(1, 10);
});

test('a variable that nothing depends on holds no other, where rounding leaves less than nothing of its row', () => {
  const plain = rosenbrock([-10, -10, -10], [10, 10, 10]);
  const run = startLeastSquares(
    {
      ...plain,
      linearise(x, normal, gradient) {
        const cost = plain.linearise(x, normal, gradient);
        normal[bandIndex(2, 2, 2)]! -= 2e-9;
        gradient[2]! += 1e-13;
        return cost;
      },
    },
    Float64Array.of(-1.2, 1, 0.5),
  );
  expect(['gradient', 'step', 'cost']).toContain(runLeastSquares(run));
  expect(run.x[0]).toBeCloseTo(1, 8);
  expect(run.x[1]).toBeCloseTo(1, 8);
  expect(run.x[2]).toBeCloseTo(0.5, 8);
});

test('a bound that cuts the valley holds its variable and the rest is optimal there', () => {
  const run = startLeastSquares(rosenbrock([-10, -10], [0.5, 10]), Float64Array.of(-1.2, 1));
  runLeastSquares(run);
  expect(run.x[0]).toBe(0.5);
  expect(run.x[1]).toBeCloseTo(0.25, 9);
});

test('a variable leaves its bound again when the optimum is inside', () => {
  const run = startLeastSquares(rosenbrock([-1.2, -10], [10, 10]), Float64Array.of(-1.2, -10));
  runLeastSquares(run);
  expect(run.x[0]).toBeCloseTo(1, 9);
});

test('a non-finite start says so and is not iterated', () => {
  const broken = dense([-1], [1], () => ({ r: [Number.NaN], j: [[1]] }));
  const run = startLeastSquares(broken, Float64Array.of(0));
  expect(runLeastSquares(run)).toBe('non-finite');
  expect(run.iterations).toBe(0);
});

test('a step into non-finite ground is refused, not taken', () => {
  const problem = dense([-10], [10], (x) => ({
    r: [x[0]! > 2 ? Number.NaN : x[0]! - 2.5],
    j: [[1]],
  }));
  const run = startLeastSquares(problem, Float64Array.of(0));
  runLeastSquares(run);
  expect(run.x[0]!).toBeLessThanOrEqual(2);
  expect(Number.isFinite(run.cost)).toBe(true);
});

test('a fixed variable never moves', () => {
  const run = startLeastSquares(rosenbrock([-10, 0.3], [10, 0.3]), Float64Array.of(-1.2, 1));
  runLeastSquares(run);
  expect(run.x[1]).toBe(0.3);
});

test('banded Cholesky solves what a dense inverse solves', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 11 }),
      fc.integer(),
      (n, h, seed) => {
        const half = Math.min(h, n - 1);
        let state = seed >>> 0;
        const random = (): number => {
          state = (state * 1664525 + 1013904223) >>> 0;
          return state / 2 ** 32 - 0.5;
        };
        const full = new Float64Array(n * n);
        const band = new Float64Array(n * (half + 1));
        for (let i = 0; i < n; i++) {
          for (let j = Math.max(0, i - half); j <= i; j++) {
            const value = i === j ? 2 * (half + 1) + random() : random();
            full[i * n + j] = value;
            full[j * n + i] = value;
            band[bandIndex(i, j, half)] = value;
          }
        }
        const b = Float64Array.from({ length: n }, random);
        const x = Float64Array.from(b);
        expect(bandedCholesky(band, n, half)).toBe(true);
        bandedSolve(band, n, half, x);
        const inverse = symmetricInverse(full, n)!;
        for (let i = 0; i < n; i++) {
          let expected = 0;
          for (let j = 0; j < n; j++) expected += inverse[i * n + j]! * b[j]!;
          expect(x[i]).toBeCloseTo(expected, 12);
        }
      },
    ),
    { seed: 5, numRuns: 200 },
  );
});

test('an indefinite matrix is told from a positive definite one', () => {
  expect(bandedCholesky(Float64Array.of(1, 0, 1, 2), 2, 1)).toBe(false);
  expect(symmetricInverse(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
});

test('eigenvalues of a known matrix', () => {
  const values = symmetricEigenvalues(Float64Array.of(2, -1, 0, -1, 2, -1, 0, -1, 2), 3);
  [2 - Math.SQRT2, 2, 2 + Math.SQRT2].forEach((value, i) => {
    expect(values[i]).toBeCloseTo(value, 14);
  });
});

test('the unrolled normal equations equal the general ones in other coordinates', () => {
  const n = 9;
  const wave = (i: number): number => Math.sin(1 + 1.7 * i);
  const jacobian = Float64Array.from({ length: n * 5 }, (_, i) => wave(i));
  const curvature = Float64Array.from({ length: n }, (_, i) => 1 + wave(i) ** 2);
  const push = Float64Array.from({ length: n }, (_, i) => wave(3 * i));
  const chain = Float64Array.from({ length: 25 }, (_, i) => wave(7 * i));
  const matrix = new Float64Array(25);
  const vector = new Float64Array(5);
  normalEquations(jacobian, n, 5, curvature, push, matrix, vector);
  const band = new Float64Array(25);
  const gradient = new Float64Array(5);
  transformNormal(matrix, vector, chain, 5, 5, band, gradient, new Float64Array(25));
  // Six columns, the last one zero: takes the general path.
  const wide = new Float64Array(n * 6);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 5; c++) {
      let sum = 0;
      for (let q = 0; q < 5; q++) sum += jacobian[i * 5 + q]! * chain[q * 5 + c]!;
      wide[i * 6 + c] = sum;
    }
  }
  const matrix6 = new Float64Array(36);
  const vector6 = new Float64Array(6);
  normalEquations(wide, n, 6, curvature, push, matrix6, vector6);
  for (let c = 0; c < 5; c++) {
    expect(gradient[c]).toBeCloseTo(vector6[c]!, 12);
    for (let d = 0; d <= c; d++) expect(band[bandIndex(c, d, 4)]).toBeCloseTo(matrix6[c * 6 + d]!, 11);
  }
});

test('a linear problem in a box ends at its optimum, from inside and with variables that do nothing', () => {
  // Of such problems one in eighteen has a first step onto bounds that promises no decrease.
  let seed = 5;
  const random = (): number => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  for (let problem = 0; problem < 2_000; problem++) {
    const n = 3 + (problem % 2);
    const rows = n + 1;
    const a = Float64Array.from({ length: rows * n }, () => Math.round(6 * random() - 3));
    const b = Float64Array.from({ length: rows }, () => Math.round(60 * random() - 30));
    const run = startLeastSquares(
      {
        size: n,
        halfBandwidth: n - 1,
        lower: new Float64Array(n),
        upper: new Float64Array(n).fill(1),
        linearise(x, normal, gradient) {
          let cost = 0;
          normal.fill(0);
          gradient.fill(0);
          for (let i = 0; i < rows; i++) {
            let r = -b[i]!;
            for (let c = 0; c < n; c++) r += a[i * n + c]! * x[c]!;
            cost += 0.5 * r * r;
            for (let c = 0; c < n; c++) {
              gradient[c]! += a[i * n + c]! * r;
              for (let d = 0; d <= c; d++) normal[bandIndex(c, d, n - 1)]! += a[i * n + c]! * a[i * n + d]!;
            }
          }
          return cost;
        },
      },
      new Float64Array(n).fill(0.5),
    );
    const stop = runLeastSquares(run);
    let steepest = 0;
    for (let i = 0; i < n; i++) {
      const g = run.gradient[i]!;
      if (!((run.x[i]! <= 0 && g > 0) || (run.x[i]! >= 1 && g < 0)))
        steepest = Math.max(steepest, Math.abs(g));
    }
    expect(steepest, `problem ${problem} stopped by ${stop}`).toBeLessThan(1e-5);
  }
});

/** Half of |x - target|^2 and of mu max(0, c + a'x)^2 over the rows. */
function hinged(target: number[], rows: number[][], offsets: number[], mu: number): LeastSquaresProblem {
  const size = target.length;
  const half = size - 1;
  const strength = Math.sqrt(mu);
  return {
    ...dense(new Array<number>(size).fill(-1e3), new Array<number>(size).fill(1e3), () => ({ r: [], j: [] })),
    linearise(x, normal, gradient, hinges) {
      normal.fill(0);
      hinges?.clear();
      let cost = 0;
      for (let i = 0; i < size; i++) {
        const r = x[i]! - target[i]!;
        cost += 0.5 * r * r;
        gradient[i] = r;
        normal[bandIndex(i, i, half)] = 1;
      }
      rows.forEach((row, k) => {
        const a = Float64Array.from(row, (v) => strength * v);
        const value = a.reduce((sum, v, i) => sum + v * x[i]!, strength * offsets[k]!);
        hinges?.add(0, value, a, 0, k);
        if (!(value > 0)) return;
        cost += 0.5 * value * value;
        for (let i = 0; i < size; i++) {
          gradient[i]! += a[i]! * value;
          for (let j = 0; j <= i; j++) normal[bandIndex(i, j, half)]! += a[i]! * a[j]!;
        }
      });
      return cost;
    },
    hinges: [createHingeRows(half, size), createHingeRows(half, size), createHingeRows(half, size)],
  };
}

/** Half of |(x, y) - (3, 1)|^2 / 100 and of mu max(0, x^2 + y^2 - 1)^2: a disc, and a way along its rim. */
function disc(mu: number): LeastSquaresProblem {
  return {
    ...hinged([3, 1], [], [], 1),
    linearise(x, normal, gradient, hinges) {
      hinges?.clear();
      const away = [0.1 * (x[0]! - 3), 0.1 * (x[1]! - 1)] as const;
      normal.set([0.01, 0, 0.01, 0]);
      gradient.set([0.1 * away[0], 0.1 * away[1]]);
      const cost = 0.5 * (away[0] ** 2 + away[1] ** 2);
      const beyond = Math.sqrt(mu) * (x[0]! ** 2 + x[1]! ** 2 - 1);
      const a = Float64Array.of(2 * Math.sqrt(mu) * x[0]!, 2 * Math.sqrt(mu) * x[1]!);
      hinges?.add(0, beyond, a, 0, 0);
      if (!(beyond > 0)) return cost;
      for (let i = 0; i < 2; i++) {
        gradient[i]! += a[i]! * beyond;
        for (let j = 0; j <= i; j++) normal[bandIndex(i, j, 1)]! += a[i]! * a[j]!;
      }
      return cost + 0.5 * beyond * beyond;
    },
  };
}

test('steps that are bent along a curved row reach its far end in less than half of the looks', () => {
  const mu = 1e4;
  const looks = [0, 0.75].map((bend) => {
    const problem = disc(mu);
    let count = 0;
    const counted: LeastSquaresProblem = {
      ...problem,
      linearise(...point) {
        count++;
        return problem.linearise(...point);
      },
    };
    const run = startLeastSquares(counted, Float64Array.of(-0.9, 0.5), { ...DEFAULT_LEAST_SQUARES, bend });
    runLeastSquares(run);
    expect(run.x[0]! / run.x[1]!).toBeCloseTo(3, 4);
    // How far the penalty gives way, to first order.
    expect(Math.hypot(run.x[0]!, run.x[1]!) - 1).toBeCloseTo((0.01 * (Math.sqrt(10) - 1)) / (4 * mu), 9);
    return count;
  });
  expect(looks[1]! * 2).toBeLessThan(looks[0]!);
});

test('a step that sees the rows it switches on reaches their corner at once', () => {
  // x <= 0 and x + y <= 0 are off at the start and on at the optimum, where a penalty of 1e8 has them met.
  const problem = hinged(
    [5, 5],
    [
      [1, 0],
      [1, 1],
    ],
    [0, 0],
    1e8,
  );
  const start = Float64Array.of(-3, -3);
  const options = { ...DEFAULT_LEAST_SQUARES, damping: 1e-12 };
  const seeing = startLeastSquares(problem, start, options);
  runLeastSquares(seeing);
  expect(seeing.x[0]).toBeCloseTo(0, 6);
  expect(seeing.x[1]).toBeCloseTo(0, 6);
  expect(seeing.iterations).toBeLessThanOrEqual(4);
  const { hinges: _, ...blind } = problem;
  const unseeing = startLeastSquares(blind, start, options);
  runLeastSquares(unseeing);
  expect(unseeing.cost).toBeCloseTo(seeing.cost, 5);
  expect(unseeing.iterations).toBeGreaterThan(seeing.iterations);
});

test('random rows that switch end where no descent is left', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 }), {
        minLength: 1,
        maxLength: 12,
      }),
      fc.integer({ min: 1, max: 1e6 }),
      (rows, mu) => {
        const target = [3, -2, 4, 1];
        const offsets = rows.map((_, i) => (i % 5) - 2);
        const problem = hinged(target, rows, offsets, mu);
        const run = startLeastSquares(problem, Float64Array.of(-8, 6, -7, 5));
        runLeastSquares(run);
        const normal = new Float64Array(16);
        const gradient = new Float64Array(4);
        problem.linearise(run.x, normal, gradient);
        const scale = Math.sqrt(2 * run.cost * Math.max(...normal));
        for (const g of gradient) expect(Math.abs(g)).toBeLessThan(1e-5 * (1 + scale));
      },
    ),
    { seed: 7, numRuns: 200 },
  );
});

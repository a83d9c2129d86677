import { expect, test } from 'vitest';
import { symmetricInverse } from '#math/symmetric.ts';
import type { SteadyCoordinates } from '#models/model.ts';
import { squaresOf } from '#testing/differences.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabola, parabolaBoard, parabolaSurface } from '#testing/parabola.ts';
import { createBoardProblem } from './board-problem.ts';
import { boardSolution } from './board-solution.ts';
import { type BoardOptimum, fitBoard } from './fit-board.ts';
import type { RobustLoss } from './loss.ts';
import type { TargetSlice } from './prepare-slice.ts';
import type { SlicePrior } from './prior.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { sliceWeights } from './weights.ts';

const TIMES = [0.2, 0.5, 0.8];
const QUOTED = [
  [-0.2, -0.1, 0, 0.1, 0.4],
  [-0.3, -0.2, 0.05, 0.2, 0.35, 0.5],
  [-0.5, 0.3],
];

function targets(change: (s: number) => Partial<TargetSlice['target']> = () => ({})): TargetSlice[] {
  return TIMES.map((t, s): TargetSlice => {
    const k = QUOTED[s]!;
    const mid = k.map((at, i) => Math.sqrt((0.25 * t + 0.45 * at * at) / t) + 0.02 * Math.sin(9 * i + s));
    const slice = makeSlice(t, k, mid, { halfSpread: 0.012 });
    const weight = Float64Array.from(k, (_, i) => (1 + ((i + s) % 3)) / (20 * (s + 1)));
    return {
      slice,
      settings: DEFAULT_SETTINGS.all,
      weights: sliceWeights(slice, DEFAULT_SETTINGS.all.weights),
      used: slice.quote,
      twoSided: k.length,
      guess: { t, forward: 100, k: slice.k, w: slice.midVol.map((v) => v * v * t), weight },
      target: {
        ...{ t, forward: 100, k: slice.k, midVol: slice.midVol, bidVol: slice.bidVol, askVol: slice.askVol },
        weight,
        residual: 'vol',
        ...change(s),
      },
      optimiser: 'levenberg-marquardt',
      unit: 0.2,
    };
  });
}

const START = Float64Array.of(0.2, 0.3, 0.5, 0.1);

function solved(
  slices: readonly TargetSlice[],
  robust: readonly (RobustLoss | null)[] = [null, null, null],
  coordinates = parabolaBoard(3),
) {
  const problem = createBoardProblem(parabola, slices, coordinates, null);
  const steps = fitBoard(problem, 'levenberg-marquardt', [START], robust);
  let step = steps.next();
  while (!step.done) step = steps.next();
  const optimum: BoardOptimum = step.value;
  const solution = boardSolution(parabola, slices, coordinates, problem, optimum);
  const residuals = QUOTED.map((k) => new Float64Array(k.length));
  const rows = QUOTED.map((k) => new Float64Array(4 * k.length));
  const factors = QUOTED.map((k) => new Float64Array(k.length));
  problem.residuals(optimum.x, residuals);
  problem.rows(optimum.x, rows);
  problem.outsideFactors(optimum.x, factors);
  return { problem, optimum, solution, residuals, rows, factors };
}

/** Dense products of n by n matrices. */
function times(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < n; c++) {
      for (let i = 0; i < n; i++) out[r * n + c]! += a[r * n + i]! * b[i * n + c]!;
    }
  }
  return out;
}

/** H^-1 (sum_s s2_s H_s) H^-1 and what each slice leaves, from rows, residuals and weights as they stand. */
function expected(
  rows: readonly Float64Array[],
  residuals: readonly Float64Array[],
  weights: readonly Float64Array[],
  priors: readonly Float64Array[] = [],
) {
  const n = 4;
  const none = new Float64Array(n * n);
  const matrices = rows.map((own, s) => squaresOf(own, weights[s]!, n));
  const drawn = rows.map((_, s) => priors[s] ?? none);
  const whole = matrices.reduce(
    (sum, own, s) => sum.map((v, i) => v + own[i]! + drawn[s]![i]!),
    new Float64Array(n * n),
  );
  const inverse = symmetricInverse(Float64Array.from(whole), n)!;
  const leverage = rows.map((own, s) =>
    Float64Array.from(weights[s]!, (weight, i) => {
      const one = squaresOf(own.subarray(i * n, (i + 1) * n), [weight], n);
      return one.reduce((sum, v, j) => sum + v * inverse[j]!, 0);
    }),
  );
  const chi = residuals.map((own, s) => own.reduce((sum, r, i) => sum + weights[s]![i]! * r * r, 0));
  const quotes = residuals.reduce((sum, own) => sum + own.length, 0);
  const s2 = chi.reduce((a, b) => a + b, 0) / (quotes - n);
  const left = leverage.map((h, s) => residuals[s]!.length - h.reduce((a, b) => a + b, 0));
  const inner = matrices.reduce(
    (sum, own, s) =>
      sum.map((v, i) => v + (left[s]! >= 1 ? chi[s]! / left[s]! : s2) * (own[i]! + drawn[s]![i]!)),
    new Float64Array(n * n),
  );
  return { s2, left, leverage, covariance: times(times(inverse, inner, n), inverse, n), quotes };
}

function expectSolution(
  { solution, optimum }: ReturnType<typeof solved>,
  { s2, left, leverage, covariance, quotes }: ReturnType<typeof expected>,
): void {
  expect(solution.s2 / s2).toBeCloseTo(1, 9);
  solution.slices.forEach((slice, s) => {
    expect(slice.curvature.free).toEqual([0, 1, 2, 3]);
    slice.curvature.inverse!.forEach((v, i) => {
      expect(Math.abs(v - covariance[i]!)).toBeLessThan(1e-6 * Math.abs(covariance[i]!) + 1e-14);
    });
    expect(slice.s2).toBe(1);
    expect(slice.degrees).toBeCloseTo(left[s]! >= 1 ? left[s]! : quotes - 4, 8);
    leverage[s]!.forEach((h, i) => {
      expect(slice.leverage![i]).toBeCloseTo(h, 9);
    });
    expect([slice.size, slice.stop, slice.iterations]).toEqual([4, optimum.stop, optimum.iterations]);
    expect([slice.refit, slice.meetsBound]).toEqual([null, null]);
    const [u, v] = [optimum.x[s]!, optimum.x[3]!];
    [u * u, u * v, v + 0.3].forEach((value, q) => {
      expect(slice.theta[q]).toBeCloseTo(value, 14);
    });
  });
}

test('errors are those of a sandwich in which every expiry has a residual variance of its own', () => {
  const slices = targets();
  const all = solved(slices);
  const reference = expected(
    all.rows,
    all.residuals,
    slices.map(({ target }) => target.weight),
  );
  // The two quotes of the last leave less than a degree of freedom: it takes the variance of the board.
  expect(reference.left.map((left) => left >= 1)).toEqual([true, true, false]);
  expectSolution(all, reference);
});

test('robust weights, and what is outside bid and ask, count in the errors as in the fit', () => {
  const outside = targets(() => ({ outsidePenalty: 2 }));
  const paid = solved(outside);
  expect(paid.factors.flatMap((own) => [...own])).toContain(3);
  expect(paid.factors.flatMap((own) => [...own])).toContain(1);
  const factored = outside.map(({ target }, s) => target.weight.map((w, i) => w * paid.factors[s]![i]!));
  expectSolution(paid, expected(paid.rows, paid.residuals, factored));

  const slices = targets();
  const robust = solved(slices, [{ kind: 'huber', delta: 0.15 }, null, null]);
  const weights = slices.map(({ target }, s) =>
    target.weight.map((w, i) => {
      const size = Math.abs(Math.sqrt(w) * robust.residuals[s]![i]!);
      return s === 0 ? w * Math.min(1, 0.15 / size) : w;
    }),
  );
  expect(weights[0]!.some((w, i) => w < slices[0]!.target.weight[i]!)).toBe(true);
  expectSolution(robust, expected(robust.rows, robust.residuals, weights));
});

test('a prior tells of the parameters beside the quotes, with the variance of its expiry', () => {
  const plain: SteadyCoordinates = {
    size: 3,
    values: (theta, _t, out) => out.set(theta),
    jacobian: (_theta, _t, out) => out.set([1, 0, 0, 0, 1, 0, 0, 0, 1]),
    drift: () => {},
  };
  const deviations = [0.02, 0.05, 0.1];
  const covariance = new Float64Array(9);
  deviations.forEach((d, i) => {
    covariance[4 * i] = d * d;
  });
  const prior: SlicePrior = {
    coordinates: plain,
    mean: Float64Array.of(0.25, 0.02, 0.45),
    covariance,
    scale: 0.3,
  };
  const slices = targets((s) => (s === 1 ? { prior } : {}));
  const all = solved(slices);
  const { x } = all.optimum;
  const scaled = deviations.map((d) => Math.sqrt(0.3) / d);
  const rows = Float64Array.of(
    0,
    2 * x[1]! * scaled[0]!,
    0,
    0,
    0,
    x[3]! * scaled[1]!,
    0,
    x[1]! * scaled[1]!,
    0,
    0,
    0,
    scaled[2]!,
  );
  const none = new Float64Array(16);
  const reference = expected(
    all.rows,
    all.residuals,
    slices.map(({ target }) => target.weight),
    [none, squaresOf(rows, [1, 1, 1], 4), none],
  );
  expectSolution(all, reference);
});

test('parameters at a bound, held by the user and shared ones are not counted free in an expiry', () => {
  const bounded = { ...parabolaBoard(3), upper: Float64Array.of(2, 0.32, 2, 2) };
  const coordinates = {
    ...bounded,
    atBound: (x: Float64Array) => [
      ...(x[1]! >= 0.32 ? [{ name: 'level', side: 'max' as const, slice: 1 }] : []),
      { name: 'bend', side: 'min' as const, slice: null },
    ],
  };
  const slices = targets().map((slice, s) =>
    s === 2
      ? { ...slice, settings: { ...slice.settings, parameters: { slope: { fixed: true, value: 0 } } } }
      : slice,
  );
  const { solution, optimum } = solved(slices, [null, null, null], coordinates);
  expect(optimum.x[1]).toBe(0.32);
  expect(solution.slices.map(({ freeParameters }) => freeParameters)).toEqual([2, 1, 1]);
  expect(solution.slices.map(({ bounds }) => bounds)).toEqual([
    [{ name: 'bend', side: 'min' }],
    [
      { name: 'level', side: 'max' },
      { name: 'bend', side: 'min' },
    ],
    [{ name: 'bend', side: 'min' }],
  ]);
  for (const { curvature } of solution.slices) expect(curvature.free).toEqual([0, 2, 3]);
});

test('a coordinate that moves no parameter is held, and does not hide the others', () => {
  const base = parabolaBoard(3);
  const wide = (column: Float64Array, last: number) => Float64Array.of(...column, last);
  const idle = {
    ...base,
    size: 5,
    lower: wide(base.lower, -1),
    upper: wide(base.upper, 1),
    chain(x: Float64Array, thetas: readonly Float64Array[], out: readonly Float64Array[]) {
      const narrow = out.map(() => new Float64Array(12));
      base.chain(x, thetas, narrow);
      out.forEach((rows, s) => {
        rows.fill(0);
        for (let q = 0; q < 3; q++) rows.set(narrow[s]!.subarray(4 * q, 4 * q + 4), 5 * q);
        // A change of a part in ten million over the whole of the coordinate.
        rows[4] = 1e-7 * thetas[s]![0]!;
      });
    },
  };
  const slices = targets();
  const problem = createBoardProblem(parabola, slices, idle, null);
  const plain = solved(slices);
  const x = Float64Array.of(...plain.optimum.x, 0.5);
  const normal = new Float64Array(25);
  problem.linearise(x, normal, new Float64Array(5));
  const solution = boardSolution(parabola, slices, idle, problem, { ...plain.optimum, x, normal });
  solution.slices.forEach(({ curvature }) => {
    expect(curvature.free).toEqual([0, 1, 2, 3]);
    expect(curvature.inverse).not.toBeNull();
  });
});

test('where quotes leave no degree of freedom, or do not tell the parameters apart, there are no errors', () => {
  const slices = targets().map((slice) => {
    const one = (column: Float64Array) => column.subarray(0, 1);
    const { target } = slice;
    return {
      ...slice,
      used: slice.used.subarray(0, 1),
      target: {
        ...target,
        ...{ k: one(target.k), midVol: one(target.midVol), bidVol: one(target.bidVol) },
        ...{ askVol: one(target.askVol), weight: one(target.weight) },
      },
    };
  });
  const coordinates = parabolaBoard(3);
  const problem = createBoardProblem(parabola, slices, coordinates, null);
  const normal = new Float64Array(16);
  problem.linearise(START, normal, new Float64Array(4));
  const optimum = {
    x: START,
    cost: 0,
    normal,
    stop: 'cost',
    iterations: 1,
    robust: [null, null, null],
    starts: [],
  } as const;
  const { slices: told, s2 } = boardSolution(parabola, slices, coordinates, problem, optimum);
  expect(s2).toBeNaN();
  for (const slice of told) {
    expect(slice.curvature.inverse).toBeNull();
    expect(slice.degrees).toBe(0);
    expect(slice.s2).toBeNaN();
  }
});

test('a parameter that all expiries share is none of their own', () => {
  const slices = targets();
  const { problem, optimum } = solved(slices);
  const { slices: told } = boardSolution(parabolaSurface, slices, parabolaBoard(3), problem, optimum);
  expect(told.map(({ freeParameters }) => freeParameters)).toEqual([2, 2, 2]);
});

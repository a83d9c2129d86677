import { expect, test } from 'vitest';
import type { SteadyCoordinates } from '#models/model.ts';
import { svi } from '#models/svi/index.ts';
import { blackPrice } from '#pricing/black76.ts';
import { durrlemanG } from '#surface/durrleman.ts';
import { slopesOf, squaresOf } from '#testing/differences.ts';
import { parabola, parabolaCoordinates } from '#testing/parabola.ts';
import type { ResidualKind } from './settings.ts';
import { createSliceProblem, type SliceProblem, type SliceTarget } from './slice-problem.ts';

const T = 0.4;
const F = 80;
const K = Float64Array.of(-0.5, -0.2, 0.05, 0.15, 0.3, 0.6);
const MID = Float64Array.of(0.62, 0.44, 0.36, 0.39, 0.46, 0.7);
const X = Float64Array.of(0.25, 0.12);

const target: SliceTarget = {
  t: T,
  forward: F,
  k: K,
  midVol: MID,
  bidVol: MID.map((v) => v - 0.01),
  askVol: MID.map((v) => v + 0.01),
  weight: Float64Array.of(0.1, 0.3, 0.2, 0.15, 0.05, 0.2),
  residual: 'vol',
};

const none = Number.NaN;
/** A bid that the model passes, one that it does not, and an ask that it passes. */
const oneSided: SliceTarget = {
  ...target,
  midVol: Float64Array.of(none, 0.44, none, 0.39, none, 0.7),
  bidVol: Float64Array.of(0.7, 0.43, 0.1, 0.38, none, 0.69),
  askVol: Float64Array.of(none, 0.45, none, 0.4, 0.2, 0.71),
};

const thetaAt = (x: Float64Array): Float64Array => Float64Array.of(x[0]! ** 2, x[0]! * x[1]!, x[1]! + 0.3);
const varianceAt = (x: Float64Array, k: number): number => {
  const [level, slope, bend] = thetaAt(x);
  return level! + slope! * k + bend! * k * k;
};
const volAt = (x: Float64Array, k: number): number => Math.sqrt(varianceAt(x, k) / T);

/** Residuals of the quotes in vol points, from their definitions. */
function residualsAt(of: SliceTarget, x: Float64Array): number[] {
  return Array.from(of.k, (k, i) => {
    const [mid, bid, ask] = [of.midVol[i]!, of.bidVol[i]!, of.askVol[i]!];
    const quoted = mid > 0 ? mid : bid > 0 ? bid : ask;
    const model = volAt(x, k);
    const price = (vol: number) => blackPrice(F, F * Math.exp(k), T, vol, k >= 0);
    const vega = (price(quoted + 1e-4) - price(quoted - 1e-4)) / 2e-4;
    const r =
      of.residual === 'price'
        ? (100 * (price(model) - price(quoted))) / vega
        : of.residual === 'total-variance' && mid > 0
          ? (100 * (model ** 2 - mid ** 2)) / (2 * mid)
          : 100 * (model - quoted);
    return mid > 0 ? r : bid > 0 ? Math.min(0, r) : Math.max(0, r);
  });
}

/** How far the model lies outside bid and ask, in vol points. */
const beyondAt = (of: SliceTarget, x: Float64Array): number[] =>
  Array.from(of.k, (k, i) => {
    const vol = volAt(x, k);
    if (vol < of.bidVol[i]!) return 100 * (vol - of.bidVol[i]!);
    return vol > of.askVol[i]! ? 100 * (vol - of.askVol[i]!) : 0;
  });

const problemOf = (of: SliceTarget): SliceProblem => createSliceProblem(parabola, parabolaCoordinates, of);

function linearised(problem: SliceProblem, x: Float64Array = X) {
  const normal = new Float64Array(4).fill(7);
  const gradient = new Float64Array(2).fill(7);
  return { cost: problem.linearise(x, normal, gradient), normal, gradient };
}

/** Half the squares of rows and the normal equations of them, the lower triangle in its band: (0,0), -, (1,1), (1,0). */
function expectSums(
  { cost, normal, gradient }: ReturnType<typeof linearised>,
  rows: (x: Float64Array) => readonly number[],
  factors: readonly number[],
): void {
  const values = rows(X);
  const slopes = slopesOf(rows, X);
  const half = values.reduce((sum, r, i) => sum + 0.5 * factors[i]! * r * r, 0);
  const squares = squaresOf(slopes, factors, 2);
  expect(cost / half).toBeCloseTo(1, 5);
  for (const c of [0, 1]) {
    const push = values.reduce((sum, r, i) => sum + factors[i]! * r * slopes[2 * i + c]!, 0);
    expect(gradient[c]! / push).toBeCloseTo(1, 4);
  }
  expect(normal[0]! / squares[0]!).toBeCloseTo(1, 4);
  expect(normal[2]! / squares[3]!).toBeCloseTo(1, 4);
  expect(normal[3]! / squares[2]!).toBeCloseTo(1, 4);
}

const KINDS: readonly ResidualKind[] = ['vol', 'total-variance', 'price'];

test.each(KINDS)('cost, gradient and normal matrix in %s are those of the weighted residuals', (residual) => {
  for (const of of [target, oneSided]) {
    const own = { ...of, residual };
    expectSums(linearised(problemOf(own)), (x) => residualsAt(own, x), [...own.weight]);
  }
});

test.each(KINDS)('residuals in %s and their rows are those of their definition', (residual) => {
  for (const of of [target, oneSided]) {
    const own = { ...of, residual };
    const problem = problemOf(own);
    const out = new Float64Array(6);
    problem.residuals(X, out);
    residualsAt(own, X).forEach((r, i) => {
      expect(out[i]).toBeCloseTo(r, 3);
    });
    const rows = new Float64Array(12);
    problem.rows(X, rows);
    slopesOf((x) => residualsAt(own, x), X).forEach((d, i) => {
      expect(rows[i]).toBeCloseTo(d, 2);
    });
  }
});

test('a quote left out adds nothing, whatever the residual, and comes back', () => {
  for (const of of [target, { ...target, residual: 'price' as const }, { ...target, outsidePenalty: 3 }]) {
    const problem = problemOf(of);
    const whole = linearised(problem).cost;
    problem.leaveOut(1);
    const weight = target.weight.map((w, i) => (i === 1 ? 0 : w));
    const without = linearised(problemOf({ ...of, weight }));
    const left = linearised(problem);
    expect(left.cost).toBeCloseTo(without.cost, 10);
    expect(left.cost).toBeLessThan(whole);
    left.normal.forEach((v, i) => {
      expect(v).toBeCloseTo(without.normal[i]!, 8);
    });
    problem.leaveOut(-1);
    expect(linearised(problem).cost).toBe(whole);
  }
});

test('a robust loss counts residuals times the root of their weight', () => {
  const problem = problemOf(target);
  const plain = linearised(problem);
  // Beyond the threshold Huber's loss is linear: |s| - 1/2.
  problem.setRobust({ kind: 'huber', delta: 1 });
  const residuals = residualsAt(target, X).map((r, i) => r * Math.sqrt(target.weight[i]!));
  const losses = residuals.map((s) => (Math.abs(s) <= 1 ? 0.5 * s * s : Math.abs(s) - 0.5));
  expect(residuals.filter((s) => Math.abs(s) > 1).length).toBeGreaterThan(1);
  expect(residuals.filter((s) => Math.abs(s) < 1).length).toBeGreaterThan(1);
  const robust = linearised(problem);
  expect(robust.cost).toBeCloseTo(
    losses.reduce((a, b) => a + b, 0),
    8,
  );
  const slopes = slopesOf((x) => [linearised(problem, x).cost], X);
  slopes.forEach((d, c) => {
    expect(robust.gradient[c]! / d).toBeCloseTo(1, 6);
  });
  const factors = residuals.map((s, i) => target.weight[i]! * Math.min(1, 1 / Math.abs(s)));
  const squares = squaresOf(
    slopesOf((x) => residualsAt(target, x), X),
    factors,
    2,
  );
  expect(robust.normal[0]! / squares[0]!).toBeCloseTo(1, 5);
  problem.leaveOut(2);
  expect(linearised(problem).cost).toBeCloseTo(
    losses.reduce((a, b, i) => (i === 2 ? a : a + b), 0),
    8,
  );
  problem.leaveOut(-1);
  problem.setRobust(null);
  expect(linearised(problem)).toEqual(plain);
});

test('outside bid and ask the squared distance costs besides, at its own weight', () => {
  for (const of of [target, oneSided]) {
    const own = { ...of, outsidePenalty: 3 };
    const beyond = beyondAt(own, X);
    expect(beyond.filter((d) => d < 0).length).toBeGreaterThan(0);
    expect(beyond.filter((d) => d > 0).length).toBeGreaterThan(0);
    const factors = [...own.weight, ...own.weight.map((w) => 3 * w)];
    expectSums(linearised(problemOf(own)), (x) => [...residualsAt(own, x), ...beyondAt(own, x)], factors);
    const out = new Float64Array(6);
    problemOf(own).outsideFactors(X, out);
    expect([...out]).toEqual(beyond.map((d) => (d === 0 ? 1 : 4)));
    problemOf(of).outsideFactors(X, out);
    expect([...out]).toEqual([1, 1, 1, 1, 1, 1]);
  }
});

test('a pin holds the vol at the forward at its own strength', () => {
  for (const of of [target, oneSided]) {
    const own = { ...of, atmPin: { vol: 0.3, strength: 2.5 } };
    const rows = (x: Float64Array) => [...residualsAt(own, x), 100 * (volAt(x, 0) - 0.3)];
    expectSums(linearised(problemOf(own)), rows, [...own.weight, 2.5]);
    const out = new Float64Array(7).fill(5);
    problemOf(own).residuals(X, out);
    expect(out[6]).toBe(5);
  }
  expect(linearised(problemOf({ ...target, atmPin: null }))).toEqual(linearised(problemOf(target)));
});

const plainCoordinates: SteadyCoordinates = {
  size: 3,
  values: (theta, _t, out) => out.set(theta),
  jacobian: (_theta, _t, out) => out.set([1, 0, 0, 0, 1, 0, 0, 0, 1]),
  drift: () => {},
};

test('a prior adds the squared distance of the parameters in its standard deviations', () => {
  const mean = Float64Array.of(0.05, 0.02, 0.5);
  const deviations = [0.01, 0.03, 0.1];
  const covariance = new Float64Array(9);
  deviations.forEach((d, i) => {
    covariance[4 * i] = d * d;
  });
  const own = { ...target, prior: { coordinates: plainCoordinates, mean, covariance, scale: 4 } };
  const rows = (x: Float64Array) => [
    ...residualsAt(own, x),
    ...thetaAt(x).map((v, i) => (2 * (v - mean[i]!)) / deviations[i]!),
  ];
  expectSums(linearised(problemOf(own)), rows, [...own.weight, 1, 1, 1]);
  expect(linearised(problemOf({ ...target, prior: null }))).toEqual(linearised(problemOf(target)));
});

test('a butterfly penalty adds what g lies below its margin, and goes with it', () => {
  const k = Float64Array.of(-0.8, -0.3, 0, 0.4, 0.9, 1.4);
  const margin = 0.5;
  const shortfalls = (x: Float64Array) =>
    Array.from(k, (at) => {
      const [, slope, bend] = thetaAt(x);
      const g = durrlemanG(at, varianceAt(x, at), slope! + 2 * bend! * at, 2 * bend!);
      return Math.min(0, g - margin);
    });
  const short = shortfalls(X).filter((v) => v < 0).length;
  expect(short).toBeGreaterThan(1);
  expect(short).toBeLessThan(6);
  const problem = problemOf(target);
  const plain = linearised(problem);
  problem.setPenalty({ k, mu: 900, margin });
  const rows = (x: Float64Array) => [...residualsAt(target, x), ...shortfalls(x)];
  expectSums(linearised(problem), rows, [...target.weight, ...Array.from(k, () => 900 / 6)]);
  problem.setPenalty(null);
  expect(linearised(problem)).toEqual(plain);
});

test('where the smile has no volatility there is no cost', () => {
  const low: SliceTarget = { ...target, k: Float64Array.of(-0.5, 0, 0.5) };
  const three = (column: Float64Array) => column.subarray(0, 3);
  const own = {
    ...low,
    midVol: three(MID),
    bidVol: three(target.bidVol),
    askVol: three(target.askVol),
    weight: three(target.weight),
  };
  // At x1 = -1 the bend is below zero, and the smile negative away from the forward.
  const x = Float64Array.of(0.2, -1);
  for (const residual of KINDS) expect(linearised(problemOf({ ...own, residual }), x).cost).toBeNaN();
  const far = { ...own, k: Float64Array.of(0.5, 0.6, 0.7), atmPin: { vol: 0.3, strength: 1 } };
  expect(linearised(problemOf(far), Float64Array.of(0, 0.5)).cost).toBeNaN();
});

test('problems of other sizes do not disturb each other', () => {
  const n = 100;
  const many = (value: number) => new Float64Array(n).fill(value);
  const k = many(0).map((_, i) => -0.5 + i / n);
  const long = {
    ...target,
    k,
    midVol: many(0.4),
    bidVol: many(0.39),
    askVol: many(0.41),
    weight: many(1 / n),
  };
  const before = linearised(problemOf(target));
  const first = problemOf(target);
  const other = problemOf(long);
  expectSums(linearised(other), (x) => residualsAt(long, x), [...long.weight]);
  expect(linearised(first)).toEqual(before);
  const pinned = { ...long, atmPin: { vol: 0.3, strength: 2 } };
  expectSums(linearised(problemOf(pinned)), (x) => [...residualsAt(long, x), 100 * (volAt(x, 0) - 0.3)], [
    ...long.weight,
    2,
  ]);
});

test('problems of other models do not disturb each other', () => {
  const guess = { t: T, forward: F, k: K, w: MID.map((v) => v * v * T), weight: target.weight };
  const raw = svi.coordinates(guess, {});
  if ('error' in raw) throw new Error(raw.error);
  const x = new Float64Array(5);
  raw.fromParameters(Float64Array.of(0.01, 0.2, -0.2, 0.05, 0.2), x);
  const before = linearised(problemOf(target));
  const other = createSliceProblem(svi, raw, target);
  const cost = (at: Float64Array) => other.linearise(at, new Float64Array(25), new Float64Array(5));
  const gradient = new Float64Array(5);
  other.linearise(x, new Float64Array(25), gradient);
  slopesOf((at) => [cost(at)], x, 1e-6).forEach((slope, c) => {
    expect(Math.abs(gradient[c]! - slope)).toBeLessThan(1e-3 * (1 + Math.abs(slope)));
  });
  expect(linearised(problemOf(target))).toEqual(before);
  // As many parameters in fewer coordinates.
  const held = svi.coordinates(guess, { rho: { fixed: true, value: -0.2 } });
  if ('error' in held) throw new Error(held.error);
  const y = new Float64Array(held.size);
  held.fromParameters(Float64Array.of(0.01, 0.2, -0.2, 0.05, 0.2), y);
  const smaller = createSliceProblem(svi, held, target);
  const own = new Float64Array(held.size);
  const least = smaller.linearise(y, new Float64Array(held.size ** 2), own);
  expect(least).toBeCloseTo(cost(x), 6);
});

test('a smile that gives values and slopes at once is asked for both at once, and has the same sums', () => {
  const smile = parabola.smile({ t: T, forward: F });
  let asked = 0;
  const both = {
    ...smile,
    linearised(theta: Float64Array, k: Float64Array, w: Float64Array, jacobian: Float64Array) {
      asked++;
      smile.totalVariance(theta, k, w);
      smile.jacobian(theta, k, jacobian);
    },
  };
  const problem = createSliceProblem({ ...parabola, smile: () => both }, parabolaCoordinates, target);
  expect(linearised(problem)).toEqual(linearised(problemOf(target)));
  expect(asked).toBe(1);
});

test('the problem has the bounds of its coordinates and their way back where they have one', () => {
  const problem = problemOf(target);
  expect(problem.lower).toBe(parabolaCoordinates.lower);
  expect(problem.upper).toBe(parabolaCoordinates.upper);
  expect([problem.size, problem.halfBandwidth]).toEqual([2, 1]);
  expect(problem.project).toBeUndefined();
  expect([...problem.theta(X)]).toEqual([...thetaAt(X)]);
  const projecting = {
    ...parabolaCoordinates,
    floor: 0.5,
    project(x: Float64Array) {
      x[0] = Math.max(this.floor, x[0]!);
    },
  };
  const projected = createSliceProblem(parabola, projecting, target);
  const x = Float64Array.from(X);
  projected.project!(x);
  expect([...x]).toEqual([0.5, 0.12]);
});

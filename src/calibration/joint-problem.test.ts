import { expect, test } from 'vitest';
import { bandIndex } from '#math/banded.ts';
import type { HingeRows } from '#math/hinge-rows.ts';
import { slopesOf, squaresOf } from '#testing/differences.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabola, parabolaCoordinates } from '#testing/parabola.ts';
import { createJointProblem, type PenalisedPair } from './joint-problem.ts';
import { createSliceProblem } from './slice-problem.ts';

const K = Float64Array.of(-0.6, -0.3, 0, 0.23, 0.5, 0.9);
const EPS = 0.02;
const TIMES = [0.2, 0.5, 0.7];
const QUOTED = [-0.2, 0, 0.1, 0.4];
const VOLS = [0.3, 0.34, 0.31];
/** The second slice crosses the first in its wings, the third the second near the forward. */
const X = Float64Array.of(0.2, 0.1, 0.24, -0.05, 0.235, 0.15);

const parts = TIMES.map((t, s) => {
  const midVol = QUOTED.map((k) => VOLS[s]! + 0.2 * k * k);
  const slice = makeSlice(t, QUOTED, midVol);
  const problem = createSliceProblem(parabola, parabolaCoordinates, {
    ...{ t, forward: slice.forward, k: slice.k, midVol: slice.midVol },
    ...{ bidVol: slice.bidVol, askVol: slice.askVol },
    weight: Float64Array.of(0.1, 0.4, 0.2, 0.3),
    residual: 'vol',
  });
  return { slice, coordinates: parabolaCoordinates, problem };
});

const variance = (x: ArrayLike<number>, s: number, k: number): number => {
  const [u, v] = [x[2 * s]!, x[2 * s + 1]!];
  return u * u + u * v * k + (v + 0.3) * k * k;
};
/** Residuals of all quotes in vol points. */
const residuals = (x: ArrayLike<number>): number[] =>
  TIMES.flatMap((t, s) =>
    QUOTED.map((k) => 100 * (Math.sqrt(variance(x, s, k) / t) - (VOLS[s]! + 0.2 * k * k))),
  );
const WEIGHTS = TIMES.flatMap(() => [0.1, 0.4, 0.2, 0.3]);
/** What a pair crosses by at each k, in vol points of the earlier slice; below zero where there is room. */
const gaps = (x: ArrayLike<number>, s: number, room = EPS): number[] =>
  Array.from(K, (k) => {
    const w = variance(x, s, k);
    return (100 * ((1 + room) * w - variance(x, s + 1, k))) / (2 * Math.sqrt(w * TIMES[s]!));
  });

const pairs = [
  { earlier: 0, mu: 12 },
  { earlier: 1, mu: 30 },
];

function linearised(of: readonly PenalisedPair[], x: Float64Array = X, hinges?: HingeRows) {
  const problem = createJointProblem(parabola, parts, of, K, EPS);
  const half = problem.halfBandwidth;
  const normal = new Float64Array(6 * (half + 1)).fill(9);
  const gradient = new Float64Array(6).fill(9);
  const cost = problem.linearise(x, normal, gradient, hinges);
  return { cost, normal, gradient, half };
}

test('the cost is that of the slices and of what crosses, with its gradient and normal matrix', () => {
  const rows = (x: ArrayLike<number>) => [
    ...residuals(x),
    ...pairs.flatMap(({ earlier }) => gaps(x, earlier).map((gap) => Math.max(0, gap))),
  ];
  const factors = [...WEIGHTS, ...pairs.flatMap(({ mu }) => Array.from(K, () => mu / 6))];
  for (const s of [0, 1]) {
    const crossing = gaps(X, s).filter((gap) => gap > 0).length;
    expect(crossing).toBeGreaterThan(0);
    expect(crossing).toBeLessThan(6);
  }
  const { cost, normal, gradient, half } = linearised(pairs);
  const values = rows(X);
  const slopes = slopesOf(rows, X);
  const squares = squaresOf(slopes, factors, 6);
  expect(cost / values.reduce((sum, r, i) => sum + 0.5 * factors[i]! * r * r, 0)).toBeCloseTo(1, 9);
  for (let c = 0; c < 6; c++) {
    const push = values.reduce((sum, r, i) => sum + factors[i]! * r * slopes[6 * i + c]!, 0);
    expect(gradient[c]! / push).toBeCloseTo(1, 5);
    for (let d = 0; d <= c; d++) {
      const entry = c - d > half ? 0 : normal[bandIndex(c, d, half)]!;
      expect(Math.abs(entry - squares[6 * c + d]!)).toBeLessThan(1e-5 * (1 + Math.abs(squares[6 * c + d]!)));
    }
  }
});

test('pairs that are not penalised may cross', () => {
  const alone = parts.reduce((sum, { problem }, s) => {
    const part = X.subarray(2 * s, 2 * s + 2);
    return sum + problem.linearise(part, new Float64Array(4), new Float64Array(2));
  }, 0);
  expect(linearised([]).cost).toBeCloseTo(alone, 10);
  const second = gaps(X, 1).reduce((sum, gap) => sum + (0.5 * 30 * Math.max(0, gap) ** 2) / 6, 0);
  expect(linearised([pairs[1]!]).cost).toBeCloseTo(alone + second, 8);
});

test('a pair keeps the room it is given itself, the others that of all', () => {
  const without = linearised([pairs[0]!]).cost;
  const second = gaps(X, 1, 0.25).reduce((sum, gap) => sum + (0.5 * 30 * Math.max(0, gap) ** 2) / 6, 0);
  expect(linearised([pairs[0]!, { ...pairs[1]!, headroom: 0.25 }]).cost).toBeCloseTo(without + second, 8);
});

test('rows short of a crossing by three hundredths of the variance are watched, those on and those near', () => {
  const seen: { offset: number; value: number; row: number[] }[] = [];
  let cleared = 0;
  const problem = createJointProblem(parabola, parts, pairs, K, EPS);
  const hinges: HingeRows = {
    ...problem.hinges![0],
    clear: () => {
      cleared++;
    },
    add: (offset, value, rows, from = 0) =>
      seen.push({ offset, value, row: [...rows.subarray(from, from + 4)] }),
  };
  const watched = linearised(pairs, X, hinges);
  expect(cleared).toBe(1);
  const { half: _, ...plain } = linearised(pairs);
  expect({ ...watched, half: undefined }).toEqual({ ...plain, half: undefined });
  const expected = pairs.flatMap(({ earlier, mu }) =>
    gaps(X, earlier).flatMap((gap, j) => {
      const w = variance(X, earlier, K[j]!);
      const isNear = (1 + EPS) * w - variance(X, earlier + 1, K[j]!) > -0.03 * w;
      if (!isNear) return [];
      const slopes = slopesOf((x) => [gaps(x, earlier)[j]!], X);
      const scale = Math.sqrt(mu / 6);
      return [
        {
          offset: 2 * earlier,
          value: scale * gap,
          row: Array.from(slopes.subarray(2 * earlier, 2 * earlier + 4), (d) => scale * d),
        },
      ];
    }),
  );
  expect(seen.length).toBe(expected.length);
  expect(expected.some(({ value }) => value < 0)).toBe(true);
  expect(expected.length).toBeLessThan(12);
  expected.forEach(({ offset, value, row }, i) => {
    expect(seen[i]!.offset).toBe(offset);
    expect(seen[i]!.value).toBeCloseTo(value, 8);
    row.forEach((d, c) => {
      expect(seen[i]!.row[c]).toBeCloseTo(d, 4);
    });
  });
});

test('where a smile has no variance there is no cost', () => {
  // The third slice is negative in its wings: quotes lie inside, the grid of the pairs does not.
  const x = Float64Array.from(X);
  x[5] = -0.7;
  x[4] = 0.5;
  expect(
    parts[2]!.problem.linearise(x.subarray(4), new Float64Array(4), new Float64Array(2)),
  ).toBeGreaterThan(0);
  expect(linearised([pairs[0]!], x).cost).toBeGreaterThan(0);
  const first = Float64Array.from(x);
  first.copyWithin(0, 4, 6);
  expect(linearised([pairs[0]!], first).cost).toBeNaN();
});

test('bounds and ways back are those of the slices', () => {
  const lifted = parts.map((part, s) => ({
    ...part,
    coordinates: {
      ...parabolaCoordinates,
      lower: Float64Array.of(s, s + 0.5),
      upper: Float64Array.of(s + 5, s + 6),
    },
    problem: {
      ...part.problem,
      project: (x: Float64Array) => {
        for (let i = 0; i < x.length; i++) x[i]! += 10 * s;
      },
    },
  }));
  const problem = createJointProblem(parabola, lifted, pairs, K, EPS);
  expect([...problem.lower]).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
  expect([...problem.upper]).toEqual([5, 6, 6, 7, 7, 8]);
  expect([problem.size, problem.halfBandwidth]).toEqual([6, 3]);
  const x = new Float64Array(6);
  problem.project!(x);
  expect([...x]).toEqual([0, 0, 10, 10, 20, 20]);
  createJointProblem(parabola, parts, pairs, K, EPS).project!(x);
  expect([...x]).toEqual([0, 0, 10, 10, 20, 20]);
});

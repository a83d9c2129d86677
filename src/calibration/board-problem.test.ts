import { expect, test } from 'vitest';
import { bandIndex } from '#math/banded.ts';
import type { SurfaceCoordinates } from '#models/model.ts';
import { durrlemanG } from '#surface/durrleman.ts';
import { slopesOf, squaresOf } from '#testing/differences.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabola, parabolaBoard } from '#testing/parabola.ts';
import { type BoardPenalty, createBoardProblem } from './board-problem.ts';
import type { TargetSlice } from './prepare-slice.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { sliceWeights } from './weights.ts';

const TIMES = [0.2, 0.5, 0.7, 0.9];
/** Slices of different numbers of quotes. */
const QUOTED = [
  [-0.2, 0, 0.1, 0.4],
  [-0.3, 0.05, 0.2],
  [-0.5, -0.1, 0, 0.3, 0.6],
  [-0.4, 0.1, 0.5],
];
const VOLS = [0.3, 0.34, 0.31, 0.33];
const X = Float64Array.of(0.2, 0.24, 0.235, 0.3, 0.12);

function weightsOf(s: number): Float64Array {
  const raw = QUOTED[s]!.map((_, i) => 1 + i + s);
  return Float64Array.from(raw, (w) => w / raw.reduce((a, b) => a + b, 0));
}

/** The slices; a penalty outside bid and ask where `outside` is above zero. */
function targets(outside = 0): TargetSlice[] {
  return TIMES.map((t, s): TargetSlice => {
    const slice = makeSlice(
      t,
      QUOTED[s]!,
      QUOTED[s]!.map((k) => VOLS[s]! + 0.2 * k * k),
      { halfSpread: 0.1 },
    );
    const weight = weightsOf(s);
    return {
      slice,
      settings: DEFAULT_SETTINGS.all,
      weights: sliceWeights(slice, DEFAULT_SETTINGS.all.weights),
      used: slice.quote,
      twoSided: QUOTED[s]!.length,
      guess: { t, forward: 100, k: slice.k, w: slice.midVol.map((v) => v * v * t), weight },
      target: {
        ...{ t, forward: 100, k: slice.k, midVol: slice.midVol, bidVol: slice.bidVol, askVol: slice.askVol },
        weight,
        residual: 'vol',
        outsidePenalty: outside,
      },
      optimiser: 'levenberg-marquardt',
      unit: 0.2,
    };
  });
}

const parameters = (x: ArrayLike<number>, s: number) => [x[s]! ** 2, x[s]! * x[4]!, x[4]! + 0.3] as const;
const variance = (x: ArrayLike<number>, s: number, k: number): number => {
  const [level, slope, bend] = parameters(x, s);
  return level + slope * k + bend * k * k;
};
const sliceResiduals = (x: ArrayLike<number>, s: number): number[] =>
  QUOTED[s]!.map((k) => 100 * (Math.sqrt(variance(x, s, k) / TIMES[s]!) - (VOLS[s]! + 0.2 * k * k)));
const allResiduals = (x: ArrayLike<number>): number[] => TIMES.flatMap((_, s) => sliceResiduals(x, s));
const WEIGHTS = TIMES.flatMap((_, s) => [...weightsOf(s)]);

function expectSums(
  penalty: BoardPenalty | null,
  rows: (x: ArrayLike<number>) => readonly number[],
  factors: readonly number[],
): void {
  const problem = createBoardProblem(parabola, targets(), parabolaBoard(4), penalty);
  expect([problem.size, problem.halfBandwidth]).toEqual([5, 4]);
  const normal = new Float64Array(25).fill(9);
  const gradient = new Float64Array(5).fill(9);
  const cost = problem.linearise(X, normal, gradient);
  const values = rows(X);
  const slopes = slopesOf(rows, X);
  const squares = squaresOf(slopes, factors, 5);
  expect(cost / values.reduce((sum, r, i) => sum + 0.5 * factors[i]! * r * r, 0)).toBeCloseTo(1, 9);
  for (let c = 0; c < 5; c++) {
    const push = values.reduce((sum, r, i) => sum + factors[i]! * r * slopes[5 * i + c]!, 0);
    expect(gradient[c]! / push).toBeCloseTo(1, 4);
    for (let d = 0; d <= c; d++) {
      const expected = squares[5 * c + d]!;
      const entry = normal[bandIndex(c, d, 4)]!;
      expect(Math.abs(entry - expected)).toBeLessThan(1e-4 * (1 + Math.abs(expected)));
    }
  }
}

test('the sums of the slices are carried into the coordinates of the board', () => {
  expectSums(null, allResiduals, WEIGHTS);
});

test('penalties of slices and of crossing pairs are carried with them', () => {
  const k = Float64Array.of(-0.7, -0.2, 0, 0.3, 0.8);
  const crossings = (x: ArrayLike<number>): number[] =>
    [0, 1, 2].flatMap((s) =>
      Array.from(k, (at) => {
        const w = variance(x, s, at);
        return (100 * Math.max(0, 1.05 * w - variance(x, s + 1, at))) / (2 * Math.sqrt(w * TIMES[s]!));
      }),
    );
  const shortfalls = (x: ArrayLike<number>): number[] =>
    Array.from(k, (at) => {
      const [, slope, bend] = parameters(x, 2);
      return Math.min(0, durrlemanG(at, variance(x, 2, at), slope + 2 * bend * at, 2 * bend) - 1.5);
    });
  expect(crossings(X).filter((gap) => gap > 0).length).toBeGreaterThan(2);
  expect(shortfalls(X).filter((g) => g < 0).length).toBeGreaterThan(1);
  const mus = [20, 40, 60];
  expectSums(
    {
      butterfly: [null, null, { k, mu: 500, margin: 1.5 }, null],
      pairs: mus.map((mu, earlier) => ({ earlier, mu })),
      k,
      headroom: 0.05,
    },
    (x) => [...allResiduals(x), ...crossings(x), ...shortfalls(x)],
    [...WEIGHTS, ...mus.flatMap((mu) => Array.from(k, () => mu / 5)), ...Array.from(k, () => 100)],
  );
});

test('parameters, residuals, rows and factors are told slice by slice', () => {
  const problem = createBoardProblem(parabola, targets(3), parabolaBoard(4), null);
  problem.thetas(X).forEach((theta, s) => {
    parameters(X, s).forEach((value, q) => {
      expect(theta[q]).toBeCloseTo(value, 14);
    });
  });
  const columns = (width: number) => QUOTED.map((k) => new Float64Array(width * k.length).fill(9));
  const [residuals, rows, factors] = [columns(1), columns(5), columns(1)];
  problem.residuals(X, residuals);
  problem.rows(X, rows);
  problem.outsideFactors(X, factors);
  QUOTED.forEach((_, s) => {
    const expected = sliceResiduals(X, s);
    expected.forEach((r, i) => {
      expect(residuals[s]![i]).toBeCloseTo(r, 10);
      // Ten vol points on either side of the mid.
      expect(factors[s]![i]).toBe(Math.abs(r) > 10 ? 4 : 1);
    });
    slopesOf((x) => sliceResiduals(x, s), X).forEach((d, i) => {
      expect(rows[s]![i]).toBeCloseTo(d, 4);
    });
  });
  expect(factors.flatMap((own) => [...own])).toContain(4);
  expect(factors.flatMap((own) => [...own])).toContain(1);
});

test('each slice has the loss that is set for it', () => {
  const problem = createBoardProblem(parabola, targets(), parabolaBoard(4), null);
  const cost = () => problem.linearise(X, new Float64Array(25), new Float64Array(5));
  const plain = cost();
  problem.setRobust([null, { kind: 'huber', delta: 0.5 }, null, null]);
  const weight = weightsOf(1);
  const gain = sliceResiduals(X, 1).reduce((sum, r, i) => {
    const s = Math.abs(Math.sqrt(weight[i]!) * r);
    return sum + (s <= 0.5 ? 0 : 0.5 * s * s - 0.5 * (s - 0.25));
  }, 0);
  expect(gain).toBeGreaterThan(0);
  expect(plain - cost()).toBeCloseTo(gain, 8);
  problem.setRobust([null, null, null, null]);
  expect(cost()).toBe(plain);
});

test('where a slice has no variance there is no cost', () => {
  const problem = createBoardProblem(parabola, targets(), parabolaBoard(4), null);
  const x = Float64Array.of(0.2, 0.24, 0.235, 0.3, -1.5);
  expect(problem.linearise(x, new Float64Array(25), new Float64Array(5))).toBeNaN();
});

/** Slices that rise on those before: level_s = sum of x_j^2, slope_s = x_s/10, bend_s = 0.3 + sum of x_j/10, j to s. */
const rising: SurfaceCoordinates = {
  size: 4,
  lower: new Float64Array(4).fill(0.01),
  upper: new Float64Array(4).fill(2),
  toParameters(x, thetas) {
    let [level, bend] = [0, 0.3];
    thetas.forEach((theta, s) => {
      level += x[s]! ** 2;
      bend += 0.1 * x[s]!;
      theta.set([level, 0.1 * x[s]!, bend]);
    });
  },
  fromParameters: () => {},
  chain(x, _thetas, out) {
    out.forEach((rows, s) => {
      rows.fill(0);
      for (let j = 0; j <= s; j++) {
        rows[j] = 2 * x[j]!;
        rows[8 + j] = 0.1;
      }
      rows[4 + s] = 0.1;
    });
  },
  atBound: () => [],
};

test('slices that later ones do not bear on are carried as far as they reach, crossings with both', () => {
  const x = Float64Array.of(0.25, 0.15, 0.12, 0.2);
  const k = Float64Array.of(-0.7, -0.2, 0, 0.3, 0.8);
  const penalty: BoardPenalty = {
    butterfly: [null, null, null, null],
    // Room of a third between the second and the third is more than there is.
    pairs: [{ earlier: 1, mu: 40 }],
    k,
    headroom: 0.35,
  };
  const problem = createBoardProblem(parabola, targets(), rising, penalty);
  const [normal, gradient] = [new Float64Array(16).fill(9), new Float64Array(4).fill(9)];
  const cost = problem.linearise(x, normal, gradient);
  const of = (at: Float64Array) => {
    const thetas = QUOTED.map(() => new Float64Array(3));
    rising.toParameters(at, thetas);
    const w = (s: number, place: number) =>
      thetas[s]![0]! + thetas[s]![1]! * place + thetas[s]![2]! * place * place;
    const residuals = QUOTED.flatMap((own, s) =>
      own.map((place) => 100 * (Math.sqrt(w(s, place) / TIMES[s]!) - (VOLS[s]! + 0.2 * place * place))),
    );
    const crossings = Array.from(k, (place) => {
      const own = w(1, place);
      return (100 * Math.max(0, 1.35 * own - w(2, place))) / (2 * Math.sqrt(own * TIMES[1]!));
    });
    return [...residuals, ...crossings];
  };
  const factors = [...WEIGHTS, ...Array.from(k, () => 40 / 5)];
  const values = of(x);
  expect(values.slice(-5).some((gap) => gap > 0)).toBe(true);
  const slopes = slopesOf(of, x);
  const squares = squaresOf(slopes, factors, 4);
  expect(cost / values.reduce((sum, r, i) => sum + 0.5 * factors[i]! * r * r, 0)).toBeCloseTo(1, 9);
  for (let c = 0; c < 4; c++) {
    const push = values.reduce((sum, r, i) => sum + factors[i]! * r * slopes[4 * i + c]!, 0);
    expect(gradient[c]! / push).toBeCloseTo(1, 4);
    for (let d = 0; d <= c; d++) {
      expect(normal[bandIndex(c, d, 3)]! / squares[4 * c + d]!).toBeCloseTo(1, 4);
    }
  }
});

import { expect, test } from 'vitest';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { slopesOf } from '#testing/differences.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabola } from '#testing/parabola.ts';
import { fitFree } from './free-slice.ts';
import { MAD_TO_SD } from './loss.ts';
import { type PreparedSlice, prepareSlice } from './prepare-slice.ts';
import { DEFAULT_SETTINGS, type FitSettings, type Loss } from './settings.ts';
import { finalWeights, type SliceOptimum } from './slice-optimum.ts';
import { sliceSolution } from './slice-solution.ts';

const T = 0.25;
const K = [-0.4, -0.25, -0.1, 0.05, 0.2, 0.35, 0.45];
const MID = K.map((k, i) => Math.sqrt((0.06 + 0.02 * k + 0.4 * k * k) / T) + 0.01 * Math.sin(7 * i * i + 1));
const slice = makeSlice(T, K, MID, { manual: Float64Array.of(1, 2, 0, 1, 3, 1, 1) });
const USED = [0, 1, 3, 4, 5, 6];

function prepared(change: Partial<FitSettings> = {}, of = slice): PreparedSlice {
  const ready = prepareSlice(parabola, of, { ...DEFAULT_SETTINGS, ...change });
  if ('message' in ready) throw new Error(ready.message);
  return ready;
}
function optimum(of: PreparedSlice, loss: Loss = { kind: 'squared' }): SliceOptimum & { yields: number } {
  const steps = fitFree(of, loss);
  let yields = 0;
  let step = steps.next();
  while (!step.done) {
    yields++;
    step = steps.next();
  }
  return { ...step.value, yields };
}
const residualsAt = (x: Float64Array): number[] =>
  USED.map((i) => {
    const k = K[i]!;
    return 100 * (Math.sqrt((x[0]! ** 2 + x[0]! * x[1]! * k + (x[1]! + 0.3) * k * k) / T) - MID[i]!);
  });

test('the free fit is the least of the weighted squares, without what was set on the problem before', () => {
  const of = prepared();
  of.problem.setRobust({ kind: 'huber', delta: 1e-3 });
  of.problem.setPenalty({ k: Float64Array.of(0.5), mu: 1e9, margin: 5 });
  const { x, cost, robust, stop, iterations, yields } = optimum(of);
  const weight = USED.map((i) => of.weights.weight[i]!);
  const half = (at: Float64Array) => residualsAt(at).reduce((sum, r, i) => sum + 0.5 * weight[i]! * r * r, 0);
  expect(cost).toBeCloseTo(half(x), 10);
  slopesOf((at) => [half(at)], x).forEach((slope) => {
    expect(Math.abs(slope)).toBeLessThan(1e-4);
  });
  expect([robust, yields]).toEqual([null, 0]);
  expect(['cost', 'gradient', 'step']).toContain(stop);
  expect(iterations).toBeGreaterThan(1);
  // Nothing is left of the first fit's buffers when another slice is fitted.
  const kept = Float64Array.from(x);
  optimum(prepared({}, { ...slice, midVol: slice.midVol.map((v) => 1.5 * v) }));
  expect(x).toEqual(kept);
});

test('a robust fit is the least of its loss at a threshold of the residuals it came from', () => {
  for (const kind of ['huber', 'soft-l1'] as const) {
    const of = prepared();
    const plain = optimum(of);
    const fit = optimum(of, { kind, threshold: 1.345 });
    expect(fit.yields).toBe(1);
    expect(fit.iterations).toBeGreaterThan(plain.iterations);
    expect(fit.robust!.kind).toBe(kind);
    const standardised = residualsAt(fit.x).map(
      (r, i) => Math.abs(r) * Math.sqrt(of.weights.weight[USED[i]!]!),
    );
    const sorted = [...standardised].sort((a, b) => a - b);
    const scale = MAD_TO_SD * 0.5 * (sorted[2]! + sorted[3]!);
    // Three rounds bring the threshold near that of the residuals the fit leaves.
    expect(fit.robust!.delta / (1.345 * scale)).toBeGreaterThan(0.7);
    expect(fit.robust!.delta / (1.345 * scale)).toBeLessThan(1.4);
    const { delta } = fit.robust!;
    const loss = (at: Float64Array) =>
      residualsAt(at).reduce((sum, r, i) => {
        const s = Math.abs(r) * Math.sqrt(of.weights.weight[USED[i]!]!);
        if (kind === 'soft-l1') return sum + delta * delta * (Math.sqrt(1 + (s / delta) ** 2) - 1);
        return sum + (s <= delta ? 0.5 * s * s : delta * (s - 0.5 * delta));
      }, 0);
    expect(fit.cost).toBeCloseTo(loss(fit.x), 9);
    slopesOf((at) => [loss(at)], fit.x).forEach((slope) => {
      expect(Math.abs(slope)).toBeLessThan(2e-3);
    });
  }
});

test('quotes that scatter nowhere leave the loss squared', () => {
  const exact = makeSlice(
    T,
    K,
    K.map((k) => Math.sqrt((0.0625 + 0.025 * k + 0.4 * k * k) / T)),
  );
  const fit = optimum(prepared({}, exact), { kind: 'huber', threshold: 1.345 });
  expect(fit.x[0]).toBeCloseTo(0.25, 6);
  expect(fit.x[1]).toBeCloseTo(0.1, 6);
});

test('final weights are those of the quotes, of the loss and of the penalty outside bid and ask', () => {
  const of = prepared({ outsidePenalty: 3 });
  const fit = optimum(of, { kind: 'huber', threshold: 1 });
  const told = finalWeights(of, fit);
  const { delta } = fit.robust!;
  const residuals = residualsAt(fit.x);
  const outside = residuals.map((r) => (Math.abs(r) > 0.5 ? 4 : 1));
  expect(outside).toContain(4);
  expect(outside).toContain(1);
  USED.forEach((i, u) => {
    const weight = of.weights.weight[i]!;
    const size = Math.abs(residuals[u]!) * Math.sqrt(weight);
    expect(told[u]).toBeCloseTo(weight * outside[u]! * Math.min(1, delta / size), 10);
  });
  const plain = optimum(prepared());
  expect([...finalWeights(prepared(), plain)]).toEqual(USED.map((i) => of.weights.weight[i]));
});

test('a solution has the residual variance, errors and leverages of its optimum', () => {
  const of = prepared();
  const fit = optimum(of);
  const told = sliceSolution(of, fit, false);
  const weight = USED.map((i) => of.weights.weight[i]!);
  const residuals = residualsAt(fit.x);
  const chiSquare = residuals.reduce((sum, r, i) => sum + weight[i]! * r * r, 0);
  expect(told.s2).toBeCloseTo(chiSquare / 4, 10);
  expect(told).toMatchObject({
    degrees: 4,
    size: 2,
    freeParameters: 2,
    bounds: [],
    stop: fit.stop,
    iterations: fit.iterations,
  });
  told.residuals.forEach((r, i) => {
    expect(r).toBeCloseTo(residuals[i]!, 10);
  });
  // H = J'WJ of two coordinates, inverted by hand.
  const slopes = slopesOf(residualsAt, fit.x);
  const sum = (a: 0 | 1, b: 0 | 1) =>
    weight.reduce((all, w, i) => all + w * slopes[2 * i + a]! * slopes[2 * i + b]!, 0);
  const [h00, h01, h11] = [sum(0, 0), sum(0, 1), sum(1, 1)];
  const determinant = h00 * h11 - h01 * h01;
  weight.forEach((w, i) => {
    const [a, b] = [slopes[2 * i]!, slopes[2 * i + 1]!];
    const h = (w * (a * a * h11 - 2 * a * b * h01 + b * b * h00)) / determinant;
    expect(told.leverage![i]).toBeCloseTo(h, 6);
  });
  expect(told.leverage!.reduce((a, b) => a + b, 0)).toBeCloseTo(2, 9);
  const [x0, x1] = fit.x as unknown as [number, number];
  [2 * x0, 0, x1, x0, 0, 1].forEach((d, i) => {
    expect(told.chain[i]).toBeCloseTo(d, 12);
  });
  expect(told.theta[2]).toBeCloseTo(x1 + 0.3, 14);
});

test('a quote is refitted without in earnest, and the problem keeps it afterwards', () => {
  // Without a cap the other weights keep their proportions.
  const weights = { ...DEFAULT_SETTINGS.all.weights, cap: 1 };
  const uncapped = { all: { ...DEFAULT_SETTINGS.all, weights } };
  const of = prepared(uncapped);
  const fit = optimum(of);
  const { refit } = sliceSolution(of, fit, false);
  for (const u of [0, 3, 5]) {
    const manual = slice.manual.map((share, i) => (i === USED[u] ? 0 : share));
    const without = optimum(prepared(uncapped, { ...slice, manual }));
    expect(refit!(u)).toBeCloseTo(residualsAt(without.x)[u]!, 4);
  }
  const cost = of.problem.linearise(fit.x, new Float64Array(4), new Float64Array(2));
  expect(cost).toBe(fit.cost);
});

test('of slices fitted together no quote is refitted alone, nor is a bound looked for', () => {
  const of = prepared();
  const told = sliceSolution(of, optimum(of), true);
  expect([told.refit, told.meetsBound]).toEqual([null, null]);
});

test('a bound is met without a quote where the fit without it ends there', () => {
  const of = prepared();
  const fit = optimum(of);
  const moves = USED.map((i) => {
    const manual = slice.manual.map((share, j) => (j === i ? 0 : share));
    return optimum(prepared({}, { ...slice, manual })).x[1]! - fit.x[1]!;
  });
  const most = Math.max(...moves);
  const coordinates = {
    ...of.coordinates,
    upper: Float64Array.of(2, fit.x[1]! + 0.5 * most),
  };
  const { meetsBound } = sliceSolution({ ...of, coordinates }, fit, false);
  USED.forEach((_, u) => {
    // To first order: what comes near the bound is left aside.
    if (moves[u]! > 0.9 * most) expect(meetsBound!(u)).toBe(true);
    if (moves[u]! < 0.2 * most) expect(meetsBound!(u)).toBe(false);
  });
});

test('as many quotes as coordinates leave no residual variance', () => {
  const two = makeSlice(T, [-0.2, 0.3], [0.55, 0.6]);
  const told = sliceSolution(prepared({}, two), optimum(prepared({}, two)), false);
  expect(told.degrees).toBe(0);
  expect(told.s2).toBeNaN();
});

test('what a prior tells is not taken from the quotes', () => {
  const of = prepared();
  const prior = {
    coordinates: {
      size: 3,
      values: (theta: Float64Array, _t: number, out: Float64Array) => out.set(theta),
      jacobian: (_theta: Float64Array, _t: number, out: Float64Array) => out.set([1, 0, 0, 0, 1, 0, 0, 0, 1]),
      drift: () => {},
    },
    mean: Float64Array.of(0.06, 0.02, 0.4),
    covariance: Float64Array.of(1e-4, 0, 0, 0, 1e-4, 0, 0, 0, 1e-2),
    scale: 0.01,
  };
  const told = sliceSolution({ ...of, target: { ...of.target, prior } }, optimum(of), false);
  const taken = told.leverage!.reduce((a, b) => a + b, 0);
  expect(told.degrees).toBeCloseTo(6 - taken, 12);
  const drawn = prepared();
  const withNormal = { ...optimum(drawn), normal: Float64Array.of(1e6, 0, 1e6, 0) };
  const sure = sliceSolution({ ...drawn, target: { ...drawn.target, prior } }, withNormal, false);
  expect(sure.degrees).toBeGreaterThan(5.9);
  expect(sliceSolution(drawn, withNormal, false).degrees).toBe(4);
});

test('a start that the model itself brought close counts its steps', () => {
  const k = Float64Array.from({ length: 15 }, (_, i) => -0.3 + 0.04 * i);
  const w = new Float64Array(15);
  sviSmile.totalVariance(Float64Array.of(0.01, 0.1, -0.3, 0.02, 0.15), k, w);
  const vols = Array.from(w, (v, i) => Math.sqrt(v / T) + 0.002 * Math.sin(12.9 * (i + 1)));
  const near = prepareSlice(svi, makeSlice(T, [...k], vols), DEFAULT_SETTINGS);
  if ('message' in near) throw new Error(near.message);
  expect(near.startSteps).toBeGreaterThan(0);
  const fit = optimum(near);
  const far = optimum({ ...near, startSteps: 0 });
  expect(fit.cost / far.cost).toBeCloseTo(1, 9);
  expect(fit.iterations).toBeGreaterThan(near.startSteps);
  // Of 1e-6 instead of the usual damping, the first steps of the same start are nearly whole.
  expect(fit.iterations - near.startSteps).toBeLessThanOrEqual(far.iterations);
});

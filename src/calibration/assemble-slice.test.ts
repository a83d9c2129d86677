import { expect, test } from 'vitest';
import type { ParameterView, SliceModel } from '#models/model.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabola, parabolaCoordinates } from '#testing/parabola.ts';
import { assembleSlice, describeParameters } from './assemble-slice.ts';
import { failedSlice } from './failed-slice.ts';
import { type TargetSlice, targetSlice } from './prepare-slice.ts';
import type { FitSlice } from './request.ts';
import type { SliceFit } from './result.ts';
import { DEFAULT_SETTINGS, type FitSettings } from './settings.ts';
import type { SliceSolution } from './slice-solution.ts';

const T = 0.25;
const X = Float64Array.of(0.25, 0.1);
const THETA = [0.0625, 0.025, 0.4] as const;
const K = [-0.4, -0.25, -0.1, 0.05, 0.2, 0.35];
const volAt = (k: number): number => Math.sqrt((THETA[0] + THETA[1] * k + THETA[2] * k * k) / T);
/** Mid vols beside the model by so much. */
const OFF = [0.009, -0.02, 0.004, -0.006, 0.015, -0.003];
const slice = makeSlice(
  T,
  K,
  K.map((k, i) => volAt(k) + OFF[i]!),
  { halfSpread: 0.01, manual: Float64Array.of(1, 2, 1, 3, 1, 0) },
);

/** level + slope, and level slope. */
const view: ParameterView = {
  id: 'two',
  label: 'Two',
  parameters: ['sum', 'product'].map((name) => ({ ...parabola.parameters[0]!, name, holdable: true })),
  values: (theta, t, out) => out.set([theta[0]! + t * theta[1]!, theta[0]! * theta[1]!]),
  jacobian: (theta, t, out) => out.set([1, t, 0, theta[1]!, theta[0]!, 0]),
};
const model: SliceModel = { ...parabola, views: [view] };

function targetOf(of: FitSlice = slice, change: Partial<FitSettings> = {}): TargetSlice {
  const target = targetSlice(model, of, { ...DEFAULT_SETTINGS, ...change });
  if ('message' in target) throw new Error(target.message);
  return target;
}

const INVERSE = Float64Array.of(4, 1, 1, 9);
const CHAIN = Float64Array.of(0.5, 0, 0.1, 0.25, 0, 1);
const RESIDUALS = [-0.8, 1.6, -0.3, 0.5, -1.2];
const LEVERAGE = [0.3, 0.5, 0.2, 0.4, 0.6];

const base: SliceSolution = {
  theta: Float64Array.from(THETA),
  stop: 'cost',
  iterations: 12,
  size: 2,
  curvature: { free: [0, 1], inverse: INVERSE },
  s2: 0.01,
  degrees: 3,
  chain: CHAIN,
  residuals: Float64Array.from(RESIDUALS),
  leverage: Float64Array.from(LEVERAGE),
  freeParameters: 2,
  bounds: [],
  refit: null,
  meetsBound: null,
};

const fit = (change: Partial<SliceSolution> = {}, target = targetOf(), of: SliceModel = model): SliceFit =>
  assembleSlice(of, target, { ...base, ...change });

const weight = targetOf().weights.weight;
const rms = (residuals: readonly number[]): number =>
  Math.sqrt(residuals.reduce((sum, r, i) => sum + weight[i]! * r * r, 0)) / 100;

test('the parabola of the tests stands where its coordinates put it', () => {
  const theta = new Float64Array(3);
  parabolaCoordinates.toParameters(X, theta);
  THETA.forEach((value, q) => {
    expect(theta[q]).toBeCloseTo(value, 14);
  });
});

test('model vols, the error under the weights and the count inside are those of the smile', () => {
  const told = fit();
  K.forEach((k, i) => {
    expect(told.modelVol[i]).toBeCloseTo(volAt(k), 14);
  });
  expect(told.rmseVol).toBeCloseTo(rms(OFF.map((off) => 100 * off)), 12);
  // Within a hundredth: all but the second and the fifth.
  expect(told).toMatchObject({ used: 5, twoSided: 5, inside: 3, insideSpread: 0.6, status: 'ok' });
  expect(told.measures!.vol).toBeCloseTo(volAt(0), 12);
  expect(told).toMatchObject({
    key: slice.key,
    expiry: slice.expiry,
    t: T,
    forward: 100,
    message: null,
    stop: 'cost',
    iterations: 12,
    freeParameters: 2,
    arbitrage: null,
  });
  expect(told.effectiveQuotes).toBeCloseTo(1 / weight.reduce((sum, w) => sum + w * w, 0), 12);
});

test('a one-sided quote errs by what the model passes its side by, and is inside nothing', () => {
  const none = Number.NaN;
  const vols = K.map(volAt);
  const of = {
    ...slice,
    midVol: Float64Array.of(none, none, none, ...slice.midVol.subarray(3)),
    // A bid above the model, a bid below it, an ask below it.
    bidVol: Float64Array.of(vols[0]! + 0.03, vols[1]! - 0.03, none, ...slice.bidVol.subarray(3)),
    askVol: Float64Array.of(none, none, vols[2]! - 0.02, ...slice.askVol.subarray(3)),
  };
  const target = targetOf(of);
  const told = fit({}, target);
  const own = target.weights.weight;
  const errors = [3, 0, 2, -0.6, 1.5];
  const squares = errors.reduce((sum, r, i) => sum + own[i]! * r * r, 0);
  expect(told.rmseVol).toBeCloseTo(Math.sqrt(squares) / 100, 12);
  expect([told.twoSided, told.inside, told.insideSpread]).toEqual([2, 1, 0.5]);
});

test('quotes without a spread have no share inside it', () => {
  const mids = { ...slice, bidVol: slice.midVol, askVol: slice.midVol };
  expect(fit({}, targetOf(mids))).toMatchObject({ inside: 0, insideSpread: null });
  const one = { ...mids, askVol: mids.midVol.map((v, i) => (i === 2 ? v + 0.01 : v)) };
  expect(fit({}, targetOf(one)).insideSpread).toBe(0);
});

test('parameters and views have the errors of the delta method', () => {
  const told = fit();
  const variance = (row: readonly [number, number]): number =>
    0.01 * (4 * row[0] ** 2 + 2 * row[0] * row[1] + 9 * row[1] ** 2);
  const rows = [
    [0.5, 0],
    [0.1, 0.25],
    [0, 1],
  ] as const;
  told.parameters.forEach((parameter, q) => {
    expect(parameter).toMatchObject({ name: model.parameters[q]!.name, value: THETA[q], fixed: false });
    expect(parameter.standardError).toBeCloseTo(Math.sqrt(variance(rows[q]!)), 12);
  });
  const two = told.views['two']!;
  expect(two.map(({ name }) => name)).toEqual(['sum', 'product']);
  expect(two[0]!.value).toBeCloseTo(THETA[0] + T * THETA[1], 14);
  expect(two[1]!.value).toBeCloseTo(THETA[0] * THETA[1], 14);
  expect(two[0]!.standardError).toBeCloseTo(Math.sqrt(variance([0.5 + T * 0.1, T * 0.25])), 12);
  const product = [THETA[1] * 0.5 + THETA[0] * 0.1, THETA[0] * 0.25] as const;
  expect(two[1]!.standardError).toBeCloseTo(Math.sqrt(variance(product)), 12);
  const { matrix, degrees } = told.covariance!;
  expect(degrees).toBe(3);
  rows.forEach((a, r) => {
    rows.forEach((b, c) => {
      const entry = 0.01 * (4 * a[0] * b[0] + a[0] * b[1] + a[1] * b[0] + 9 * a[1] * b[1]);
      expect(matrix[3 * r + c]).toBeCloseTo(entry, 12);
    });
  });
});

test('without degrees of freedom or a residual variance there are no errors', () => {
  expect(fit({ degrees: 0 }).covariance).toBeNull();
  expect(fit({ degrees: 0.5 }).covariance).not.toBeNull();
  const unknown = fit({ s2: Number.NaN });
  expect(unknown.covariance).toBeNull();
  expect(unknown.parameters.every(({ standardError }) => standardError === null)).toBe(true);
  const untold = fit({ curvature: { free: [0, 1], inverse: null } });
  expect(untold.covariance).toBeNull();
  expect(untold.message).toBe(
    'the quotes do not tell its parameters apart: no standard errors and no band. Fix one of them.',
  );
  const exact = fit({ s2: 0 });
  expect([...exact.covariance!.matrix]).toEqual(new Array(9).fill(0));
});

test('leaving a quote out in turn widens its residual by its leverage', () => {
  const out = RESIDUALS.map((r, i) => r / (1 - LEVERAGE[i]!));
  expect(fit().looRmseVol).toBeCloseTo(rms(out), 12);
  const asked: number[] = [];
  const refit = (i: number): number => {
    asked.push(i);
    return 10 + i;
  };
  // In earnest where the leverage is high, and where a parameter would meet a bound.
  const high = LEVERAGE.map((h, i) => (i === 3 ? 0.91 : h));
  const told = fit({ leverage: Float64Array.from(high), refit, meetsBound: (i) => i === 1 });
  expect(asked).toEqual([1, 3]);
  expect(told.looRmseVol).toBeCloseTo(rms(out.map((r, i) => (i === 1 || i === 3 ? 10 + i : r))), 12);
  asked.length = 0;
  expect(fit({ leverage: Float64Array.from(LEVERAGE, () => 0.9), refit }).looRmseVol).toBeGreaterThan(0);
  expect(asked).toEqual([]);
  // And for all of them where the degrees of freedom are fewer than three.
  fit({ freeParameters: 3, refit });
  expect(asked).toEqual([0, 1, 2, 3, 4]);
  asked.length = 0;
  fit({ freeParameters: 2, refit });
  expect(asked).toEqual([]);
  // Not where the quotes left would be fewer than the parameters.
  const four = fit({ freeParameters: 4, refit });
  expect(asked).toEqual([0, 1, 2, 3, 4]);
  expect(four.looRmseVol).toBeCloseTo(rms([10, 11, 12, 13, 14]), 12);
});

test('a quote that is all but fitted by itself alone has no error left out, unless it is refitted', () => {
  const leverage = Float64Array.from(LEVERAGE, (h, i) => (i === 2 ? 1 : h));
  const told = fit({ leverage });
  expect(told.looRmseVol).toBeNull();
  expect(told.message).toBe(
    `overfitted: the fit runs through the quote at ${Number((100 * Math.exp(-0.1)).toPrecision(6))} wherever it stands (leverage 1.00). Check it, or lower its weight.`,
  );
  expect(fit({ leverage, refit: () => 1 }).looRmseVol).toBeGreaterThan(0);
  for (const beyond of [1 + 1e-9, 0.98, 0.91]) {
    const high = Float64Array.from(LEVERAGE, (h, i) => (i === 2 ? beyond : h));
    expect(fit({ leverage: high }).looRmseVol).toBeNull();
  }
  expect(fit({ leverage: null }).looRmseVol).toBeNull();
  expect(fit({ residuals: new Float64Array(5).fill(Number.NaN) }).looRmseVol).toBeNull();
});

test('as many free parameters as quotes identify no errors, but for what a prior tells', () => {
  const few = fit({ freeParameters: 5 });
  expect(few).toMatchObject({
    status: 'warning',
    looRmseVol: null,
    message:
      '5 quotes for 5 free parameters: errors are not identified. Fix parameters, or let more quotes in.',
  });
  expect(fit({ freeParameters: 4 }).message).toBeNull();
  const prior = {
    coordinates: { size: 0, values: () => {}, jacobian: () => {}, drift: () => {} },
    mean: new Float64Array(0),
    covariance: new Float64Array(0),
    scale: 1,
  };
  const target = targetOf();
  const drawn = { ...target, target: { ...target.target, prior } };
  expect(fit({ freeParameters: 5, leverage: null }, drawn).message).toBeNull();
  expect(fit({ freeParameters: 5, degrees: 0 }, drawn).message).toMatch(/not identified/);
});

test('an optimiser that gave up is told of, with what else the fit does not say', () => {
  expect(fit({ stop: 'stalled' }).message).toBe(
    'the optimiser stopped before its optimum (stalled, 12 iterations).',
  );
  expect(fit({ stop: 'max-iterations' }).message).toMatch(/^the optimiser stopped.*max-iterations/);
  expect(fit({ stop: 'gradient' }).message).toBeNull();
  const untold = { free: [0, 1], inverse: null };
  expect(fit({ stop: 'stalled', curvature: untold }).message).toBe(
    'the optimiser stopped before its optimum (stalled, 12 iterations). the quotes do not tell its parameters apart: no standard errors and no band. Fix one of them.',
  );
  // Where nothing is free there is nothing to tell apart; of a board it is said once for all its expiries.
  expect(fit({ curvature: untold, freeParameters: 0 }).message).toBeNull();
  const board = { ...model, scope: 'surface' } as unknown as SliceModel;
  expect(fit({ curvature: untold }, targetOf(), board).message).toBeNull();
});

test('an error twice as large with quotes left out is one of a fit that follows the noise', () => {
  const residuals = (by: number) =>
    Float64Array.from(OFF.slice(0, 5), (off, i) => 100 * off * by * (1 - LEVERAGE[i]!));
  const inside = (100 * rms(OFF.map((off) => 100 * off))).toFixed(2);
  const told = fit({ residuals: residuals(2.01) });
  expect(told.looRmseVol! / told.rmseVol!).toBeCloseTo(2.01, 9);
  expect(told.message).toBe(
    `overfitted: RMSE ${inside} vol points, ${(100 * told.looRmseVol!).toFixed(2)} with each quote left out in turn. Fix a parameter, or let more quotes in.`,
  );
  expect(fit({ residuals: residuals(1.99) }).message).toBeNull();
});

test('the quote of the highest leverage is named where the fit runs through it', () => {
  const leverage = Float64Array.of(0.3, 0.95, 0.2, 0.92, 0.6);
  const { message } = fit({ leverage, residuals: new Float64Array(5) });
  expect(message).toBe(
    `overfitted: the fit runs through the quote at ${Number((100 * Math.exp(-0.25)).toPrecision(6))} wherever it stands (leverage 0.95). Check it, or lower its weight.`,
  );
  expect(
    fit({ leverage: Float64Array.from(LEVERAGE, () => 0.9), residuals: new Float64Array(5) }).message,
  ).toBeNull();
});

test('what is doubted of the model comes before what is said of the slice, after what the numbers warn of', () => {
  const doubted = { ...model, caution: () => 'Doubtful.' };
  const sure = { ...model, caution: () => null };
  const careful = targetOf({ ...slice, caution: 'Careful.' });
  expect(fit({}, careful, doubted)).toMatchObject({ message: 'Doubtful.', status: 'warning' });
  expect(fit({}, careful, sure).message).toBe('Careful.');
  expect(fit({}, careful).message).toBe('Careful.');
  expect(fit({ stop: 'stalled' }, careful, doubted).message).toMatch(/^the optimiser/);
  expect(fit({}, targetOf(), sure)).toMatchObject({ message: null, status: 'ok' });
});

test('a fit that left the finite numbers is a failed one that keeps its place', () => {
  const message = 'the fit left the finite numbers; check its quotes and units.';
  for (const change of [
    { stop: 'non-finite' as const },
    { theta: Float64Array.of(0.0625, 0.025, Number.NaN) },
    { theta: Float64Array.of(0.0625, Number.POSITIVE_INFINITY, 0.4) },
    // Negative at the first quote alone.
    { theta: Float64Array.of(0.0625, 0.2, 0.05) },
  ]) {
    const told = fit(change);
    expect(told).toMatchObject({ status: 'failed', message, theta: null, covariance: null, stop: null });
    expect(told).toMatchObject({ used: 0, twoSided: 0, inside: 0, iterations: 0, freeParameters: 0 });
    expect(told).toMatchObject({ parameters: [], views: {}, rmseVol: null, looRmseVol: null });
    expect(told).toMatchObject({ insideSpread: null, measures: null, arbitrage: null });
    expect([...told.modelVol]).toEqual(new Array(6).fill(Number.NaN));
    expect([...told.weight]).toEqual([...weight]);
    expect([told.key, told.t, told.forward, told.expiry]).toEqual([slice.key, T, 100, slice.expiry]);
  }
  expect(fit({ theta: Float64Array.of(0.0625, 0.15, 0.05) }).status).not.toBe('failed');
});

test('a refused slice has the sentence it was refused with', () => {
  const { weights } = targetOf();
  expect(failedSlice({ slice, weights, message: 'Too few.' })).toMatchObject({
    status: 'failed',
    message: 'Too few.',
    effectiveQuotes: weights.effective,
    weight: weights.weight,
  });
});

test('what is fixed or at a bound has no error, nor has what does not move or is not finite', () => {
  const specs = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ ...parabola.parameters[0]!, name }));
  const values = Float64Array.of(1, 2, 3, 4, 5, 6);
  const errors = Float64Array.of(0.1, 0.2, 0.3, 0, Number.POSITIVE_INFINITY, 0.6);
  const held = { b: { fixed: true, value: 2 }, f: { fixed: false, lower: 0 } };
  const bounds = [{ name: 'c', side: 'max' as const }];
  const told = describeParameters(specs, values, errors, held, bounds);
  expect(told.map(({ standardError }) => standardError)).toEqual([0.1, null, null, null, null, 0.6]);
  expect(told.map(({ fixed }) => fixed)).toEqual([false, true, false, false, false, false]);
  expect(told.map(({ atBound }) => atBound)).toEqual([null, null, 'max', null, null, null]);
  expect(told.map(({ value }) => value)).toEqual([...values]);
  const bare = describeParameters(specs, values, null, {}, []);
  expect(bare.every(({ standardError }) => standardError === null)).toBe(true);
});

import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { calibrateNow } from './calibrate.ts';
import { type HoldoutResult, holdout, stratifiedFolds } from './holdout.ts';
import type { CalibrationRequest, FitSlice } from './request.ts';
import type { SliceFit } from './result.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const RAW = Float64Array.of(0.0112, 0.11, -0.09, 0.0247, 0.3076);
const T = 90 / 365;

function request(n: number, noise: number): CalibrationRequest {
  const k = Array.from({ length: n }, (_, i) => -0.5 + (1.1 * i) / (n - 1));
  const w = new Float64Array(n);
  sviSmile.totalVariance(RAW, Float64Array.from(k), w);
  const mid = [...w].map((v, i) => Math.sqrt(v / T) + noise * Math.sin(12.9898 * (i + 1) + 78.233));
  return { slices: [makeSlice(T, k, mid)], settings: DEFAULT_SETTINGS };
}

function run(of: CalibrationRequest, folds = 5, seed = 1): HoldoutResult {
  const steps = holdout(of, { folds, seed });
  let step = steps.next();
  let before = 0;
  while (!step.done) {
    expect(step.value.done).toBeGreaterThanOrEqual(before);
    expect(step.value.done).toBeLessThan(step.value.total);
    before = step.value.done;
    step = steps.next();
  }
  if (!step.value.ok) throw new Error(step.value.error.message);
  return step.value.value;
}

test('every fold has its share of every stretch of moneyness, and what is not used is in none', () => {
  const k = Float64Array.from({ length: 43 }, (_, i) => (i - 20) / 40);
  const weight = new Float64Array(43).fill(1);
  weight[7] = 0;
  const fold = stratifiedFolds(k, weight, 5, seededRandom(3));
  expect(fold[7]).toBe(-1);
  const byDistance = [...k.keys()]
    .filter((i) => i !== 7)
    .sort((a, b) => Math.abs(k[a]!) - Math.abs(k[b]!) || a - b);
  for (let start = 0; start + 5 <= byDistance.length; start += 5) {
    expect(new Set(byDistance.slice(start, start + 5).map((i) => fold[i])).size).toBe(5);
  }
  expect(stratifiedFolds(k, weight, 5, seededRandom(3))).toEqual(fold);
  expect(stratifiedFolds(k, weight, 5, seededRandom(4))).not.toEqual(fold);
});

test('many quotes of a smile the model knows are foretold as well as they are fitted', () => {
  const [slice] = run(request(41, 0.002)).slices;
  expect(slice!.held).toBe(41);
  expect(slice!.rmseOut!).toBeGreaterThan(slice!.rmseIn!);
  expect(slice!.rmseOut!).toBeLessThan(1.6 * slice!.rmseIn!);
  expect(slice!.rmseWings!).toBeLessThan(0.02);
  expect(slice!.message).toBeNull();
});

test('seven quotes for five parameters are told overfitted, with the two errors', () => {
  const [slice] = run(request(7, 0.004), 7).slices;
  expect(slice!.rmseOut! / slice!.rmseIn!).toBeGreaterThan(2);
  expect(slice!.message).toMatch(
    /^overfitted: RMSE \d\.\d\d vol points on the quotes fitted, \d+\.\d\d on quotes held out in 7 folds\.$/,
  );
});

test('where a fold leaves too few quotes to fit, no error is claimed', () => {
  const [slice] = run(request(5, 0.001), 2).slices;
  expect(slice!.rmseOut).toBeNull();
  expect(slice!.message).toBe('too few quotes to hold any out in 2 folds.');
});

test('the same seed gives the same figures, and one fold is refused', () => {
  expect(run(request(15, 0.003))).toEqual(run(request(15, 0.003)));
  const refused = holdout(request(15, 0.003), { folds: 1, seed: 1 }).next();
  expect(refused.done && !refused.value.ok && refused.value.error.reason).toBe('invalid');
});

/** The fits of slices, each with the quotes at some of its positions left out. */
function fitsWithout(
  { slices, settings }: CalibrationRequest,
  out: (slice: number, quote: number) => boolean,
): readonly SliceFit[] {
  const part = slices.map((slice, s) => ({
    ...slice,
    manual: slice.manual.map((share, i) => (out(s, i) ? 0 : share)),
  }));
  const outcome = calibrateNow({ slices: part, settings });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.slices;
}

/** Root mean square of mid less model over quotes of one weight, in a decimal vol. */
function rootMean(slice: FitSlice, quotes: readonly number[], vol: (i: number) => number): number {
  return Math.sqrt(quotes.reduce((sum, i) => sum + (vol(i) - slice.midVol[i]!) ** 2, 0) / quotes.length);
}

/** Two expiries of equal weights, of the first the outermost put taken out by hand. */
function board(): CalibrationRequest {
  const settings = {
    ...DEFAULT_SETTINGS,
    all: { ...DEFAULT_SETTINGS.all, weights: { ...DEFAULT_SETTINGS.all.weights, cap: 1 } },
  };
  const [first, second] = [request(31, 0.003), request(26, 0.005)].map(({ slices }) => slices[0]!);
  const manual = Float64Array.from(first!.manual, (share, i) => (i === 0 ? 0 : share));
  return { slices: [{ ...first!, manual }, second!], settings };
}

test('the error of the wings is that of the outermost tenth of each side against a fit without them', () => {
  const of = board();
  const told = run(of, 2).slices;
  // A tenth of 13, 12 and 14 is one, of 17 two.
  const wings = of.slices.map((slice, s) => {
    const used = [...slice.k.keys()].filter((i) => slice.manual[i]! > 0);
    const puts = used.filter((i) => slice.k[i]! < 0);
    const calls = used.filter((i) => slice.k[i]! > 0);
    expect([puts.length, calls.length]).toEqual(s === 0 ? [13, 17] : [12, 14]);
    return [...puts.slice(0, 1), ...calls.slice(s === 0 ? -2 : -1)];
  });
  const fits = fitsWithout(of, (s, i) => wings[s]!.includes(i));
  of.slices.forEach((slice, s) => {
    const error = rootMean(slice, wings[s]!, (i) => fits[s]!.modelVol[i]!);
    expect(told[s]!.rmseWings! / error).toBeCloseTo(1, 9);
  });
});

test('the error outside the sample is that of every quote against the fit without its fold', () => {
  const of = board();
  const folds = 4;
  const random = seededRandom(9);
  const whole = fitsWithout(of, () => false);
  const dealt = of.slices.map(({ k }, s) => stratifiedFolds(k, whole[s]!.weight, folds, random));
  const fits = Array.from({ length: folds }, (_, fold) => fitsWithout(of, (s, i) => dealt[s]![i] === fold));
  const { slices: told, fits: made } = run(of, folds, 9);
  expect(made).toBe(folds + 2);
  of.slices.forEach((slice, s) => {
    const used = [...slice.k.keys()].filter((i) => slice.manual[i]! > 0);
    const error = rootMean(slice, used, (i) => fits[dealt[s]![i]!]![s]!.modelVol[i]!);
    expect(told[s]!.rmseOut! / error).toBeCloseTo(1, 9);
    expect(told[s]!.rmseIn).toBe(whole[s]!.rmseVol);
    expect(told[s]!.held).toBe(used.length);
    expect(told[s]!.key).toBe(slice.key);
  });
});

test('an expiry that cannot be fitted has no errors and says nothing, and costs no other', () => {
  const of = board();
  const thin = makeSlice(T, [-0.1, 0, 0.1], [0.6, 0.55, 0.58]);
  const told = run({ ...of, slices: [thin, ...of.slices] }, 3).slices;
  expect(told[0]).toEqual({
    key: thin.key,
    held: 3,
    rmseIn: null,
    rmseOut: null,
    rmseWings: null,
    message: null,
  });
  expect(told.slice(1).every(({ rmseOut, rmseWings }) => rmseOut! > 0 && rmseWings! > 0)).toBe(true);
});

test('what cannot be calibrated cannot be held out from, and a fold is a whole number', () => {
  const empty = holdout({ slices: [], settings: DEFAULT_SETTINGS }, { folds: 2, seed: 1 }).next();
  expect(empty.done && !empty.value.ok && empty.value.error.reason).toBe('missing-data');
  const half = holdout(request(15, 0.003), { folds: 2.5, seed: 1 }).next();
  expect(half.done && !half.value.ok && half.value.error.reason).toBe('invalid');
  expect(run(request(15, 0.003), 2).fits).toBe(4);
});

test('quotes as far from the money on either side are dealt in the order they stand in', () => {
  const k = Float64Array.of(-0.2, -0.1, 0.1, 0.2);
  const weight = new Float64Array(4).fill(1);
  for (let seed = 1; seed < 6; seed++) {
    const fold = stratifiedFolds(k, weight, 2, seededRandom(seed));
    expect(fold[1]).not.toBe(fold[2]);
    expect(fold[0]).not.toBe(fold[3]);
  }
});

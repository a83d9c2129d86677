import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { type HoldoutResult, holdout, stratifiedFolds } from './holdout.ts';
import type { CalibrationRequest } from './request.ts';
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

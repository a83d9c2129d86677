import { expect, test } from 'vitest';
import { studentQuantile } from '#math/student-t.ts';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { parabola } from '#testing/parabola.ts';
import { calibrateNow } from './calibrate.ts';
import type { SliceFit } from './result.ts';
import { DEFAULT_SETTINGS, type ScopedSettings } from './settings.ts';
import { smileBand } from './smile-band.ts';

const RAW = Float64Array.of(0.0008, 0.028, -0.15, 0.012, 0.06);
const T = 7 / 365;
const K = Array.from({ length: 11 }, (_, i) => -0.2 + 0.036 * i);

/** Gaussian numbers from a seed: a 32-bit xorshift and Box and Muller. */
function gaussian(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function vols(k: readonly number[]): number[] {
  const w = new Float64Array(k.length);
  sviSmile.totalVariance(RAW, Float64Array.from(k), w);
  return [...w].map((v) => Math.sqrt(v / T));
}

function fitted(k: readonly number[], mid: readonly number[], all: Partial<ScopedSettings> = {}): SliceFit {
  const settings = { ...DEFAULT_SETTINGS, all: { ...DEFAULT_SETTINGS.all, ...all } };
  const outcome = calibrateNow({ slices: [makeSlice(T, k, mid)], settings });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.slices[0]!;
}

test('the band covers the true smile in 95 of 100 samples at 6 degrees of freedom', () => {
  const seed = 20_261_120;
  const draw = gaussian(seed);
  const truth = vols(K);
  const at = [-0.18, -0.06, 0, 0.05, 0.14];
  const sigma = vols(at);
  const samples = 400;
  let seen = 0;
  const covered = new Float64Array(at.length);
  for (let sample = 0; sample < samples; sample++) {
    const fit = fitted(
      K,
      truth.map((v) => v + 0.002 * draw()),
    );
    if (fit.covariance === null || fit.freeParameters < 5) continue;
    expect(fit.covariance.degrees).toBe(6);
    const band = smileBand(svi, fit, fit.theta!, fit.covariance, Float64Array.from(at));
    seen++;
    sigma.forEach((s, i) => {
      if (s >= band.low[i]! && s <= band.high[i]!) covered[i]!++;
    });
  }
  expect(seen, `seed ${seed}`).toBeGreaterThan(0.9 * samples);
  for (const count of covered) {
    expect(count / seen, `seed ${seed}`).toBeGreaterThan(0.915);
    expect(count / seen, `seed ${seed}`).toBeLessThan(0.985);
  }
});

test('what is fixed has no part in the covariance, and the band is narrower for it', () => {
  const mid = vols(K).map((v, i) => v + 0.002 * Math.sin(7 * i));
  const free = fitted(K, mid);
  const held = fitted(K, mid, { parameters: { rho: { fixed: true, value: free.theta![2]! } } });
  expect(held.covariance!.degrees).toBe(7);
  const { matrix } = held.covariance!;
  for (let i = 0; i < 5; i++) {
    expect(matrix[2 * 5 + i]).toBe(0);
    expect(matrix[i * 5 + 2]).toBe(0);
  }
  const wing = Float64Array.of(0.3);
  const width = (fit: SliceFit) => {
    const { low, high } = smileBand(svi, fit, fit.theta!, fit.covariance!, wing);
    return high[0]! - low[0]!;
  };
  expect(width(held)).toBeLessThan(width(free));
});

test('the standard errors are the roots of the diagonal of the covariance', () => {
  const fit = fitted(
    K,
    vols(K).map((v, i) => v + 0.001 * Math.cos(5 * i)),
  );
  fit.parameters.forEach(({ standardError }, i) => {
    if (standardError !== null) {
      expect(Math.sqrt(fit.covariance!.matrix[i * 6]!) / standardError).toBeCloseTo(1, 10);
    }
  });
});

test('as many parameters as quotes leave no band', () => {
  const k = [-0.15, -0.06, 0, 0.06, 0.15];
  expect(fitted(k, vols(k)).covariance).toBeNull();
});

test('a slice whose quotes do not tell its parameters apart has no errors, no band, and says so', () => {
  // Two percent of strikes hold no backbone and no displacement.
  const k = Array.from({ length: 7 }, (_, i) => -0.01 + 0.02 * (i / 6));
  const slice = makeSlice(
    0.1,
    k,
    k.map((x, i) => 0.4 - 0.1 * x + 0.3 * x * x + 0.001 * Math.sin(90 * i)),
  );
  const parameters = { beta: { fixed: false }, shift: { fixed: false, lower: 1, upper: 1e4 } } as const;
  const all = { ...DEFAULT_SETTINGS.all, parameters };
  const outcome = calibrateNow({ slices: [slice], settings: { ...DEFAULT_SETTINGS, model: 'sabr', all } });
  if (!outcome.ok) throw new Error(outcome.error.message);
  const [fit] = outcome.value.slices;
  expect(fit).toMatchObject({
    status: 'warning',
    covariance: null,
    message: expect.stringContaining(
      'the quotes do not tell its parameters apart: no standard errors and no band. Fix one of them.',
    ),
  });
  expect(fit!.parameters.every(({ standardError }) => standardError === null)).toBe(true);
});

test('the edges are the quantile of Student times the error of the vol, no lower than nothing, none without variance', () => {
  const at = { t: 0.25, forward: 100 };
  // w = 0.04 + k - k^2 is below zero at k = -0.2 and k = 1.2.
  const theta = Float64Array.of(0.04, 1, -1);
  const matrix = Float64Array.of(4e-6, 1e-6, 0, 1e-6, 9e-6, 0, 0, 0, 1e-6);
  const k = Float64Array.of(-0.2, 0, 0.5, 1.2);
  const { low, high } = smileBand(parabola, at, theta, { matrix, degrees: 7 }, k);
  expect([low[0], high[0], low[3], high[3]]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  for (const i of [1, 2]) {
    const x = k[i]!;
    const variance = 4e-6 + 2e-6 * x + 9e-6 * x * x + 1e-6 * x ** 4;
    const vol = Math.sqrt((0.04 + x - x * x) / 0.25);
    const half = (studentQuantile(0.975, 7) * Math.sqrt(variance)) / (2 * vol * 0.25);
    expect(low[i]).toBeCloseTo(vol - half, 12);
    expect(high[i]).toBeCloseTo(vol + half, 12);
  }
  const wide = smileBand(parabola, at, theta, { matrix: matrix.map((v) => 1e6 * v), degrees: 7 }, k);
  expect(wide.low[1]).toBe(0);
  expect(wide.high[1]).toBeGreaterThan(1);
  const untold = smileBand(parabola, at, theta, { matrix: matrix.map(() => Number.NaN), degrees: 7 }, k);
  expect([...untold.low, ...untold.high]).toEqual(new Array(8).fill(Number.NaN));
  const rounded = smileBand(parabola, at, theta, { matrix: matrix.map((v) => -v), degrees: 7 }, k);
  expect(rounded.low[1]).toBe(rounded.high[1]);
});

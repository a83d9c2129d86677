import { expect, test } from 'vitest';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { studentQuantile } from '#math/student-t.ts';
import { svi } from '#models/svi/index.ts';
import { golden, hasShared } from '#testing/shared.ts';
import { covarianceOf, curvatureAt, leverages, standardErrors } from './confidence.ts';
import { createSliceProblem, type SliceProblem } from './slice-problem.ts';
import { smileBand } from './smile-band.ts';

interface Slice {
  readonly T: number;
  readonly k: number[];
  readonly iv: number[];
  readonly weight_vol: number[];
  readonly vol_space: { readonly weighted_rmse_vol: number; readonly raw: number[] };
}

function fit(slice: Slice): {
  rmse: number;
  theta: Float64Array;
  problem: SliceProblem;
  x: Float64Array;
  normal: Float64Array;
  weight: Float64Array;
  coordinates: ReturnType<typeof coordinatesOf>;
} {
  const sum = slice.weight_vol.reduce((a, b) => a + b, 0);
  const weight = Float64Array.from(slice.weight_vol, (w) => w / sum);
  const k = Float64Array.from(slice.k);
  const midVol = Float64Array.from(slice.iv);
  const coordinates = coordinatesOf(slice, weight);
  const problem = createSliceProblem(svi, coordinates, {
    t: slice.T,
    forward: 100,
    k,
    midVol,
    bidVol: midVol,
    askVol: midVol,
    weight,
    residual: 'vol',
  });
  const theta = new Float64Array(5);
  svi.guess({ t: slice.T, forward: 100, k, w: midVol.map((v) => v * v * slice.T), weight }, theta);
  const start = new Float64Array(5);
  coordinates.fromParameters(theta, start);
  const run = startLeastSquares(problem, start);
  runLeastSquares(run);
  return {
    rmse: Math.sqrt(2 * run.cost) / 100,
    theta: problem.theta(run.x),
    problem,
    x: run.x,
    normal: run.normal,
    weight,
    coordinates,
  };
}

function coordinatesOf(slice: Slice, weight: Float64Array) {
  const k = Float64Array.from(slice.k);
  const w = Float64Array.from(slice.iv, (v) => v * v * slice.T);
  const coordinates = svi.coordinates({ t: slice.T, forward: 100, k, w, weight }, {});
  if ('error' in coordinates) throw new Error(coordinates.error);
  return coordinates;
}

test.skipIf(!hasShared)('one start reaches the reference optimum of every golden slice', () => {
  const slices = golden<Record<string, Slice>>('svi-calibration');
  for (const [name, slice] of Object.entries(slices)) {
    const { rmse, theta } = fit(slice);
    expect(rmse, name).toBeLessThanOrEqual(slice.vol_space.weighted_rmse_vol * (1 + 1e-6) + 1e-9);
    const tolerance = name.endsWith('_noisy') ? 1e-3 : 1e-5;
    slice.vol_space.raw.forEach((value, i) => {
      expect(Math.abs(theta[i]! - value), `${name} ${svi.parameters[i]!.name}`).toBeLessThan(tolerance);
    });
  }
});

interface Statistics {
  readonly s2: number;
  readonly se: number[];
  readonly leverage: number[];
  readonly rmse: number;
  readonly loo_rmse_leverage: number;
  readonly k_band: number[];
  readonly iv_fit: number[];
  readonly iv_se_delta: number[];
}

test.skipIf(!hasShared)(
  'standard errors, leverages and leave-one-out errors agree with the reference',
  () => {
    const slices = golden<Record<string, Slice>>('svi-calibration');
    const statistics = golden<Record<string, Statistics>>('statistics');
    for (const name of ['btc_90d_noisy', 'btc_7d_noisy', 'spx_1m_noisy']) {
      const reference = statistics[name]!;
      const { problem, x, normal, weight, coordinates, theta } = fit(slices[name]!);
      const n = weight.length;
      const curvature = curvatureAt(coordinates, x, normal);
      const rows = new Float64Array(n * 5);
      problem.rows(x, rows);
      const h = leverages(curvature, rows, 5, weight)!;
      const residuals = new Float64Array(n);
      problem.residuals(x, residuals);
      let chi = 0;
      let loo = 0;
      for (let i = 0; i < n; i++) {
        expect(h[i]! / reference.leverage[i]!, name).toBeCloseTo(1, 5);
        chi += weight[i]! * residuals[i]! ** 2;
        loo += weight[i]! * (residuals[i]! / (1 - h[i]!)) ** 2;
      }
      const chain = new Float64Array(25);
      coordinates.chain(x, theta, chain);
      const errors = standardErrors(curvature, chi / (n - 5), chain, 5, 5)!;
      errors.forEach((error, i) => {
        expect(error / reference.se[i]!, `${name} ${svi.parameters[i]!.name}`).toBeCloseTo(1, 4);
      });
      const degrees = n - 5;
      const matrix = covarianceOf(curvature, chi / degrees, chain, 5, 5)!;
      const at = { t: slices[name]!.T, forward: 100 };
      const band = smileBand(svi, at, theta, { matrix, degrees }, Float64Array.from(reference.k_band));
      const quantile = studentQuantile(0.975, degrees);
      reference.iv_se_delta.forEach((error, i) => {
        const [low, high] = [band.low[i]!, band.high[i]!];
        expect((low + high) / 2 / reference.iv_fit[i]!, name).toBeCloseTo(1, 6);
        expect((high - low) / 2 / quantile / error, name).toBeCloseTo(1, 4);
      });
      expect(Math.sqrt(loo) / 100 / reference.loo_rmse_leverage, name).toBeCloseTo(1, 6);
    }
  },
);

import { calibrateNow } from '#calibration/calibrate.ts';
import type { SliceFit } from '#calibration/result.ts';
import { DEFAULT_SETTINGS, type FitSettings, type ResidualKind } from '#calibration/settings.ts';
import { sliceSmile } from '#models/ssvi/smile.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { smallestG } from '#surface/durrleman.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { Ledger } from './ledger.ts';

/** Quotes by their volatilities with weights of their own and nothing else. */
interface WeighedQuotes {
  readonly t: number;
  readonly k: readonly number[];
  readonly vol: readonly number[];
  /** Of the squared residual in volatility; need not sum to 1. */
  readonly weight: readonly number[];
}

/** The fit of weighed quotes by the whole calibrator. */
export function fitWeighed(
  { t, k, vol, weight }: WeighedQuotes,
  model: string,
  residual: ResidualKind,
  butterfly: 'report' | 'strict' = 'report',
): SliceFit {
  const weights = { spread: 0, size: 0, activity: 0, ageHalfLife: null, moneynessWidth: null, cap: 1 };
  const all = { ...DEFAULT_SETTINGS.all, weights, butterfly: { mode: butterfly, strength: 1000 } };
  const settings: FitSettings = { ...DEFAULT_SETTINGS, model, residual, all };
  const slice = makeSlice(t, k, vol, { manual: Float64Array.from(weight) });
  const outcome = calibrateNow({ slices: [slice], settings });
  const fit = outcome.ok ? outcome.value.slices[0] : undefined;
  if (fit === undefined || fit.theta === null) throw new Error(outcome.ok ? 'no fit' : outcome.error.message);
  return fit;
}

/** Weighted mean square of w less that of the quotes, of weights in total variance. */
function meanSquare(w: Float64Array, { t, vol }: WeighedQuotes, weight: readonly number[]): number {
  let [sum, all] = [0, 0];
  weight.forEach((share, i) => {
    const sigma = vol[i] ?? Number.NaN;
    sum += share * ((w[i] ?? Number.NaN) - sigma * sigma * t) ** 2;
    all += share;
  });
  return sum / all;
}

const inVariance = ({ t, vol, weight }: WeighedQuotes): number[] =>
  weight.map((share, i) => share / (2 * (vol[i] ?? Number.NaN) * t) ** 2);

export interface GoldenSlice {
  readonly T: number;
  readonly k: readonly number[];
  readonly iv: readonly number[];
  readonly weight_vol: readonly number[];
  readonly vol_space: { readonly raw: readonly number[] };
}

export const weighed = ({ T, k, iv, weight_vol }: GoldenSlice): WeighedQuotes => ({
  t: T,
  k,
  vol: iv,
  weight: weight_vol,
});

export function sviCalibrationGolden(): Ledger<Readonly<Record<string, GoldenSlice>>> {
  const g = new Ledger<Readonly<Record<string, GoldenSlice>>>('svi-calibration');
  for (const [name, slice] of Object.entries(g.value)) {
    const quotes = weighed(slice);
    const isExact = !name.endsWith('_noisy');
    // An exact smile has no error: what is left is that of the quotes' digits.
    const over = isExact ? 'RMSE in volatility of exact quotes' : 'RMSE in volatility above the reference';
    const fit = fitWeighed(quotes, 'svi', 'vol');
    const theta = fit.theta ?? new Float64Array(5);
    const path = `${name}.vol_space`;
    g.near(
      over,
      `${path}.weighted_rmse_vol`,
      fit.rmseVol ?? Number.NaN,
      isExact ? 1e-9 : 1e-6,
      isExact ? 'absolute' : 'at-most',
    );
    g.nearAll('parameters', (i) => `${path}.raw[${i}]`, theta, isExact ? 1e-5 : 1e-3, 'absolute');
    const [, b = 0, rho = 0] = theta;
    g.near('wing slope of the fit', `${path}.lee_max_slope`, b * (1 + Math.abs(rho)), 1e-3, 'absolute');

    const square = fitWeighed(quotes, 'svi', 'total-variance');
    const w = new Float64Array(slice.k.length);
    sviSmile.totalVariance(square.theta ?? theta, Float64Array.from(slice.k), w);
    g.near(
      isExact
        ? 'objective in total variance of exact quotes'
        : 'objective in total variance above the reference',
      `${name}.quasi_explicit.objective_w_normalised`,
      meanSquare(w, quotes, inVariance(quotes)),
      isExact ? 1e-18 : 1e-6,
      isExact ? 'absolute' : 'at-most',
    );
    g.nearAll(
      'parameters in total variance',
      (i) => `${name}.quasi_explicit.raw[${i}]`,
      square.theta ?? [],
      isExact ? 1e-5 : 1e-3,
      'absolute',
    );
  }
  // min_g is over a range that is not told.
  g.noReference(/\.(?:T|min_g|true\[\d\]|k\[\d+\]|iv\[\d+\]|weight_vol\[\d+\])$/);
  return g;
}

interface Constrained {
  readonly k: readonly number[];
  readonly w: readonly number[];
  readonly T: number;
}

/**
 * The reference is feasible between the points of its grid by 4e-5 only, so that a fit without butterflies anywhere is
 * between 2.337e-3 and 2.36e-3 of the quotes.
 */
export function sviConstrainedGolden(): Ledger<Constrained> {
  const g = new Ledger<Constrained>('svi-constrained');
  const { k, w, T } = g.value;
  const vol = w.map((value) => Math.sqrt(value / T));
  const quotes = { t: T, k, vol, weight: w.map((value) => 4 * value * T) };
  const { theta } = fitWeighed(quotes, 'svi', 'total-variance', 'strict');
  if (theta === null) throw new Error('no fit');
  const own = new Float64Array(k.length);
  sviSmile.totalVariance(theta, Float64Array.from(k), own);
  const rmse = Math.sqrt(
    meanSquare(
      own,
      quotes,
      k.map(() => 1),
    ),
  );
  g.near(
    'RMSE in total variance of a strict fit',
    'reference_slsqp.rmse_w',
    rmse,
    (2.36e-3 - 2.337e-3) / 2.337e-3,
  );
  g.hold('g below zero on |k| <= 8', Math.max(0, -smallestG(sviSmile, theta, -8, 8).value), 1e-9);
  // Penalties have a scale of their own here.
  g.noReference(/^penalty_path/, /^reference_slsqp/, /^(?:k|w|g_grid)\[/, /^T$/);
  return g;
}

export interface SequentialSlice {
  readonly T: number;
  readonly k: readonly number[];
  readonly iv: readonly number[];
  readonly w_weights_normalised: readonly number[];
}

/** The slices of the sequential eSSVI calibration, each at least as close in total variance as both of its anchors. */
export function compareSequential<T extends { readonly essvi_sequential: readonly SequentialSlice[] }>(
  g: Ledger<T>,
): void {
  g.value.essvi_sequential.forEach(({ T, k, iv, w_weights_normalised: shares }, i) => {
    const quotes = {
      t: T,
      k,
      vol: iv,
      weight: shares.map((share, j) => share * (2 * (iv[j] ?? 0) * T) ** 2),
    };
    const { theta } = fitWeighed(quotes, 'essvi', 'total-variance');
    const w = new Float64Array(k.length);
    sliceSmile.totalVariance(theta ?? new Float64Array(3), Float64Array.from(k), w);
    const objective = meanSquare(w, quotes, shares);
    g.near('eSSVI objective above the reference', `essvi_sequential[${i}].obj`, objective, 1e-6, 'at-most');
    g.near(
      'eSSVI objective above the reference',
      `essvi_sequential[${i}].obj_exact`,
      objective,
      1e-6,
      'at-most',
    );
  });
  g.noReference(/^essvi_sequential/);
}

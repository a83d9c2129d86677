import { covarianceOf, curvatureAt, leverages } from '#calibration/confidence.ts';
import { lossOf, lossWeight } from '#calibration/loss.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { createSliceProblem } from '#calibration/slice-problem.ts';
import { smileBand } from '#calibration/smile-band.ts';
import { sliceWeights } from '#calibration/weights.ts';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { studentQuantile } from '#math/student-t.ts';
import { symmetricInverse } from '#math/symmetric.ts';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { fitWeighed, type GoldenSlice, weighed } from './fits.ts';
import { Ledger } from './ledger.ts';

interface Figures {
  readonly k_band: readonly number[];
}

interface Quote {
  readonly bid_iv: number;
  readonly ask_iv: number;
  readonly bid_size: number;
  readonly ask_size: number;
  readonly oi: number;
  readonly vol: number;
  readonly age_s: number;
  readonly user: number;
  readonly tick_vol: number;
}

interface Statistics {
  readonly weights: {
    readonly quotes: readonly Quote[];
    readonly params: { readonly half_life_s: number; readonly cap: number };
  };
  readonly loss: readonly { readonly r: number; readonly delta: number }[];
  readonly map_kalman: {
    readonly J: readonly (readonly number[])[];
    readonly Rdiag: readonly number[];
    readonly P: readonly (readonly number[])[];
    readonly x0: readonly number[];
    readonly y: readonly number[];
  };
}

const SLICES = ['btc_90d_noisy', 'btc_7d_noisy', 'spx_1m_noisy'];

export function statisticsGolden(): Ledger<Statistics> {
  const g = new Ledger<Statistics>('statistics');
  const slices = new Ledger<Readonly<Record<string, GoldenSlice>>>('svi-calibration').value;
  const figures = g.value as unknown as Readonly<Record<string, Figures>>;
  for (const name of SLICES) {
    const slice = slices[name];
    const figure = figures[name];
    if (slice === undefined || figure === undefined) throw new Error(`no slice ${name}`);
    compareErrors(g, name, slice, figure);
    compareLeftOut(g, name, slice);
  }
  compareWeights(g);
  compareLosses(g);
  compareMap(g);
  // A draw of 300 refits; the bootstrap's own test holds it to its scatter.
  g.noReference(/\.(?:k_band|iv_sd_bootstrap300)\[\d+\]$/);
  return g;
}

function compareErrors(g: Ledger<Statistics>, name: string, slice: GoldenSlice, { k_band }: Figures): void {
  const n = slice.k.length;
  const total = slice.weight_vol.reduce((a, b) => a + b, 0);
  const weight = Float64Array.from(slice.weight_vol, (share) => share / total);
  const [k, midVol] = [Float64Array.from(slice.k), Float64Array.from(slice.iv)];
  const at = { t: slice.T, forward: 100 };
  const guess = { ...at, k, w: midVol.map((vol) => vol * vol * slice.T), weight };
  const coordinates = svi.coordinates(guess, {});
  if ('error' in coordinates) throw new Error(coordinates.error);
  const quotes = { k, midVol, bidVol: midVol, askVol: midVol, weight };
  const problem = createSliceProblem(svi, coordinates, { ...at, ...quotes, residual: 'vol' });
  const start = new Float64Array(5);
  coordinates.fromParameters(Float64Array.from(slice.vol_space.raw), start);
  const run = startLeastSquares(problem, start);
  runLeastSquares(run);
  const theta = problem.theta(run.x);
  const degrees = n - 5;
  const variance = (2 * run.cost) / degrees;
  const curvature = curvatureAt(coordinates, run.x, run.normal);
  const chain = new Float64Array(25);
  coordinates.chain(run.x, theta, chain);
  const matrix = covarianceOf(curvature, variance, chain, 5, 5);
  const rows = new Float64Array(5 * n);
  problem.rows(run.x, rows);
  const leverage = leverages(curvature, rows, 5, weight);
  if (matrix === null || leverage === null) throw new Error(`${name} is not identified`);

  g.nearAll('parameters', (i) => `${name}.p[${i}]`, theta, 1e-6);
  g.near('residual variance and RMSE', `${name}.s2`, (variance * total) / 1e4, 1e-6);
  g.near('residual variance and RMSE', `${name}.rmse`, Math.sqrt(2 * run.cost) / 100, 1e-6);
  for (let i = 0; i < 5; i++) {
    const error = Math.sqrt(matrix[6 * i] ?? Number.NaN);
    g.near('standard errors and covariances', `${name}.se[${i}]`, error, 1e-6);
    for (let j = 0; j < 5; j++) {
      g.near(
        'standard errors and covariances',
        `${name}.cov[${i}][${j}]`,
        matrix[5 * i + j] ?? Number.NaN,
        1e-6,
      );
    }
  }
  g.nearAll('leverages', (i) => `${name}.leverage[${i}]`, leverage, 1e-6);
  const band = smileBand(svi, at, theta, { matrix, degrees }, Float64Array.from(k_band));
  const quantile = studentQuantile(0.975, degrees);
  k_band.forEach((_, i) => {
    const [low, high] = [band.low[i] ?? Number.NaN, band.high[i] ?? Number.NaN];
    g.near('band of the smile', `${name}.iv_fit[${i}]`, (low + high) / 2, 1e-6);
    g.near('band of the smile', `${name}.iv_se_delta[${i}]`, (high - low) / 2 / quantile, 1e-6);
  });
  const residuals = new Float64Array(n);
  problem.residuals(run.x, residuals);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += (weight[i] ?? 0) * ((residuals[i] ?? Number.NaN) / (1 - (leverage[i] ?? Number.NaN))) ** 2;
  }
  g.near('leave-one-out error by leverage', `${name}.loo_rmse_leverage`, Math.sqrt(sum) / 100, 1e-6);
}

/** The exact leave-one-out error: a refit without each quote. */
function compareLeftOut(g: Ledger<Statistics>, name: string, slice: GoldenSlice): void {
  const quotes = weighed(slice);
  const total = slice.weight_vol.reduce((a, b) => a + b, 0);
  let sum = 0;
  slice.weight_vol.forEach((share, left) => {
    const keep = (column: readonly number[]): number[] => column.filter((_, i) => i !== left);
    const without = { t: slice.T, k: keep(quotes.k), vol: keep(quotes.vol), weight: keep(quotes.weight) };
    const { theta } = fitWeighed(without, 'svi', 'vol');
    const w = new Float64Array(1);
    sviSmile.totalVariance(theta ?? new Float64Array(5), Float64Array.of(slice.k[left] ?? 0), w);
    sum +=
      (share / total) * (Math.sqrt((w[0] ?? Number.NaN) / slice.T) - (slice.iv[left] ?? Number.NaN)) ** 2;
  });
  g.near('leave-one-out error by refits', `${name}.loo_rmse_exact`, Math.sqrt(sum), 1e-6);
}

function compareWeights(g: Ledger<Statistics>): void {
  const { quotes, params } = g.value.weights;
  const column = (of: (quote: Quote) => number): Float64Array => Float64Array.from(quotes, of);
  const slice = makeSlice(
    0.1,
    quotes.map((_, i) => i / 10),
    quotes.map(({ bid_iv, ask_iv }) => (bid_iv + ask_iv) / 2),
    {
      bidVol: column((q) => q.bid_iv),
      askVol: column((q) => q.ask_iv),
      tickVol: column((q) => q.tick_vol),
      bidSize: column((q) => q.bid_size),
      askSize: column((q) => q.ask_size),
      activity: column((q) => Math.log1p(q.oi + q.vol)),
      age: column((q) => q.age_s),
      manual: column((q) => q.user),
    },
  );
  const settings = { ...DEFAULT_SETTINGS.all.weights, activity: 1, ageHalfLife: params.half_life_s };
  const open = sliceWeights(slice, { ...settings, cap: 1 });
  const { spread, size, activity, age, manual } = open.factors;
  const raw = spread.map(
    (share, i) => share * (size[i] ?? 0) * (activity[i] ?? 0) * (age[i] ?? 0) * (manual[i] ?? 0),
  );
  g.nearAll('weights', (i) => `weights.raw[${i}]`, raw, 1e-6);
  g.nearAll('weights', (i) => `weights.normalised[${i}]`, open.weight, 1e-6);
  const capped = sliceWeights(slice, { ...settings, cap: params.cap });
  g.nearAll('weights', (i) => `weights.capped[${i}]`, capped.weight, 1e-6);
  g.near('weights', 'weights.ess', capped.effective, 1e-6);
  g.noReference(/^weights\.(?:quotes|params)/);
}

function compareLosses(g: Ledger<Statistics>): void {
  g.value.loss.forEach(({ r, delta }, i) => {
    for (const [name, kind] of [
      ['huber', 'huber'],
      ['softl1', 'soft-l1'],
    ] as const) {
      g.near('losses', `loss[${i}].${name}_rho`, lossOf(r, { kind, delta }), 1e-12);
      g.near('losses', `loss[${i}].${name}_w`, lossWeight(r, { kind, delta }), 1e-12);
    }
  });
  g.noReference(/^loss\[\d+\]\.(?:r|delta)$/);
}

/** The most probable x after a measurement is the least squares of both: a Kalman update. */
function compareMap(g: Ledger<Statistics>): void {
  const { J, Rdiag, P, x0, y } = g.value.map_kalman;
  const inverse = symmetricInverse(Float64Array.from(P.flat()), 2);
  if (inverse === null) throw new Error('the prior has no inverse');
  const gradientAt = (x: Float64Array, normal: Float64Array, gradient: Float64Array): number => {
    normal.fill(0);
    gradient.fill(0);
    let cost = 0;
    const add = (a: number, b: number, value: number): void => {
      if (b <= a) normal[2 * a + (a - b)] = (normal[2 * a + (a - b)] ?? 0) + value;
    };
    J.forEach((row, i) => {
      const precision = 1 / (Rdiag[i] ?? 1);
      const r = row.reduce((sum, j, a) => sum + j * (x[a] ?? 0), -(y[i] ?? 0));
      cost += 0.5 * precision * r * r;
      row.forEach((j, a) => {
        gradient[a] = (gradient[a] ?? 0) + precision * j * r;
        row.forEach((other, b) => {
          add(a, b, precision * j * other);
        });
      });
    });
    for (const a of [0, 1]) {
      for (const b of [0, 1]) {
        const weight = inverse[2 * a + b] ?? 0;
        const [da, db] = [(x[a] ?? 0) - (x0[a] ?? 0), (x[b] ?? 0) - (x0[b] ?? 0)];
        cost += 0.5 * weight * da * db;
        gradient[a] = (gradient[a] ?? 0) + weight * db;
        add(a, b, weight);
      }
    }
    return cost;
  };
  const run = startLeastSquares(
    {
      size: 2,
      halfBandwidth: 1,
      lower: Float64Array.of(-10, -10),
      upper: Float64Array.of(10, 10),
      linearise: gradientAt,
    },
    Float64Array.from(x0),
  );
  runLeastSquares(run);
  const [first = 0, , second = 0, off = 0] = run.normal;
  const posterior = symmetricInverse(Float64Array.of(first, off, off, second), 2) ?? [];
  g.nearAll('most probable parameters', (i) => `map_kalman.x[${i}]`, run.x, 1e-6);
  g.nearAll('their covariance', (i) => `map_kalman.Ppost[${i >> 1}][${i & 1}]`, posterior, 1e-6);
  g.noReference(/^map_kalman\.(?:J|Rdiag|P|x0|y)\[/);
}

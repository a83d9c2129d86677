import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { realRequest } from '#testing/real-board.ts';
import { hasShared } from '#testing/shared.ts';
import { calibrateNow } from './calibrate.ts';
import { prepareSlice } from './prepare-slice.ts';
import { createSliceProblem, type SliceTarget } from './slice-problem.ts';

const RESIDUALS = ['vol', 'total-variance'] as const;

/** The optimum reached from the first guess alone, and from where the model's own approach takes it. */
function bothPaths(target: SliceTarget) {
  const slice = {
    t: target.t,
    forward: target.forward,
    k: target.k,
    w: target.midVol.map((v) => v * v * target.t),
    weight: target.weight,
  };
  const coordinates = svi.coordinates(slice, {});
  if ('error' in coordinates) throw new Error(coordinates.error);
  const problem = createSliceProblem(svi, coordinates, target);
  const theta = new Float64Array(5);
  const run = () => {
    const x = new Float64Array(5);
    coordinates.fromParameters(theta, x);
    const minimisation = startLeastSquares(problem, x);
    runLeastSquares(minimisation);
    return { cost: minimisation.cost, iterations: minimisation.iterations };
  };
  svi.guess(slice, theta);
  const general = run();
  const steps = svi.approach!(slice, coordinates, theta);
  return { general, steps, approached: run() };
}

/** No worse by more than rounding; an exact fit, squared vol points below 1e-20, is as good as another. */
const noWorse = (cost: number, reference: number): boolean => cost <= reference * (1 + 1e-9) + 1e-20;

test('from its own approach a slice of random quotes ends no worse than from the guess', () => {
  const quotes = fc.record({
    n: fc.integer({ min: 8, max: 60 }),
    t: fc.double({ min: 0.01, max: 2, noNaN: true }),
    rho: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
    noise: fc.double({ min: 0, max: 0.03, noNaN: true }),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(quotes, fc.constantFrom(...RESIDUALS), ({ n, t, rho, noise, seed }, residual) => {
      const scale = Math.sqrt(t);
      const theta = Float64Array.of(0.02 * t, 0.12 * scale, rho, 0.05 * scale, 0.3 * scale);
      const k = Float64Array.from({ length: n }, (_, i) => scale * (-1 + (2 * i) / (n - 1)));
      const w = new Float64Array(n);
      sviSmile.totalVariance(theta, k, w);
      const midVol = w.map((v, i) => Math.sqrt(v / t) * (1 + noise * Math.sin(seed + 12.9898 * i * i)));
      const weight = new Float64Array(n).fill(1 / n);
      const target = { t, forward: 1, k, midVol, bidVol: midVol, askVol: midVol, weight, residual };
      const { general, approached, steps } = bothPaths(target);
      expect(noWorse(approached.cost, general.cost)).toBe(true);
      if (steps > 0 && residual === 'total-variance') expect(approached.iterations).toBeLessThanOrEqual(3);
    }),
    { seed: 41, numRuns: 300 },
  );
});

test
  .skipIf(!hasShared)
  .each([
    'deribit-book-summary/btc-2026-08-01.json',
    'deribit-chain-typed/btc-2026-05-21.json',
    'deribit-csv/eth-2024-01-08.csv',
    'vol-quotes/spx_implied_vol_20230215.csv',
    'cboe-csv/spy_20250516_quotedata.csv',
    'cboe-csv/hgnicej_spx_quotedata-3.csv',
    'yahoo/AAPL_data.csv',
    'yahoo/SPX_all_20260130.csv',
    'transcoded/okx_v5_opt-summary_BTC-USD.json',
    'paper-tables/sx5e_20100301_andreasen_huge.csv',
    'hard-slices/mar03_apr17_45dte.json',
  ])('from its own approach no slice of %s ends worse than from the guess', async (path) => {
  const request = await realRequest(path);
  for (const residual of RESIDUALS) {
    for (const slice of request.slices) {
      const prepared = prepareSlice(svi, slice, { ...request.settings, residual });
      if ('message' in prepared || prepared.twoSided < prepared.used.length) continue;
      const { general, approached } = bothPaths(prepared.target);
      expect(noWorse(approached.cost, general.cost), `${slice.key} ${residual}`).toBe(true);
    }
  }
});

test.skipIf(!hasShared)('a held parameter keeps the general path', async () => {
  const request = await realRequest('deribit-csv/eth-2024-01-08.csv');
  const held = { rho: { fixed: true, value: -0.2 } };
  const settings = { ...request.settings, all: { ...request.settings.all, parameters: held } };
  const prepared = prepareSlice(svi, request.slices[3]!, settings);
  expect(prepared).toMatchObject({ startSteps: 0 });
  const outcome = calibrateNow({ ...request, settings });
  expect(outcome.ok && outcome.value.slices[3]!.theta![2]).toBe(-0.2);
});

import { expect, test } from 'vitest';
import type { SliceModel } from '#models/model.ts';
import { sabr, sabrObloj } from '#models/sabr/index.ts';
import { smallestG } from '#surface/durrleman.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { realRequest } from '#testing/real-board.ts';
import { hasShared } from '#testing/shared.ts';
import { calibrateNow } from './calibrate.ts';
import { prepareSlice } from './prepare-slice.ts';
import type { CalibrationRequest, FitSlice } from './request.ts';
import type { SliceFit } from './result.ts';
import { DEFAULT_SETTINGS, type FitSettings, type ScopedSettings } from './settings.ts';

const MODELS: readonly SliceModel[] = [sabr, sabrObloj];

function settings(model: SliceModel, all: Partial<ScopedSettings> = {}): FitSettings {
  return { ...DEFAULT_SETTINGS, model: model.id, all: { ...DEFAULT_SETTINGS.all, ...all } };
}

function fitted(request: CalibrationRequest): readonly SliceFit[] {
  const outcome = calibrateNow(request);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.slices;
}

function fit(model: SliceModel, slice: FitSlice, all: Partial<ScopedSettings> = {}): SliceFit {
  return fitted({ slices: [slice], settings: settings(model, all) })[0]!;
}

/** A slice whose mid vols are the model's own, out to some standard deviations. */
function ownSlice(
  model: SliceModel,
  t: number,
  forward: number,
  theta: readonly number[],
  reach: number,
): FitSlice {
  const smile = model.smile({ t, forward });
  const parameters = Float64Array.from(theta);
  const w = new Float64Array(1);
  smile.totalVariance(parameters, new Float64Array(1), w);
  const k = Float64Array.from({ length: 21 }, (_, i) => (reach * Math.sqrt(w[0]!) * (i - 10)) / 10);
  const variances = new Float64Array(k.length);
  smile.totalVariance(parameters, k, variances);
  return makeSlice(
    t,
    [...k],
    Array.from(variances, (v) => Math.sqrt(v / t)),
    { forward },
  );
}

const parameter = (slice: SliceFit, name: string) => slice.parameters.find((p) => p.name === name)!;

const OWN: readonly (readonly [t: number, forward: number, theta: readonly number[]])[] = [
  [1e-4, 62_000, [0.4, 1, -0.2, 60, 0]],
  [7 / 365, 62_000, [0.55, 1, -0.1, 3, 0]],
  [0.5, 62_000, [0.65, 1, 0.05, 0.9, 0]],
  [1, 100, [0.2, 1, -0.7, 0.5, 0]],
  [0.25, 100, [2.5, 0.5, -0.6, 0.9, 0]],
  [5, 0.03, [0.035, 0.5, -0.25, 0.3, 0.01]],
  [1, 62_000, [12_000, 0, 0.3, 0.4, 0]],
];

test.each(MODELS)('$label: noiseless quotes give their own parameters back, beta and shift held', (model) => {
  for (const [t, forward, theta] of OWN) {
    const slice = fit(model, ownSlice(model, t, forward, theta, 2.5), {
      parameters: { beta: { fixed: true, value: theta[1]! }, shift: { fixed: true, value: theta[4]! } },
    });
    expect(slice.status).toBe('ok');
    theta.forEach((value, p) => {
      expect(Math.abs(slice.theta![p]! - value), `${t} ${theta}`).toBeLessThan(
        1e-6 * Math.max(0.1, Math.abs(value)),
      );
    });
    expect(slice.freeParameters).toBe(3);
  }
});

test('beta is held at 1 and shift at 0 unless the user says something of them', () => {
  const slice = ownSlice(sabr, 0.25, 100, [0.3, 1, -0.4, 0.8, 0], 2);
  const held = fit(sabr, slice);
  expect(parameter(held, 'beta')).toMatchObject({ value: 1, fixed: true, standardError: null });
  expect(parameter(held, 'shift')).toMatchObject({ value: 0, fixed: true });
  expect(parameter(held, 'rho')).toMatchObject({ fixed: false, atBound: null });
  const freed = fit(sabr, slice, { parameters: { beta: { fixed: false, lower: 0, upper: 1 } } });
  expect(parameter(freed, 'beta').fixed).toBe(false);
  expect(freed.rmseVol!).toBeLessThan(1e-6);
});

test('beta leans against rho: another backbone fits the same quotes almost as well', () => {
  const slice = ownSlice(sabr, 0.25, 100, [0.3, 1, -0.2, 0.8, 0], 2);
  const normal = fit(sabr, slice, { parameters: { beta: { fixed: true, value: 0 } } });
  expect(normal.rmseVol!).toBeLessThan(1e-3);
  expect(parameter(normal, 'alpha').value / 30).toBeCloseTo(1, 1);
  expect(parameter(normal, 'rho').value).toBeGreaterThan(parameter(fit(sabr, slice), 'rho').value);
});

test('three quotes are enough, two are not', () => {
  const few = (n: number) => makeSlice(0.1, [-0.1, 0, 0.1].slice(0, n), [0.52, 0.5, 0.51].slice(0, n));
  expect(fit(sabr, few(3)).rmseVol!).toBeLessThan(1e-6);
  expect(fit(sabr, few(2))).toMatchObject({ status: 'failed', message: '2 usable quotes, SABR needs 3.' });
});

test('where both formulas are one, so are their fits', () => {
  const slice = ownSlice(sabr, 0.1, 100, [0.6, 1, -0.3, 1.5, 0], 2.5);
  expect(fit(sabrObloj, slice).theta).toEqual(fit(sabr, slice).theta);
});

test('quotes that bend no more than a parabola allows end at a bound, and say so', () => {
  const frown = makeSlice(0.5, [-0.3, -0.15, 0, 0.15, 0.3], [0.4, 0.48, 0.5, 0.48, 0.4]);
  const slice = fit(sabr, frown);
  expect(slice.theta!.every(Number.isFinite)).toBe(true);
  expect(slice.parameters.some(({ atBound }) => atBound !== null)).toBe(true);
});

test('strict removes butterfly arbitrage from the range where the expansion is asked too much', () => {
  const slice = ownSlice(sabr, 2, 100, [0.5, 1, -0.6, 1.6, 0], 1.5);
  const free = fit(sabr, slice);
  expect(free.arbitrage!.minG).toBeLessThan(-1e-3);
  const strict = fit(sabr, slice, { butterfly: { mode: 'strict', strength: 1000 } });
  expect(strict.arbitrage!.minG).toBeGreaterThan(-1e-12);
  const [low, high] = strict.arbitrage!.kRange;
  expect(smallestG(sabr.smile(slice), strict.theta!, low, high, 6001).value).toBeGreaterThan(-1e-12);
  expect(strict.rmseVol!).toBeLessThan(0.1);
});

test('strict does not claim what held parameters make impossible', () => {
  const slice = ownSlice(sabr, 2, 100, [0.5, 1, -0.6, 1.6, 0], 1.5);
  const strict = fit(sabr, slice, {
    butterfly: { mode: 'strict', strength: 1000 },
    parameters: {
      alpha: { fixed: true, value: 0.5 },
      rho: { fixed: true, value: -0.6 },
      nu: { fixed: true, value: 1.6 },
    },
  });
  expect(strict.arbitrage!.minG).toBeLessThan(-1e-3);
  expect(strict.theta).toEqual(Float64Array.of(0.5, 1, -0.6, 1.6, 0));
});

test('a fit that the expansion cannot be trusted with says so', () => {
  const slice = fit(sabr, ownSlice(sabr, 2, 100, [0.3, 1, -0.3, 0.9, 0], 1.5));
  expect(slice).toMatchObject({ status: 'warning', message: expect.stringContaining('nu² T is 1.62') });
});

test('a smile that passes the check is left alone by strict', () => {
  const slice = ownSlice(sabr, 7 / 365, 100, [0.55, 1, -0.1, 3, 0], 2.5);
  const strict = fit(sabr, slice, { butterfly: { mode: 'strict', strength: 1000 } });
  expect(strict.theta).toEqual(fit(sabr, slice).theta);
});

const BOARDS = [
  'deribit-book-summary/btc-2026-08-01.json',
  'deribit-csv/eth-2024-01-08.csv',
  'vol-quotes/spx_implied_vol_20230215.csv',
  'paper-tables/dax_20020705_sepp_heston.csv',
  'paper-tables/sx5e_20100301_andreasen_huge.csv',
  'paper-tables/sepp_vix.json',
  'hard-slices/jan24_feb21_28dte_stable.json',
  'yahoo/AAPL_data.csv',
];

test.skipIf(!hasShared).each(BOARDS)('every slice of %s is fitted from its own guess', async (path) => {
  const request = await realRequest(path);
  for (const model of MODELS) {
    for (const beta of [1, 0.5]) {
      const chosen = settings(model, { parameters: { beta: { fixed: true, value: beta } } });
      for (const slice of request.slices) {
        const prepared = prepareSlice(model, slice, chosen);
        if ('message' in prepared) throw new Error(prepared.message);
        const { start, coordinates, problem } = prepared;
        start.forEach((x, c) => {
          expect(x).toBeGreaterThanOrEqual(coordinates.lower[c]!);
          expect(x).toBeLessThanOrEqual(coordinates.upper[c]!);
        });
        const residuals = new Float64Array(prepared.used.length);
        problem.residuals(start, residuals);
        expect(residuals.every(Number.isFinite)).toBe(true);
      }
      for (const slice of fitted({ ...request, settings: chosen })) {
        expect(slice.status, `${slice.key}: ${slice.message}`).not.toBe('failed');
        expect(['gradient', 'cost', 'step']).toContain(slice.stop);
        expect(slice.iterations).toBeLessThan(60);
      }
    }
  }
});

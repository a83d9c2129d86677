import { expect, test } from 'vitest';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { realRequest } from '#testing/real-board.ts';
import { hasShared } from '#testing/shared.ts';
import { calibrateNow } from './calibrate.ts';
import { boardFigures, compareBoards, type ModelComparison } from './compare.ts';
import type { CalibrationRequest, FitSlice } from './request.ts';
import type { CalibrationResult } from './result.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

function fitted(request: CalibrationRequest, model: string): CalibrationResult {
  const outcome = calibrateNow({ ...request, settings: { ...request.settings, model } });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

const compareFits = (slices: readonly FitSlice[], results: readonly CalibrationResult[]): ModelComparison =>
  compareBoards(results.map((result) => boardFigures(slices, result)));

const weights = {
  ...DEFAULT_SETTINGS.all.weights,
  spread: 0,
  size: 0,
  activity: 0,
  ageHalfLife: null,
  cap: 1,
};
const EQUAL = { all: { ...DEFAULT_SETTINGS.all, weights } };

test('the likelihood is the largest sum of normal log densities over the quotes', () => {
  const { request } = fittedBoard(smileQuotes([20, 90]), EQUAL);
  const result = fitted(request, 'essvi');
  const residuals = request.slices.flatMap((slice, s) => {
    const half = slice.bidVol.map((bid, i) => (slice.askVol[i]! - bid) / 2);
    // With equal weights an expiry's scale is the mean square of its quotes' own.
    const h = Math.sqrt(
      half.reduce((sum, v, i) => sum + v * v + 0.002 ** 2 + slice.tickVol[i]! ** 2, 0) / half.length,
    );
    return Array.from(slice.midVol, (mid, i) => ({ r: result.slices[s]!.modelVol[i]! - mid, h }));
  });
  const logLikelihood = (s: number): number =>
    residuals.reduce(
      (sum, { r, h }) => sum - 0.5 * Math.log(2 * Math.PI) - Math.log(s * h) - 0.5 * (r / (s * h)) ** 2,
      0,
    );
  let best = Number.NEGATIVE_INFINITY;
  for (let s = 1e-3; s < 30; s *= 1.0005) best = Math.max(best, logLikelihood(s));
  const { models, effectiveQuotes } = compareFits(request.slices, [result]);
  expect(effectiveQuotes).toBeCloseTo(residuals.length, 6);
  expect(models[0]?.logLikelihood).toBeCloseTo(best, 3);
  const k = 6 + 1;
  expect(models[0]?.freeParameters).toBe(6);
  expect(models[0]?.aic).toBeCloseTo(2 * k - 2 * best, 2);
  expect(models[0]?.bic).toBeCloseTo(k * Math.log(residuals.length) - 2 * best, 2);
});

test('models are compared on the expiries that all of them fitted', () => {
  const { request } = fittedBoard(smileQuotes([20, 90]));
  const [first, second] = request.slices;
  const thin = { ...first!, manual: first!.manual.map((_, i) => (i % 6 === 3 ? 1 : 0)) };
  const board = { ...request, slices: [thin, second!] };
  const sviAlone = fitted(board, 'svi');
  expect(sviAlone.slices[0]?.status).toBe('failed');
  const both = compareFits(board.slices, [sviAlone, fitted(board, 'essvi')]);
  expect([both.expiries, both.quotes]).toEqual([1, sviAlone.slices[1]?.used]);
  expect(both.models.map(({ slicesOk, slicesFailed }) => [slicesOk, slicesFailed])).toEqual([
    [1, 1],
    [2, 0],
  ]);
  expect(both.models[1]?.rmseVol).toBe(fitted(board, 'essvi').slices[1]?.rmseVol);
});

test('no model and no fitted expiry give no figures', () => {
  const { request } = fittedBoard(smileQuotes([20]));
  expect(compareFits(request.slices, [])).toMatchObject({ expiries: 0, models: [] });
  const none = request.slices.map((slice) => ({ ...slice, manual: slice.manual.map(() => 0) }));
  const { models, expiries } = compareFits(none, [fitted({ ...request, slices: none }, 'svi')]);
  expect(expiries).toBe(0);
  expect(models[0]).toMatchObject({ rmseVol: null, aic: null, bic: null, insideSpread: null });
});

test.skipIf(!hasShared)('on a real board SVI is closest, and pays for it in the wings', async () => {
  const request = await realRequest('deribit-book-summary/btc-2026-08-01.json');
  const ids = ['svi', 'essvi', 'sabr'];
  const { models, expiries, quotes } = compareFits(
    request.slices,
    ids.map((id) => fitted(request, id)),
  );
  expect([expiries, quotes]).toEqual([13, 362]);
  const [svi, essvi, sabr] = models;
  for (const figure of ['rmseVol', 'looRmseVol', 'aic', 'bic'] as const) {
    expect(svi?.[figure]).toBeLessThan(sabr?.[figure] ?? Number.NaN);
    expect(sabr?.[figure]).toBeLessThan(essvi?.[figure] ?? Number.NaN);
  }
  expect(svi?.butterfly).toMatchObject({ quoted: 0, wings: 8 });
  expect(svi?.calendar).toMatchObject({ quoted: 0, wings: 8 });
  expect(svi?.butterfly.gain).toBeGreaterThan(1e-3);
  expect(essvi?.butterfly).toEqual({ quoted: 0, wings: 0, gain: 0 });
});

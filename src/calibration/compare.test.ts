import { expect, test } from 'vitest';
import { sviSmile } from '#models/svi/raw.ts';
import { butterflyGain, calendarGain } from '#surface/arbitrage-gain.ts';
import { smallFit } from '#testing/fit-export.ts';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { realRequest } from '#testing/real-board.ts';
import { hasShared } from '#testing/shared.ts';
import { calibrateNow } from './calibrate.ts';
import { type BoardFigures, boardFigures, compareBoards, type ModelComparison } from './compare.ts';
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

type Expiry = NonNullable<BoardFigures['expiries'][number]>;

const expiry = (change: Partial<Expiry>): Expiry => ({
  rmseVol: 0.01,
  looRmseVol: 0.012,
  inside: 8,
  insideSpread: 0.8,
  twoSided: 10,
  used: 10,
  effectiveQuotes: 9,
  freeParameters: 5,
  expected: 1e-4,
  ...change,
});
const boardOf = (expiries: BoardFigures['expiries'], shared = 0): BoardFigures => ({
  model: 'any',
  expiries,
  shared,
  butterfly: { quoted: 0, wings: 0, gain: 0 },
  calendar: { quoted: 0, wings: 0, gain: 0 },
  slicesOk: expiries.length,
  slicesFailed: 0,
});

test('what is left out in turn is compared where every model has it, what is inside where there is a spread', () => {
  const first = boardOf([
    expiry({ used: 10, looRmseVol: 0.02 }),
    expiry({ used: 30, looRmseVol: 0.04, inside: 3, twoSided: 20 }),
    expiry({ used: 50, looRmseVol: 0.5, inside: 50, twoSided: 50, insideSpread: null }),
  ]);
  const second = boardOf([expiry({}), expiry({}), expiry({ looRmseVol: null })]);
  const { models, quotes, expiries } = compareBoards([first, second]);
  expect([expiries, quotes]).toEqual([3, 90]);
  expect(models[0]!.looRmseVol).toBeCloseTo(Math.sqrt((10 * 0.02 ** 2 + 30 * 0.04 ** 2) / 40), 14);
  expect(models[0]!.insideSpread).toBeCloseTo(11 / 30, 14);
  expect(models[1]!.insideSpread).toBeCloseTo(24 / 30, 14);
  const bare = compareBoards([boardOf([expiry({ insideSpread: null })])]);
  expect(bare.models[0]!.insideSpread).toBeNull();
});

test('shared parameters count once for the board, those of an expiry where it is compared', () => {
  const { models, effectiveQuotes } = compareBoards([
    boardOf([expiry({ freeParameters: 1 }), expiry({ freeParameters: 2 })], 3),
    boardOf([expiry({}), null]),
  ]);
  expect(effectiveQuotes).toBe(9);
  expect(models.map(({ freeParameters }) => freeParameters)).toEqual([4, 5]);
  const [{ logLikelihood, aic, bic }] = models as [(typeof models)[0]];
  // One expiry of 9 effective quotes, whose scale is free: s^2 h^2 is its mean squared error.
  expect(logLikelihood).toBeCloseTo(-4.5 * (Math.log(2 * Math.PI * 1e-4) + 1), 9);
  expect(aic).toBeCloseTo(2 * 5 - 2 * logLikelihood!, 9);
  expect(bic).toBeCloseTo(5 * Math.log(9) - 2 * logLikelihood!, 9);
});

test('a parameter counts where it is free: not fixed and not at a bound', () => {
  const { request, result } = fittedBoard(smileQuotes([20, 90]), { ...EQUAL, model: 'ssvi' });
  const [spec] = result.surface!.parameters;
  const parameters = [
    { ...spec!, fixed: false, atBound: null },
    { ...spec!, fixed: false, atBound: null },
    { ...spec!, fixed: true, atBound: null },
    { ...spec!, fixed: false, atBound: 'min' as const },
    { ...spec!, fixed: true, atBound: 'max' as const },
  ];
  const surface = { ...result.surface!, parameters };
  expect(boardFigures(request.slices, { ...result, surface }).shared).toBe(2);
  expect(boardFigures(request.slices, { ...result, surface: null }).shared).toBe(0);
});

test('the error that spreads let expect is under the weights of the fit, of the quotes that have one', () => {
  const { request, result } = fittedBoard(smileQuotes([20]));
  const [slice] = request.slices;
  const [fit] = result.slices;
  const weight = fit!.weight.map((w, i) => (i === 1 ? 0 : w));
  const tickVol = slice!.tickVol.map((tick, i) => (i === 1 ? Number.NaN : tick + 0.001 * i));
  const expected = weight.reduce((sum, w, i) => {
    const half = Math.abs(slice!.askVol[i]! - slice!.bidVol[i]!) / 2;
    return i === 1 ? sum : sum + w * (half ** 2 + 0.002 ** 2 + tickVol[i]! ** 2);
  }, 0);
  const figures = boardFigures([{ ...slice!, tickVol }], { ...result, slices: [{ ...fit!, weight }] });
  expect(figures.expiries[0]!.expected / expected).toBeCloseTo(1, 12);
});

test('the gain against a board is the best spread of any violation it has', () => {
  const { result } = smallFit();
  const [first, second] = result.slices;
  const range = [-1.5, 1.5] as const;
  const check = { ...first!.arbitrage!, minG: -0.1, kRange: range };
  // Two smiles of a dip that is arbitrage, the second deeper.
  const vogt = (share: number) => Float64Array.of(-0.041, 0.1331, 0.306, 0.3586, 0.4153 * share);
  const slices = [
    { ...first!, theta: vogt(1), arbitrage: check },
    { ...second!, theta: vogt(0.93), arbitrage: check },
  ];
  const smiles = slices.map(({ theta }) => ({ functions: sviSmile, theta }));
  const gains = smiles.map((smile) => butterflyGain(smile, ...range));
  expect(gains[1]).toBeGreaterThan(gains[0]!);
  expect(gains[0]).toBeGreaterThan(0);
  const pair = {
    ...result.calendar[0]!,
    fromKey: slices[0]!.key,
    toKey: slices[1]!.key,
    minDw: -0.1,
    kRange: range,
  };
  const crossing = calendarGain(smiles[0]!, smiles[1]!, ...range);
  expect(crossing).toBeGreaterThan(0);
  const told = (change: object) => {
    const { butterfly, calendar } = boardFigures([], {
      ...result,
      slices: slices.map((slice) => ({ ...slice, rmseVol: null })),
      calendar: [pair],
      ...change,
    });
    return [butterfly.gain, calendar.gain];
  };
  expect(told({})).toEqual([gains[1], crossing]);
  expect(told({ slices: [...slices].reverse().map((s) => ({ ...s, rmseVol: null })) })[0]).toBe(gains[1]);
  // Where the check found nothing, was not made, or the model is not known, there is nothing to gain.
  const untold = (change: object) => slices.map((slice) => ({ ...slice, rmseVol: null, ...change }));
  expect(told({ slices: untold({ arbitrage: { ...check, minG: 0 } }) })[0]).toBe(0);
  expect(told({ slices: untold({ arbitrage: null }) })[0]).toBe(0);
  expect(told({ slices: untold({ theta: null }) })).toEqual([0, 0]);
  expect(told({ model: 'none' })).toEqual([0, 0]);
  expect(told({ calendar: [{ ...pair, minDw: 0 }] })[1]).toBe(0);
  expect(told({ calendar: [{ ...pair, fromKey: 'none' }] })[1]).toBe(0);
  expect(told({ calendar: [{ ...pair, toKey: 'none' }] })[1]).toBe(0);
});

import { expect, test } from 'vitest';
import { essvi } from '#models/ssvi/index.ts';
import { svi } from '#models/svi/index.ts';
import { wingsView } from '#models/svi/jump-wings.ts';
import { fittedBoard, smileQuotes } from '#testing/fitted-board.ts';
import { calibrateNow } from './calibrate.ts';
import type { FitSlice } from './request.ts';
import type { CalibrationResult } from './result.ts';
import type { FitSettings } from './settings.ts';

const board = fittedBoard(smileQuotes([20, 60]));
const [near, far] = board.request.slices as [FitSlice, FitSlice];

function fitOf(slices: readonly FitSlice[], change: Partial<FitSettings>): CalibrationResult {
  const result = calibrateNow({ slices, settings: { ...board.request.settings, ...change } });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

const THETA = [0.004, 0.05, -0.4, 0.01, 0.09];
const frozen = { [near.key]: { t: near.t, parameters: THETA } };

test('a frozen slice keeps its parameters to the last bit under every setting, and says so', () => {
  for (const change of [
    {},
    { loss: { kind: 'huber', threshold: 1.345 } },
    { optimiser: 'l-bfgs-b' },
    { residual: 'price', outsidePenalty: 2, atmPin: 1 },
    { all: { ...board.request.settings.all, butterfly: { mode: 'strict', strength: 1000 } } },
    { all: { ...board.request.settings.all, calendar: { mode: 'strict', strength: 1000 } } },
  ] as const satisfies readonly Partial<FitSettings>[]) {
    const { slices } = fitOf([near, far], { ...change, frozen });
    expect([...(slices[0]?.theta ?? [])]).toEqual(THETA);
    expect(slices[0]).toMatchObject({ frozen: true, freeParameters: 0, used: near.k.length });
    expect(slices[0]?.parameters.every(({ fixed }) => fixed)).toBe(true);
    expect(slices[1]?.frozen).toBeUndefined();
    expect(slices[0]?.rmseVol).toBeGreaterThan(0.01);
  }
});

test('a frozen slice leaves the fit of the others alone, and needs no quotes', () => {
  const alone = fitOf([near, far], {});
  const beside = fitOf([near, far], { frozen });
  expect(beside.slices[1]).toEqual(alone.slices[1]);
  const none = new Float64Array(near.k.length);
  const bare = fitOf([{ ...near, manual: none }, far], { frozen });
  expect(bare.slices[0]).toMatchObject({ status: 'ok', used: 0, rmseVol: null, insideSpread: null });
  expect(bare.slices[0]?.measures?.vol).toBeGreaterThan(0);
});

test('a strict calendar moves the neighbour of a frozen slice and not the slice', () => {
  // The later smile, a little higher: the two would cross at every strike.
  const high = [...(board.result.slices[1]?.theta ?? [])];
  high[0]! += 0.002;
  const strict = { ...board.request.settings.all, calendar: { mode: 'strict', strength: 1000 } } as const;
  const result = fitOf([near, far], {
    all: strict,
    frozen: { [near.key]: { t: near.t, parameters: high } },
  });
  expect([...(result.slices[0]?.theta ?? [])]).toEqual(high);
  expect(
    fitOf([near, far], { frozen: { [near.key]: { t: near.t, parameters: high } } }).calendar[0]?.minDw,
  ).toBeLessThan(-1e-4);
  expect(result.calendar[0]?.minDw).toBeGreaterThan(-1e-12);
  expect(result.slices[1]?.rmseVol).toBeGreaterThan(board.result.slices[1]?.rmseVol ?? 1);
});

test('at another time a frozen smile keeps its jump-wings: the same volatilities at the same standard deviations', () => {
  const half = { ...near, t: (near.t / 2) as typeof near.t };
  const { slices } = fitOf([half, far], { frozen });
  const [before, after] = [new Float64Array(5), new Float64Array(5)];
  wingsView.values(Float64Array.from(THETA), near.t, before);
  wingsView.values(slices[0]?.theta ?? new Float64Array(5), half.t, after);
  for (let i = 0; i < 5; i++) expect(after[i]).toBeCloseTo(before[i]!, 13);
  const sizes = [Float64Array.of(0.04, -0.3, 0.5), new Float64Array(3)] as const;
  essvi.aged?.(sizes[0], 0.2, 0.05, sizes[1]);
  const [w, v] = [new Float64Array(3), new Float64Array(3)];
  const k = Float64Array.of(-0.2, 0.05, 0.3);
  essvi.smile({ t: 0.2, forward: 1 }).totalVariance(sizes[0], k, w);
  essvi.smile({ t: 0.05, forward: 1 }).totalVariance(
    sizes[1],
    k.map((x) => x / 2),
    v,
  );
  for (let i = 0; i < 3; i++) expect(v[i]).toBeCloseTo(w[i]! / 4, 14);
  expect(svi.aged).toBeTypeOf('function');
});

test('a smile frozen in parameters of another number is not used', () => {
  const { slices } = fitOf([near, far], { frozen: { [near.key]: { t: near.t, parameters: [1, 2] } } });
  expect(slices[0]?.frozen).toBeUndefined();
});

import { expect, test } from 'vitest';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { realRequest } from '#testing/real-slices.ts';
import { hasShared } from '#testing/shared.ts';
import { calibrateNow } from './calibrate.ts';
import type { CalibrationRequest } from './request.ts';
import type { CalibrationResult } from './result.ts';
import { DEFAULT_SETTINGS, type FitSettings, type ScopedSettings } from './settings.ts';

const BOARD = 'deribit-book-summary/btc-2026-08-01.json';
const K = Array.from({ length: 15 }, (_, i) => -0.21 + 0.03 * i);
/** Two that cross, and one far above them. */
const RAWS = [
  [0.02, 0.1, -0.2, 0.02, 0.2],
  [0.0195, 0.1, -0.2, 0.02, 0.2],
  [0.1, 0.3, -0.2, 0.02, 0.2],
];
const SLICES = RAWS.map((raw, s) => {
  const t = 0.2 + 0.1 * s;
  const w = new Float64Array(K.length);
  sviSmile.totalVariance(Float64Array.from(raw), Float64Array.from(K), w);
  const vols = Array.from(w, (v, i) => Math.sqrt(v / t) + 0.0003 * Math.sin(7 * i + 2 * s));
  const half = (i: number) => 0.002 * (1 + 10 * Math.abs(K[i]!));
  const bidVol = Float64Array.from(vols, (vol, i) => vol - half(i));
  const askVol = Float64Array.from(vols, (vol, i) => vol + half(i));
  return makeSlice(t, K, vols, { bidVol, askVol });
});

const penalised = (strength = 100): Partial<ScopedSettings> => ({
  butterfly: { mode: 'penalise', strength },
  calendar: { mode: 'penalise', strength },
});

function settingsOf(change: Partial<ScopedSettings>, spread = 1): FitSettings {
  const { all } = DEFAULT_SETTINGS;
  return { ...DEFAULT_SETTINGS, all: { ...all, weights: { ...all.weights, spread }, ...change } };
}

function fitted(request: CalibrationRequest): CalibrationResult {
  const outcome = calibrateNow(request);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

const columnOf = ({ slices }: CalibrationResult): Float64Array =>
  Float64Array.from(slices.flatMap(({ theta }) => Array.from(theta ?? new Float64Array(5).fill(Number.NaN))));

/** Largest difference of two fits at the quotes, in vol points. */
function apart(a: CalibrationResult, b: CalibrationResult): number {
  let worst = 0;
  a.slices.forEach(({ modelVol }, s) => {
    modelVol.forEach((vol, i) => {
      worst = Math.max(worst, 100 * Math.abs(vol - b.slices[s]!.modelVol[i]!));
    });
  });
  return worst;
}

test.each(['butterfly', 'calendar', 'both'] as const)(
  'a step from a fit nearby ends where the fit from the quotes alone does: %s',
  (kind) => {
    const both = penalised();
    const change = kind === 'both' ? both : { [kind]: both[kind]! };
    const before = fitted({ slices: SLICES, settings: settingsOf(change, 1) });
    const request = { slices: SLICES, settings: settingsOf(change, 1.1) };
    const alone = fitted(request);
    const near = fitted({ ...request, nearby: columnOf(before) });
    const moved = apart(before, alone);
    expect(moved).toBeGreaterThan(5e-4);
    expect(apart(near, alone)).toBeLessThan(moved / 5);
    // It went on, and was not found anew.
    expect(near).not.toEqual(alone);
    expect(near.slices.map(({ status }) => status)).toEqual(alone.slices.map(({ status }) => status));
    expect(fitted({ ...request, nearby: columnOf(before) })).toEqual(near);
  },
);

test.skipIf(!hasShared)('on a real board a whole drag stays within a hundredth of a vol point', async () => {
  const change = penalised(1000);
  const { slices } = await realRequest(BOARD);
  let near = fitted({ slices, settings: settingsOf(change, 0.8) });
  let worst = 0;
  for (let spread = 0.85; spread < 1.2; spread += 0.05) {
    const request = { slices, settings: settingsOf(change, spread) };
    near = fitted({ ...request, nearby: columnOf(near) });
    worst = Math.max(worst, apart(near, fitted(request)));
  }
  expect(worst).toBeGreaterThan(0);
  expect(worst).toBeLessThan(0.01);
});

test.each([
  ['nothing is penalised', settingsOf({})],
  ['something is strict', settingsOf({ ...penalised(), butterfly: { mode: 'strict', strength: 1 } })],
  ['a penalty is stiff', settingsOf(penalised(2000))],
  ['the loss is robust', { ...settingsOf(penalised()), loss: { kind: 'huber', threshold: 1.345 } as const }],
  ['the model is one board', { ...settingsOf(penalised()), model: 'essvi' }],
])('a fit nearby changes nothing where %s', (_, settings) => {
  const request = { slices: SLICES, settings };
  const away = columnOf(fitted({ slices: SLICES, settings: settingsOf({}) })).map((v) => 1.01 * v);
  expect(fitted({ ...request, nearby: away })).toEqual(fitted(request));
});

test('a fit that is not near, or not of every slice, is no start', () => {
  const request = { slices: SLICES, settings: settingsOf(penalised()) };
  const alone = fitted(request);
  const column = columnOf(alone);
  const missing = Float64Array.from(column).fill(Number.NaN, 5, 10);
  for (const nearby of [missing, column.slice(5), new Float64Array(15).fill(Number.NaN)]) {
    expect(fitted({ ...request, nearby })).toEqual(alone);
  }
  const far = Float64Array.from(RAWS.flatMap(() => [0.5, 1.5, 0.9, -0.4, 1]));
  expect(apart(fitted({ ...request, nearby: far }), alone)).toBeLessThan(3e-4);
});

test('a start whose expiries come to cross by far is given up', () => {
  const request = { slices: SLICES, settings: settingsOf(penalised()) };
  const alone = fitted(request);
  const column = columnOf(alone);
  for (const times of [1.3, 1.5, 2]) {
    const raised = column.map((value, i) => (i === 0 || i === 1 ? times * value : value));
    expect(fitted({ ...request, nearby: raised })).toEqual(alone);
  }
});

test('a slice that cannot be fitted keeps none of the others from going on', () => {
  const thin = makeSlice(0.9, [0, 0.1], [0.5, 0.5]);
  const slices = [...SLICES, thin];
  const before = fitted({ slices, settings: settingsOf(penalised(), 1) });
  const request = { slices, settings: settingsOf(penalised(), 1.1) };
  const near = fitted({ ...request, nearby: columnOf(before) });
  expect(near.slices[3]!.status).toBe('failed');
  const alone = fitted(request);
  expect(near).not.toEqual(alone);
  expect(near.slices.slice(0, 3).map(({ iterations }) => iterations)).not.toEqual(
    alone.slices.slice(0, 3).map(({ iterations }) => iterations),
  );
});

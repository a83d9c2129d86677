import { expect, test } from 'vitest';
import { modelById } from '#models/index.ts';
import { heston } from '#pricing/heston.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import { createLewisExpiry } from '#pricing/lewis-price.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { realRequest } from '#testing/real-slices.ts';
import { hasShared } from '#testing/shared.ts';
import { randomNumbers, ssviSlices } from '#testing/ssvi-slices.ts';
import { calibrateNow } from './calibrate.ts';
import type { CalibrationRequest, FitSlice } from './request.ts';
import type { CalibrationResult } from './result.ts';
import { DEFAULT_SETTINGS, type FitSettings, type ScopedSettings } from './settings.ts';

const STRICT = { mode: 'strict', strength: 1000 } as const;

function settingsOf(model: string, all: Partial<ScopedSettings> = {}): FitSettings {
  return { ...DEFAULT_SETTINGS, model, all: { ...DEFAULT_SETTINGS.all, ...all } };
}

function fit(request: CalibrationRequest): CalibrationResult {
  const outcome = calibrateNow(request);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

function sharedValue(result: CalibrationResult, name: string): number {
  return result.surface!.parameters.find((p) => p.name === name)!.value;
}

const SEED = 20261120;

test(`standard errors of shared and of own parameters are the scatter of 150 refits, seed ${SEED}`, () => {
  const random = randomNumbers(SEED);
  const settings = settingsOf('ssvi');
  const errors = new Map<string, number[]>();
  const values = new Map<string, number[]>();
  const note = (name: string, value: number, error: number | null): void => {
    values.set(name, [...(values.get(name) ?? []), value]);
    errors.set(name, [...(errors.get(name) ?? []), error!]);
  };
  for (let i = 0; i < 150; i++) {
    const result = fit({ slices: ssviSlices(0.002, random), settings });
    for (const { name, value, standardError } of result.surface!.parameters) note(name, value, standardError);
    const theta = result.slices[2]!.parameters[0]!;
    note('theta', theta.value, theta.standardError);
  }
  for (const [name, all] of values) {
    const mean = all.reduce((a, b) => a + b, 0) / all.length;
    const scatter = Math.sqrt(all.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (all.length - 1));
    const told = errors.get(name)!.reduce((a, b) => a + b, 0) / all.length;
    expect(told / scatter, name).toBeGreaterThan(0.8);
    expect(told / scatter, name).toBeLessThan(1.25);
  }
});

/** Exact smiles of a Heston law, each quote off by a little in turn. */
function hestonSlices(days: readonly number[], law: readonly number[]): FitSlice[] {
  const theta = Float64Array.from(law);
  return days.map((day) => {
    const t = day / 365;
    const unit = Math.sqrt(heston.totalVariance(theta, t));
    const k = Array.from({ length: 11 }, (_, i) => ((i - 5) / 5) * 2 * unit);
    const strike = Float64Array.from(k, (v) => 100 * Math.exp(v));
    const price = new Float64Array(11);
    createLewisExpiry(heston, 100, t, strike).timeValues(theta, price);
    return makeSlice(
      t,
      k,
      k.map(
        (_, i) =>
          impliedVol(100, strike[i]!, t, strike[i]! >= 100, price[i]!) + 0.004 * Math.cos(7 * i + day),
      ),
    );
  });
}

const BTC = [0.3, 4, 0.4, 1.8, -0.15];

test('Heston on expiries under a week says that kappa and theta are not told', () => {
  const short = fit({ slices: hestonSlices([1, 2, 7], BTC), settings: settingsOf('heston') });
  expect(short.surface!.message).toMatch(/^not identified by these quotes: [a-z, ]*kappa/);
  expect(short.surface!.message).toContain('theta');
  const held = settingsOf('heston', {
    parameters: { kappa: { fixed: true, value: 4 }, theta: { fixed: true, value: 0.4 } },
  });
  const helped = fit({ slices: hestonSlices([1, 2, 7], BTC), settings: held });
  expect(helped.surface!.message).toBeNull();
  expect(sharedValue(helped, 'kappa')).toBe(4);
  const long = fit({ slices: hestonSlices([7, 30, 90, 365], BTC), settings: settingsOf('heston') });
  expect(long.surface!.message).toBeNull();
  BTC.forEach((value, q) => {
    const { value: found, standardError } = long.surface!.parameters[q]!;
    expect(Math.abs(found - value)).toBeLessThan(4 * standardError!);
  });
});

test('each start is on record, and the best of them is the fit', () => {
  const { surface } = fit({ slices: hestonSlices([7, 30, 90, 365], BTC), settings: settingsOf('bates') });
  expect(surface!.starts.length).toBe(5);
  expect(new Set(surface!.starts.map(({ start }) => start.join())).size).toBe(5);
  for (const { stop, iterations, objective } of surface!.starts) {
    expect(stop).not.toBe('non-finite');
    expect(iterations).toBeGreaterThan(0);
    expect(objective).toBeGreaterThan(0);
  }
});

for (const model of ['heston', 'bates']) {
  test.skipIf(!hasShared)(`${model} fits real boards with no arbitrage and every bound told`, async () => {
    for (const file of [
      'paper-tables/sepp_btc.json',
      'deribit-book-summary/btc-2026-08-01.json',
      'deribit-csv/eth-2024-01-08.csv',
    ]) {
      const result = fit(await realRequest(file, settingsOf(model)));
      expect(result.summary).toMatchObject({ butterflyFree: true, calendarFree: true, slicesFailed: 0 });
      for (const [q, { lower, upper, name }] of modelById(model)!.parameters.entries()) {
        const { value, atBound } = result.surface!.parameters[q]!;
        expect(atBound, `${file}, ${name}`).toBe(value === lower ? 'min' : value === upper ? 'max' : null);
        if (atBound !== null) expect(result.surface!.message).toContain(`${name} is at its ${atBound}`);
      }
      // 13 of 30 random starts end here, with a jump every 18 years; the next best minimum is 4.5997.
      if (model === 'bates' && file.includes('btc-2026')) {
        expect(Math.min(...result.surface!.starts.map(({ objective }) => objective ?? 99))).toBeLessThan(
          4.481,
        );
        expect(sharedValue(result, 'lambda')).toBeCloseTo(0.05578, 4);
      }
    }
  });
}

/** Smallest g and gap of a strict board by plain differences on a grid of its own: other code than the check's. */
function independently(
  model: string,
  result: CalibrationResult,
): { readonly g: number; readonly gap: number } {
  const n = 20_001;
  const k = Float64Array.from(
    { length: n },
    (_, i) => Math.sinh((10 * i) / (n - 1) - 5) * (2 / Math.sinh(5)),
  );
  let [g, gap] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let before: Float64Array | null = null;
  for (const { theta, t, forward } of result.slices) {
    if (theta === null) continue;
    const smile = modelById(model)!.smile({ t, forward });
    const w = new Float64Array(n);
    const [up, down] = [new Float64Array(n), new Float64Array(n)];
    const h = 1e-4 * Math.sqrt(theta[0]!);
    smile.totalVariance(theta, k, w);
    smile.totalVariance(
      theta,
      k.map((v) => v + h),
      up,
    );
    smile.totalVariance(
      theta,
      k.map((v) => v - h),
      down,
    );
    for (let i = 0; i < n; i++) {
      const w1 = (up[i]! - down[i]!) / (2 * h);
      const w2 = (up[i]! - 2 * w[i]! + down[i]!) / (h * h);
      g = Math.min(g, (1 - (k[i]! * w1) / (2 * w[i]!)) ** 2 - (w1 ** 2 / 4) * (1 / w[i]! + 0.25) + w2 / 2);
      if (before !== null) gap = Math.min(gap, w[i]! - before[i]!);
    }
    before = w;
  }
  return { g, gap };
}

for (const model of ['essvi', 'ssvi']) {
  test.skipIf(!hasShared)(
    `a strict ${model} board is free of arbitrage, by a second check as well`,
    async () => {
      for (const file of [
        'paper-tables/sepp_vix.json',
        'yahoo/AAPL_data.csv',
        'deribit-csv/eth-2024-01-08.csv',
      ]) {
        const request = await realRequest(file, settingsOf(model, { butterfly: STRICT, calendar: STRICT }));
        const free = fit({ ...request, settings: settingsOf(model) });
        const strict = fit(request);
        expect(strict.summary).toMatchObject({ butterflyFree: true, calendarFree: true, slicesFailed: 0 });
        expect(strict.summary.rmseVol!).toBeLessThan(1.2 * free.summary.rmseVol!);
        const { g, gap } = independently(model, strict);
        expect(g, file).toBeGreaterThan(-1e-4);
        expect(gap, file).toBeGreaterThan(-1e-12);
      }
    },
  );
}

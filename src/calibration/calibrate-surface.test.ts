import { expect, test } from 'vitest';
import { makeSlice } from '#testing/fit-slice.ts';
import { randomNumbers, ssviSlices } from '#testing/ssvi-slices.ts';
import { calibrate, calibrateNow } from './calibrate.ts';
import type { CalibrationRequest } from './request.ts';
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

test('a shared parameter is held for the board and an own one for its expiry, to the last bit', () => {
  const slices = ssviSlices(0.001, randomNumbers(SEED));
  const all = { ...DEFAULT_SETTINGS.all, parameters: { rho: { fixed: true, value: -0.1 } } };
  const own = { parameters: { rho: { fixed: true, value: -0.1 }, theta: { fixed: true, value: 0.0512 } } };
  const result = fit({
    slices,
    settings: { ...DEFAULT_SETTINGS, model: 'ssvi', all, byExpiry: { [slices[2]!.key]: own } },
  });
  expect(result.surface!.parameters[0]).toMatchObject({
    name: 'rho',
    value: -0.1,
    fixed: true,
    standardError: null,
  });
  for (const { theta } of result.slices) expect(theta![1]).toBe(-0.1);
  expect(result.slices[2]!.theta![0]).toBe(0.0512);
  expect(result.slices[2]!.parameters[0]).toMatchObject({ fixed: true, standardError: null });
  expect(result.slices[1]!.parameters[0]!.standardError).toBeGreaterThan(0);
  expect(result.slices.every(({ status }) => status === 'ok')).toBe(true);
});

test('what one expiry alone asks of a shared parameter is not used, and says so', () => {
  const slices = ssviSlices(0.001, randomNumbers(SEED));
  const byExpiry = { [slices[1]!.key]: { parameters: { rho: { fixed: true, value: 0.5 } } } };
  const result = fit({ slices, settings: { ...settingsOf('ssvi'), byExpiry } });
  expect(sharedValue(result, 'rho')).toBeCloseTo(-0.3, 1);
  expect(result.slices[1]).toMatchObject({ status: 'warning' });
  expect(result.slices[1]!.message).toContain('rho is one for the whole board');
});

test('a range that binds is told by its name and side, shared or own', () => {
  const slices = ssviSlices(0, randomNumbers(SEED));
  const parameters = { eta: { fixed: false, upper: 0.8 }, theta: { fixed: false, lower: 0.0033 } };
  const result = fit({ slices, settings: settingsOf('ssvi', { parameters }) });
  expect(result.surface!.message).toBe('eta is at its max, 0.8.');
  expect(result.surface!.parameters.find(({ name }) => name === 'eta')).toMatchObject({
    value: 0.8,
    atBound: 'max',
    standardError: null,
  });
  expect(result.slices[0]!.parameters[0]).toMatchObject({ value: 0.0033, atBound: 'min' });
});

test('one expiry alone does not tell the size of SSVI curvature from its fall with time', () => {
  const [slice] = ssviSlices(0.001, randomNumbers(SEED));
  const { surface, slices } = fit({ slices: [slice!], settings: settingsOf('ssvi') });
  expect(surface!.message).toMatch(/not identified by these quotes: (eta|gamma); fix it/);
  expect(slices[0]!.rmseVol).toBeLessThan(0.002);
  const parameters = { gamma: { fixed: true, value: 0.5 } };
  const held = fit({ slices: [slice!], settings: settingsOf('ssvi', { parameters }) });
  expect(held.surface!.message).toBeNull();
  expect(held.surface!.parameters[1]!.standardError).toBeGreaterThan(0);
});

test('the free fit is told on the way to a strict one, and a penalty reduces crossings', () => {
  const later = makeSlice(0.2, [-0.3, -0.15, 0, 0.15, 0.3], [0.42, 0.36, 0.32, 0.3, 0.3]);
  const earlier = makeSlice(0.1, [-0.3, -0.15, 0, 0.15, 0.3], [0.9, 0.62, 0.46, 0.5, 0.62]);
  for (const model of ['ssvi', 'essvi']) {
    const request = (all: Partial<ScopedSettings>): CalibrationRequest => ({
      slices: [earlier, later],
      settings: settingsOf(model, all),
    });
    const free = fit(request({}));
    expect(free.summary.calendarFree).toBe(false);
    const steps = calibrate(request({ butterfly: STRICT, calendar: STRICT }));
    let preview: CalibrationResult | undefined;
    let step = steps.next();
    while (!step.done) {
      preview ??= step.value.preview;
      step = steps.next();
    }
    expect(preview).toEqual(free);
    if (!step.value.ok) throw new Error(step.value.error.message);
    expect(step.value.value.summary).toMatchObject({ butterflyFree: true, calendarFree: true });
    const eased = fit(request({ calendar: { mode: 'penalise', strength: 1 } }));
    expect(eased.calendar[0]!.minDw).toBeGreaterThan(free.calendar[0]!.minDw);
  }
});

import { expect, test } from 'vitest';
import { makeSlice } from '#testing/fit-slice.ts';
import { type FitEnd, nearbyOf } from './nearby-starts.ts';
import type { CalibrationRequest, FitSlice } from './request.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const slice = (key: string): FitSlice => ({ ...makeSlice(0.2, [-0.1, 0, 0.1], [0.22, 0.2, 0.21]), key });
const { all } = DEFAULT_SETTINGS;
const settings = {
  ...DEFAULT_SETTINGS,
  all: { ...all, butterfly: { mode: 'penalise' as const, strength: 100 } },
};
const fit = (theta: Readonly<Record<string, readonly number[] | null>>): FitEnd => ({
  model: 'svi',
  surface: null,
  slices: Object.entries(theta).map(([key, own]) => ({ key, theta: own && Float64Array.from(own) })),
});
const shown = fit({ first: [1, 2, 3, 4, 5], failed: null, third: [6, 7, 8, 9, 10] });
const request: CalibrationRequest = {
  slices: ['third', 'new', 'failed', 'first'].map(slice),
  settings,
};

test('parameters nearby are those of the expiry, whatever its place', () => {
  const none = new Array<number>(5).fill(Number.NaN);
  expect(Array.from(nearbyOf(shown, request)!)).toEqual([6, 7, 8, 9, 10, ...none, ...none, 1, 2, 3, 4, 5]);
});

test.each([
  ['another model', shown, { ...request, settings: { ...settings, model: 'sabr' } }],
  ['nothing penalised', shown, { ...request, settings: DEFAULT_SETTINGS }],
  ['expiries that share parameters', { ...shown, surface: {} as FitEnd['surface'] }, request],
  ['no expiry fitted', fit({ first: null }), request],
])('nothing is nearby: %s', (_, from, asked) => {
  expect(nearbyOf(from, asked)).toBeNull();
});

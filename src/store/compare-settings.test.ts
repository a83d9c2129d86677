import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { settingsThatDiffer } from './compare-settings.ts';

const { all } = DEFAULT_SETTINGS;

function changed(change: Partial<FitSettings>): string[] {
  return settingsThatDiffer(DEFAULT_SETTINGS, { ...DEFAULT_SETTINGS, ...change });
}

test('equal settings differ in nothing', () => {
  expect(changed({})).toEqual([]);
  expect(changed(structuredClone(DEFAULT_SETTINGS))).toEqual([]);
});

test('what differs is told in the words of the Fit panel, before and after', () => {
  expect(changed({ model: 'sabr' })[0]).toMatch(/^Model SVI → SABR/);
  expect(changed({ all: { ...all, weights: { ...all.weights, spread: 0.5, ageHalfLife: null } } })).toEqual([
    'Spread weight 1 → 0.5',
    'Age half-life, s 60 → off',
  ]);
  expect(changed({ all: { ...all, butterfly: { mode: 'strict', strength: 1000 } } })).toEqual([
    'Butterfly report → strict',
  ]);
  expect(changed({ all: { ...all, parameters: { rho: { fixed: true, value: -0.3 } } } })).toEqual([
    'rho free → fixed at −0.3',
  ]);
  expect(changed({ loss: { kind: 'huber', threshold: 1.345 } })).toEqual(['Loss squared → huber 1.345']);
  expect(changed({ filters: { ...DEFAULT_SETTINGS.filters, inTheMoney: true } })).toEqual([
    'Filter “In the money” left out → kept',
  ]);
});

test('many quotes changed by hand are told by the first few and a count', () => {
  const manual = Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((name) => [name, name === 'A' ? 0 : 2]));
  expect(changed({ manual })).toEqual([
    'Weight of A untouched → excluded',
    'Weight of B untouched → ×2',
    'Weight of C untouched → ×2',
    '2 more of these',
  ]);
});

test('an expiry with settings of its own is told by its date and what of them is its own', () => {
  const byExpiry = { '2026-08-07T08:00:00.000Z': { weights: { ...all.weights, spread: 0 } } };
  expect(changed({ byExpiry })).toEqual(['7 Aug 2026: weights of its own']);
});

import { expect, test } from 'vitest';
import { modelSettings } from './model-settings.ts';
import { DEFAULT_SETTINGS, type FitSettings, settingsFor, withoutConstraints } from './settings.ts';

const rho = { rho: { fixed: true, value: -0.2 } };
const strict = { mode: 'strict', strength: 5 } as const;
const penalised = { mode: 'penalise', strength: 7 } as const;
const settings: FitSettings = {
  ...DEFAULT_SETTINGS,
  all: { ...DEFAULT_SETTINGS.all, parameters: rho, butterfly: strict },
  byExpiry: {
    first: { parameters: rho },
    second: { parameters: rho, calendar: penalised },
    third: { butterfly: strict },
  },
};

test('another model forgets what was said of the parameters and nothing else', () => {
  const changed = modelSettings(settings, 'essvi');
  expect(changed).toEqual({
    ...settings,
    model: 'essvi',
    all: { ...settings.all, parameters: {} },
    byExpiry: { second: { calendar: penalised }, third: { butterfly: strict } },
  });
});

test('the same model is the same settings', () => {
  expect(modelSettings(settings, 'svi')).toBe(settings);
});

test('an expiry has the settings of all but for the groups of its own', () => {
  expect(settingsFor(settings, 'elsewhere')).toBe(settings.all);
  expect(settingsFor(settings, 'second')).toEqual({ ...settings.all, parameters: rho, calendar: penalised });
});

test('the settings of the free fit only report arbitrage, of all and of each expiry', () => {
  const free = withoutConstraints(settings);
  expect(free).toEqual({
    ...settings,
    all: {
      ...settings.all,
      butterfly: { mode: 'report', strength: 5 },
      calendar: { mode: 'report', strength: 1000 },
    },
    byExpiry: {
      first: { parameters: rho },
      second: { parameters: rho, calendar: { mode: 'report', strength: 7 } },
      third: { butterfly: { mode: 'report', strength: 5 } },
    },
  });
});

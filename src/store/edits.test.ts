import { expect, test } from 'vitest';
import type { EpochMs } from '#base/units.ts';
import {
  DEFAULT_DECISIONS,
  withAsOf,
  withAtmPin,
  withConstraint,
  withFilters,
  withForward,
  withHeadroom,
  withLoss,
  withManual,
  withModel,
  withOutsidePenalty,
  withParameter,
  withRate,
  withWeights,
} from './edits.ts';

const KEY = '2026-08-07T08:00:00.000Z';

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  '%s never enters the decisions',
  (x) => {
    const d = DEFAULT_DECISIONS;
    const tried = [
      withWeights(d, null, { spread: x, size: x, activity: x, ageHalfLife: x, moneynessWidth: x, cap: x }),
      withConstraint(d, KEY, 'calendar', { strength: x }),
      withParameter(d, null, 'rho', { fixed: true, value: x }),
      withParameter(d, null, 'rho', { fixed: false, lower: x }),
      withParameter(d, null, 'rho', { fixed: true }),
      withFilters(d, { relativeSpreadAbove: x, bidBelowTicks: x, expiryWithinHours: x }),
      withManual(d, 'Q', x),
      withOutsidePenalty(d, x),
      withAtmPin(d, x),
      withHeadroom(d, x),
      withAsOf(d, x as EpochMs),
      withForward(d, KEY, x),
    ];
    for (const decisions of tried) expect(decisions).toEqual(d);
    for (const kind of ['huber', 'soft-l1'] as const) {
      expect(withLoss(d, { kind, threshold: x }).settings.loss).toEqual({ kind, threshold: 1.345 });
    }
  },
);

test.each([0, -1, 1e308, 5e-324])(
  'a number outside the range of its control is brought to the edge: %s',
  (x) => {
    const { weights } = withWeights(DEFAULT_DECISIONS, null, { spread: x, cap: x, ageHalfLife: x }).settings
      .all;
    expect(weights.spread).toBeGreaterThanOrEqual(0);
    expect(weights.spread).toBeLessThanOrEqual(2);
    expect(weights.cap).toBeGreaterThanOrEqual(0.05);
    expect(weights.cap).toBeLessThanOrEqual(1);
    expect(weights.ageHalfLife).toBeGreaterThanOrEqual(10);
  },
);

test('a forward by hand is positive', () => {
  for (const forward of [0, -1])
    expect(withForward(DEFAULT_DECISIONS, KEY, forward)).toEqual(DEFAULT_DECISIONS);
  const set = withForward(DEFAULT_DECISIONS, KEY, 63_000);
  expect(set.marketOptions.forwards).toEqual({ [KEY]: 63_000 });
  expect(withForward(set, KEY, null)).toEqual(DEFAULT_DECISIONS);
});

test('a rate by hand is finite and in its range, and what is taken back was never said', () => {
  for (const rate of [Number.NaN, Number.POSITIVE_INFINITY])
    expect(withRate(DEFAULT_DECISIONS, rate)).toBe(DEFAULT_DECISIONS);
  const set = withRate(DEFAULT_DECISIONS, 0.043);
  expect(set.marketOptions).toEqual({ asOf: null, forwards: {}, rate: 0.043 });
  expect(withRate(set, 7).marketOptions.rate).toBe(1);
  expect(withRate(set, -7).marketOptions.rate).toBe(-0.1);
  expect(withRate(set, null)).toStrictEqual(DEFAULT_DECISIONS);
});

test('an age half-life and a moneyness width can be switched off', () => {
  const off = withWeights(DEFAULT_DECISIONS, null, { ageHalfLife: null, moneynessWidth: null });
  expect(off.settings.all.weights).toMatchObject({ ageHalfLife: null, moneynessWidth: null });
});

test('a weight by hand of 1 is forgotten', () => {
  const excluded = withManual(DEFAULT_DECISIONS, 'BTC-7AUG26-60000-C', 0);
  expect(excluded.settings.manual).toEqual({ 'BTC-7AUG26-60000-C': 0 });
  expect(withManual(excluded, 'BTC-7AUG26-60000-C', 1)).toEqual(DEFAULT_DECISIONS);
});

test('one expiry may be unlocked where all are locked', () => {
  const locked = withParameter(DEFAULT_DECISIONS, null, 'rho', { fixed: true, value: 0 });
  const own = withParameter(locked, KEY, 'rho', null);
  expect(own.settings.byExpiry[KEY]).toEqual({ parameters: {} });
  expect(withParameter(own, KEY, 'rho', { fixed: true, value: 0 }).settings.byExpiry).toEqual({});
});

test('a range without ends is no constraint', () => {
  const ranged = withParameter(DEFAULT_DECISIONS, null, 'rho', { fixed: false, lower: -0.5 });
  expect(withParameter(ranged, null, 'rho', { fixed: false })).toEqual(DEFAULT_DECISIONS);
});

test('a parameter that the model holds is freed by saying so, and held again by saying nothing', () => {
  const d = withModel(DEFAULT_DECISIONS, 'sabr');
  const freed = withParameter(d, null, 'beta', { fixed: false });
  expect(freed.settings.all.parameters).toEqual({ beta: { fixed: false } });
  expect(withParameter(freed, null, 'beta', { fixed: true, value: 1 })).toEqual(d);
  expect(withParameter(freed, null, 'beta', null)).toEqual(d);
  const half = withParameter(d, null, 'beta', { fixed: true, value: 0.5 });
  expect(half.settings.all.parameters).toEqual({ beta: { fixed: true, value: 0.5 } });
});

test('another model leaves the parameters of the one before behind, and no other decision', () => {
  const locked = withParameter(DEFAULT_DECISIONS, null, 'rho', { fixed: true, value: 0 });
  const weighted = withWeights(withParameter(locked, KEY, 'rho', null), KEY, { spread: 0 });
  const { settings } = withModel(weighted, 'sabr');
  expect(settings.model).toBe('sabr');
  expect(settings.all.parameters).toEqual({});
  expect(Object.keys(settings.byExpiry[KEY]!)).toEqual(['weights']);
  expect(withModel(weighted, 'svi')).toBe(weighted);
  expect(withModel(weighted, 'zabr')).toBe(weighted);
});

test('headroom is no decision where there is none, and kept within its range', () => {
  const roomy = withHeadroom(DEFAULT_DECISIONS, 1.44);
  expect(roomy.settings.headroom).toBe(1.44);
  expect(withHeadroom(roomy, 1)).toEqual(DEFAULT_DECISIONS);
  expect(withHeadroom(roomy, 1).settings).not.toHaveProperty('headroom');
  expect(withHeadroom(roomy, 100).settings.headroom).toBe(4);
  expect(withHeadroom(roomy, 0.2).settings).not.toHaveProperty('headroom');
});

test('own weights of one expiry hold against a change for all', () => {
  const own = withWeights(DEFAULT_DECISIONS, KEY, { spread: 0 });
  const changed = withWeights(own, null, { spread: 2 });
  expect(changed.settings.byExpiry[KEY]?.weights?.spread).toBe(0);
  expect(changed.settings.all.weights.spread).toBe(2);
});

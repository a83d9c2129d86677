import { expect, test } from 'vitest';
import type { Change, ExpiryChange } from '#calibration/fit-changes.ts';
import { svi } from '#models/svi/index.ts';
import { differences, marketChange, toldOf } from './change-words.ts';

const NONE: Change = { a: null, b: null, change: null, errors: null };

function change(of: Partial<ExpiryChange>): ExpiryChange {
  return {
    key: '2026-08-28T08:00:00.000Z',
    a: null,
    b: null,
    measures: { vol: NONE, riskReversal25: NONE, butterfly25: NONE },
    rmse: NONE,
    through: NONE,
    butterfly: { a: null, b: null },
    calendar: { a: null, b: null },
    parameters: [],
    ...of,
  };
}

function told(of: Partial<ExpiryChange>, id: string) {
  return toldOf(change(of)).find((each) => each.id === id);
}

test('a figure is told of both fits with its change, which carries its sign', () => {
  const vol: Change = { a: 0.33244, b: 0.32066, change: -0.01178, errors: -32.61 };
  expect(told({ measures: { vol, riskReversal25: NONE, butterfly25: NONE } }, 'atm')).toMatchObject({
    a: '33.24',
    b: '32.07',
    change: '−1.18',
    errors: '−32.6',
    marked: true,
  });
  expect(told({ through: { a: 0, b: 29, change: 29, errors: null } }, 'through')).toMatchObject({
    change: '+29',
    marked: false,
  });
  // A change that rounds to nothing is neither up nor down.
  expect(told({ rmse: { a: 0.001, b: 0.00100001, change: 1e-8, errors: null } }, 'rmse')?.change).toBe(
    '0.00',
  );
});

test('a parameter that both fits hold has changed by nothing, in the digits it is told in', () => {
  const spec = svi.parameters[2]!;
  const held = { a: -0.1191074288034849, b: -0.1191074288034847, change: 2e-16, errors: null };
  const all = toldOf(change({ parameters: [{ spec, change: held }] }));
  expect(all.find(({ id }) => id === 'rho')).toMatchObject({ a: '−0.1191', b: '−0.1191', change: '0.0000' });
});

test('a verdict turns or stays, and one that is not known does neither', () => {
  expect(told({ calendar: { a: 'wings', b: 'none' } }, 'calendar')).toMatchObject({
    a: '▲ wings',
    b: '✓',
    change: 'turned',
    marked: true,
  });
  expect(told({ butterfly: { a: 'none', b: 'none' } }, 'butterfly')?.change).toBe('same');
  expect(told({ butterfly: { a: null, b: 'none' } }, 'butterfly')?.change).toBe('–');
});

test('fits of two markets are not told to be of one: their forwards and times stand beside the settings', () => {
  const slice = (forward: number, days: number) => ({
    t: days / 365,
    forward,
    theta: new Float64Array(5),
    covariance: null,
    figures: null,
  });
  const [a, b] = [slice(6864.19, 259.7), slice(7014.56, 138.7)];
  const market = marketChange(change({ a, b }));
  expect(market).toBe('F 6\u2009864.19 → 7\u2009014.56, 259.7 d → 138.7 d');
  expect(differences([], market)).toBe(`Settings are the same, the market is not: ${market}.`);
  expect(differences(['Rate by hand none → 4.1 %'], market)).toBe(`Rate by hand none → 4.1 %; ${market}`);
  expect(differences(null, market)).toBe(market);
  expect(marketChange(change({ a, b: a }))).toBe(null);
  expect(marketChange(change({ a, b: null }))).toBe(null);
  expect(differences([], null)).toBe('Settings are the same.');
  expect(differences(null, null)).toBe(null);
});

import { expect, test } from 'vitest';
import type { Change, ExpiryChange } from '#calibration/fit-changes.ts';
import { toldOf } from './change-words.ts';

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

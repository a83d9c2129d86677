import { expect, test } from 'vitest';
import { leftOut } from './left-out.ts';

test('the counts of the filters, and of expiries without a price for their quotes, add up to what is left out', () => {
  const filtered = {
    kept: 300,
    nearExpiry: 7,
    inSettlement: 5,
    counts: {
      'no-quote': 3,
      'no-bid': 60,
      'no-ask': 6,
      'in-the-money': 434,
      crossed: 1,
      'wide-spread': 6,
      'low-bid': 2,
      stale: 3,
      'no-implied-vol': 4,
    },
  };
  const all = 300 + 434 + 66 + 1 + 6 + 2 + 3 + 7 + 5 + 7;
  const out = leftOut(filtered, all);
  expect(out.oneSided).toBe(66);
  expect(out.always).toBe(7);
  expect(out.unpriced).toBe(0);
  expect(out.total).toBe(all - 300);
  expect(leftOut(filtered, all + 24)).toMatchObject({ unpriced: 24, total: all + 24 - 300 });
});

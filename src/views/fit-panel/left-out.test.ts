import { expect, test } from 'vitest';
import { leftOut } from './left-out.ts';

test('the counts of the filters add up to what is left out', () => {
  const out = leftOut({
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
  });
  expect(out.oneSided).toBe(66);
  expect(out.always).toBe(7);
  expect(out.total).toBe(434 + 66 + 1 + 6 + 2 + 3 + 7 + 5 + 7);
});

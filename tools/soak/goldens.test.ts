import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { hasShared } from '#testing/shared.ts';
import { cdfError } from './goldens/exact-normal.ts';
import { faultOf, goldens, worstCdf, worstRoundTrip } from './goldens.ts';

const SEED = 16;

test.skipIf(!hasShared).each(Object.keys(goldens))(
  'every number of the reference file %s is met within its tolerance',
  (name) => {
    const ledger = goldens[name]!();
    expect(ledger.rows.flatMap((row) => faultOf(row) ?? [])).toEqual([]);
    expect(ledger.unread).toEqual([]);
  },
);

test('the exact series has the published values of the normal distribution', () => {
  // M. Abramowitz and I. A. Stegun, table 26.1 and 26.2.
  expect(Math.abs(cdfError(1, 0.841344746068543))).toBeLessThan(1e-15);
  expect(Math.abs(cdfError(-5, 2.866515718791939e-7))).toBeLessThan(1e-15);
  expect(cdfError(-5, 2.8665157187919e-7 * (1 + 1e-9))).toBeCloseTo(1e-9, 13);
});

test(`the normal distribution is that of its exact series to 1e-14 (seed ${SEED})`, () => {
  expect(worstCdf(40, seededRandom(SEED))).toBeLessThan(1e-14);
});

test(`a volatility comes back from its price to 1e-12 (seed ${SEED})`, () => {
  expect(worstRoundTrip(10_000, seededRandom(SEED))).toBeLessThan(1e-12);
});

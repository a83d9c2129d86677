import { expect, test } from 'vitest';
import { smallFit } from '#testing/fit-export.ts';
import { previousFit, quoteNoise } from './previous-fit.ts';

const { result, market } = smallFit();

test('what is kept of a fit are the expiries that have errors, with the noise of their quotes', () => {
  const kept = previousFit(result, 'BTC', market.asOf)!;
  const known = result.slices.filter(({ covariance }) => covariance !== null);
  expect(known.length).toBeGreaterThan(0);
  expect(known.length).toBeLessThan(result.slices.length);
  expect(kept).toEqual({
    model: 'svi',
    underlying: 'BTC',
    asOf: market.asOf,
    slices: Object.fromEntries(
      known.map(({ key, t, forward, theta, covariance, rmseVol, used }) => [
        key,
        {
          t,
          forward,
          theta: [...theta!],
          covariance: [...covariance!.matrix],
          noise: rmseVol! * Math.sqrt(used / covariance!.degrees),
        },
      ]),
    ),
  });
});

test('of a fit without errors, of one without parameters and of one without degrees of freedom nothing is kept', () => {
  const changed = (change: object) => ({
    ...result,
    slices: result.slices.map((slice) => ({ ...slice, ...change })),
  });
  for (const change of [{ covariance: null }, { theta: null }, { rmseVol: null }]) {
    expect(previousFit(changed(change), 'BTC', market.asOf)).toBeNull();
  }
  const [{ covariance }] = result.slices as [(typeof result.slices)[0]];
  const exact = changed({ covariance: { ...covariance!, degrees: 0 } });
  expect(previousFit(exact, 'BTC', market.asOf)).toBeNull();
});

test('the noise of a quote is its error by what degrees of freedom leave of the quotes', () => {
  expect(quoteNoise({ rmseVol: 0.01, used: 25, degrees: 16 })).toBeCloseTo(0.0125, 14);
  expect(quoteNoise({ rmseVol: null, used: 25, degrees: 16 })).toBeNull();
  expect(quoteNoise({ rmseVol: 0.01, used: 5, degrees: 0 })).toBeNull();
});

import { expect, test } from 'vitest';
import { type CurveSource, modelVols, volApart } from './model-curve.ts';

/** A skewed smile of raw SVI. */
function skewed(forward: number, a: number): CurveSource {
  return { model: 'svi', theta: Float64Array.of(a, 0.02, -0.7, 0, 0.1), t: 0.25, forward };
}

function vol(source: CurveSource, k: number): number {
  return modelVols(source, Float64Array.of(k))[0]!;
}

test('at the money each smile is read at its own forward, elsewhere both at one strike', () => {
  const [before, now] = [skewed(6864, 0.005), skewed(7015, 0.0045)];
  // The market has risen along its skew: at the money lower, at each strike higher.
  expect(volApart(now, before, null)).toBeCloseTo(vol(now, 0) - vol(before, 0), 15);
  expect(volApart(now, before, null)).toBeLessThan(0);
  const k = Math.log(6500 / 7015);
  expect(volApart(now, before, k)).toBeCloseTo(vol(now, k) - vol(before, Math.log(6500 / 6864)), 12);
});

import { expect, test } from 'vitest';
import { golden, hasShared } from '#testing/shared.ts';
import { parityByLine, parityByMean } from './parity.ts';

interface Golden {
  readonly exact: {
    readonly K: number[];
    readonly CminusP: number[];
    readonly F: number;
    readonly D: number;
  };
  readonly linear: {
    readonly K: number[];
    readonly C: number[];
    readonly P: number[];
    readonly w: number[];
    readonly fit: { readonly F: number; readonly D: number; readonly seF: number };
  };
  readonly inverse: {
    readonly K: number[];
    readonly Ccoin: number[];
    readonly Pcoin: number[];
    readonly w: number[];
    readonly fit: { readonly F: number; readonly Dcoin: number; readonly seF: number };
  };
}

const pairsOf = (strike: number[], call: number[], put: number[], weight: number[]) => ({
  strike: Float64Array.from(strike),
  difference: Float64Array.from(call, (c, j) => c - put[j]!),
  weight: Float64Array.from(weight),
});

test.skipIf(!hasShared)('an exact line gives its forward and discount', () => {
  const { K, CminusP, F, D } = golden<Golden>('forward').exact;
  const ones = K.map(() => 1);
  const zeros = K.map(() => 0);
  const fit = parityByLine(pairsOf(K, CminusP, zeros, ones), false);
  expect(Math.abs(fit!.forward / F - 1)).toBeLessThan(1e-12);
  expect(Math.abs(fit!.discount / D - 1)).toBeLessThan(1e-12);
  expect(Math.abs(parityByMean(pairsOf(K, CminusP, zeros, ones), false, D)!.forward / F - 1)).toBeLessThan(
    1e-12,
  );
});

test.skipIf(!hasShared)('one stale call moves the linear forward no further than the reference', () => {
  const { K, C, P, w, fit } = golden<Golden>('forward').linear;
  const ours = parityByLine(pairsOf(K, C, P, w), false)!;
  expect(Math.abs(ours.forward / fit.F - 1)).toBeLessThan(1e-9);
  expect(Math.abs(ours.discount / fit.D - 1)).toBeLessThan(1e-9);
  expect(Math.abs(ours.stdError! / fit.seF - 1)).toBeLessThan(1e-6);
});

test.skipIf(!hasShared)('coin premiums give the forward without the index', () => {
  const { K, Ccoin, Pcoin, w, fit } = golden<Golden>('forward').inverse;
  const ours = parityByLine(pairsOf(K, Ccoin, Pcoin, w), true)!;
  expect(Math.abs(ours.forward / fit.F - 1)).toBeLessThan(1e-9);
  expect(Math.abs(ours.discount / fit.Dcoin - 1)).toBeLessThan(1e-9);
  expect(Math.abs(ours.stdError! / fit.seF - 1)).toBeLessThan(1e-6);
  const held = parityByMean(pairsOf(K, Ccoin, Pcoin, w), true, 1)!;
  expect(held.forward).toBeCloseTo(61_234.701, 3);
});

test('too few pairs and a rising line give no estimate', () => {
  expect(parityByLine(pairsOf([100], [5], [3], [1]), false)).toBeNull();
  expect(parityByLine(pairsOf([90, 110], [5, 9], [3, 2], [1, 1]), false)).toBeNull();
  expect(parityByMean(pairsOf([], [], [], []), false, 1)).toBeNull();
});

import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import { calibrateNow } from '#calibration/calibrate.ts';
import { type PreviousFit, previousFit } from '#calibration/previous-fit.ts';
import type { FitSlice } from '#calibration/request.ts';
import { DEFAULT_SETTINGS, type PriorSetting } from '#calibration/settings.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { heston } from '#models/heston/index.ts';
import { sabr } from '#models/sabr/index.ts';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { publishedPrior } from './published-prior.ts';
import { scaledParameters } from './scaled-parameters.ts';

const HOUR = 3_600_000;
const T = 0.1;
const TRUE = Float64Array.of(0.008, 0.06, -0.3, 0.01, 0.12);
const FACTOR = 1.15 ** 2;

const vols = (theta: Float64Array, k: Float64Array): Float64Array => {
  const w = new Float64Array(k.length);
  sviSmile.totalVariance(theta, k, w);
  return w.map((value) => Math.sqrt(value / T));
};

/** Quotes of the true smile times a factor, with normal noise in vol. */
function quoted(hours: number, seed: number, count: number, factor: number): FitSlice {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const k = Float64Array.from({ length: count }, (_, i) => -0.28 + (0.56 * i) / (count - 1));
  const fair = vols(scaledParameters(svi, TRUE, factor, 'vertical')!.theta, k);
  const mids = Array.from(fair, (vol) => vol + 0.006 * normal());
  return makeSlice(T, [...k], mids, { key: 'one', asOf: epochMs(hours * HOUR) });
}

function fitted(slice: FitSlice, prior: PriorSetting | null) {
  const outcome = calibrateNow({ slices: [slice], settings: { ...DEFAULT_SETTINGS, prior } });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

function before(seed: number): PreviousFit {
  return previousFit(fitted(quoted(0, seed, 25, 1), null), 'BTC', epochMs(0))!;
}

test('a full fit drawn towards what is published is nearer the market than one of its quotes alone, and than towards the fit before', () => {
  const at = Float64Array.from({ length: 21 }, (_, i) => -0.25 + 0.025 * i);
  const fair = vols(scaledParameters(svi, TRUE, FACTOR, 'vertical')!.theta, at);
  let [alone, towards, unmoved] = [0, 0, 0];
  for (let seed = 1; seed <= 12; seed++) {
    const kept = before(seed);
    const now = quoted(0.5, 100 + seed, 8, FACTOR);
    const error = (prior: PriorSetting | null): number => {
      const here = vols(fitted(now, prior).slices[0]!.theta!, at);
      return here.reduce((sum, vol, i) => sum + (vol - fair[i]!) ** 2, 0);
    };
    const move = { key: 'one', factor: FACTOR, t: T, forward: 100 };
    alone += error(null);
    towards += error(publishedPrior(svi, kept, [move], 'vertical'));
    unmoved += error({ strength: 1, fit: kept });
  }
  expect(towards).toBeLessThan(0.5 * alone);
  expect(towards).toBeLessThan(0.8 * unmoved);
});

test('what is published as it was fitted is the fit before, and its errors move with its parameters', () => {
  const kept = before(3);
  const still = publishedPrior(svi, kept, [{ key: 'one', factor: 1, t: T, forward: 100 }], 'standardised', 2);
  expect(still).toEqual({ strength: 2, fit: kept });
  const now = { key: 'one', factor: FACTOR, t: 0.09, forward: 101 };
  const moved = publishedPrior(svi, kept, [now], 'standardised')!.fit.slices['one']!;
  const was = kept.slices['one']!;
  expect([moved.t, moved.forward, moved.noise]).toEqual([0.09, 101, was.noise]);
  expect(moved.theta).toEqual([
    ...scaledParameters(svi, Float64Array.from(was.theta), FACTOR, 'standardised')!.theta,
  ]);
  // Relative errors stay, and so do correlations.
  for (const [i, j] of [
    [0, 0],
    [1, 3],
    [4, 2],
  ] as const)
    expect(moved.covariance[5 * i + j]! / (moved.theta[i]! * moved.theta[j]!)).toBeCloseTo(
      was.covariance[5 * i + j]! / (was.theta[i]! * was.theta[j]!),
      10,
    );
});

test('a smile without moved parameters stays as fitted, what is not published is left out, and a shared law has no prior', () => {
  const kept = before(4);
  const one = { key: 'one', factor: FACTOR, t: 0.09, forward: 101 };
  expect(publishedPrior(svi, kept, [{ ...one, key: 'two' }], 'vertical')).toBeNull();
  expect(publishedPrior(svi, kept, [], 'vertical')).toBeNull();
  expect(publishedPrior(heston, { ...kept, model: 'heston' }, [one], 'vertical')).toBeNull();
  expect(publishedPrior(sabr, kept, [one], 'vertical')).toBeNull();
  const unmoved = publishedPrior(sabr, { ...kept, model: 'sabr' }, [one], 'vertical');
  expect(unmoved?.fit.slices['one']).toBe(kept.slices['one']);
});

import { expect, test } from 'vitest';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { goldenMinimum, smallestGap } from './durrleman.ts';
import { smileMeasures } from './smile-measures.ts';
import { createSurface } from './vol-surface.ts';

const BTC_7D = Float64Array.of(0.0008, 0.028, -0.15, 0.012, 0.06);
const T = 7 / 365;

/** Abramowitz and Stegun 26.2.17, good to 7.5e-8: independent of the project's own normal law. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - tail : tail;
}

function volAt(theta: Float64Array, t: number, k: number): number {
  const w = new Float64Array(1);
  sviSmile.totalVariance(theta, Float64Array.of(k), w);
  return Math.sqrt(w[0]! / t);
}

test('the strikes of a smile have the deltas they are named by', () => {
  const measures = smileMeasures(sviSmile, BTC_7D, T);
  const callDelta = (k: number): number => {
    const s = volAt(BTC_7D, T, k) * Math.sqrt(T);
    return normalCdf(-k / s + s / 2);
  };
  const [p10, p25, c25, c10] = measures.deltaK;
  expect(callDelta(p10!) - 1).toBeCloseTo(-0.1, 6);
  expect(callDelta(p25!) - 1).toBeCloseTo(-0.25, 6);
  expect(callDelta(c25!)).toBeCloseTo(0.25, 6);
  expect(callDelta(c10!)).toBeCloseTo(0.1, 6);
  expect(p10! < p25! && p25! < 0 && 0 < c25! && c25! < c10!).toBe(true);
});

test('risk reversal is call minus put, butterfly their mean over the money', () => {
  const { vol, skew, riskReversal25, butterfly25, deltaK } = smileMeasures(sviSmile, BTC_7D, T);
  const put = volAt(BTC_7D, T, deltaK[1]!);
  const call = volAt(BTC_7D, T, deltaK[2]!);
  expect(vol).toBeCloseTo(0.3656188, 6);
  expect(riskReversal25!).toBeCloseTo(call - put, 14);
  expect(butterfly25!).toBeCloseTo((call + put) / 2 - vol, 14);
  expect(skew).toBeCloseTo((volAt(BTC_7D, T, 1e-6) - volAt(BTC_7D, T, -1e-6)) / 2e-6, 6);
});

test('a flat smile has no skew, reversal or butterfly', () => {
  const flat = Float64Array.of(0.04, 1e-12, 0, 0, 0.1);
  const measures = smileMeasures(sviSmile, flat, 1);
  expect(measures.vol).toBeCloseTo(0.2, 10);
  expect(measures.skew).toBeCloseTo(0, 10);
  expect(measures.riskReversal25!).toBeCloseTo(0, 10);
  expect(measures.butterfly25!).toBeCloseTo(0, 10);
});

const slices = [
  { t: 0.1, forward: 100, theta: Float64Array.of(0.004, 0.02, -0.3, 0, 0.1) },
  { t: 0.4, forward: 102, theta: Float64Array.of(0.02, 0.05, -0.3, 0, 0.2) },
];

test('between expiries total variance is linear in time at fixed log-moneyness', () => {
  const surface = createSurface(svi, slices);
  const ends = [surface.totalVariance(0.1, 0.1), surface.totalVariance(0.1, 0.4)] as const;
  expect(surface.totalVariance(0.1, 0.1)).toBeCloseTo(volAt(slices[0]!.theta, 1, 0.1) ** 2, 15);
  expect(surface.totalVariance(0.1, 0.25)).toBeCloseTo((ends[0] + ends[1]) / 2, 15);
  for (let t = 0.02; t < 0.8; t += 0.02) {
    expect(surface.totalVariance(0.1, t + 0.02)).toBeGreaterThan(surface.totalVariance(0.1, t));
  }
});

test('outside the expiries the volatility at fixed log-moneyness is constant', () => {
  const surface = createSurface(svi, slices);
  expect(surface.vol(-0.2, 0.03)).toBeCloseTo(surface.vol(-0.2, 0.1), 14);
  expect(surface.vol(-0.2, 2)).toBeCloseTo(surface.vol(-0.2, 0.4), 14);
});

test('forwards are log-linear between expiries and flat outside', () => {
  const surface = createSurface(svi, slices);
  expect(surface.forward(0.25)).toBeCloseTo(Math.sqrt(100 * 102), 10);
  expect(surface.forward(0.01)).toBe(100);
  expect(surface.forward(3)).toBe(102);
});

test('slices in any order make the same surface', () => {
  const surface = createSurface(svi, [...slices].reverse());
  expect([...surface.times]).toEqual([0.1, 0.4]);
  expect(surface.vol(0.05, 0.2)).toBe(createSurface(svi, slices).vol(0.05, 0.2));
});

test('golden section finds a minimum to the square root of rounding', () => {
  const { value, at } = goldenMinimum((k) => (k - 0.3) ** 2 - 1, -1, 1);
  expect(at).toBeCloseTo(0.3, 7);
  expect(value).toBeCloseTo(-1, 14);
});

test('the smallest gap of two slices that touch is found at the touching point', () => {
  // w2 - w1 = 0.5 (k - 0.2)^2-like: two smiles with minima apart, lifted until they touch.
  const early = { functions: sviSmile, theta: Float64Array.of(0.01, 0.05, 0, 0, 0.1) };
  const late = { functions: sviSmile, theta: Float64Array.of(0.01, 0.05, 0, 0, 0.2) };
  const gap = smallestGap({ earlier: early, later: late }, -1.5, 1.5);
  expect(gap.value).toBeGreaterThan(0);
  expect(Math.abs(gap.at)).toBeCloseTo(1.5, 6);
  const crossing = smallestGap({ earlier: late, later: early }, -1.5, 1.5);
  expect(crossing.value).toBeCloseTo(-0.005, 12);
  expect(crossing.at).toBeCloseTo(0, 6);
});

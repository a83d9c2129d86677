import { expect, test } from 'vitest';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { calibrateNow } from './calibrate.ts';
import { createQuoteResiduals } from './quote-residual.ts';
import type { SliceFit } from './result.ts';
import { DEFAULT_SETTINGS, type ResidualKind } from './settings.ts';

const KINDS: readonly ResidualKind[] = ['vol', 'total-variance', 'price'];
const T = 0.25;
const K = Array.from({ length: 21 }, (_, i) => -0.4 + 0.04 * i);

/** Vols of a smile with noise of the given size in vol. */
function noisy(noise: number): number[] {
  const w = new Float64Array(K.length);
  sviSmile.totalVariance(Float64Array.of(0.01, 0.1, -0.3, 0.02, 0.15), Float64Array.from(K), w);
  return [...w].map((total, i) => Math.sqrt(total / T) + noise * Math.sin(12.9898 * (i + 1) + 78.233));
}

function fitted(noise: number, residual: ResidualKind): SliceFit {
  const outcome = calibrateNow({
    slices: [makeSlice(T, K, noisy(noise))],
    settings: { ...DEFAULT_SETTINGS, residual },
  });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value.slices[0]!;
}

test.each(KINDS)(
  'the residual in %s vanishes at the quote and is the one in vol points near it',
  (residual) => {
    const vols = noisy(0);
    const slice = makeSlice(T, K, vols);
    const { at, slope } = createQuoteResiduals({ ...slice, residual });
    vols.forEach((vol, i) => {
      const w = (v: number) => v * v * T;
      expect(Math.abs(at(i, w(vol)))).toBeLessThan(1e-10);
      expect(at(i, w(vol + 1e-4)) / 1e-2).toBeCloseTo(1, 1);
      const h = 1e-6 * w(vol);
      const there = w(1.2 * vol);
      const difference = (at(i, there + h) - at(i, there - h)) / (2 * h);
      expect(slope(i, there, at(i, there)) / difference).toBeCloseTo(1, 6);
      expect(at(i, 0)).toBeNaN();
    });
  },
);

test.each(KINDS)(
  'a one-sided quote has a residual in %s only where the model passes its side',
  (residual) => {
    const none = Float64Array.of(Number.NaN);
    const quote = { t: T, forward: 100, k: Float64Array.of(0.1), midVol: none, residual };
    const bid = createQuoteResiduals({ ...quote, bidVol: Float64Array.of(0.5), askVol: none });
    const ask = createQuoteResiduals({ ...quote, bidVol: none, askVol: Float64Array.of(0.5) });
    const w = (vol: number) => vol * vol * T;
    expect(bid.at(0, w(0.6))).toBe(0);
    expect(bid.slope(0, w(0.6), 0)).toBe(0);
    expect(bid.at(0, w(0.49))).toBeCloseTo(-1, 1);
    expect(ask.at(0, w(0.4))).toBe(0);
    expect(ask.at(0, w(0.51))).toBeCloseTo(1, 1);
  },
);

test('vega counts once: fits in vol and in price part with the square of the noise, not with the noise', () => {
  const apart = (noise: number): number => {
    const [vol, price] = [fitted(noise, 'vol'), fitted(noise, 'price')];
    expect(price.stop).not.toBe('stalled');
    return Math.max(...vol.modelVol.map((v, i) => Math.abs(v - price.modelVol[i]!)));
  };
  expect(apart(0)).toBeLessThan(1e-9);
  expect(apart(1e-3)).toBeGreaterThan(0);
  expect(apart(1e-4)).toBeLessThan(1e-7);
  expect(apart(1e-3) / apart(1e-4)).toBeGreaterThan(50);
});

test('a quote whose price says nothing of volatility leaves the residual in price finite', () => {
  const k = Float64Array.of(-3);
  const vol = Float64Array.of(0.05);
  const { at } = createQuoteResiduals({
    ...{ t: 0.01, forward: 100, k, midVol: vol, bidVol: vol, askVol: vol, residual: 'price' },
  });
  for (const model of [1e-3, 0.05, 1, 10]) expect(Number.isFinite(at(0, model * model * 0.01))).toBe(true);
});

import { expect, test } from 'vitest';
import { sviSmile } from '#models/svi/raw.ts';
import { blackPrice, blackVega } from '#pricing/black76.ts';
import { makeSlice } from '#testing/fit-slice.ts';
import { calibrateNow } from './calibrate.ts';
import {
  beyondQuotes,
  createQuoteResiduals,
  oneSided,
  quotedVol,
  quoteResidual,
  residualVega,
} from './quote-residual.ts';
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

test('a quote is its mid, or the side it has', () => {
  const none = Number.NaN;
  expect(quotedVol(0.4, 0.3, 0.5)).toBe(0.4);
  expect(quotedVol(none, 0.3, none)).toBe(0.3);
  expect(quotedVol(none, none, 0.5)).toBe(0.5);
  expect(oneSided(-2, 0.4, 0.3)).toBe(-2);
  expect([-2, 2].map((r) => oneSided(r, none, 0.3))).toEqual([-2, 0]);
  expect([-2, 2].map((r) => oneSided(r, none, none))).toEqual([0, 2]);
  expect(quoteResidual(0.45, 0.4, 0.3, 0.5)).toBeCloseTo(5, 12);
  expect([0.25, 0.35].map((vol) => quoteResidual(vol, none, 0.3, none))).toEqual([expect.closeTo(-5, 12), 0]);
  expect([0.55, 0.45].map((vol) => quoteResidual(vol, none, none, 0.5))).toEqual([expect.closeTo(5, 12), 0]);
});

test('a model vol is beyond the quotes by what it lacks of the bid or has above the ask', () => {
  expect(beyondQuotes(0.28, 0.3, 0.5)).toBeCloseTo(-2, 12);
  expect(beyondQuotes(0.53, 0.3, 0.5)).toBeCloseTo(3, 12);
  expect([0.3, 0.4, 0.5].map((vol) => beyondQuotes(vol, 0.3, 0.5))).toEqual([0, 0, 0]);
  expect(beyondQuotes(0.28, 0.3, Number.NaN)).toBeCloseTo(-2, 12);
  expect(beyondQuotes(0.28, Number.NaN, 0.5)).toBe(0);
  expect(beyondQuotes(0.53, 0.3, Number.NaN)).toBe(0);
});

test('the vega of a price residual is that of the quote, and a millionth of that at the money at least', () => {
  expect(residualVega(100, 110, T, 0.4)).toBe(blackVega(100, 110, T, 0.4));
  const [forward, t] = [250, 0.36];
  const least = (1e-6 * forward * Math.sqrt(t)) / Math.sqrt(2 * Math.PI);
  expect(residualVega(forward, 10 * forward, t, 0.05) / least).toBeCloseTo(1, 12);
});

test('in total variance the residual is linear in it, in vol and in price it is not', () => {
  const slice = makeSlice(T, [-0.2, 0.3], [0.5, 0.4]);
  const bend = (residual: ResidualKind): number => {
    const { at } = createQuoteResiduals({ ...slice, residual });
    const [low, mid, high] = [0.02, 0.04, 0.06].map((w) => at(1, w)) as [number, number, number];
    return Math.abs(low - 2 * mid + high);
  };
  expect(bend('total-variance')).toBeLessThan(1e-12);
  expect(bend('vol')).toBeGreaterThan(0.1);
  expect(bend('price')).toBeGreaterThan(0.1);
  // 100 (w - w_mid)/(2 sigma_mid T).
  const { at } = createQuoteResiduals({ ...slice, residual: 'total-variance' });
  expect(at(1, 0.05)).toBeCloseTo((100 * (0.05 - 0.16 * T)) / (2 * 0.4 * T), 12);
});

test('a price residual is of the option out of the money, over the vega of its quote', () => {
  const slice = makeSlice(T, [-0.2, 0.3], [0.5, 0.4]);
  const { at } = createQuoteResiduals({ ...slice, residual: 'price' });
  [-0.2, 0.3].forEach((k, i) => {
    const strike = 100 * Math.exp(k);
    const price = (vol: number) => blackPrice(100, strike, T, vol, k > 0);
    const quoted = slice.midVol[i]!;
    const expected = (100 * (price(0.6) - price(quoted))) / blackVega(100, strike, T, quoted);
    expect(at(i, 0.36 * T)).toBeCloseTo(expected, 9);
  });
});

test.each(KINDS)('a one-sided quote moves with the model in %s where its side is passed', (residual) => {
  const none = Float64Array.of(Number.NaN);
  const quote = { t: T, forward: 100, k: Float64Array.of(0.1), midVol: none, residual };
  const { at, slope } = createQuoteResiduals({ ...quote, bidVol: Float64Array.of(0.5), askVol: none });
  const w = 0.3 ** 2 * T;
  const difference = (at(0, w + 1e-7) - at(0, w - 1e-7)) / 2e-7;
  expect(slope(0, w, at(0, w)) / difference).toBeCloseTo(1, 5);
  // At a mid the residual is nothing but moves all the same.
  const mid = Float64Array.of(0.3);
  const met = createQuoteResiduals({ ...quote, midVol: mid, bidVol: mid, askVol: mid });
  expect(met.slope(0, w, 0)).toBeGreaterThan(0);
});

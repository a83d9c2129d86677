import { expect, test } from 'vitest';
import { americanPrice } from './american.ts';
import { AmericanExpiry } from './american-expiry.ts';
import { blackPrice } from './black76.ts';
import { exerciseRegion } from './early-exercise.ts';
import { ABOVE_MAXIMUM, AT_INTRINSIC, BELOW_INTRINSIC, NO_PRICE, NON_POSITIVE } from './implied-vol.ts';

/**
 * Spot 100, time in days of 365: QuantLib 1.29, QdFpAmericanEngine, highPrecisionScheme. Where rates times years are
 * large that scheme itself is off by some 1e-5: it falls that far below what exercise pays.
 */
const REFERENCE: readonly (readonly [
  days: number,
  vol: number,
  r: number,
  q: number,
  strike: number,
  isCall: boolean,
  price: number,
])[] = [
  [1, 0.2, 0.043, 0.012, 100, false, 0.413749],
  [1, 0.5, 0.05, 0, 105, false, 5.024519954],
  [1, 1, 0.02, 0.06, 95, true, 5.433563508],
  [1, 0.1, 0.05, 0.05, 100, false, 0.208789845],
  [7, 0.1, 0.043, 0.004, 100, false, 0.520639401],
  [7, 0.2, 0.001, 0.05, 95, true, 5.003050111],
  [7, 1, 0.2, -0.2, 125, false, 25.039889982],
  [7, 2, 0.043, 0.012, 110, false, 17.194942319],
  [91, 0.2, 0.043, 0.012, 90, false, 0.611392735],
  [91, 0.2, 0.043, 0.012, 105, false, 6.624980334],
  [91, 0.5, 0.05, 0.055, 125, false, 27.661903325],
  [91, 0.1, 0.02, 0.06, 95, true, 5.027921051],
  [91, 1, 0.2, 0.2, 200, false, 100.760563872],
  [91, 2, 0.01, 0.2, 80, true, 42.448507932],
  [365, 0.2, 0.043, 0.012, 80, false, 0.864743466],
  [365, 0.2, 0.043, 0.012, 100, false, 6.658735977],
  [365, 0.2, 0.043, 0.012, 110, false, 12.616079815],
  [365, 0.2, 0.043, 0.012, 90, true, 15.307183802],
  [365, 0.5, 0.043, 0.004, 200, false, 100.118602975],
  [365, 0.1, 0.05, 0.05, 95, true, 6.660392013],
  [365, 0.2, 0.1, -0.1, 100, false, 3.310389746],
  [365, 1, 0.001, 0.05, 50, true, 56.825243374],
  [365, 0.03, 0.043, 0.004, 100, false, 0.403142716],
  [1825, 0.2, 0.043, 0.012, 50, false, 0.328883889],
  [1825, 0.2, 0.043, 0.012, 100, false, 11.735087676],
  [1825, 0.2, 0.043, 0.012, 125, false, 27.262346911],
  [1825, 0.5, 0.02, 0.06, 90, true, 34.552061788],
  [1825, 1, 0.05, 0.055, 125, false, 83.327051934],
  [1825, 2, 0.043, 0.004, 80, false, 70.583488217],
  [1825, 0.1, 0.05, 0.05, 110, false, 13.254179262],
  [1825, 0.5, 0.2, 0.19, 200, false, 100.156639074],
  [1825, 0.2, 0.2, 0, 105, false, 5.991390112],
];

test('prices are those of a published implementation', () => {
  for (const [days, vol, r, q, strike, isCall, price] of REFERENCE) {
    const own = americanPrice(100, strike, days / 365, vol, r, q, isCall);
    // The scheme of the reference, too, loses digits with rate times time.
    const allowed = 5e-6 + 2e-5 * (Math.abs(r) + Math.abs(q)) * (days / 365);
    expect(Math.abs(own - price), `${days} d, ${vol}, ${r}, ${q}, ${strike}: ${own}`).toBeLessThan(allowed);
  }
});

test('volatilities come back from the prices of the reference', () => {
  for (const [days, vol, r, q, strike, isCall, price] of REFERENCE) {
    const t = days / 365;
    const forward = 100 * Math.exp((r - q) * t);
    const expiry = new AmericanExpiry(100 / forward, r, t);
    expect(expiry.q).toBeCloseTo(q, 10);
    const unit = Math.exp(-r * t) * forward;
    const own = expiry.impliedVol(strike / forward, isCall, price / unit);
    const slope = expiry.vega(strike / forward, isCall, vol) * unit;
    const allowed = 1e-6 + (5e-6 + 2e-5 * (Math.abs(r) + Math.abs(q)) * t) / slope;
    expect(Math.abs(own - vol), `${days} d, ${vol}, ${r}, ${q}, ${strike}: ${own}`).toBeLessThan(allowed);
  }
});

test('volatilities of a tenth of a percent and more come back: funds of bills move by no more', () => {
  for (const [r, q] of [
    [0.043, 0],
    [0.043, 0.043],
    [0.02, 0.03],
  ] as const) {
    for (const t of [1 / 365, 0.1, 0.5, 3]) {
      const forward = 100 * Math.exp((r - q) * t);
      const expiry = new AmericanExpiry(100 / forward, r, t);
      const unit = Math.exp(-r * t) * forward;
      for (const vol of [0.0012, 0.004, 0.009]) {
        for (const isCall of [false, true]) {
          const strike = forward * Math.exp((isCall ? 0.3 : -0.3) * vol * Math.sqrt(t));
          const price = americanPrice(100, strike, t, vol, r, q, isCall);
          // Where exercise pays as much there is nothing to tell it by.
          if (price < (isCall ? 100 - strike : strike - 100) + 1e-4) continue;
          const own = expiry.impliedVol(strike / forward, isCall, price / unit);
          const slope = expiry.vega(strike / forward, isCall, vol) * unit;
          expect(Math.abs(own - vol) * slope, `${t}, ${vol}, ${r}, ${q}, ${strike}: ${own}`).toBeLessThan(
            5e-6,
          );
        }
      }
    }
  }
});

const RATES = [
  [0.043, 0.012],
  [0.043, 0.004],
  [0.05, 0],
  [0.02, 0.06],
  [0.05, 0.05],
  [0.1, -0.1],
  [1e-4, 0.03],
  [0, -0.02],
] as const;
const TIMES = [1 / 365, 0.1, 0.7, 3];

function* markets(): Generator<readonly [t: number, r: number, q: number, strike: number, isCall: boolean]> {
  for (const [r, q] of RATES) {
    for (const t of TIMES) {
      for (const strike of [60, 90, 100, 108, 150]) {
        for (const isCall of [false, true]) yield [t, r, q, strike, isCall];
      }
    }
  }
}

test('a price is never below the European one nor below what exercise pays, and rises with the volatility', () => {
  for (const [t, r, q, strike, isCall] of markets()) {
    let last = 0;
    for (const vol of [0.05, 0.1, 0.2, 0.4, 0.8, 1.6]) {
      const price = americanPrice(100, strike, t, vol, r, q, isCall);
      const where = `${t}, ${r}, ${q}, ${strike}, ${isCall}, ${vol}`;
      const european = Math.exp(-r * t) * blackPrice(100 * Math.exp((r - q) * t), strike, t, vol, isCall);
      expect(price, where).toBeGreaterThanOrEqual(european);
      expect(price, where).toBeGreaterThanOrEqual(isCall ? 100 - strike : strike - 100);
      expect(price, where).toBeGreaterThanOrEqual(last);
      last = price;
    }
  }
});

test('a call is the put with spot and strike, rate and yield exchanged', () => {
  for (const [t, r, q, strike] of markets()) {
    const call = americanPrice(100, strike, t, 0.25, r, q, true);
    expect(americanPrice(strike, 100, t, 0.25, q, r, false)).toBeCloseTo(call, 11);
  }
});

test('nothing is gained by exercise where nothing is earned by it, and little where little is', () => {
  for (const t of TIMES) {
    for (const strike of [80, 100, 125]) {
      const european = (r: number, q: number, isCall: boolean) =>
        Math.exp(-r * t) * blackPrice(100 * Math.exp((r - q) * t), strike, t, 0.2, isCall);
      expect(americanPrice(100, strike, t, 0.2, 0, 0.03, false)).toBe(european(0, 0.03, false));
      expect(americanPrice(100, strike, t, 0.2, 0.04, 0, true)).toBe(european(0.04, 0, true));
      let last = Infinity;
      for (const r of [1e-2, 1e-3, 1e-4, 1e-5]) {
        const early = americanPrice(100, strike, t, 0.2, r, 0.01, false) - european(r, 0.01, false);
        expect(early).toBeLessThanOrEqual(last);
        expect(early).toBeLessThanOrEqual(strike * r * t + 1e-12);
        last = early;
      }
      expect(last).toBeLessThan(2e-3);
    }
  }
});

test('under negative rates exercise pays never or between two boundaries, which are refused', () => {
  expect(exerciseRegion(-0.01, 0)).toBe('never');
  expect(exerciseRegion(-0.01, -0.01)).toBe('never');
  expect(exerciseRegion(-0.01, -0.02)).toBe('double');
  expect(exerciseRegion(0, -0.02)).toBe('single');
  expect(americanPrice(100, 100, 1, 0.2, -0.01, -0.02, false)).toBeNaN();
  const expiry = new AmericanExpiry(Math.exp(-0.01), -0.01, 1);
  expect(expiry.q).toBeCloseTo(-0.02, 12);
  expect(expiry.prices(false)).toBe(false);
  expect(expiry.premium(1.1, false, 0.2)).toBe(0);
});

test('every price is a volatility or has its reason, and all European prices keep their order', () => {
  for (const [t, r, q, strike, isCall] of markets()) {
    const forward = 100 * Math.exp((r - q) * t);
    const unit = Math.exp(-r * t) * forward;
    const expiry = new AmericanExpiry(100 / forward, r, t);
    if (!expiry.prices(isCall)) continue;
    const m = strike / forward;
    const exercised = isCall ? 100 - strike : strike - 100;
    let last = Number.NEGATIVE_INFINITY;
    for (let step = -4; step < 60; step++) {
      const price = Math.max(exercised, 0) + 0.02 * step * Math.abs(step);
      const vol = expiry.impliedVol(m, isCall, price / unit);
      const where = `${t}, ${r}, ${q}, ${strike}, ${isCall}, ${price}: ${vol}`;
      if (price <= 0) {
        expect(vol, where).toBe(-NON_POSITIVE);
        continue;
      }
      if (price < exercised) expect(vol, where).toBe(-BELOW_INTRINSIC);
      if (vol > 10) continue;
      if (vol > 0 && step % 9 === 0) {
        const again = americanPrice(100, strike, t, vol, r, q, isCall);
        expect(Math.abs(again - price), where).toBeLessThan(2e-5 * (1 + price));
      } else if (!(vol > 0)) {
        expect([BELOW_INTRINSIC, AT_INTRINSIC, ABOVE_MAXIMUM], where).toContain(-vol);
      }
      const european = expiry.european(m, isCall, price / unit, vol);
      expect(european, where).toBeGreaterThanOrEqual(last - 1e-9);
      last = european;
    }
    expect(expiry.impliedVol(m, isCall, Number.NaN)).toBe(-NO_PRICE);
    expect(expiry.impliedVol(m, isCall, Infinity)).toBe(-ABOVE_MAXIMUM);
    if (exercised > 0) expect(expiry.impliedVol(m, isCall, exercised / unit)).toBeLessThan(0);
  }
});

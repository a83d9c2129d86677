import { expect, test } from 'vitest';
import { logNormalisedPrice, normalisedPrice } from './black76.ts';
import { absoluteLogMoneyness, logMoneyness } from './log-moneyness.ts';
import { millsDifference, normalisedTotalVol, totalVolOfLogPrice } from './normalised-vol.ts';

test('a volatility comes back from the logarithm of a price, also where no number holds the price', () => {
  for (const c of [1e-3, 0.1, 1, 4, 30]) {
    for (let i = 0; i <= 60; i++) {
      // From 0.02 to 1 standard deviations in the money's distance: ln b down to -1,250 and far below.
      const s = c / 60 ** (1 - i / 60);
      const logPrice = logNormalisedPrice(c, s);
      if (logPrice > Math.log(0.5) - 0.5 * c) continue;
      expect(Math.abs(totalVolOfLogPrice(c, logPrice) / s - 1), `c ${c}, s ${s}`).toBeLessThan(2e-14);
    }
  }
  const far = totalVolOfLogPrice(2, -1e7);
  expect(logNormalisedPrice(2, far) / -1e7).toBeCloseTo(1, 10);
});

test('the difference of Mills ratios is the same in its three forms', () => {
  // 2 int_0^inf exp(-h x - x^2/2) sinh(t x) dx, in steps that leave less than 1e-12.
  const integral = (h: number, t: number): number => {
    const n = 10_000;
    const end = 9 / (1 + h / 8);
    let sum = 0;
    for (let i = 0; i <= n; i++) {
      const x = (end * i) / n;
      const share = i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2;
      sum += share * Math.exp(-h * x - 0.5 * x * x) * 2 * Math.sinh(t * x);
    }
    return (sum * end) / n / 3;
  };
  for (const h of [0, 0.3, 1, 2.5, 7]) {
    for (const t of [1e-4, 0.01, 0.0199, 0.0201, 0.05, 0.0999, 0.1001, 0.7, 2]) {
      expect(Math.abs(millsDifference(h, t) / integral(h, t) - 1), `h ${h}, t ${t}`).toBeLessThan(1e-11);
    }
  }
});

test('the inversion does not jump where it changes its form', () => {
  for (const c of [0, 0.01, 0.5, 3]) {
    const at = (s: number): number => {
      const b = normalisedPrice(c, s);
      return normalisedTotalVol(c, b, Math.exp(-0.5 * c) - b);
    };
    for (let s = 0.01 + c / 8; s < 4; s *= 1.01) expect(Math.abs(at(s) / s - 1)).toBeLessThan(1e-12);
  }
});

test('log-moneyness keeps every digit beside the money and changes its sign with the order', () => {
  // 2 atanh(z) by its series at 40 digits: ln(1 + 2^-40), ln(1 + 2^-10), ln(1.2), ln(1.3), ln 5.
  for (const [ratio, expected] of [
    [1 + 2 ** -40, 9.094947017725148e-13],
    [1 + 2 ** -10, 0.0009760859730554589],
    [1.2, 0.1823215567939546],
    [1.3, 0.26236426446749106],
    [5, 1.6094379124341003],
  ] as const) {
    expect(Math.abs(absoluteLogMoneyness(1, ratio) / expected - 1)).toBeLessThan(5e-16);
    expect(Math.abs(absoluteLogMoneyness(ratio, 1) / expected - 1)).toBeLessThan(5e-16);
    expect(logMoneyness(1, ratio)).toBe(absoluteLogMoneyness(1, ratio));
    expect(logMoneyness(ratio, 1)).toBe(-absoluteLogMoneyness(ratio, 1));
  }
  expect(logMoneyness(7, 7)).toBe(0);
});

test('the ends of the normalised price are what they must be', () => {
  expect(normalisedPrice(0.4, 0)).toBe(0);
  expect(normalisedPrice(0.4, -1)).toBeNaN();
  expect(normalisedPrice(0.4, Number.NaN)).toBeNaN();
  expect(normalisedPrice(0.4, 80)).toBeCloseTo(Math.exp(-0.2), 15);
  // At the money it is 1 - 2 N(-s/2).
  expect(normalisedPrice(0, 1)).toBeCloseTo(0.3829249225480262, 15);
  expect(normalisedPrice(0, 3)).toBeCloseTo(0.8663855974622838, 15);
});

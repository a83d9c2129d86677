import { expect, test } from 'vitest';
import { svi } from '#models/svi/index.ts';
import { blackPrice } from '#pricing/black76.ts';
import { butterflyGain, calendarGain } from './arbitrage-gain.ts';

const functions = svi.smile({ t: 1, forward: 1 });
/** Gatheral and Jacquier (2014), example 3.1, after A. Vogt: (a, b, rho, m, sigma) with g < 0 about k = 0.9. */
const VOGT = Float64Array.of(-0.041, 0.1331, 0.306, 0.3586, 0.4153);
const flat = (w: number) => ({ functions, theta: Float64Array.of(w, 0, 0, 0, 0.1) });

function callPrice(strike: number): number {
  const w = new Float64Array(1);
  functions.totalVariance(VOGT, Float64Array.of(Math.log(strike)), w);
  return blackPrice(1, strike, 1, Math.sqrt(w[0]!), true);
}

test("the butterfly against Vogt's smile earns what its three Black prices say", () => {
  const gain = butterflyGain({ functions, theta: VOGT }, -1.5, 1.5);
  // The stretch where second differences of the prices are negative, found without g.
  const step = 1e-3;
  const strikes = Array.from({ length: 4200 }, (_, i) => 0.25 + step * i);
  const negative = strikes.filter((k) => callPrice(k - step) - 2 * callPrice(k) + callPrice(k + step) < 0);
  const [low, high] = [negative[0]!, negative.at(-1)!];
  const cost = callPrice(low) - 2 * callPrice((low + high) / 2) + callPrice(high);
  expect(low).toBeGreaterThan(1.5);
  expect(gain).toBeGreaterThan(1e-5);
  expect(Math.abs(gain + cost)).toBeLessThan(0.02 * gain);
});

test('a smile without arbitrage earns nothing', () => {
  expect(butterflyGain(flat(0.04), -1.5, 1.5)).toBe(0);
  expect(calendarGain(flat(0.03), flat(0.04), -1.5, 1.5)).toBe(0);
});

test('a calendar spread of falling variance earns the difference of the prices at the money', () => {
  const atTheMoney = (w: number) => blackPrice(1, 1, 1, Math.sqrt(w), true);
  const gain = calendarGain(flat(0.04), flat(0.03), -1, 1);
  expect(gain).toBeGreaterThanOrEqual(atTheMoney(0.04) - atTheMoney(0.03));
  expect(gain).toBeLessThan(1.02 * (atTheMoney(0.04) - atTheMoney(0.03)));
});

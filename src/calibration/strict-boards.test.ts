/**
 * A second check of arbitrage that shares no formula with the one that fits are judged by: SVI from its
 * hyperbola, Durrleman's condition written in the volatility v = sqrt(w) and its derivatives,
 * butterfly spreads of Black prices, and calendar differences; on finer grids.
 */
import { expect, test } from 'vitest';
import { blackPrice } from '#pricing/black76.ts';
import { realRequest } from '#testing/real-board.ts';
import { hasShared } from '#testing/shared.ts';
import { calibrateNow } from './calibrate.ts';
import type { CalibrationRequest } from './request.ts';
import type { CalibrationResult, SliceFit } from './result.ts';
import type { ConstraintMode } from './settings.ts';

/** w(k): the branch of the hyperbola between its asymptotes, a weighted mean of its wings. */
function variance(theta: Float64Array, k: number): number {
  const [a = 0, b = 0, rho = 0, m = 0, sigma = 0] = theta;
  const distance = Math.sqrt((k - m) ** 2 + sigma * sigma);
  return a + (b * (1 + rho) * (distance + (k - m)) + b * (1 - rho) * (distance - (k - m))) / 2;
}

/** The density times v over the normal density of d2: (1 - k v'/v)^2 - (v v'/2)^2 + v v''. */
function densitySign(theta: Float64Array, k: number): number {
  const [, b = 0, rho = 0, m = 0, sigma = 0] = theta;
  const distance = Math.sqrt((k - m) ** 2 + sigma * sigma);
  const cosine = (k - m) / distance;
  const v = Math.sqrt(variance(theta, k));
  // From v^2 = w: 2 v v' = w' and 2 (v'^2 + v v'') = w''.
  const v1 = (b * (1 + rho) * (cosine + 1) + b * (1 - rho) * (cosine - 1)) / (4 * v);
  const v2 = ((b * (1 - cosine) * (1 + cosine)) / (2 * distance) - v1 * v1) / v;
  return (1 - (k * v1) / v) ** 2 - ((v * v1) / 2) ** 2 + v * v2;
}

const POINTS = 20_001;

/** The check's grid: uniform over the range, and as fine again about the vertex. */
function places(theta: Float64Array, range: number): Float64Array {
  const near = 4001;
  const k = new Float64Array(POINTS + near);
  for (let i = 0; i < POINTS; i++) k[i] = -range + (2 * range * i) / (POINTS - 1);
  for (let i = 0; i < near; i++) {
    const place = theta[3]! + theta[4]! * Math.sinh(-4 + (8 * i) / (near - 1));
    k[POINTS + i] = Math.min(range, Math.max(-range, place));
  }
  return k;
}

const smallestDensity = (theta: Float64Array, range: number): number =>
  places(theta, range).reduce((least, k) => Math.min(least, densitySign(theta, k)), Number.POSITIVE_INFINITY);

/**
 * Most negative price of a butterfly spread over three neighbouring strikes, relative to its outer prices, out of the
 * money on either side so that prices keep their digits.
 */
function worstButterfly(theta: Float64Array, range: number): number {
  let worst = Number.POSITIVE_INFINITY;
  for (const side of [1, -1]) {
    const strikes = Array.from({ length: 1001 }, (_, i) => Math.exp((side * range * i) / 1000));
    const prices = strikes.map((strike) =>
      blackPrice(1, strike, 1, Math.sqrt(variance(theta, Math.log(strike))), side === 1),
    );
    for (let i = 1; i + 1 < strikes.length; i++) {
      const [low, mid, high] = [strikes[i - 1]!, strikes[i]!, strikes[i + 1]!];
      const share = (high - mid) / (high - low);
      const wings = share * prices[i - 1]! + (1 - share) * prices[i + 1]!;
      if (wings > 1e-12) worst = Math.min(worst, (wings - prices[i]!) / wings);
    }
  }
  return worst;
}

const smallestStep = (earlier: Float64Array, later: Float64Array, range: number): number => {
  let least = Number.POSITIVE_INFINITY;
  for (const theta of [earlier, later]) {
    for (const k of places(theta, range)) {
      least = Math.min(least, variance(later, k) - variance(earlier, k));
    }
  }
  return least;
};

function fitted(request: CalibrationRequest, mode: ConstraintMode): CalibrationResult {
  const constraint = { mode, strength: 1000 };
  const all = { ...request.settings.all, butterfly: constraint, calendar: constraint };
  const outcome = calibrateNow({ ...request, settings: { ...request.settings, all } });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.value;
}

const live = (result: CalibrationResult): SliceFit[] => result.slices.filter(({ theta }) => theta !== null);

const BOARDS = [
  ['deribit-book-summary/btc-2026-08-01.json', 13],
  ['deribit-csv/eth-2024-01-08.csv', 11],
  ['vol-quotes/spx_implied_vol_20230215.csv', 48],
  ['cboe-csv/spy_20250516_quotedata.csv', 9],
  ['yahoo/AAPL_data.csv', 21],
  ['yahoo/SPX_all_20260130.csv', 58],
] as const;

test('the second check sees the butterflies that the smile of Vogt pays for', () => {
  const vogt = Float64Array.of(-0.041, 0.1331, 0.306, 0.3586, 0.4153);
  expect(smallestDensity(vogt, 1.5)).toBeCloseTo(-0.0328635734536, 6);
  expect(worstButterfly(vogt, 1.5)).toBeLessThan(-1e-7);
});

test.skipIf(!hasShared).each(BOARDS)(
  'a strict fit of %s passes a second check of every slice and pair',
  async (path, expiries) => {
    const strict = fitted(await realRequest(path), 'strict');
    const slices = live(strict);
    expect(slices).toHaveLength(expiries);
    expect(strict.summary).toMatchObject({ butterflyFree: true, calendarFree: true });
    const range = slices[0]!.arbitrage!.kRange[1];
    for (const { theta, key } of slices) {
      expect(smallestDensity(theta!, range), key).toBeGreaterThan(-1e-9);
      expect(worstButterfly(theta!, range), key).toBeGreaterThan(-1e-9);
    }
    for (let i = 1; i < slices.length; i++) {
      expect(smallestStep(slices[i - 1]!.theta!, slices[i]!.theta!, range), slices[i]!.key).toBeGreaterThan(
        -1e-12,
      );
    }
  },
  60_000,
);

test.skipIf(!hasShared).each(BOARDS)(
  'both checks find the same slices and pairs of the free fit of %s at fault',
  async (path) => {
    const free = fitted(await realRequest(path), 'report');
    const slices = live(free);
    const range = slices[0]!.arbitrage!.kRange[1];
    for (const { theta, key, arbitrage } of slices) {
      const second = smallestDensity(theta!, range);
      expect(Math.abs(second - arbitrage!.minG), key).toBeLessThan(1e-3 * (1 + Math.abs(second)));
      if (Math.abs(arbitrage!.minG) > 1e-6) expect(Math.sign(second), key).toBe(Math.sign(arbitrage!.minG));
    }
    free.calendar.forEach(({ minDw, toKey }, i) => {
      const second = smallestStep(slices[i]!.theta!, slices[i + 1]!.theta!, range);
      expect(Math.abs(second - minDw), toKey).toBeLessThan(1e-6 + 1e-3 * Math.abs(minDw));
      if (Math.abs(minDw) > 1e-9) expect(Math.sign(second), toKey).toBe(Math.sign(minDw));
    });
  },
  60_000,
);

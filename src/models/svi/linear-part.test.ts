import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import type { GuessSlice } from '#models/model.ts';
import {
  BOTH,
  CALL,
  columns,
  FREE,
  gather,
  LEAST_SLOPE,
  linear,
  MOST_SLOPE,
  PUT,
  solveLinear,
} from './linear-part.ts';

const SEED = 20261121;

/** Quotes of a straight line and a hyperbola about (m, sigma), with weights and noise of their own. */
function quotesOf(
  random: () => number,
  n: number,
  m: number,
  sigma: number,
  put: number,
  call: number,
): GuessSlice {
  const k = Float64Array.from({ length: n }, (_, i) => 0.3 + (1.6 * (i + 0.8 * random())) / n);
  const [d, e] = [(call - put) / 2, (call + put) / 2];
  const w = k.map((v) => 6 + d * v + e * Math.hypot(v - m, sigma) + 0.02 * (random() - 0.5));
  return { t: 1, forward: 1, k, w, weight: Float64Array.from({ length: n }, () => 0.1 + random()) };
}

/** Half the derivatives of sum weight/w_i (w_i - A - D k - E R)^2 in (A, put slope, call slope), and the sum itself. */
function slopesOf({ k, w, weight }: GuessSlice, m: number, sigma: number, a: number, d: number, e: number) {
  let [cost, byA, byD, byE, size] = [0, 0, 0, 0, 0];
  k.forEach((v, i) => {
    const c = weight[i]! / w[i]!;
    const r = Math.hypot(v - m, sigma);
    const rest = w[i]! - a - d * v - e * r;
    cost += c * rest * rest;
    byA -= c * rest;
    byD -= c * rest * v;
    byE -= c * rest * r;
    size += c * w[i]!;
  });
  // put = E - D, call = E + D.
  return { cost, size, byA, byPut: (byE - byD) / 2, byCall: (byE + byD) / 2 };
}

test('quotes stand about their weighted means, each weighing its share over its variance', () => {
  const slice: GuessSlice = {
    t: 1,
    forward: 1,
    k: Float64Array.of(1, 2, 4),
    w: Float64Array.of(0.5, 1, 2),
    weight: Float64Array.of(0.5, 2, 4),
  };
  const [meanK, meanW] = gather(slice);
  // Weights 1, 2, 2 of the sums.
  expect(meanK).toBeCloseTo(13 / 5, 14);
  expect(meanW).toBeCloseTo(6.5 / 5, 14);
  expect([...columns.weight.slice(0, 3)]).toEqual([1, 2, 2]);
  slice.k.forEach((k, i) => {
    expect(columns.centred[i]).toBeCloseTo(k - 2.6, 14);
    expect(columns.level[i]).toBeCloseTo(slice.w[i]! - 1.3, 14);
  });
});

test(`wings inside, below and above their box are tied as the optimality conditions say, seed ${SEED}`, () => {
  const random = seededRandom(SEED);
  const met = new Map<string, number>();
  for (let round = 0; round < 400; round++) {
    // Slopes from well below 0 to well above 2, either side.
    const [put, call] = [4.4 * random() - 1.2, 4.4 * random() - 1.2];
    const [m, sigma] = [0.7 + 0.8 * random(), 0.05 + 0.5 * random()];
    // More quotes than the columns begin with, now and then.
    const n = round % 50 === 7 ? 150 + round : 6 + (round % 30);
    const slice = quotesOf(random, n, m, sigma, put, call);
    const [meanK, meanW] = gather(slice);
    const cost = solveLinear(n, m - meanK, sigma * sigma);
    const { tie, d, e } = linear;
    const a = linear.a + meanW - d * meanK;
    const at = slopesOf(slice, m, sigma, a, d, e);
    const least = 1e-11 * at.size;
    expect(Math.abs(cost / at.cost - 1), `round ${round}`).toBeLessThan(1e-9);
    expect(Math.abs(at.byA)).toBeLessThan(least);
    const found: string[] = [];
    for (const [slope, by] of [
      [e - d, at.byPut],
      [e + d, at.byCall],
    ] as const) {
      // At an end of its box a slope would gain outward alone; inside it gains nowhere.
      const isLow = Math.abs(slope - LEAST_SLOPE) < 1e-12;
      const isHigh = Math.abs(slope - MOST_SLOPE) < 1e-12;
      found.push(isLow ? 'low' : isHigh ? 'high' : 'free');
      if (isLow) expect(by, `round ${round}`).toBeGreaterThan(-least);
      else if (isHigh) expect(by, `round ${round}`).toBeLessThan(least);
      else {
        expect(Math.abs(by), `round ${round}`).toBeLessThan(least);
        expect(slope > LEAST_SLOPE && slope < MOST_SLOPE).toBe(true);
      }
    }
    const [isPut, isCall] = found.map((side) => side !== 'free');
    expect(tie).toBe(isPut ? (isCall ? BOTH : PUT) : isCall ? CALL : FREE);
    met.set(found.join(' '), (met.get(found.join(' ')) ?? 0) + 1);
  }
  // Every pair of places was met.
  expect(met.size).toBe(9);
  for (const count of met.values()) expect(count).toBeGreaterThan(5);
});

test('a wing slope may be all but none and all but two', () => {
  expect(LEAST_SLOPE).toBeGreaterThan(0);
  expect(LEAST_SLOPE).toBeLessThan(3e-6);
  expect(LEAST_SLOPE + MOST_SLOPE).toBe(2);
});

test('quotes of one strike, or of two, do not tell a curve from a line', () => {
  const random = seededRandom(SEED);
  for (const strikes of [[0.4], [0.4, 0.9]]) {
    const slice = quotesOf(random, 8, 0.5, 0.2, 0.3, 0.4);
    const k = slice.k.map((_, i) => strikes[i % strikes.length]!);
    const [meanK] = gather({ ...slice, k });
    expect(solveLinear(8, 0.5 - meanK, 0.04)).toBeNaN();
  }
  // Three do, and are met.
  const three = quotesOf(random, 3, 0.9, 0.2, 0.3, 0.4);
  const [meanK] = gather(three);
  expect(solveLinear(3, 0.9 - meanK, 0.04)).toBeLessThan(1e-20);
});

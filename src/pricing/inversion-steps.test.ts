/** How many evaluations an inversion takes: what its first guess and the order of its step are for. */
import { beforeEach, expect, test, vi } from 'vitest';
import { logNormalisedPrice, normalisedPrice } from './black76.ts';
import { normalisedTotalVol, totalVolOfLogPrice } from './normalised-vol.ts';

const ratio = vi.hoisted(() => ({ calls: 0 }));

vi.mock('#math/mills-ratio.ts', async (original) => {
  const { millsRatio } = await original<typeof import('#math/mills-ratio.ts')>();
  return {
    millsRatio(z: number): number {
      ratio.calls++;
      return millsRatio(z);
    },
  };
});

beforeEach(() => {
  ratio.calls = 0;
});

/** Calls of Mills's ratio in an inversion at (c, s), from the price or from what it misses; its relative error. */
function inversion(
  c: number,
  s: number,
): { readonly calls: number; readonly error: number; readonly isLower: boolean } {
  const b = normalisedPrice(c, s);
  const q = Math.exp(-0.5 * c) - b;
  ratio.calls = 0;
  const found = normalisedTotalVol(c, b, q);
  return { calls: ratio.calls, error: Math.abs(found / s - 1), isLower: b <= q };
}

/** Places over the plane of h = c/s and s, as far as prices are numbers. */
function plane(): { readonly c: number; readonly s: number }[] {
  const places: { c: number; s: number }[] = [];
  for (let i = 0; i <= 60; i++) {
    const s = 1e-4 * 8e4 ** (i / 60);
    for (let j = 0; j <= 40; j++) {
      const h = j === 0 ? 0 : 1e-4 * 3.6e5 ** (j / 40);
      if (h * s < 60 && normalisedPrice(h * s, s) > 1e-300) places.push({ c: h * s, s });
    }
  }
  return places;
}

test('few prices take a second step, and a third one only where both c and s are large', () => {
  let [lower, second, upper, more] = [0, 0, 0, 0];
  for (const { c, s } of plane()) {
    const { calls, isLower } = inversion(c, s);
    // A step takes one ratio where the difference is a series, two elsewhere.
    const step = isLower && s < 0.2 ? 1 : 2;
    expect(calls, `c ${c}, s ${s}`).toBeLessThanOrEqual((c > 9 && s > 4 ? 3 : 2) * step);
    if (isLower) {
      lower++;
      second += Number(calls > step);
    } else {
      upper++;
      more += Number(calls > step);
    }
  }
  expect(lower).toBeGreaterThan(1000);
  expect(upper).toBeGreaterThan(100);
  expect(second / lower).toBeLessThan(0.058);
  expect(more / upper).toBeLessThan(0.066);
});

test('one step of the sixth order leaves what seven factors of its length leave', () => {
  for (const { c, s } of plane()) {
    const { error } = inversion(c, s);
    if (normalisedPrice(c, s) < 0.98 * Math.exp(-0.5 * c))
      expect(error, `c ${c}, s ${s}`).toBeLessThan(3e-13);
  }
});

test('logarithms of prices beyond all numbers take a few steps', () => {
  for (const c of [0.5, 2, 10, 40]) {
    for (const h of [36, 50, 120]) {
      const s = c / h;
      const logPrice = logNormalisedPrice(c, s);
      ratio.calls = 0;
      expect(totalVolOfLogPrice(c, logPrice) / s).toBeCloseTo(1, 9);
      expect(ratio.calls).toBeLessThanOrEqual(s < 0.2 ? 2 : 4);
    }
  }
});

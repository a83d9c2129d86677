import { expect, test } from 'vitest';
import { bates, heston } from '#models/heston/index.ts';
import { durrlemanG } from '#surface/durrleman-g.ts';
import { batesPeaks, hestonPeaks } from './peaks.ts';

const T = 1;

/** Where the density of ln(S/F) is largest beside its neighbours, on [-1.5, 1.5] (J. Gatheral and A. Jacquier, 2014, equation 2.3). */
function tops(model: typeof bates, theta: Float64Array): readonly number[] {
  const k = Float64Array.from({ length: 3001 }, (_, i) => (i - 1500) / 1000);
  const [w, w1, w2] = [k.slice(), k.slice(), k.slice()];
  model.smile({ t: T, forward: 1 }).derivatives(theta, k, w, w1, w2);
  const density = k.map((at, i) => {
    const d2 = -at / Math.sqrt(w[i]!) - 0.5 * Math.sqrt(w[i]!);
    return (durrlemanG(at, w[i]!, w1[i]!, w2[i]!) * Math.exp(-0.5 * d2 * d2)) / Math.sqrt(w[i]!);
  });
  const most = Math.max(...density);
  return [...k].filter(
    (_, i) => density[i]! > 1e-4 * most && density[i]! > density[i - 1]! && density[i]! > density[i + 1]!,
  );
}

// A variance of 3 % that hardly moves, and nearly one size of jumps: the law is a row of narrow peaks.
const STILL = [0.0009, 2, 0.0009, 0.02, -0.3] as const;

test.each([
  [1, -0.5],
  [1.5, 0.4],
])('each top of the density of %d jumps a year of %d lies at a peak', (lambda, mu) => {
  const theta = Float64Array.of(...STILL, lambda, mu, 0.002);
  const found = tops(bates, theta);
  expect(found.length).toBeGreaterThan(2);
  const peaks = batesPeaks(theta, T);
  for (const at of found) {
    const nearest = Math.min(
      ...peaks.filter(({ width }) => width < 0.1).map((peak) => Math.abs(peak.at - at)),
    );
    expect(nearest, `${at}`).toBeLessThan(0.03);
  }
});

test('without jumps they are those of Heston', () => {
  const own = Float64Array.from(STILL);
  expect(tops(heston, own)).toHaveLength(1);
  const [forward, ...others] = hestonPeaks(own, T);
  expect(batesPeaks(Float64Array.of(...STILL, 0, -0.5, 0.1), T)).toEqual([forward, forward, ...others]);
});

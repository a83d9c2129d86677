import { expect, test } from 'vitest';
import { sviSmile } from '#models/svi/raw.ts';
import { durrlemanG } from '#surface/durrleman.ts';
import { butterflyOnset } from './butterfly-onset.ts';

test("the onset of Axel Vogt's smile is where g first changes its sign", () => {
  // Gatheral and Jacquier, "Arbitrage-free SVI volatility surfaces", 2014, example 3.1.
  const theta = Float64Array.of(-0.041, 0.1331, 0.306, 0.3586, 0.4153);
  const onset = butterflyOnset(sviSmile, theta, 0, 1);
  const g = (k: number) => {
    const [w, w1, w2] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
    sviSmile.derivatives(theta, Float64Array.of(k), w, w1, w2);
    return durrlemanG(k, w[0] ?? 0, w1[0] ?? 0, w2[0] ?? 0);
  };
  expect(onset).toBeGreaterThan(0.5);
  expect(onset).toBeLessThan(1);
  expect(g(onset - 1e-6)).toBeGreaterThan(0);
  expect(g(onset + 1e-6)).toBeLessThan(0);
});

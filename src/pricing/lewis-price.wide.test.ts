import { expect, test } from 'vitest';
import { bates } from './bates.ts';
import { createLewisExpiry } from './lewis-price.ts';

test('prices of random laws lie between their bounds, are convex in strike and scale with the forward', () => {
  let state = 71;
  const between = (low: number, high: number): number => {
    state = (state * 48271) % 2147483647;
    return low * (high / low) ** (state / 2147483647);
  };
  const n = 25;
  for (let law = 0; law < 150; law++) {
    const theta = Float64Array.of(
      between(0.01, 1),
      between(0.1, 10),
      between(0.01, 1),
      between(0.1, 3),
      2 * between(0.05, 0.95) - 1,
      between(0.05, 10),
      0.5 - between(0.3, 0.8),
      between(0.01, 0.4),
    );
    const t = between(0.003, 3);
    const width = 5 * Math.sqrt(bates.totalVariance(theta, t));
    const k = Float64Array.from({ length: n }, (_, i) => Math.exp((width * (2 * i - n + 1)) / (n - 1)));
    const value = new Float64Array(n);
    const scaled = new Float64Array(n);
    createLewisExpiry(bates, 1, t, k).timeValues(theta, value);
    createLewisExpiry(
      bates,
      64,
      t,
      k.map((v) => 64 * v),
    ).timeValues(theta, scaled);
    const call = value.map((v, i) => v + Math.max(1 - k[i]!, 0));
    for (let i = 0; i < n; i++) {
      // Rounding of the terms that cancel, in units of sqrt(K).
      const noise = 1e-13 * Math.sqrt(k[i]!) + 1e-15;
      expect(value[i]).toBeGreaterThan(-noise);
      expect(value[i]).toBeLessThan(Math.min(1, k[i]!) + noise);
      expect(Math.abs(scaled[i]! / 64 - value[i]!)).toBeLessThan(noise);
      if (i === 0 || i === n - 1) continue;
      const left = (call[i]! - call[i - 1]!) / (k[i]! - k[i - 1]!);
      const right = (call[i + 1]! - call[i]!) / (k[i + 1]! - k[i]!);
      expect(left, `law ${law}: ${theta.join(' ')}, t ${t}`).toBeGreaterThan(-1 - 1e-10);
      expect(right - left).toBeGreaterThan(-1e-10 / Math.min(1, k[i]! - k[i - 1]!));
      expect(right).toBeLessThan(1e-10);
    }
  }
});

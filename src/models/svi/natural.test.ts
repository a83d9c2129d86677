import fc from 'fast-check';
import { expect, test } from 'vitest';
import { golden, hasShared } from '#testing/shared.ts';
import { jumpWingsView } from './jump-wings.ts';
import { naturalView } from './natural.ts';
import { sviSmile } from './raw.ts';

const SEED = 20261121;

const theta = fc
  .tuple(
    fc.double({ min: 1e-3, max: 1, noNaN: true }),
    fc.double({ min: 1e-3, max: 0.9, noNaN: true }),
    fc.double({ min: -0.95, max: 0.95, noNaN: true }),
    fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    fc.double({ min: 0.01, max: 1, noNaN: true }),
  )
  .map(([level, b, rho, m, sigma]) =>
    Float64Array.of(level - b * sigma * Math.sqrt(1 - rho * rho), b, rho, m, sigma),
  );

interface Sets {
  readonly sets: Record<string, { raw: number[]; natural_Delta_mu_rho_omega_zeta: number[] }>;
}

test.skipIf(!hasShared)('natural parameters agree with the reference', () => {
  for (const [name, set] of Object.entries(golden<Sets>('svi').sets)) {
    const natural = new Float64Array(5);
    naturalView.values(Float64Array.from(set.raw), 1, natural);
    set.natural_Delta_mu_rho_omega_zeta.forEach((value, i) => {
      expect(Math.abs(natural[i]! - value), `${name} ${i}`).toBeLessThan(
        1e-12 * Math.max(1, Math.abs(value)),
      );
    });
  }
});

test('the natural formula gives the smile of the raw one', () => {
  fc.assert(
    fc.property(theta, fc.double({ min: -1.5, max: 1.5, noNaN: true }), (raw, k) => {
      const natural = new Float64Array(5);
      naturalView.values(raw, 1, natural);
      const [delta, mu, rho, omega, zeta] = natural as unknown as [number, number, number, number, number];
      const z = zeta * (k - mu);
      const w = delta + (omega / 2) * (1 + rho * z + Math.sqrt((z + rho) ** 2 + 1 - rho * rho));
      const out = new Float64Array(1);
      sviSmile.totalVariance(raw, Float64Array.of(k), out);
      // Delta and omega may be ten times larger than what is left of them.
      expect(Math.abs(w - out[0]!)).toBeLessThan(1e-12 * (Math.abs(delta) + omega * (1 + Math.abs(z))));
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test('natural parameters and jump-wings differentiate their own values', () => {
  for (const view of [naturalView, jumpWingsView]) {
    fc.assert(
      fc.property(theta, fc.double({ min: 0.05, max: 2, noNaN: true }), (raw, t) => {
        const jacobian = new Float64Array(25);
        view.jacobian(raw, t, jacobian);
        for (let j = 0; j < 5; j++) {
          const h = 1e-7 * Math.max(0.1, Math.abs(raw[j]!));
          const [up, down] = [1, -1].map((sign) => {
            const out = new Float64Array(5);
            view.values(
              raw.map((v, i) => (i === j ? v + sign * h : v)),
              t,
              out,
            );
            return out;
          }) as [Float64Array, Float64Array];
          for (let q = 0; q < 5; q++) {
            const numeric = (up[q]! - down[q]!) / (2 * h);
            const size = Math.max(1, Math.abs(numeric), Math.abs(up[q]!) * 10);
            expect(Math.abs(jacobian[5 * q + j]! - numeric) / size, `${view.id} ${q} ${j}`).toBeLessThan(
              1e-4,
            );
          }
        }
      }),
      { seed: SEED, numRuns: 100 },
    );
  }
});

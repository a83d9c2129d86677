import { expect, test } from 'vitest';
import { golden, hasShared } from '#testing/shared.ts';
import { levelAtTheMoney } from './at-the-money.ts';
import { type BackboneFunction, haganBackbone, oblojBackbone } from './backbone.ts';
import { sabrSmile } from './smile.ts';
import { stretch, stretchRatio } from './stretch.ts';

interface Golden {
  readonly cases: readonly Readonly<
    Record<'F' | 'K' | 'T' | 'alpha' | 'beta' | 'rho' | 'nu' | 'hagan' | 'obloj', number>
  >[];
  readonly zx: readonly { readonly z: number; readonly rho: number; readonly z_over_x: number }[];
  readonly alpha_from_atm: readonly Readonly<
    Record<'F' | 'T' | 'sigma_atm' | 'beta' | 'rho' | 'nu' | 'alpha', number>
  >[];
}

const FORMULAS: readonly [string, BackboneFunction][] = [
  ['hagan', haganBackbone],
  ['obloj', oblojBackbone],
];

function vol(
  backbone: BackboneFunction,
  t: number,
  forward: number,
  theta: readonly number[],
  strike: number,
): number {
  const w = new Float64Array(1);
  sabrSmile(backbone, { t, forward }).totalVariance(
    Float64Array.from(theta),
    Float64Array.of(Math.log(strike / forward)),
    w,
  );
  return Math.sqrt(w[0]! / t);
}

test.skipIf(!hasShared)('volatilities of both formulas are those of 50 digits', () => {
  for (const { F, K, T, alpha, beta, rho, nu, hagan, obloj } of golden<Golden>('sabr').cases) {
    const theta = [alpha, beta, rho, nu, 0];
    expect(Math.abs(vol(haganBackbone, T, F, theta, K) / hagan - 1)).toBeLessThan(1e-12);
    expect(Math.abs(vol(oblojBackbone, T, F, theta, K) / obloj - 1)).toBeLessThan(1e-12);
  }
});

test.skipIf(!hasShared)('x(z) keeps its digits to a million either way', () => {
  for (const { z, rho, z_over_x } of golden<Golden>('sabr').zx) {
    expect(Math.abs(stretchRatio(z, rho) * z_over_x - 1)).toBeLessThan(3e-14);
  }
  expect(stretch(0, 0.5)).toBe(0);
  for (const z of [0, 5e-324, -3e-323, 1e-300]) expect(stretchRatio(z, -0.875)).toBe(1);
});

test.skipIf(!hasShared)('alpha comes from the volatility at the money by the smallest positive root', () => {
  for (const { F, T, sigma_atm, beta, rho, nu, alpha } of golden<Golden>('sabr').alpha_from_atm) {
    const level = levelAtTheMoney(sigma_atm, T, beta, rho, nu)!;
    expect(Math.abs((level * F ** (1 - beta)) / alpha - 1)).toBeLessThan(1e-10);
  }
});

test('the root at the money is the same next to beta = 1 as there', () => {
  const atOne = levelAtTheMoney(1, 1, 1, -0.632, 2)!;
  for (const gap of [1e-4, 1e-6, 3e-8, 1e-9, 1e-12, 1e-15]) {
    expect(Math.abs(levelAtTheMoney(1, 1, 1 - gap, -0.632, 2)! / atOne - 1)).toBeLessThan(10 * gap + 1e-13);
  }
});

test('some volatilities at the money have no alpha', () => {
  expect(levelAtTheMoney(0.8, 1, 1, -0.9, 4)).toBeNull();
  expect(levelAtTheMoney(0.8, 1, 1 - 1e-9, -0.9, 4)).toBeNull();
  expect(levelAtTheMoney(0.2, 1, 0.5, -0.9, 60)).not.toBeNull();
  expect(levelAtTheMoney(0.2, 1, 0.5, 0, 0)).toBeCloseTo(0.2, 2);
});

test('a shift displaces forward and strike inside the formula', () => {
  const theta = [0.035, 0.5, -0.25, 0.45];
  for (const [, backbone] of FORMULAS) {
    const displaced = vol(backbone, 5, 0.05, [...theta, 0], 0.03);
    expect(vol(backbone, 5, 0.03, [...theta, 0.02], 0.01)).toBeCloseTo(displaced, 14);
  }
});

const SMILES: readonly (readonly [t: number, forward: number, theta: readonly number[]])[] = [
  [0.019, 60000, [0.55, 1, -0.1, 3, 0]],
  [0.25, 100, [2.5, 0.5, -0.6, 0.9, 0]],
  [5, 0.03, [0.035, 0.5, -0.25, 0.45, 0]],
  [5, 0.03, [0.035, 0.5, -0.25, 0.45, 0.02]],
  [1, 100, [12, 0.1, 0.4, 0.3, 7]],
  [1, 100, [20, 0, 0, 0.5, 0]],
  [1e-4, 60000, [0.6, 1, -0.3, 40, 0]],
  [0.5, 100, [0.2, 1, 0.3, 0, 0]],
];
const K = Float64Array.of(-1.3, -0.4, -0.11, -0.02, -1e-3, -1e-6, 0, 1e-9, 1e-4, 0.005, 0.05, 0.3, 1.2);

/** Largest difference of two columns, against the size of the second. */
function difference(a: Float64Array, b: Float64Array): number {
  let size = 1e-3;
  for (const v of b) size = Math.max(size, Math.abs(v));
  let worst = 0;
  a.forEach((v, i) => {
    worst = Math.max(worst, Math.abs(v - b[i]!) / Math.max(Math.abs(b[i]!), 1e-3 * size));
  });
  return worst;
}

test.each(FORMULAS)(
  '%s: w, its derivatives and theirs in the parameters are their differences',
  (_, backbone) => {
    for (const [t, forward, parameters] of SMILES) {
      const smile = sabrSmile(backbone, { t, forward });
      const theta = Float64Array.from(parameters);
      const n = K.length;
      const columns = () => [new Float64Array(n), new Float64Array(n), new Float64Array(n)] as const;
      const own = new Float64Array(n);
      smile.totalVariance(theta, K, own);
      const [w, w1, w2] = columns();
      smile.derivatives(theta, K, w, w1, w2);
      expect(difference(w, own)).toBeLessThan(1e-13);
      const h = 1e-5;
      const at = (by: number) => {
        const out = columns();
        smile.derivatives(
          theta,
          K.map((k) => k + by),
          ...out,
        );
        return out;
      };
      const [up, down] = [at(h), at(-h)];
      expect(
        difference(
          w1,
          w.map((_, i) => (up[0][i]! - down[0][i]!) / (2 * h)),
        ),
      ).toBeLessThan(1e-6);
      expect(
        difference(
          w2,
          w.map((_, i) => (up[1][i]! - down[1][i]!) / (2 * h)),
        ),
      ).toBeLessThan(1e-6);

      const jacobian = new Float64Array(5 * n);
      smile.jacobian(theta, K, jacobian);
      const d = [new Float64Array(5 * n), new Float64Array(5 * n), new Float64Array(5 * n)] as const;
      smile.derivativeJacobians!(theta, K, ...d);
      expect(difference(d[0], jacobian)).toBeLessThan(1e-9);
      for (let p = 0; p < 5; p++) {
        const step = p === 4 ? 1e-5 * forward : 1e-5 * Math.max(0.1, Math.abs(theta[p]!));
        const moved = (by: number) => {
          const out = columns();
          const other = Float64Array.from(theta);
          other[p]! += by;
          smile.derivatives(other, K, ...out);
          return out;
        };
        const [more, less] = [moved(step), moved(-step)];
        for (let order = 0; order < 3; order++) {
          const numeric = own.map((_, i) => (more[order]![i]! - less[order]![i]!) / (2 * step));
          const analytic = own.map((_, i) => d[order]![5 * i + p]!);
          expect(difference(analytic, numeric), `parameter ${p}, order ${order}, ${parameters}`).toBeLessThan(
            2e-5,
          );
        }
      }
    }
  },
);

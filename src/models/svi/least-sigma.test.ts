import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { fukasawaEnds } from './fukasawa.ts';
import { leastSigma, leastSigmaDerivative } from './least-sigma.ts';

const SEED = 20220131;

interface Case {
  readonly alpha: number;
  readonly b: number;
  readonly rho: number;
  readonly mu: number;
}

/** Smiles inside the interval: near its threshold and far above, near its ends and in its middle. */
function cases(count: number): readonly Case[] {
  const random = seededRandom(SEED);
  return Array.from({ length: count }, (_, i) => {
    const rho = i % 7 === 0 ? 0 : 1.9 * random() - 0.95;
    const b = (1.97 * random() + 0.02) / (1 + Math.abs(rho));
    const { threshold, at } = fukasawaEnds(b, rho);
    const alpha = threshold + Math.exp(8 * random() - 6);
    const { low, high } = at(alpha);
    const share = i % 3 === 0 ? 0.002 : i % 3 === 1 ? 0.998 : random();
    return { alpha, b, rho, mu: low + (high - low) * share };
  });
}

function least({ alpha, b, rho, mu }: Case) {
  return leastSigma(alpha, b, rho, mu, fukasawaEnds(b, rho).at(alpha));
}

/** Distances from the lowest point, to either side. */
const OFFS = Array.from({ length: 128 }, (_, i) => (i % 2 === 0 ? 1 : -1) * Math.exp(i / 8 - 7));

/** The sigma that g >= 0 asks for at l: -G2/(2 G1) where G2 < 0. */
function asked({ alpha, b, rho, mu }: Case, l: number): number {
  const root = Math.sqrt(l * l + 1);
  const n = alpha + b * (rho * l + root);
  const n1 = b * (rho + l / root);
  const g1 = (1 - ((l + mu) * n1) / (2 * n)) ** 2 - n1 ** 2 / 16;
  const g2 = b / root ** 3 - n1 ** 2 / (2 * n);
  return g2 < 0 ? -g2 / (2 * g1) : 0;
}

test(`sigma* is what one place asks for and no place asks for more, seed ${SEED}`, () => {
  const bound = [0, 0];
  for (const at of cases(150)) {
    const found = least(at);
    expect(found.sigma).toBeGreaterThan(0);
    expect(Math.abs(asked(at, found.at) / found.sigma - 1)).toBeLessThan(1e-7);
    const lowest = -at.rho / Math.sqrt(1 - at.rho ** 2);
    bound[found.at > lowest ? 1 : 0]!++;
    const near = [1e-3, -1e-3, 1e-5, -1e-5].map((step) => (found.at - lowest) * (1 + step));
    const most = Math.max(...[...OFFS, ...near].map((off) => asked(at, lowest + off)));
    expect(most).toBeLessThanOrEqual(found.sigma * (1 + 1e-9));
  }
  // Both wings bind, now one and now the other.
  expect(Math.min(...bound)).toBeGreaterThan(30);
});

test('the mirrored smile needs the same sigma at the mirrored place', () => {
  for (const at of cases(40)) {
    const [here, there] = [least(at), least({ ...at, rho: -at.rho, mu: -at.mu })];
    expect(Math.abs(there.sigma / here.sigma - 1)).toBeLessThan(1e-9);
    expect(Math.abs(there.at + here.at)).toBeLessThan(1e-4 * (1 + Math.abs(here.at)));
  }
});

test('beyond the interval no sigma will do', () => {
  for (const { alpha, b, rho } of cases(40)) {
    const interval = fukasawaEnds(b, rho).at(alpha);
    const past = 1e-3 * (interval.high - interval.low);
    expect(leastSigma(alpha, b, rho, interval.high + past, interval).sigma).toBe(Number.POSITIVE_INFINITY);
    expect(leastSigma(alpha, b, rho, interval.low - past, interval).sigma).toBe(Number.POSITIVE_INFINITY);
  }
});

test(`derivatives of sigma* are its differences, seed ${SEED}`, () => {
  let seen = 0;
  for (const at of cases(120)) {
    const found = least(at);
    // Where both wings ask for nearly the same there is none.
    const h = 1e-6;
    const keys = ['alpha', 'b', 'rho', 'mu'] as const;
    const moved = (key: (typeof keys)[number], by: number) => least({ ...at, [key]: at[key] + by });
    const gradient = leastSigmaDerivative(at.alpha, at.b, at.rho, at.mu, found);
    keys.forEach((key, j) => {
      const step = h * Math.min(1, Math.abs(at[key]) + 1e-3);
      const [up, down] = [moved(key, step), moved(key, -step)];
      if (!(up.sigma < 1e6 && down.sigma < 1e6) || Math.abs(up.at - down.at) > 0.1 * (1 + Math.abs(up.at)))
        return;
      const [right, left] = [up.sigma - found.sigma, found.sigma - down.sigma];
      // Differences that are not linear at this step say nothing.
      if (Math.abs(right - left) > 1e-3 * Math.abs(right + left)) return;
      seen++;
      const difference = (up.sigma - down.sigma) / (2 * step);
      expect(Math.abs(gradient[j]! / difference - 1), `${key} at ${JSON.stringify(at)}`).toBeLessThan(1e-3);
    });
  }
  expect(seen).toBeGreaterThan(350);
  expect(leastSigmaDerivative(0.5, 0.1, 0, 0, { sigma: 0, at: 1 })).toEqual([0, 0, 0, 0]);
});

import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import { golden, hasShared } from '#testing/shared.ts';
import { levelAtTheMoney } from './at-the-money.ts';
import {
  type Backbone,
  type BackboneFunction,
  createBackbone,
  haganBackbone,
  oblojBackbone,
} from './backbone.ts';
import { sabr, sabrObloj } from './index.ts';
import { sabrSmile } from './smile.ts';
import { stretch, stretchRatio } from './stretch.ts';
import { correction } from './terms.ts';

const SEED = 20051121;

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

test(`the level at the money is the first at which the formula gives the volatility, seed ${SEED}`, () => {
  const random = seededRandom(SEED);
  let [hidden, none] = [0, 0];
  for (let round = 0; round < 400; round++) {
    const beta = round % 4 === 0 ? 1 : random();
    const [t, sigma] = [10 ** (3 * random() - 2), 10 ** (2 * random() - 1.3)];
    const [rho, nu] = [1.96 * random() - 0.98, 10 ** (2 * random() - 0.7)];
    const vol = (a: number): number => a * correction(a, { a, o: 1 - beta, rho, nu, shift: 0, f: 1 }, t);
    const level = levelAtTheMoney(sigma, t, beta, rho, nu);
    // On a fine grid of levels up to it, or up to a million, the formula stays below.
    const last = level ?? 1e6;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 1; i < 400; i++) {
      most = Math.max(most, vol((last * i) / 400), vol(last * Math.exp((i - 400) / 20)));
    }
    expect(most, `round ${round}`).toBeLessThan(sigma);
    if (level === null) none++;
    else {
      expect(vol(level * (1 - 1e-9))).toBeLessThan(sigma);
      expect(vol(level * (1 + 1e-9))).toBeGreaterThan(sigma);
      // Those with a further level, past the fall of the cubic.
      if (vol(level * (1 + 1e-3)) > sigma && [2, 5, 20, 100].some((by) => vol(level * by) < sigma)) hidden++;
    }
  }
  expect(none).toBeGreaterThan(2);
  expect(hidden).toBeGreaterThan(20);
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

test('both backbones are one at q = 0, the one that is held there', () => {
  for (const [, backbone] of FORMULAS) {
    const there = createBackbone();
    backbone(0, there);
    // But for the third derivative of q G, which 1 - beta = 0 leaves out.
    for (const [key, value] of Object.entries(createBackbone()).filter(([name]) => name !== 's3'))
      expect(there[key as keyof Backbone], key).toBeCloseTo(value, 15);
  }
});

test('Obłój’s backbone keeps its closed forms near zero and far out', () => {
  const out = createBackbone();
  for (const q of [-30, -7, -3.01, -3, -2.99, -1, -0.2, 0.3, 2.99, 3.01, 12]) {
    oblojBackbone(q, out);
    const [sinh, coth] = [Math.sinh(q), 1 / Math.tanh(q)];
    const close = (value: number, expected: number): void => {
      expect(Math.abs(value - expected), `${q}`).toBeLessThan(1e-11 * Math.abs(expected) + 1e-13);
    };
    // G = e^q sinh(q)/q and B = 1/G, so that ln B = ln q - ln sinh q - q.
    const g = (Math.exp(q) * sinh) / q;
    close(out.g, g);
    close(out.b * g, 1);
    close(out.g1, g * (1 + coth - 1 / q));
    close(out.l1, 1 / q - coth - 1);
    close(out.l2, 1 / sinh ** 2 - 1 / q ** 2);
    close(out.l3, 2 / q ** 3 - (2 * coth) / sinh ** 2);
    close(out.s1, Math.exp(2 * q));
    close(out.s2, 2 * Math.exp(2 * q));
    close(out.s3, 4 * Math.exp(2 * q));
  }
});

test('where the correction in time has no more to say there is no volatility', () => {
  // 1 + T I < 0 at every strike: rho nu far below zero for four years.
  const theta = Float64Array.of(0.5, 1, -0.98, 5, 0);
  const smile = sabrSmile(haganBackbone, { t: 4, forward: 100 });
  const k = Float64Array.of(-0.1, 0, 0.2);
  const [w, w1, w2, again] = [0, 1, 2, 3].map(() => new Float64Array(3)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  smile.totalVariance(theta, k, w);
  smile.linearised!(theta, k, again, new Float64Array(15));
  smile.derivatives(theta, k, w1, w2, new Float64Array(3));
  for (const column of [w, again, w1]) for (const value of column) expect(value).toBeNaN();
});

test('a smile and its linear part are one however far out, and whatever stood in the columns', () => {
  const k = Float64Array.of(-12, -3, -0.8, 0, 0.9, 4, 11);
  for (const theta of [
    [0.1, 1, 0.9, 6, 0],
    [0.1, 1, -0.9, 6, 0],
    [0.2, 0.6, -0.95, 2, 0],
    [0.2, 0.6, 0.95, 2, 0],
  ]) {
    for (const [, backbone] of FORMULAS) {
      const smile = sabrSmile(backbone, { t: 1e-4, forward: 1 });
      const at = Float64Array.from(theta);
      const [w, own] = [new Float64Array(7), new Float64Array(7)];
      const [jacobian, linear] = [new Float64Array(35).fill(3), new Float64Array(35).fill(4)];
      // First the derivatives alone: nothing is left from another smile.
      sabrSmile(oblojBackbone, { t: 1, forward: 1 }).totalVariance(Float64Array.of(0.3, 0, 0, 1, 0), k, w);
      const d = [5, 6, 7].map((v) => new Float64Array(35).fill(v)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      smile.derivativeJacobians!(at, k, ...d);
      smile.totalVariance(at, k, own);
      smile.linearised!(at, k, w, linear);
      smile.jacobian(at, k, jacobian);
      expect(jacobian).toEqual(linear);
      expect(difference(w, own)).toBeLessThan(1e-13);
      expect(difference(d[0], linear)).toBeLessThan(1e-9);
    }
  }
});

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

test('a smile is doubted once nu squared times time is above one', () => {
  const at = { t: 0.25, forward: 100 };
  expect(sabr.caution!(Float64Array.of(0.5, 1, 0, 2, 0), at)).toBeNull();
  expect(sabr.caution!(Float64Array.of(0.5, 1, 0, 3, 0), at)).toMatch(
    /^nu² T is 2\.25: .* no model of them\.$/,
  );
  expect(sabrObloj.caution).toBe(sabr.caution);
});

test('the two models are one where beta is one, and two elsewhere', () => {
  const k = Float64Array.of(-0.5, 0.2);
  const w = [sabr, sabrObloj].map((model) =>
    [1, 0.3].map((beta) => {
      const out = new Float64Array(2);
      model.smile({ t: 1, forward: 1 }).totalVariance(Float64Array.of(0.3, beta, -0.2, 0.6, 0), k, out);
      return [...out];
    }),
  );
  expect(w[0]![0]).toEqual(w[1]![0]);
  expect(Math.abs(w[0]![1]![0]! / w[1]![1]![0]! - 1)).toBeGreaterThan(1e-4);
});

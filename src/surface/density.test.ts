import { expect, test } from 'vitest';
import { normalDensity } from '#math/normal.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { golden, hasShared } from '#testing/shared.ts';
import { type RiskNeutralLaw, riskNeutralLaw } from './density.ts';
import { densityMoments } from './density-moments.ts';
import { curveOf, type SmileCurve } from './smile-curve.ts';
import { varianceSwap } from './variance-swap.ts';

interface GoldenSlice {
  readonly name: string;
  readonly raw: readonly number[];
  readonly mean_k: number;
  readonly var_k: number;
  readonly skew: number;
  readonly exkurt: number;
  readonly 'varswap_w=-2E[k]': number;
  readonly quantiles: Readonly<Record<string, { readonly rnd_k: number }>>;
  readonly table: readonly { readonly k: number; readonly pdf_k: number; readonly cdf: number }[];
}

const goldenSlices = hasShared ? golden<{ slices: GoldenSlice[] }>('rnd').slices : [];

const BTC_7D = [0.0008, 0.028, -0.15, 0.012, 0.06];
/** Vogt's smile: g < 0 between 0.6424 and 1.2569 (Gatheral and Jacquier 2014, section 5.1). */
const VOGT = [-0.041, 0.1331, 0.306, 0.3586, 0.4153];

function sviCurve(raw: readonly number[]): SmileCurve {
  return curveOf({ functions: sviSmile, theta: Float64Array.from(raw) });
}

function lawOf(curve: SmileCurve): RiskNeutralLaw {
  const law = riskNeutralLaw(curve);
  if (law === null) throw new Error('no law');
  return law;
}

test.skipIf(!hasShared)('density, distribution and quantiles are the golden ones', () => {
  for (const { raw, table, quantiles } of goldenSlices) {
    const law = lawOf(sviCurve(raw));
    for (const { k, pdf_k, cdf } of table) {
      expect(law.at(k).density / pdf_k - 1).toBeCloseTo(0, 12);
      expect(law.at(k).below / cdf - 1).toBeCloseTo(0, 12);
    }
    for (const [p, { rnd_k }] of Object.entries(quantiles)) {
      expect(law.quantile(Number(p)), p).toBeCloseTo(rnd_k, 12);
    }
    expect(law.negative).toEqual([]);
  }
});

test.skipIf(!hasShared)('moments and variance swap are the golden ones', () => {
  for (const slice of goldenSlices) {
    const curve = sviCurve(slice.raw);
    const law = lawOf(curve);
    const moments = densityMoments(curve, law);
    expect(moments.converged).toBe(true);
    expect(moments.mass).toBeCloseTo(1, 12);
    expect(moments.forward).toBeCloseTo(1, 12);
    expect(moments.mean / slice.mean_k - 1).toBeCloseTo(0, 10);
    expect(moments.sd ** 2 / slice.var_k - 1).toBeCloseTo(0, 10);
    expect(moments.skewness / slice.skew - 1).toBeCloseTo(0, 9);
    expect(moments.excessKurtosis / slice.exkurt - 1).toBeCloseTo(0, 9);
    const swap = varianceSwap(curve, law, [-0.1, 0.1]);
    expect(swap.sound).toBe(true);
    expect(swap.total / slice['varswap_w=-2E[k]'] - 1).toBeCloseTo(0, 10);
  }
});

test('a flat smile has the normal law', () => {
  const flat: SmileCurve = {
    derivatives(_, w, w1, w2) {
      w.fill(0.04);
      w1.fill(0);
      w2.fill(0);
    },
  };
  const law = lawOf(flat);
  expect(law.at(0.1).density).toBeCloseTo(normalDensity(0.6) / 0.2, 13);
  expect(law.quantile(0.5)).toBeCloseTo(-0.02, 14);
  const moments = densityMoments(flat, law);
  expect(moments.mean).toBeCloseTo(-0.02, 14);
  expect(moments.sd).toBeCloseTo(0.2, 13);
  expect(moments.skewness).toBeCloseTo(0, 11);
  expect(moments.excessKurtosis).toBeCloseTo(0, 11);
  expect(varianceSwap(flat, law, [-0.3, 0.3]).total).toBeCloseTo(0.04, 13);
});

test('the distribution is the integral of the density, in both tails', () => {
  const law = lawOf(sviCurve(BTC_7D));
  for (const [a, b] of [
    [-0.9, -0.5],
    [-0.05, 0.05],
    [0.4, 0.8],
  ] as const) {
    let sum = 0;
    const n = 4000;
    for (let i = 0; i < n; i++) sum += law.at(a + ((b - a) * (i + 0.5)) / n).density * ((b - a) / n);
    const mass = b < 0 ? law.at(b).below - law.at(a).below : law.at(a).above - law.at(b).above;
    expect(mass / sum - 1).toBeCloseTo(0, 5);
    expect(law.at(b).below + law.at(b).above).toBeCloseTo(1, 14);
  }
});

test('where g is negative the density is said to be, with its mass, and nothing is clamped', () => {
  const law = lawOf(sviCurve(VOGT));
  expect(law.negative).toHaveLength(1);
  const [{ low, high, mass } = { low: 0, high: 0, mass: 0 }] = law.negative;
  expect(low).toBeCloseTo(0.642407877869, 10);
  expect(high).toBeCloseTo(1.25691299193, 10);
  expect(mass).toBeLessThan(0);
  expect(mass).toBeCloseTo(law.at(high).below - law.at(low).below, 12);
  expect(law.at(0.88).density).toBeLessThan(0);
  // Mass and forward are still 1: the negative part is made up for elsewhere.
  const moments = densityMoments(sviCurve(VOGT), law);
  expect(moments.mass).toBeCloseTo(1, 10);
  expect(moments.forward).toBeCloseTo(1, 10);
});

test('a quantile on a falling distribution is the first place that reaches it', () => {
  const law = lawOf(sviCurve(VOGT));
  const [{ low, high } = { low: 0, high: 0 }] = law.negative;
  // The distribution rises beyond 1 before it falls.
  expect(law.at(low).below).toBeGreaterThan(1);
  const p = 0.5 * (1 + law.at(high).below);
  const k = law.quantile(p);
  expect(k).not.toBeNull();
  expect(k!).toBeLessThan(low);
  expect(law.at(k!).below).toBeCloseTo(p, 12);
  for (let x = law.range[0]; x < k! - 1e-9; x += 0.01) expect(law.at(x).below).toBeLessThan(p);
});

test('quantiles beyond the law, and smiles without a law, have none', () => {
  const law = lawOf(sviCurve(BTC_7D));
  expect(law.quantile(0)).toBeNull();
  expect(law.quantile(1)).toBeNull();
  expect(law.quantile(Number.NaN)).toBeNull();
  expect(riskNeutralLaw(sviCurve([-1, 0.1, 0, 0, 0.1]))).toBeNull();
});

test('a smile that ends is followed as far as it goes, and what is missing is seen', () => {
  const svi = sviCurve(BTC_7D);
  const cut: SmileCurve = {
    derivatives(k, w, w1, w2) {
      svi.derivatives(k, w, w1, w2);
      k.forEach((x, i) => {
        if (Math.abs(x) > 0.15) w[i] = Number.NaN;
      });
    },
  };
  const law = lawOf(cut);
  expect(law.at(law.range[0]).density).toBeGreaterThan(0);
  const { mass } = densityMoments(cut, law);
  expect(law.range[0]).toBeCloseTo(-0.15, 12);
  expect(mass).toBeCloseTo(law.at(0.15).below - law.at(-0.15).below, 12);
  expect(mass).toBeLessThan(0.98);
});

test('with a wing at the bound of Lee part of the forward is lost, and no variance swap is promised', () => {
  const steep = sviCurve([0.01, 1.25, 0.6 - 1e-7, 0.05, 0.2]);
  const law = lawOf(steep);
  const { mass, forward } = densityMoments(steep, law);
  expect(mass).toBeCloseTo(1, 6);
  expect(forward).toBeLessThan(0.9);
  expect(varianceSwap(steep, law, [-0.2, 0.2]).sound).toBe(false);
});

test('the part of a variance swap beyond the quotes is that of its log contract', () => {
  const curve = sviCurve(BTC_7D);
  const law = lawOf(curve);
  const swap = varianceSwap(curve, law, [-0.08, 0.06]);
  // Puts below a replicate 2 (a - k + e^{k - a} - 1) for k < a, by parts from the density.
  let sum = 0;
  const n = 20_000;
  const [a, from] = [-0.08, law.range[0]];
  for (let i = 0; i < n; i++) {
    const k = from + ((a - from) * (i + 0.5)) / n;
    sum += 2 * (a - k + Math.exp(k - a) - 1) * law.at(k).density * ((a - from) / n);
  }
  expect((swap.below * swap.total) / sum - 1).toBeCloseTo(0, 5);
  const whole = varianceSwap(curve, law, [law.range[0], law.range[1]]);
  expect(whole.below + whole.above).toBe(0);
  expect(whole.total).toBeCloseTo(swap.total, 14);
  expect(varianceSwap(curve, law, [0, 0])).toMatchObject({ total: expect.closeTo(swap.total, 14) });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeSlice } from '#testing/fit-slice.ts';
import { golden, hasShared } from '#testing/shared.ts';
import { lossOf, lossWeight, robustScale } from './loss.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { capWeights, sliceWeights } from './weights.ts';

const WEIGHTS = DEFAULT_SETTINGS.all.weights;

interface WeightsGolden {
  readonly weights: {
    readonly quotes: readonly {
      bid_iv: number;
      ask_iv: number;
      bid_size: number;
      ask_size: number;
      oi: number;
      vol: number;
      age_s: number;
      user: number;
      tick_vol: number;
    }[];
    readonly params: { half_life_s: number; cap: number };
    readonly normalised: number[];
    readonly capped: number[];
    readonly ess: number;
  };
  readonly loss: readonly {
    r: number;
    delta: number;
    huber_rho: number;
    huber_w: number;
    softl1_rho: number;
    softl1_w: number;
  }[];
}

test.skipIf(!hasShared)('weights, cap and effective sample size agree with the reference', () => {
  const { quotes, params, normalised, capped, ess } = golden<WeightsGolden>('statistics').weights;
  const slice = makeSlice(
    0.1,
    quotes.map((_, i) => i / 10),
    quotes.map((q) => (q.bid_iv + q.ask_iv) / 2),
    {
      bidVol: Float64Array.from(quotes, (q) => q.bid_iv),
      askVol: Float64Array.from(quotes, (q) => q.ask_iv),
      tickVol: Float64Array.from(quotes, (q) => q.tick_vol),
      bidSize: Float64Array.from(quotes, (q) => q.bid_size),
      askSize: Float64Array.from(quotes, (q) => q.ask_size),
      activity: Float64Array.from(quotes, (q) => Math.log1p(q.oi + q.vol)),
      age: Float64Array.from(quotes, (q) => q.age_s),
      manual: Float64Array.from(quotes, (q) => q.user),
    },
  );
  const settings = { ...WEIGHTS, activity: 1, ageHalfLife: params.half_life_s };
  const open = sliceWeights(slice, { ...settings, cap: 1 });
  normalised.forEach((w, i) => {
    expect(open.weight[i]!).toBeCloseTo(w, 9);
  });
  const tight = sliceWeights(slice, { ...settings, cap: params.cap });
  capped.forEach((w, i) => {
    expect(tight.weight[i]!).toBeCloseTo(w, 9);
  });
  expect(tight.effective).toBeCloseTo(ess, 6);
});

test.skipIf(!hasShared)('robust losses and their weights agree with the reference', () => {
  for (const { r, delta, ...row } of golden<WeightsGolden>('statistics').loss) {
    expect(lossOf(r, { kind: 'huber', delta })).toBeCloseTo(row.huber_rho, 14);
    expect(lossWeight(r, { kind: 'huber', delta })).toBeCloseTo(row.huber_w, 14);
    expect(lossOf(r, { kind: 'soft-l1', delta })).toBeCloseTo(row.softl1_rho, 14);
    expect(lossWeight(r, { kind: 'soft-l1', delta })).toBeCloseTo(row.softl1_w, 14);
  }
});

test('a robust scale does not see one outlier', () => {
  expect(robustScale([1, -1, 1, -1, 1])).toBeCloseTo(1.4826, 12);
  expect(robustScale([1, -1, 1, -1, 1e9])).toBeCloseTo(1.4826, 12);
});

test('capped weights sum to one, exceed the cap only where it would hold most of them, and keep the order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 60 }),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      (raw, cap) => {
        const sum = raw.reduce((a, b) => a + b, 0);
        fc.pre(sum > 1e-6);
        const before = Float64Array.from(raw, (w) => w / sum);
        const after = Float64Array.from(before);
        capWeights(after, cap);
        const positive = before.filter((w) => w > 0).sort();
        // The largest but for half of them, and what it comes to where all above it are brought down to it.
        const middle = positive[positive.length - 1 - Math.floor(positive.length / 2)]!;
        const half = middle / positive.reduce((total, w) => total + Math.min(w, middle), 0);
        expect(after.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
        expect(Math.max(...after)).toBeLessThanOrEqual(Math.max(cap, half) + 1e-12);
        for (let i = 1; i < after.length; i++) {
          if (before[i]! > before[i - 1]!) expect(after[i]!).toBeGreaterThanOrEqual(after[i - 1]! - 1e-12);
        }
      },
    ),
    { seed: 8, numRuns: 400 },
  );
});

test('a cap that would hold more than half of a few quotes is raised until it holds half', () => {
  const weight = Float64Array.of(0.003, 0.002, 0.851, 0.073, 0.071);
  capWeights(weight, 0.25);
  // All that the two largest have above the third is taken off.
  const sum = 3 * 0.071 + 0.003 + 0.002;
  [0.003, 0.002, 0.071, 0.071, 0.071].forEach((w, i) => {
    expect(weight[i]).toBeCloseTo(w / sum, 14);
  });
  const pair = Float64Array.of(0.9, 0, 0.1);
  capWeights(pair, 0.05);
  expect([...pair]).toEqual([0.5, 0, 0.5]);
  const one = Float64Array.of(0, 1);
  capWeights(one, 0.25);
  expect([...one]).toEqual([0, 1]);
});

test('a quote that reaches the cap by a hair moves no weight by more', () => {
  const capped = (first: number): Float64Array => {
    const weight = Float64Array.of(first, 0.3, 0.21, 0.05, 0.02);
    const sum = weight.reduce((a, b) => a + b, 0);
    for (let i = 0; i < weight.length; i++) weight[i]! /= sum;
    capWeights(weight, 0.25);
    return weight;
  };
  for (let first = 0.01; first < 1; first += 0.001) {
    const [a, b] = [capped(first), capped(first + 1e-9)];
    a.forEach((w, i) => {
      expect(Math.abs(w - b[i]!)).toBeLessThan(1e-7);
    });
  }
});

test('a hand weight of zero takes a quote out and scales the others up', () => {
  const slice = makeSlice(0.1, [-0.2, -0.1, 0, 0.1, 0.2], [0.5, 0.48, 0.47, 0.475, 0.48], {
    manual: Float64Array.of(1, 0, 1, 3, 1),
  });
  const { weight } = sliceWeights(slice, { ...WEIGHTS, cap: 1 });
  expect(weight[1]).toBe(0);
  expect(weight.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 14);
  expect(weight[3]! / weight[2]!).toBeCloseTo(3, 12);
});

test('with every quote excluded there is no weight and no effective quote', () => {
  const slice = makeSlice(0.1, [-0.1, 0, 0.1], [0.5, 0.5, 0.5], { manual: new Float64Array(3) });
  const { weight, effective } = sliceWeights(slice, WEIGHTS);
  expect([...weight]).toEqual([0, 0, 0]);
  expect(effective).toBe(0);
});

test('factors the file cannot feed stay at one', () => {
  const slice = makeSlice(0.1, [-0.1, 0, 0.1], [0.5, 0.5, 0.5]);
  const { factors } = sliceWeights(slice, WEIGHTS);
  for (const name of ['size', 'activity', 'age', 'moneyness'] as const)
    expect([...factors[name]]).toEqual([1, 1, 1]);
});

test('the moneyness taper halves the weight at 1.18 widths', () => {
  const half = Math.sqrt(2 * Math.LN2);
  const slice = makeSlice(0.25, [-0.25 * half, 0, 0.25 * half], [0.5, 0.5, 0.5]);
  const { factors } = sliceWeights(slice, { ...WEIGHTS, moneynessWidth: 1 });
  expect(factors.moneyness[0]).toBeCloseTo(0.5, 12);
  expect(factors.moneyness[1]).toBe(1);
});

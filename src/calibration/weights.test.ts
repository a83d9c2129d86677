import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeSlice } from '#testing/fit-slice.ts';
import { golden, hasShared } from '#testing/shared.ts';
import { lossOf, lossWeight, robustScale } from './loss.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { capWeights, halfSpreads, quoteVariances, sliceWeights } from './weights.ts';

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

test('a quote of one side has the median half-spread of the others, and where none has two that of a vol point', () => {
  const none = Number.NaN;
  const slice = makeSlice(0.1, [-0.2, -0.1, 0, 0.1, 0.2], [0.5, 0.5, none, none, 0.5], {
    bidVol: Float64Array.of(0.48, 0.5, 0.47, none, 0.55),
    askVol: Float64Array.of(0.52, 0.5, none, 0.52, 0.45),
  });
  // Crossed sides count with their distance: half-spreads 0.02, 0, 0.05.
  [0.02, 0, 0.02, 0.02, 0.05].forEach((half, i) => {
    expect(halfSpreads(slice)[i]).toBeCloseTo(half, 14);
  });
  const oneSided = { ...slice, askVol: new Float64Array(5).fill(none) };
  expect([...halfSpreads(oneSided)]).toEqual([0.01, 0.01, 0.01, 0.01, 0.01]);
});

test('the variance of a quote is that of its half-spread, its tick and a fifth of a vol point', () => {
  const slice = makeSlice(0.1, [-0.1, 0, 0.1], [0.5, 0.5, 0.5], {
    halfSpread: 0.01,
    tickVol: Float64Array.of(0, 0.003, 0.02),
  });
  const { factors } = sliceWeights(slice, { ...WEIGHTS, spread: 1 });
  const { factors: rooted } = sliceWeights(slice, { ...WEIGHTS, spread: 0.5 });
  const { factors: off } = sliceWeights(slice, { ...WEIGHTS, spread: 0 });
  [0, 0.003, 0.02].forEach((tick, i) => {
    const variance = 1e-4 + 4e-6 + tick * tick;
    expect(quoteVariances(slice)[i]).toBeCloseTo(variance, 14);
    expect(factors.spread[i]! * variance).toBeCloseTo(1, 12);
    expect(rooted.spread[i]! * Math.sqrt(variance)).toBeCloseTo(1, 12);
    expect(off.spread[i]).toBe(1);
  });
});

test('a quote of median depth has the size factor 1, one without depth on a side none', () => {
  const k = [-0.2, -0.1, 0, 0.1, 0.2];
  const slice = makeSlice(0.1, k, [0.5, 0.5, 0.5, 0.5, 0.5], {
    // Harmonic means 2, 4, 8; no bid, no ask.
    bidSize: Float64Array.of(2, 3, 8, 0, 9),
    askSize: Float64Array.of(2, 6, 8, 9, 0),
  });
  const { factors } = sliceWeights(slice, { ...WEIGHTS, size: 1 });
  [(2 * 2) / (2 + 4), 1, (2 * 8) / (8 + 4), 0, 0].forEach((factor, i) => {
    expect(factors.size[i]).toBeCloseTo(factor, 14);
  });
  expect([...sliceWeights(slice, { ...WEIGHTS, size: 0 }).factors.size]).toEqual([1, 1, 1, 1, 1]);
  for (const missing of [{ bidSize: null }, { askSize: null }]) {
    const half = sliceWeights({ ...slice, ...missing }, { ...WEIGHTS, size: 1 });
    expect([...half.factors.size]).toEqual([1, 1, 1, 1, 1]);
  }
  const none = { bidSize: new Float64Array(5), askSize: new Float64Array(5).fill(3) };
  const empty = sliceWeights({ ...slice, ...none }, { ...WEIGHTS, size: 1 });
  expect([...empty.factors.size]).toEqual([1, 1, 1, 1, 1]);
});

test('depth below zero or not known is no depth, and does not enter the median', () => {
  const slice = makeSlice(0.1, [-0.1, 0, 0.1, 0.2], [0.5, 0.5, 0.5, 0.5], {
    bidSize: Float64Array.of(4, -4, Number.NaN, 9),
    askSize: Float64Array.of(4, 2, 4, -3),
  });
  const { factors } = sliceWeights(slice, { ...WEIGHTS, size: 1 });
  expect([...factors.size]).toEqual([1, 0, 0, 0]);
});

test('activity counts from a half to one at the ninth tenth of the expiry, and never more', () => {
  // Ten known values 1 to 10: the 90 % quantile lies between the ninth and the tenth, 9.1.
  const activity = Float64Array.of(10, 1, 2, 3, Number.NaN, 4, 5, 6, 7, 8, 9);
  const k = Array.from(activity, (_, i) => i / 20);
  const slice = makeSlice(
    0.1,
    k,
    k.map(() => 0.5),
    { activity },
  );
  const { factors } = sliceWeights(slice, { ...WEIGHTS, activity: 1 });
  activity.forEach((v, i) => {
    const share = Number.isNaN(v) ? 0 : Math.min(1, v / 9.1);
    expect(factors.activity[i]).toBeCloseTo(0.5 + 0.5 * share, 12);
  });
  const squared = sliceWeights(slice, { ...WEIGHTS, activity: 2 }).factors.activity;
  expect(squared[1]).toBeCloseTo((0.5 + 0.5 / 9.1) ** 2, 12);
  expect(sliceWeights(slice, { ...WEIGHTS, activity: 0 }).factors.activity[1]).toBe(1);
});

test('where nothing was traded or nothing is known activity tells no quote from another', () => {
  const k = [-0.1, 0, 0.1];
  for (const activity of [new Float64Array(3), new Float64Array(3).fill(Number.NaN)]) {
    const slice = makeSlice(0.1, k, [0.5, 0.5, 0.5], { activity });
    expect([...sliceWeights(slice, { ...WEIGHTS, activity: 1 }).factors.activity]).toEqual([1, 1, 1]);
  }
  const one = makeSlice(0.1, [0], [0.5], { activity: Float64Array.of(3) });
  expect([...sliceWeights(one, { ...WEIGHTS, activity: 1 }).factors.activity]).toEqual([1]);
});

test('age halves a weight every half-life; without a stamp or from the future it counts whole', () => {
  const slice = makeSlice(0.1, [-0.2, -0.1, 0, 0.1, 0.2], [0.5, 0.5, 0.5, 0.5, 0.5], {
    age: Float64Array.of(0, 30, 60, Number.NaN, -60),
  });
  const { factors } = sliceWeights(slice, { ...WEIGHTS, ageHalfLife: 30 });
  expect([...factors.age]).toEqual([1, 0.5, 0.25, 1, 1]);
  expect([...sliceWeights(slice, { ...WEIGHTS, ageHalfLife: null }).factors.age]).toEqual([1, 1, 1, 1, 1]);
});

test('the taper is in standard deviations of the two-sided quote nearest the money', () => {
  const none = Number.NaN;
  const k = [-0.3, 0.1, 0.05, -0.02, 0.4];
  // Nearest of all is one-sided and has no vol; of the others that at 0.05.
  const slice = makeSlice(0.25, k, [0.9, 0.7, 0.4, none, 0.8]);
  const { factors } = sliceWeights(slice, { ...WEIGHTS, moneynessWidth: 2 });
  k.forEach((at, i) => {
    const z = at / (2 * 0.4 * Math.sqrt(0.25));
    expect(factors.moneyness[i]).toBeCloseTo(Math.exp(-0.5 * z * z), 14);
  });
  const untold = makeSlice(0.25, k, [none, none, none, none, none]);
  expect([...sliceWeights(untold, { ...WEIGHTS, moneynessWidth: 2 }).factors.moneyness]).toEqual([
    1, 1, 1, 1, 1,
  ]);
  const first = makeSlice(0.25, [0.01, 0.3], [0.4, 0.8]);
  const z = 0.3 / (0.4 * 0.5);
  expect(sliceWeights(first, { ...WEIGHTS, moneynessWidth: 1 }).factors.moneyness[1]).toBeCloseTo(
    Math.exp(-0.5 * z * z),
    14,
  );
});

test('a weight is the product of its factors, and one that is no number takes its quote out', () => {
  const slice = makeSlice(0.25, [-0.2, -0.1, 0, 0.1, 0.2], [0.5, 0.48, 0.47, 0.475, 0.48], {
    tickVol: Float64Array.of(0.01, 0, 0.002, 0, Number.NaN),
    bidSize: Float64Array.of(1, 2, 3, 4, 5),
    askSize: Float64Array.of(5, 4, 3, 2, 1),
    activity: Float64Array.of(1, 5, 9, 4, 2),
    age: Float64Array.of(10, 0, 5, 60, 120),
    manual: Float64Array.of(1, 2, 1, 0.5, 1),
  });
  const settings = { ...WEIGHTS, moneynessWidth: 1.5, activity: 0.7, size: 0.9, spread: 1.2, cap: 1 };
  const { weight, factors, effective } = sliceWeights(slice, settings);
  const products = Array.from(slice.k, (_, i) =>
    [factors.manual, factors.spread, factors.size, factors.activity, factors.age, factors.moneyness].reduce(
      (all, factor) => all * factor[i]!,
      1,
    ),
  );
  const known = products.slice(0, 4);
  const sum = known.reduce((a, b) => a + b, 0);
  known.forEach((product, i) => {
    expect(weight[i]).toBeCloseTo(product / sum, 12);
  });
  expect(weight[4]).toBe(0);
  expect(effective).toBeCloseTo(1 / weight.reduce((all, w) => all + w * w, 0), 10);
});

test('weights above the cap are set to it and the rest share what is left in their proportions', () => {
  // Of ten weights two are above; scaled up, a third comes to stand above as well.
  const raw = [0.4, 0.3, 0.11, 0.04, 0.04, 0.04, 0.03, 0.02, 0.01, 0.01];
  const weight = Float64Array.from(raw);
  capWeights(weight, 0.2);
  const left = (1 - 3 * 0.2) / raw.slice(3).reduce((a, b) => a + b, 0);
  raw.forEach((w, i) => {
    expect(weight[i]).toBeCloseTo(i < 3 ? 0.2 : w * left, 12);
  });
  const two = [0.4, 0.3, 0.05, 0.05, 0.05, 0.05, 0.04, 0.03, 0.02, 0.01];
  const other = Float64Array.from(two);
  capWeights(other, 0.25);
  expect(other[0]).toBe(0.25);
  expect(other[1]).toBe(0.25);
  expect(other[2]).toBeCloseTo((0.05 * 0.5) / 0.3, 12);
});

test('a cap of one, and weights that are all nothing, are left as they are', () => {
  const weight = Float64Array.of(0.9, 0.06, 0.04);
  capWeights(weight, 1);
  expect([...weight]).toEqual([0.9, 0.06, 0.04]);
  const none = new Float64Array(3);
  capWeights(none, 0.25);
  expect([...none]).toEqual([0, 0, 0]);
});

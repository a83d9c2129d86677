import { expect, test } from 'vitest';
import type { SliceModel } from '#models/model.ts';
import { essvi } from '#models/ssvi/index.ts';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { golden, hasShared } from '#testing/shared.ts';
import { durrlemanG, goldenMinimum, smallestG, smallestGap, smallestGOn } from './durrleman.ts';
import { curveOf, type SmileCurve } from './smile-curve.ts';
import { smileMeasures } from './smile-measures.ts';
import { createSurface } from './vol-surface.ts';

const BTC_7D = Float64Array.of(0.0008, 0.028, -0.15, 0.012, 0.06);
const T = 7 / 365;

/** Abramowitz and Stegun 26.2.17, good to 7.5e-8: independent of the project's own normal law. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - tail : tail;
}

function volAt(theta: Float64Array, t: number, k: number): number {
  const w = new Float64Array(1);
  sviSmile.totalVariance(theta, Float64Array.of(k), w);
  return Math.sqrt(w[0]! / t);
}

test('the strikes of a smile have the deltas they are named by', () => {
  const measures = smileMeasures(sviSmile, BTC_7D, T);
  const callDelta = (k: number): number => {
    const s = volAt(BTC_7D, T, k) * Math.sqrt(T);
    return normalCdf(-k / s + s / 2);
  };
  const [p10, p25, c25, c10] = measures.deltaK;
  expect(callDelta(p10!) - 1).toBeCloseTo(-0.1, 6);
  expect(callDelta(p25!) - 1).toBeCloseTo(-0.25, 6);
  expect(callDelta(c25!)).toBeCloseTo(0.25, 6);
  expect(callDelta(c10!)).toBeCloseTo(0.1, 6);
  expect(p10! < p25! && p25! < 0 && 0 < c25! && c25! < c10!).toBe(true);
});

test('risk reversal is call minus put, butterfly their mean over the money', () => {
  const { vol, skew, riskReversal25, butterfly25, deltaK } = smileMeasures(sviSmile, BTC_7D, T);
  const put = volAt(BTC_7D, T, deltaK[1]!);
  const call = volAt(BTC_7D, T, deltaK[2]!);
  expect(vol).toBeCloseTo(0.3656188, 6);
  expect(riskReversal25!).toBeCloseTo(call - put, 14);
  expect(butterfly25!).toBeCloseTo((call + put) / 2 - vol, 14);
  expect(skew).toBeCloseTo((volAt(BTC_7D, T, 1e-6) - volAt(BTC_7D, T, -1e-6)) / 2e-6, 6);
});

test('a flat smile has no skew, reversal or butterfly', () => {
  const flat = Float64Array.of(0.04, 1e-12, 0, 0, 0.1);
  const measures = smileMeasures(sviSmile, flat, 1);
  expect(measures.vol).toBeCloseTo(0.2, 10);
  expect(measures.skew).toBeCloseTo(0, 10);
  expect(measures.riskReversal25!).toBeCloseTo(0, 10);
  expect(measures.butterfly25!).toBeCloseTo(0, 10);
});

const slices = [
  { t: 0.1, forward: 100, theta: Float64Array.of(0.004, 0.02, -0.3, 0, 0.1) },
  { t: 0.4, forward: 102, theta: Float64Array.of(0.02, 0.05, -0.3, 0, 0.2) },
];

test('between expiries total variance is linear in time at fixed log-moneyness', () => {
  const surface = createSurface(svi, slices);
  const ends = [surface.totalVariance(0.1, 0.1), surface.totalVariance(0.1, 0.4)] as const;
  expect(surface.totalVariance(0.1, 0.1)).toBeCloseTo(volAt(slices[0]!.theta, 1, 0.1) ** 2, 15);
  expect(surface.totalVariance(0.1, 0.25)).toBeCloseTo((ends[0] + ends[1]) / 2, 15);
  for (let t = 0.02; t < 0.8; t += 0.02) {
    expect(surface.totalVariance(0.1, t + 0.02)).toBeGreaterThan(surface.totalVariance(0.1, t));
  }
});

test('before the first expiry the volatility at fixed log-moneyness is constant, down to time 0', () => {
  const surface = createSurface(svi, slices);
  expect(surface.vol(-0.2, 0.03)).toBeCloseTo(surface.vol(-0.2, 0.1), 14);
  expect(surface.vol(-0.2, 0)).toBeCloseTo(surface.vol(-0.2, 0.1), 12);
  expect(surface.totalVariance(-0.2, 0)).toBe(0);
  expect(() => surface.vol(0, -0.1)).toThrow(RangeError);
});

test('after the last expiry total variance grows by the last forward variance at the money', () => {
  const surface = createSurface(svi, slices);
  const forward = (surface.totalVariance(0, 0.4) - surface.totalVariance(0, 0.1)) / 0.3;
  for (const k of [-0.5, 0, 0.3]) {
    expect(surface.totalVariance(k, 2)).toBeCloseTo(surface.totalVariance(k, 0.4) + 1.6 * forward, 14);
  }
  const alone = createSurface(svi, slices.slice(0, 1));
  expect(alone.totalVariance(0, 0.3)).toBeCloseTo(3 * alone.totalVariance(0, 0.1), 14);
});

test('far beyond the last expiry steep wings stay free of butterfly arbitrage', () => {
  // A smile near Lee's bound: scaled up in proportion its wings would leave the bound, and g turn negative.
  const theta = Float64Array.of(0.05, 0.6, -0.5, -0.05, 0.5);
  const surface = createSurface(svi, [{ t: 0.5, forward: 100, theta }]);
  const k = Float64Array.from({ length: 2001 }, (_, i) => -5 + i / 200);
  const lowest = (curve: SmileCurve) => {
    const [w, w1, w2] = [new Float64Array(2001), new Float64Array(2001), new Float64Array(2001)];
    curve.derivatives(k, w, w1, w2);
    return Math.min(...k.map((at, i) => durrlemanG(at, w[i]!, w1[i]!, w2[i]!)));
  };
  expect(lowest(surface.curve(0.5))).toBeGreaterThan(0);
  expect(lowest(surface.curve(3))).toBeGreaterThan(0);
  const scaled = { functions: sviSmile, theta: theta.map((v, i) => (i < 2 ? 6 * v : v)) };
  expect(lowest(curveOf(scaled))).toBeLessThan(0);
});

test('rows of a surface are its variance, and their slopes those of differences', () => {
  const surface = createSurface(svi, slices);
  const k = Float64Array.of(-0.4, -0.1, 0, 0.2);
  const strip = surface.on(k);
  const columns = () => new Float64Array(k.length);
  const row = { w: columns(), w1: columns(), w2: columns(), wt: columns() };
  for (const t of [0.05, 0.1, 0.25, 0.4, 1.3]) {
    strip.at(t, row);
    k.forEach((at, i) => {
      const h = 1e-5;
      const w = (x: number, time = t) => surface.totalVariance(x, time);
      expect(row.w[i]).toBeCloseTo(w(at), 15);
      expect(row.w1[i]).toBeCloseTo((w(at + h) - w(at - h)) / (2 * h), 8);
      expect(row.w2[i]).toBeCloseTo((w(at + 1e-4) - 2 * w(at) + w(at - 1e-4)) / 1e-8, 5);
      // From the right at expiries, from the left at the last.
      const [from, to] = t === 0.4 ? [t - h, t] : [t, t + h];
      expect(row.wt[i]).toBeCloseTo((w(at, to) - w(at, from)) / h, 8);
    });
    const curve = { w: columns(), w1: columns(), w2: columns() };
    surface.curve(t).derivatives(k, curve.w, curve.w1, curve.w2);
    expect(curve).toEqual({ w: row.w, w1: row.w1, w2: row.w2 });
  }
});

test('a model with its own path between expiries is followed along it', () => {
  // theta on a geometric path: total variance is no longer linear.
  const between: SliceModel['between'] = (a, b, share, out) => {
    for (let i = 0; i < out.length; i++) out[i] = (1 - share) * a[i]! + share * b[i]!;
    out[0] = a[0]! ** (1 - share) * b[0]! ** share;
  };
  const surface = createSurface({ ...svi, between }, slices);
  const k = Float64Array.of(0.1);
  const row = { w: k.slice(), w1: k.slice(), w2: k.slice(), wt: k.slice() };
  for (const t of [0.1, 0.25, 0.33, 0.4]) {
    const share = (t - 0.1) / 0.3;
    const theta = new Float64Array(5);
    between(slices[0]!.theta, slices[1]!.theta, share, theta);
    expect(surface.totalVariance(0.1, t)).toBeCloseTo(volAt(theta, 1, 0.1) ** 2, 15);
    surface.on(k).at(t, row);
    const ends = [1e-5, -1e-5].map((h) => {
      const at = new Float64Array(5);
      between(slices[0]!.theta, slices[1]!.theta, share + h, at);
      return volAt(at, 1, 0.1) ** 2;
    });
    expect(row.wt[0]).toBeCloseTo((ends[0]! - ends[1]!) / 2e-5 / 0.3, 9);
  }
  // Outside, where the model has no path, as ever.
  expect(surface.vol(0.1, 0.02)).toBeCloseTo(surface.vol(0.1, 0.1), 14);
});

test('after the last expiry a model with a path of its own is followed too', () => {
  const beyond: SliceModel['beyond'] = (previous, last, share, out) => {
    out.set(last);
    out[0] = last[0]! + (share - 1) * (last[0]! - (previous?.[0] ?? 0));
  };
  const surface = createSurface({ ...svi, beyond }, slices);
  const theta = Float64Array.from(slices[1]!.theta);
  theta[0]! += 2 * (theta[0]! - slices[0]!.theta[0]!);
  expect(surface.totalVariance(0.1, 1)).toBeCloseTo(volAt(theta, 1, 0.1) ** 2, 14);
  const k = Float64Array.of(0.1);
  const row = { w: k.slice(), w1: k.slice(), w2: k.slice(), wt: k.slice() };
  surface.on(k).at(1, row);
  expect(row.wt[0]).toBeCloseTo((0.02 - 0.004) / 0.3, 10);
  const alone = createSurface({ ...svi, beyond }, slices.slice(0, 1));
  expect(alone.totalVariance(0.1, 0.3)).toBeCloseTo(volAt(slices[0]!.theta, 1, 0.1) ** 2 + 2 * 0.004, 14);
});

test.skipIf(!hasShared)(
  'a surface of eSSVI slices has the golden volatilities before, between and after them',
  () => {
    const { essvi_sequential } = golden<{
      readonly essvi_sequential: readonly { readonly T: number; readonly fit_first_order_anchor: number[] }[];
    }>('ssvi');
    const surface = createSurface(
      essvi,
      essvi_sequential.map(({ T, fit_first_order_anchor: fit }) => ({
        t: T,
        forward: 1,
        theta: Float64Array.from(fit),
      })),
    );
    const { cases } = golden<{ readonly cases: readonly { T: number; k: number; w: number; iv: number }[] }>(
      'essvi-interp',
    );
    const row = {
      w: new Float64Array(1),
      w1: new Float64Array(1),
      w2: new Float64Array(1),
      wt: new Float64Array(1),
    };
    for (const { T, k, w, iv } of cases) {
      expect(surface.totalVariance(k, T) / w - 1, `T ${T}, k ${k}`).toBeCloseTo(0, 12);
      expect(surface.vol(k, T) / iv - 1).toBeCloseTo(0, 12);
      surface.on(Float64Array.of(k)).at(T, row);
      const h = 1e-6 * T;
      // From the right at expiries, from the left at the last.
      const [from, to] = T === surface.times.at(-1) ? [T - h, T] : [T, T + h];
      const slope = (surface.totalVariance(k, to) - surface.totalVariance(k, from)) / h;
      expect(row.wt[0]! / slope - 1).toBeCloseTo(0, 5);
    }
  },
);

test('on a clock variance accrues by its time', () => {
  const clock = { tau: (t: number) => t * t, rate: (t: number) => 2 * t, jumps: () => [] };
  const surface = createSurface(svi, slices, clock);
  const share = (0.25 ** 2 - 0.1 ** 2) / (0.4 ** 2 - 0.1 ** 2);
  const [first, last] = [surface.totalVariance(0.1, 0.1), surface.totalVariance(0.1, 0.4)];
  expect(surface.totalVariance(0.1, 0.25)).toBeCloseTo((1 - share) * first + share * last, 15);
  expect(surface.totalVariance(0.1, 0.05)).toBeCloseTo(first / 4, 15);
  const k = Float64Array.of(0.1);
  const row = { w: k.slice(), w1: k.slice(), w2: k.slice(), wt: k.slice() };
  for (const t of [0.05, 0.25, 0.7]) {
    surface.on(k).at(t, row);
    const h = 1e-6;
    const slope = (surface.totalVariance(0.1, t + h) - surface.totalVariance(0.1, t - h)) / (2 * h);
    expect(row.wt[0]).toBeCloseTo(slope, 8);
  }
});

test('forwards are log-linear between expiries and flat outside', () => {
  const surface = createSurface(svi, slices);
  expect(surface.forward(0.25)).toBeCloseTo(Math.sqrt(100 * 102), 10);
  expect(surface.forward(0.01)).toBe(100);
  expect(surface.forward(3)).toBe(102);
});

test('slices in any order make the same surface', () => {
  const surface = createSurface(svi, [...slices].reverse());
  expect([...surface.times]).toEqual([0.1, 0.4]);
  expect(surface.vol(0.05, 0.2)).toBe(createSurface(svi, slices).vol(0.05, 0.2));
});

test('golden section finds a minimum to the square root of rounding', () => {
  const { value, at } = goldenMinimum((k) => (k - 0.3) ** 2 - 1, -1, 1);
  expect(at).toBeCloseTo(0.3, 7);
  expect(value).toBeCloseTo(-1, 14);
});

test('a smallest g between the last point of the grid and its neighbour is found', () => {
  // ETH of 8 January 2024, 29 March: g falls to 0.03473 at -2.293 and is 0.03488 where the range of the board ends.
  const theta = Float64Array.of(
    -0.38403635250303236,
    0.3786962006329333,
    -0.3466518104668429,
    -0.5352192546938948,
    1.3670143715590688,
  );
  const end = 2.3588558818323335;
  const { value, at } = smallestG(sviSmile, theta, -end, end);
  expect(at).toBeCloseTo(-2.29347, 4);
  expect(value).toBeCloseTo(0.034728529367, 11);
  // The same where the end is that of a part.
  const grid = Float64Array.of(-3, -end, -2, 0, end);
  const { part } = smallestGOn(sviSmile, theta, grid, [-end, 0]);
  expect(part!.value).toBeCloseTo(0.034728529367, 11);
});

test('the smallest gap of two slices that touch is found at the touching point', () => {
  // w2 - w1 = 0.5 (k - 0.2)^2-like: two smiles with minima apart, lifted until they touch.
  const early = { functions: sviSmile, theta: Float64Array.of(0.01, 0.05, 0, 0, 0.1) };
  const late = { functions: sviSmile, theta: Float64Array.of(0.01, 0.05, 0, 0, 0.2) };
  const gap = smallestGap({ earlier: early, later: late }, -1.5, 1.5);
  expect(gap.value).toBeGreaterThan(0);
  expect(Math.abs(gap.at)).toBeCloseTo(1.5, 6);
  const crossing = smallestGap({ earlier: late, later: early }, -1.5, 1.5);
  expect(crossing.value).toBeCloseTo(-0.005, 12);
  expect(crossing.at).toBeCloseTo(0, 6);
});

test('a smile without a value somewhere is not called free of arbitrage', () => {
  const holed = (from: number, to: number) => ({
    totalVariance(_theta: Float64Array, k: Float64Array, out: Float64Array) {
      for (let i = 0; i < k.length; i++) out[i] = k[i]! >= from && k[i]! <= to ? Number.NaN : 0.04;
    },
    derivatives(_theta: Float64Array, k: Float64Array, w: Float64Array, w1: Float64Array, w2: Float64Array) {
      this.totalVariance(_theta, k, w);
      w1.fill(0);
      w2.fill(0);
    },
    jacobian() {},
  });
  const theta = new Float64Array(1);
  for (const [from, to] of [
    [0.31, 0.33],
    [-1.5, -1.4],
    [1.5, 1.5],
  ] as const) {
    const { value, at } = smallestG(holed(from, to), theta, -1.5, 1.5);
    expect(value).toBeLessThan(0);
    expect(at).toBeGreaterThanOrEqual(from - 1e-3);
    expect(at).toBeLessThanOrEqual(to + 1e-3);
    const flat = { functions: holed(9, 9), theta };
    const gap = smallestGap({ earlier: { functions: holed(from, to), theta }, later: flat }, -1.5, 1.5);
    expect(gap.value).toBeLessThan(0);
  }
  expect(smallestG(holed(9, 9), theta, -1.5, 1.5).value).toBeGreaterThan(0);
});

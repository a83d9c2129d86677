import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import type { GuessSlice } from '#models/model.ts';
import { svi } from '#models/svi/index.ts';
import { sviMinimumVariance, sviSmile } from './raw.ts';
import { separatedOptimum } from './separated.ts';

function sliceOf(
  k: Float64Array,
  w: Float64Array,
  weight = new Float64Array(k.length).fill(1 / k.length),
): GuessSlice {
  return { t: 0.25, forward: 1, k, w, weight };
}

function boxOf(slice: GuessSlice) {
  const box = svi.coordinates(slice, {});
  if ('error' in box) throw new Error(box.error);
  return box;
}

/** sum weight (w_i - w)^2/w_i. */
function cost({ k, w, weight }: GuessSlice, theta: Float64Array): number {
  const own = new Float64Array(k.length);
  sviSmile.totalVariance(theta, k, own);
  return own.reduce((sum, v, i) => sum + (weight[i]! * (v - w[i]!) ** 2) / w[i]!, 0);
}

/** Share of each parameter's column that is left in the residual: zero at a stationary point. */
function slopes({ k, w, weight }: GuessSlice, theta: Float64Array): number[] {
  const n = k.length;
  const [own, jacobian] = [new Float64Array(n), new Float64Array(5 * n)];
  sviSmile.totalVariance(theta, k, own);
  sviSmile.jacobian(theta, k, jacobian);
  return [0, 1, 2, 3, 4].map((j) => {
    let [product, rr, jj] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const c = weight[i]! / w[i]!;
      const r = own[i]! - w[i]!;
      product += c * r * jacobian[i * 5 + j]!;
      rr += c * r * r;
      jj += c * jacobian[i * 5 + j]! ** 2;
    }
    return product / Math.sqrt(rr * jj);
  });
}

function noisySlice(seed: number): GuessSlice {
  const random = seededRandom(seed);
  const n = 8 + (seed % 60) * 2;
  const theta = Float64Array.of(
    0.02,
    0.05 + 0.2 * random(),
    1.4 * random() - 0.7,
    0.2 * random() - 0.1,
    0.1 + 0.2 * random(),
  );
  const k = Float64Array.from({ length: n }, (_, i) => -0.7 + (1.4 * (i + 0.6 * random())) / n);
  const w = new Float64Array(n);
  sviSmile.totalVariance(theta, k, w);
  const weight = Float64Array.from({ length: n }, () => 0.2 + random());
  const total = weight.reduce((a, b) => a + b, 0);
  return sliceOf(
    k,
    w.map((v) => v * (1 + 0.02 * (random() - 0.5))),
    weight.map((v) => v / total),
  );
}

test('the optimum of noisy quotes leaves no slope in any parameter, a few steps from the guess', () => {
  let most = 0;
  let [reached, inside] = [0, 0];
  for (let seed = 1; seed <= 120; seed++) {
    const slice = noisySlice(seed);
    const box = boxOf(slice);
    const theta = new Float64Array(5);
    svi.guess(slice, theta);
    const before = cost(slice, theta);
    const steps = separatedOptimum(slice, box, theta);
    if (steps === 0) continue;
    reached++;
    most = Math.max(most, steps);
    expect(cost(slice, theta)).toBeLessThan(before);
    expect(sviMinimumVariance(theta)).toBeGreaterThan(0);
    const x = new Float64Array(5);
    box.fromParameters(theta, x);
    if (box.atBound(x).length > 0) continue;
    inside++;
    for (const slope of slopes(slice, theta)) expect(Math.abs(slope), `seed ${seed}`).toBeLessThan(3e-7);
  }
  expect(reached).toBeGreaterThan(110);
  expect(inside).toBeGreaterThan(100);
  expect(most).toBeLessThanOrEqual(14);
});

test('quotes of a smile give it back to the last digits', () => {
  for (const raw of [
    [0.01, 0.1, -0.3, 0.05, 0.2],
    [0.005, 0.3, 0.6, -0.1, 0.1],
    [0.02, 0.05, 0, 0, 0.4],
  ]) {
    const k = Float64Array.from({ length: 25 }, (_, i) => -0.6 + 0.05 * i);
    const w = new Float64Array(25);
    sviSmile.totalVariance(Float64Array.from(raw), k, w);
    const slice = sliceOf(k, w);
    const theta = new Float64Array(5);
    svi.guess(slice, theta);
    expect(separatedOptimum(slice, boxOf(slice), theta)).toBeGreaterThan(2);
    theta.forEach((value, i) => {
      expect(value).toBeCloseTo(raw[i]!, 9);
    });
  }
});

test('a wing that would be too steep is tied to its bound and the rest is best given that', () => {
  // w rises by 2.6 a unit of k on one side, beyond the 2 a wing may have.
  for (const side of [-1, 1]) {
    const k = Float64Array.from({ length: 41 }, (_, i) => -1 + i / 20);
    const w = k.map((v) => 0.1 + 1.5 * Math.sqrt(v * v + 0.04) + side * 1.1 * v);
    const slice = sliceOf(k, w);
    const theta = new Float64Array(5);
    svi.guess(slice, theta);
    expect(separatedOptimum(slice, boxOf(slice), theta)).toBeGreaterThan(0);
    const [, b, rho] = theta;
    expect(b! * (1 + side * rho!)).toBeCloseTo(2, 5);
    // Along the bound, b (1 +- rho) held, nothing is left to gain: a, m, sigma and the other wing.
    const best = cost(slice, theta);
    for (const j of [0, 3, 4, 5]) {
      for (const by of [1e-5, -1e-5]) {
        const moved = Float64Array.from(theta);
        if (j < 5) moved[j]! += by;
        else {
          const [steep, other] = [b! * (1 + side * rho!), b! * (1 - side * rho!) + by];
          moved[1] = (steep + other) / 2;
          moved[2] = (side * (steep - other)) / (steep + other);
        }
        expect(cost(slice, moved)).toBeGreaterThanOrEqual(best * (1 - 1e-12));
      }
    }
  }
});

test('two straight wings below their least are tied both, and a flat slice has no smile', () => {
  // Quotes bent the other way: both wings would fall outward.
  const k = Float64Array.from({ length: 21 }, (_, i) => -0.5 + i / 20);
  const bent = sliceOf(
    k,
    k.map((v) => 0.2 - 0.1 * Math.sqrt(v * v + 0.01)),
  );
  const theta = Float64Array.of(0.1, 0.1, 0, 0, 0.1);
  const steps = separatedOptimum(bent, boxOf(bent), theta);
  if (steps > 0) expect(theta[1]! * (1 + Math.abs(theta[2]!))).toBeLessThan(1e-5);
  // One strike alone does not tell a curve from a line: nothing is changed.
  const one = sliceOf(new Float64Array(6).fill(0.1), new Float64Array(6).fill(0.04));
  const kept = Float64Array.of(0.1, 0.1, 0, 0, 0.1);
  expect(
    separatedOptimum(one, { lower: new Float64Array(5).fill(-2), upper: new Float64Array(5).fill(2) }, kept),
  ).toBe(0);
  expect([...kept]).toEqual([0.1, 0.1, 0, 0, 0.1]);
});

test('the vertex stays inside the box it is given, and the rest is best for it there', () => {
  const k = Float64Array.from({ length: 31 }, (_, i) => -0.6 + 0.04 * i);
  const w = new Float64Array(31);
  sviSmile.totalVariance(Float64Array.of(0.01, 0.2, -0.2, 0.15, 0.1), k, w);
  const slice = sliceOf(k, w);
  const lower = Float64Array.of(-1, -1, -1, -0.3, Math.log(0.15));
  const upper = Float64Array.of(1, 1, 1, 0.1, Math.log(3));
  const theta = Float64Array.of(0.01, 0.1, 0, -2, 0.02);
  expect(separatedOptimum(slice, { lower, upper }, theta)).toBeGreaterThan(0);
  expect(theta[3]).toBeCloseTo(0.1, 12);
  expect(theta[4]).toBeCloseTo(0.15, 12);
  for (const [j, slope] of slopes(slice, theta).entries()) {
    if (j < 3) expect(Math.abs(slope)).toBeLessThan(1e-8);
  }
  // Wider than the quotes want: sigma at its low end, m free.
  upper[3] = 0.5;
  const wide = Float64Array.of(0.01, 0.1, 0, 0, 0.4);
  separatedOptimum(slice, { lower, upper }, wide);
  expect(wide[4]).toBeCloseTo(0.15, 12);
  for (const [j, slope] of slopes(slice, wide).entries())
    if (j < 4) expect(Math.abs(slope)).toBeLessThan(1e-7);
});

/** Quotes far off any smile, with strikes and levels that do not stand about nought. */
function roughSlice(seed: number, put: number, call: number): GuessSlice {
  const random = seededRandom(seed);
  const n = 12 + (seed % 20);
  const [m, sigma] = [0.5 + 0.2 * random(), 0.15 + 0.2 * random()];
  const k = Float64Array.from({ length: n }, (_, i) => -0.4 + (1.9 * (i + 0.7 * random())) / n);
  const w = k.map((v) => {
    const [d, e] = [(call - put) / 2, (call + put) / 2];
    return (2.5 + d * v + e * Math.hypot(v - m, sigma)) * (1 + 0.04 * (random() - 0.5));
  });
  return sliceOf(
    k,
    w,
    k.map(() => 0.2 + random()),
  );
}

/** Wing slopes of the quotes: both inside, one or the other too steep or too flat, both. */
const WINGS: readonly (readonly [string, number, number])[] = [
  ['free wings', 0.6, 0.9],
  ['a put wing too steep', 2.6, 0.8],
  ['a call wing too steep', 0.8, 2.6],
  ['a put wing that falls outward', -0.5, 1.2],
  ['a call wing that falls outward', 1.2, -0.5],
  ['both too steep', 2.7, 2.8],
];

test.each(WINGS)('near the optimum each step squares the error: %s', (_, put, call) => {
  const lower = Float64Array.of(-10, -10, -10, -3, Math.log(1e-3));
  const upper = Float64Array.of(10, 10, 10, 3, Math.log(10));
  let seen = 0;
  for (let seed = 1; seed <= 24; seed++) {
    const slice = roughSlice(seed, put, call);
    const best = Float64Array.of(2.5, 0.5, 0, 0.55, 0.25);
    if (separatedOptimum(slice, { lower, upper }, best) === 0) continue;
    separatedOptimum(slice, { lower, upper }, best);
    // Inside, where there is a curvature to speak of.
    if (best[4]! < 0.05 || best[4]! > 1 || Math.abs(best[3]! - 0.5) > 0.5) continue;
    seen++;
    for (const [byM, byS] of [
      [1, 0],
      [0, 1],
      [-1, 1],
    ] as const) {
      const theta = Float64Array.from(best);
      theta[3]! += 2e-4 * byM;
      theta[4]! *= Math.exp(1e-3 * byS);
      const steps = separatedOptimum(slice, { lower, upper }, theta);
      expect(steps, `seed ${seed}`).toBeGreaterThan(0);
      expect(steps, `seed ${seed}`).toBeLessThanOrEqual(3);
      theta.forEach((value, j) => {
        expect(Math.abs(value - best[j]!), `seed ${seed}, ${j}`).toBeLessThan(1e-6 * (1 + Math.abs(value)));
      });
    }
  }
  expect(seen).toBeGreaterThan(1);
});

test('from far away the way falls, whatever the quotes, and ends where the vertex box leaves no slope', () => {
  const lower = Float64Array.of(-10, -10, -10, 0.1, Math.log(0.08));
  const upper = Float64Array.of(10, 10, 10, 0.8, Math.log(0.6));
  const met = new Set<string>();
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(1000 + seed);
    const slice = roughSlice(seed, 2 * random(), 2 * random());
    // The vertex of the quotes now inside its box, now beyond it.
    const shift = seed % 3 === 0 ? 0.5 : seed % 3 === 1 ? -0.7 : 0;
    const k = slice.k.map((v) => v + shift);
    const moved = { ...slice, k };
    for (const [m, sigma] of [
      [0.1, 0.08],
      [0.8, 0.6],
      [0.3, 0.5],
    ] as const) {
      const theta = Float64Array.of(2.5, 0.5, 0, m, sigma);
      if (separatedOptimum(moved, { lower, upper }, theta) === 0) continue;
      const at = [
        theta[3]! <= 0.1 + 1e-12 ? 'low m' : theta[3]! >= 0.8 - 1e-12 ? 'high m' : 'm',
        theta[4]! <= 0.08 + 1e-12 ? 'low sigma' : theta[4]! >= 0.6 - 1e-12 ? 'high sigma' : 'sigma',
      ];
      met.add(at.join(' '));
      expect(theta[3]! > 0.1 - 1e-12 && theta[3]! < 0.8 + 1e-12).toBe(true);
      expect(theta[4]! > 0.08 - 1e-12 && theta[4]! < 0.6 + 1e-12).toBe(true);
      // No vertex near by inside the box costs less with its own best wings.
      const best = cost(moved, theta);
      for (const [byM, byS] of [
        [1e-3, 0],
        [-1e-3, 0],
        [0, 1e-3],
        [0, -1e-3],
      ] as const) {
        const other = Float64Array.from(theta);
        const [nearM, nearS] = [theta[3]! + byM, Math.log(theta[4]!) + byS];
        if (nearM < 0.1 || nearM > 0.8 || nearS < lower[4]! || nearS > upper[4]!) continue;
        const pinned = {
          lower: Float64Array.of(-10, -10, -10, nearM, nearS),
          upper: Float64Array.of(10, 10, 10, nearM, nearS),
        };
        if (separatedOptimum(moved, pinned, other) === 0) continue;
        expect(cost(moved, other), `seed ${seed} ${at}`).toBeGreaterThan(best * (1 - 1e-6));
      }
    }
  }
  expect(met.size).toBeGreaterThan(6);
});

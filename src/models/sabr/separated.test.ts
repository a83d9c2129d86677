import { expect, test } from 'vitest';
import { seededRandom } from '#math/seeded-random.ts';
import type { FitCoordinates, GuessSlice, ParameterConstraints } from '#models/model.ts';
import { sabr } from './index.ts';
import { approachLognormal } from './separated.ts';

const HELD: ParameterConstraints = { beta: { fixed: true, value: 1 }, shift: { fixed: true, value: 0 } };

function boxOf(slice: GuessSlice, constraints: ParameterConstraints = HELD): FitCoordinates {
  const box = sabr.coordinates(slice, constraints);
  if ('error' in box) throw new Error(box.error);
  return box;
}

function vols(slice: GuessSlice, theta: Float64Array): Float64Array {
  const w = new Float64Array(slice.k.length);
  sabr.smile({ t: slice.t, forward: 1 }).totalVariance(theta, slice.k, w);
  return w.map((v) => Math.sqrt(v / slice.t));
}

/** Weighted squares of the volatilities' errors. */
function cost(slice: GuessSlice, theta: Float64Array): number {
  return vols(slice, theta).reduce(
    (sum, v, i) => sum + slice.weight[i]! * (v - Math.sqrt(slice.w[i]! / slice.t)) ** 2,
    0,
  );
}

/** Quotes of [alpha, rho, nu] with noise of a share of the volatility, one of them at the money. */
function quotes(seed: number, noise: number): { readonly slice: GuessSlice; readonly raw: Float64Array } {
  const random = seededRandom(seed);
  const t = 0.02 + 0.5 * random();
  const raw = Float64Array.of(0.2 + 0.6 * random(), 1, 1.4 * random() - 0.7, 0.4 + 1.2 * random(), 0);
  const n = 9 + (seed % 40) * 2;
  const unit = raw[0]! * Math.sqrt(t);
  const k = Float64Array.from({ length: n }, (_, i) => (i === n >> 1 ? 0 : unit * (-2 + (4 * i) / (n - 1))));
  const bare: GuessSlice = { t, forward: 1, k, w: new Float64Array(n), weight: new Float64Array(n) };
  const exact = vols(bare, raw);
  const weight = Float64Array.from({ length: n }, () => 0.2 + random());
  const total = weight.reduce((a, b) => a + b, 0);
  return {
    raw,
    slice: {
      ...bare,
      w: exact.map((v) => t * (v * (1 + noise * (random() - 0.5))) ** 2),
      weight: weight.map((v) => v / total),
    },
  };
}

test('quotes of a lognormal smile give it back', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { slice, raw } = quotes(seed, 0);
    const theta = new Float64Array(5);
    sabr.guess(slice, theta);
    expect(approachLognormal(slice, boxOf(slice), theta)).toBeGreaterThan(0);
    for (const i of [0, 1, 2, 3, 4]) expect(theta[i], `seed ${seed}`).toBeCloseTo(raw[i]!, 6);
  }
});

test('noisy quotes end where no parameter gains, a few steps from the guess', () => {
  let [most, reached, level] = [0, 0, 0];
  for (let seed = 1; seed <= 60; seed++) {
    const { slice } = quotes(100 + seed, 0.03);
    const theta = new Float64Array(5);
    sabr.guess(slice, theta);
    const steps = approachLognormal(slice, boxOf(slice), theta);
    if (steps === 0) continue;
    reached++;
    most = Math.max(most, steps);
    const best = cost(slice, theta);
    for (const i of [0, 2, 3]) {
      for (const by of [1e-5, -1e-5]) {
        const moved = Float64Array.from(theta);
        moved[i]! += by * Math.max(0.1, Math.abs(moved[i]!));
        expect(cost(slice, moved), `seed ${seed}, ${i}`).toBeGreaterThan(best * (1 - 1e-5));
      }
      // The slope is nought: both sides cost the same.
      const [up, down] = [1e-4, -1e-4].map((by) =>
        cost(
          slice,
          theta.map((v, m) => (m === i ? v + by : v)),
        ),
      );
      level += Number(Math.abs(up! - down!) / (up! + down! - 2 * best) < 0.01);
    }
  }
  expect(most).toBeLessThanOrEqual(8);
  expect(reached).toBeGreaterThan(50);
  // Steps that would not fall, or leave the box, end the way before.
  expect(level / (3 * reached)).toBeGreaterThan(0.9);
});

test('parameters held otherwise, and an optimum outside the box, leave the guess as it was', () => {
  const { slice } = quotes(3, 0.02);
  const guess = new Float64Array(5);
  sabr.guess(slice, guess);
  const kept = (box: FitCoordinates): void => {
    const theta = Float64Array.from(guess);
    expect(approachLognormal(slice, box, theta)).toBe(0);
    expect(theta).toEqual(guess);
  };
  kept(boxOf(slice, {}));
  const box = boxOf(slice);
  const found = Float64Array.from(guess);
  approachLognormal(slice, box, found);
  // The way to the optimum's rho or nu is barred.
  kept({ ...box, upper: Float64Array.of(box.upper[0]!, box.upper[1]!, found[3]! * 0.99) });
  const narrow = (low: number, high: number): FitCoordinates => ({
    ...box,
    lower: Float64Array.of(box.lower[0]!, low, box.lower[2]!),
    upper: Float64Array.of(box.upper[0]!, high, box.upper[2]!),
  });
  kept(narrow(-0.99, -0.98));
  kept(narrow(0.98, 0.99));
  kept({ ...box, size: 2 });
});

test('near the optimum each step squares the error', () => {
  let seen = 0;
  for (let seed = 1; seed <= 60; seed++) {
    // Quotes a tenth off their smile: the residual's own part of the Hessian counts.
    const { slice } = quotes(200 + seed, 0.2);
    const best = new Float64Array(5);
    sabr.guess(slice, best);
    const box = boxOf(slice);
    if (approachLognormal(slice, box, best) === 0) continue;
    const again = Float64Array.from(best);
    if (approachLognormal(slice, box, again) === 0 || Math.abs(again[3]! - best[3]!) > 1e-5) continue;
    if (again[3]! < 0.3 || Math.abs(again[2]!) > 0.9) continue;
    seen++;
    for (const [byRho, byNu] of [
      [1, 0],
      [0, 1],
      [1, -1],
    ] as const) {
      const theta = Float64Array.from(again);
      theta[2]! += 1e-3 * byRho;
      theta[3]! += 1e-3 * byNu;
      const steps = approachLognormal(slice, box, theta);
      expect(steps, `seed ${seed}`).toBeGreaterThan(0);
      expect(steps, `seed ${seed}`).toBeLessThanOrEqual(3);
      theta.forEach((value, j) => {
        expect(Math.abs(value - again[j]!), `seed ${seed}, ${j}`).toBeLessThan(1e-6);
      });
    }
  }
  expect(seen).toBeGreaterThan(30);
});

import { expect, test } from 'vitest';
import { bates, heston } from '#models/heston/index.ts';
import type { VolModel } from '#models/model.ts';
import { durrlemanG } from './durrleman.ts';
import { smileOf } from './moved-smile.ts';

const from = { t: 30 / 365, forward: 60_000 };
const k = Float64Array.from({ length: 25 }, (_, i) => -0.36 + 0.03 * i);
const laws: readonly [string, VolModel, Float64Array][] = [
  ['Heston', heston, Float64Array.of(0.25, 3, 0.36, 1.1, -0.35)],
  ['Bates', bates, Float64Array.of(0.2, 3, 0.3, 0.9, -0.3, 1.5, -0.1, 0.12)],
];

const moved = (model: VolModel, t: number, factor: number) =>
  smileOf(model, { t, forward: 61_000, moved: { factor, map: 'vertical', from } });

function total(functions: ReturnType<typeof smileOf>, theta: Float64Array, at: Float64Array): Float64Array {
  const out = new Float64Array(at.length);
  functions.totalVariance(theta, at, out);
  return out;
}

test.each(laws)('a smile of %s moves at the forward by its factor and is a law again', (_, model, theta) => {
  const money = Float64Array.of(0);
  const before = total(model.smile(from), theta, money)[0]!;
  for (const t of [from.t, 0.9 * from.t, 0.2 * from.t]) {
    for (const factor of [0.1, 0.6, 1, 1.5]) {
      const functions = moved(model, t, factor);
      expect(total(functions, theta, money)[0]! / (factor * before)).toBeCloseTo(1, 11);
      const columns = [0, 1, 2].map(() => new Float64Array(k.length));
      functions.derivatives(theta, k, columns[0]!, columns[1]!, columns[2]!);
      k.forEach((at, i) => {
        expect(durrlemanG(at, columns[0]![i]!, columns[1]![i]!, columns[2]![i]!)).toBeGreaterThan(0);
      });
    }
  }
});

test.each(laws)('a smile of %s that has not moved is the fitted one to the last bit', (_, model, theta) => {
  expect([...total(moved(model, from.t, 1), theta, k)]).toEqual([...total(model.smile(from), theta, k)]);
});

test('what moves of Heston are v0 and theta', () => {
  const [, , theta] = laws[0]!;
  const t = 0.9 * from.t;
  const twice = theta.map((value, j) => (j === 0 || j === 2 ? 1.3 * value : value));
  const expected = total(heston.smile({ t, forward: 1 }), twice, k);
  const factor =
    total(heston.smile({ t, forward: 1 }), twice, Float64Array.of(0))[0]! /
    total(heston.smile(from), theta, Float64Array.of(0))[0]!;
  total(moved(heston, t, factor), theta, k).forEach((w, i) => {
    expect(w / expected[i]!).toBeCloseTo(1, 10);
  });
});

test.each(laws)(
  'derivatives by the parameters of a moved smile of %s are those of differences',
  (_, model, theta) => {
    const functions = moved(model, 0.85 * from.t, 1.2);
    const p = theta.length;
    const out = new Float64Array(k.length * p);
    functions.jacobian(theta, k, out);
    for (let j = 0; j < p; j++) {
      const h = 1e-4 * Math.max(0.05, Math.abs(theta[j]!));
      const at = (by: number): Float64Array =>
        total(
          functions,
          theta.map((value, i) => (i === j ? value + by : value)),
          k,
        );
      const [up, down] = [at(h), at(-h)];
      k.forEach((_at, i) => {
        const difference = (up[i]! - down[i]!) / (2 * h);
        expect(Math.abs(out[i * p + j]! - difference)).toBeLessThan(2e-6 + 2e-4 * Math.abs(difference));
      });
    }
  },
);

import { test } from 'vitest';
import { bates } from './bates.ts';
import type { CharacteristicFunction } from './characteristic-function.ts';
import { createContourSmile } from './contour-smile.ts';
import { heston } from './heston.ts';

const LAWS: readonly (readonly [string, CharacteristicFunction, readonly number[]])[] = [
  ['calm', heston, [0.08, 3, 0.1, 0.25, -0.8]],
  ['crypto', heston, [0.3, 4, 0.4, 1.8, -0.15]],
  ['far from Feller', heston, [0.04, 0.5, 0.04, 1, -0.9]],
  ['rough', heston, [0.02, 20, 0.1, 8, -0.3]],
  ['small jumps', bates, [0.3, 4, 0.4, 1.8, -0.15, 6, -0.03, 0.08]],
  ['large jumps', bates, [0.02, 10, 0.1, 3, -0.3, 1, -0.2, 0.3]],
  ['calm between jumps downwards', bates, [0.0064, 2.676, 0.00697, 0.545, -0.0696, 2.749, -0.186, 0.125]],
  ['jumps of one size', bates, [0.05, 0.5, 0.1, 0.6, -0.7, 0.2, -0.15, 0.001]],
  ['many small jumps downwards', bates, [0.0635, 5.26, 0.0828, 1.34, 0.077, 7.47, -0.2535, 0.144]],
];
const TIMES = [0.0016, 0.02, 0.25, 1, 5];

test('far wings have a density: w rises by less than 2 a unit of k, and g is positive everywhere', () => {
  const n = 241;
  const k = Float64Array.from({ length: n }, (_, i) => -3 + (6 * i) / (n - 1));
  const [w, w1, w2] = [0, 1, 2].map(() => new Float64Array(n)) as [Float64Array, Float64Array, Float64Array];
  for (const [name, law, parameters] of LAWS) {
    for (const t of TIMES) {
      createContourSmile(law, Float64Array.from(parameters), t).derivatives(k, w, w1, w2);
      for (let i = 0; i < n; i++) {
        const h = 1 - (k[i]! * w1[i]!) / (2 * w[i]!);
        const g = h * h - (w1[i]! ** 2 / 4) * (1 / w[i]! + 0.25) + w2[i]! / 2;
        if (!(g > 0 && Math.abs(w1[i]!) < 2)) throw new Error(`${name}, ${t}, ${k[i]}: g ${g}, w' ${w1[i]}`);
      }
    }
  }
});

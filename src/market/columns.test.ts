import { expect, test } from 'vitest';
import { median, medianNear } from './columns.ts';

test('the median is that of the sorted values, for any order, ties and number of values', () => {
  const seed = 20261120;
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let round = 0; round < 2000; round++) {
    const n = 1 + Math.floor(40 * random());
    const coarse = random() < 0.5;
    const values = Float64Array.from({ length: n + 3 }, () =>
      coarse ? Math.floor(5 * random()) : random() - 0.5,
    );
    if (random() < 0.1) values[Math.floor(n * random())] = Number.NaN;
    const sorted = values.slice(0, n).sort();
    const wanted = n % 2 === 1 ? sorted[n >> 1] : 0.5 * ((sorted[(n >> 1) - 1] ?? 0) + (sorted[n >> 1] ?? 0));
    expect(median(values, n), `seed ${seed}, round ${round}`).toBe(wanted);
  }
  expect(median(new Float64Array(0))).toBeNaN();
});

test('a median looked for near a guess is the median, whatever the guess', () => {
  const seed = 20261121;
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let round = 0; round < 2000; round++) {
    const n = 1 + Math.floor(60 * random());
    const coarse = random() < 0.3;
    const values = Float64Array.from({ length: n }, () => (coarse ? Math.floor(4 * random()) : random()));
    if (random() < 0.1) values[Math.floor(n * random())] = Number.NaN;
    const wanted = median(values.slice());
    const given = values.slice();
    for (const guess of [wanted, wanted * (0.9 + 0.2 * random()), random(), 0, 1e9, Number.NaN]) {
      expect(medianNear(values, guess, new Float64Array(n)), `seed ${seed}, round ${round}`).toBe(wanted);
    }
    expect(values).toEqual(given);
  }
});

import { expect, test } from 'vitest';
import { solveDense } from './dense-solve.ts';
import { seededRandom } from './seeded-random.ts';

test('a system with a zero on its diagonal is solved by changing rows', () => {
  const a = Float64Array.of(0, 2, 1, 1, 1, 1, 4, -1, 0);
  const y = Float64Array.of(7, 6, 2);
  expect(solveDense(a, y, 3)).toBe(true);
  expect([...y]).toEqual([1, 2, 3]);
});

test('random systems give back what they were made of', () => {
  const random = seededRandom(7);
  for (let n = 1; n <= 24; n++) {
    const a = Float64Array.from({ length: n * n }, () => random() - 0.5);
    const x = Float64Array.from({ length: n }, () => random() - 0.5);
    const y = Float64Array.from({ length: n }, (_, i) =>
      x.reduce((sum, value, j) => sum + a[i * n + j]! * value, 0),
    );
    expect(solveDense(a, y, n)).toBe(true);
    for (let i = 0; i < n; i++) expect(y[i]).toBeCloseTo(x[i]!, 9);
  }
});

test('a singular system is refused', () => {
  expect(solveDense(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 2), 2)).toBe(false);
  expect(solveDense(Float64Array.of(Number.NaN, 2, 2, 4), Float64Array.of(1, 2), 2)).toBe(false);
});

import { expect, test } from 'vitest';
import { bandedCholesky, bandedProduct, bandedSolve, bandIndex } from './banded.ts';
import { normalEquations, transformNormal } from './normal-equations.ts';
import { seededRandom } from './seeded-random.ts';
import { symmetricEigenvalues, symmetricInverse } from './symmetric.ts';

/** A symmetric positive definite matrix with a band, dense and in band storage. */
function positiveDefinite(n: number, half: number, random: () => number) {
  const full = new Float64Array(n * n);
  const band = new Float64Array(n * (half + 1));
  for (let i = 0; i < n; i++) {
    for (let j = Math.max(0, i - half); j <= i; j++) {
      const value = i === j ? 2 * half + 1 + random() : 2 * random() - 1;
      full[i * n + j] = value;
      full[j * n + i] = value;
      band[bandIndex(i, j, half)] = value;
    }
  }
  return { full, band };
}

function product(matrix: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  return x.map((_, i) => x.reduce((sum, value, j) => sum + matrix[i * n + j]! * value, 0));
}

const near = (values: Float64Array, expected: Float64Array, digits = 12): void => {
  expect(values).toHaveLength(expected.length);
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, digits);
  });
};

test('the product and the solution of a banded system are those of the whole matrix', () => {
  const random = seededRandom(3);
  for (const n of [1, 2, 5, 11]) {
    for (let half = 0; half < n; half++) {
      const { full, band } = positiveDefinite(n, half, random);
      const x = Float64Array.from({ length: n }, () => 2 * random() - 1);
      // Longer than it need be: only the first n entries are written.
      const out = new Float64Array(n + 2).fill(7);
      bandedProduct(band, n, half, x, out);
      near(out.slice(0, n), product(full, x));
      expect([...out.slice(n)]).toEqual([7, 7]);
      const solution = out.slice(0, n);
      expect(bandedCholesky(band, n, half)).toBe(true);
      bandedSolve(band, n, half, solution);
      near(solution, x);
    }
  }
});

test('the factor of a banded matrix times its transpose is the matrix', () => {
  const [n, half] = [9, 3];
  const { full, band } = positiveDefinite(n, half, seededRandom(4));
  expect(bandedCholesky(band, n, half)).toBe(true);
  const factor = (i: number, j: number): number => (j > i || i - j > half ? 0 : band[bandIndex(i, j, half)]!);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < n; l++) sum += factor(i, l) * factor(j, l);
      expect(sum).toBeCloseTo(full[i * n + j]!, 12);
    }
  }
});

test('a matrix that is semidefinite, infinite or no number has no factor', () => {
  expect(bandedCholesky(Float64Array.of(0), 1, 0)).toBe(false);
  expect(bandedCholesky(Float64Array.of(Infinity), 1, 0)).toBe(false);
  expect(bandedCholesky(Float64Array.of(Number.NaN), 1, 0)).toBe(false);
  expect(bandedCholesky(Float64Array.of(1, 0, 1, 1), 2, 1)).toBe(false);
  expect(symmetricInverse(Float64Array.of(1, 1, 1, 1), 2)).toBeNull();
  expect(symmetricInverse(Float64Array.of(Number.NaN), 1)).toBeNull();
});

test('the inverse times the matrix is the identity, and the matrix is left as it was', () => {
  for (const n of [1, 2, 4, 7]) {
    const { full } = positiveDefinite(n, n - 1, seededRandom(n));
    const kept = full.slice();
    const inverse = symmetricInverse(full, n)!;
    expect(full).toEqual(kept);
    expect(inverse).toHaveLength(n * n);
    for (let c = 0; c < n; c++) {
      const unit = Float64Array.from({ length: n }, (_, i) => (i === c ? 1 : 0));
      near(product(full, product(inverse, unit)), unit);
    }
  }
});

test('eigenvalues are those of the second difference, and those of a matrix turned about', () => {
  // 2 - 2 cos(k pi/(n + 1)), k = 1 to n.
  for (const n of [1, 2, 5, 12]) {
    const matrix = Float64Array.from({ length: n * n }, (_, o) => {
      const gap = Math.abs(Math.floor(o / n) - (o % n));
      return gap === 0 ? 2 : gap === 1 ? -1 : 0;
    });
    const values = symmetricEigenvalues(matrix, n);
    near(
      values,
      Float64Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1))),
      13,
    );
  }
  // H D H with the reflection H = I - 2 v v', v of length 1.
  const v = [0.5, -0.1, 0.7, Math.sqrt(0.25)];
  const spectrum = [1e-6, 3, -40, 7];
  const reflected = (i: number, j: number): number => (i === j ? 1 : 0) - 2 * v[i]! * v[j]!;
  const turned = Float64Array.from({ length: 16 }, (_, o) =>
    spectrum.reduce((sum, d, k) => sum + reflected(o >> 2, k) * d * reflected(k, o % 4), 0),
  );
  near(symmetricEigenvalues(turned, 4), Float64Array.of(-40, 1e-6, 3, 7), 12);
  expect(symmetricEigenvalues(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)).toHaveLength(2);
});

test.each([1, 3, 5, 6])('normal equations of %d columns are the sums over the rows', (p) => {
  const n = 7;
  const random = seededRandom(40 + p);
  const numbers = (length: number) => Float64Array.from({ length }, () => 2 * random() - 1);
  const [jacobian, curvature, push] = [numbers(n * p), numbers(n), numbers(n)];
  const matrix = new Float64Array(p * p).fill(9);
  const vector = new Float64Array(p).fill(9);
  normalEquations(jacobian, n, p, curvature, push, matrix, vector);
  const sum = (of: (i: number) => number) => push.reduce((total, _, i) => total + of(i), 0);
  for (let c = 0; c < p; c++) {
    expect(vector[c]).toBeCloseTo(
      sum((i) => push[i]! * jacobian[i * p + c]!),
      13,
    );
    for (let d = 0; d <= c; d++) {
      expect(matrix[c * p + d]).toBeCloseTo(
        sum((i) => curvature[i]! * jacobian[i * p + c]! * jacobian[i * p + d]!),
        13,
      );
    }
  }
});

test('normal equations in fewer coordinates are those of the chained Jacobian', () => {
  const [n, p, size] = [8, 5, 3];
  const random = seededRandom(50);
  const numbers = (length: number) => Float64Array.from({ length }, () => 2 * random() - 1);
  const [jacobian, curvature, push, chain] = [numbers(n * p), numbers(n), numbers(n), numbers(p * size)];
  const matrix = new Float64Array(p * p);
  const vector = new Float64Array(p);
  normalEquations(jacobian, n, p, curvature, push, matrix, vector);
  const band = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  transformNormal(matrix, vector, chain, p, size, band, gradient, new Float64Array(p * size));
  const chained = Float64Array.from({ length: n * size }, (_, o) => {
    let sum = 0;
    for (let q = 0; q < p; q++)
      sum += jacobian[Math.floor(o / size) * p + q]! * chain[q * size + (o % size)]!;
    return sum;
  });
  const small = new Float64Array(size * size);
  const smallVector = new Float64Array(size);
  normalEquations(chained, n, size, curvature, push, small, smallVector);
  near(gradient, smallVector);
  for (let c = 0; c < size; c++) {
    for (let d = 0; d <= c; d++) {
      expect(band[bandIndex(c, d, size - 1)]).toBeCloseTo(small[c * size + d]!, 12);
    }
  }
});

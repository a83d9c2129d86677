/**
 * Symmetric banded matrices and their Cholesky factor, in place.
 *
 * Storage: the lower band by rows, entry (i, j) with i - h <= j <= i at a[i (h + 1) + (i - j)],
 * h the half-bandwidth. A dense n by n matrix is the case h = n - 1.
 *
 * Source: G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed., 2013, algorithm 4.3.5.
 */

/** Position of entry (i, j), j <= i, in the band storage. */
export function bandIndex(i: number, j: number, half: number): number {
  return i * (half + 1) + (i - j);
}

/** Overwrites the band of A (size n (h + 1)) with that of its Cholesky factor L. False when A is not positive definite. */
export function bandedCholesky(a: Float64Array, n: number, half: number): boolean {
  const stride = half + 1;
  for (let i = 0; i < n; i++) {
    const from = i > half ? i - half : 0;
    const row = i * stride + i;
    for (let j = from; j <= i; j++) {
      const other = j * stride + j;
      let sum = a[row - j]!;
      for (let l = j > half ? Math.max(from, j - half) : from; l < j; l++) sum -= a[row - l]! * a[other - l]!;
      if (j < i) a[row - j] = sum / a[other - j]!;
      else if (sum > 0 && sum < Number.POSITIVE_INFINITY) a[row - j] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** Solves L L' x = b in place for a band factor of `bandedCholesky`. */
export function bandedSolve(factor: Float64Array, n: number, half: number, b: Float64Array): void {
  const stride = half + 1;
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    const row = i * stride + i;
    for (let j = i > half ? i - half : 0; j < i; j++) sum -= factor[row - j]! * b[j]!;
    b[i] = sum / factor[row - i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    const end = Math.min(n - 1, i + half);
    for (let j = i + 1; j <= end; j++) sum -= factor[j * stride + j - i]! * b[j]!;
    b[i] = sum / factor[i * stride]!;
  }
}

/** A x, into out. */
export function bandedProduct(
  a: Float64Array,
  n: number,
  half: number,
  x: Float64Array,
  out: Float64Array,
): void {
  const stride = half + 1;
  out.fill(0, 0, n);
  for (let i = 0; i < n; i++) {
    const row = i * stride + i;
    let sum = a[row - i]! * x[i]!;
    for (let j = i > half ? i - half : 0; j < i; j++) {
      sum += a[row - j]! * x[j]!;
      out[j]! += a[row - j]! * x[i]!;
    }
    out[i]! += sum;
  }
}

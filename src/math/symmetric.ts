/** Small dense symmetric matrices, full row-major storage. */
import { workColumn, workCopy } from './work-column.ts';

const SWEEPS = 60;

/**
 * Eigenvalues of a symmetric n by n matrix (destroyed), ascending, by cyclic Jacobi rotations.
 *
 * Source: G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed., 2013, section 8.5.
 */
export function symmetricEigenvalues(a: Float64Array, n: number): Float64Array {
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p * n + q]! ** 2;
    if (off === 0 || !Number.isFinite(off)) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q]!;
        if (apq === 0) continue;
        const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let i = 0; i < n; i++) {
          const ip = a[i * n + p]!;
          const iq = a[i * n + q]!;
          a[i * n + p] = c * ip - s * iq;
          a[i * n + q] = s * ip + c * iq;
        }
        for (let i = 0; i < n; i++) {
          const pi = a[p * n + i]!;
          const qi = a[q * n + i]!;
          a[p * n + i] = c * pi - s * qi;
          a[q * n + i] = s * pi + c * qi;
        }
      }
    }
  }
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = a[i * n + i]!;
  return values.sort();
}

/** L of A = L L', A symmetric positive definite, in the lower triangle of a new array; null where it is not. */
export function choleskyFactor(a: Float64Array, n: number): Float64Array | null {
  const l = workCopy(a);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = l[i * n + j]!;
      for (let m = 0; m < j; m++) sum -= l[i * n + m]! * l[j * n + m]!;
      if (j < i) l[i * n + j] = sum / l[j * n + j]!;
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return l;
}

/** Inverse of a symmetric positive definite matrix, into a new array; null when it is not positive definite. */
export function symmetricInverse(a: Float64Array, n: number): Float64Array | null {
  const l = choleskyFactor(a, n);
  if (l === null) return null;
  const inverse = workColumn(n * n);
  const x = new Float64Array(n);
  for (let c = 0; c < n; c++) {
    x.fill(0);
    x[c] = 1;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) x[i]! -= l[i * n + j]! * x[j]!;
      x[i]! /= l[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) x[i]! -= l[j * n + i]! * x[j]!;
      x[i]! /= l[i * n + i]!;
    }
    for (let i = 0; i < n; i++) inverse[i * n + c] = x[i]!;
  }
  return inverse;
}

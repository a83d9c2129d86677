/**
 * Solves A x = y in place by Gaussian elimination with partial pivoting; the solution stands in `y`, `a` is spent.
 *
 * @param a n x n, row by row.
 * @returns false where A is singular to rounding.
 */
export function solveDense(a: Float64Array, y: Float64Array, n: number): boolean {
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i;
    }
    const head = a[pivot * n + k]!;
    if (!(Math.abs(head) > 0)) return false;
    if (pivot !== k) {
      for (let j = k; j < n; j++) {
        const swapped = a[k * n + j]!;
        a[k * n + j] = a[pivot * n + j]!;
        a[pivot * n + j] = swapped;
      }
      const swapped = y[k]!;
      y[k] = y[pivot]!;
      y[pivot] = swapped;
    }
    for (let i = k + 1; i < n; i++) {
      const share = a[i * n + k]! / head;
      if (share === 0) continue;
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= share * a[k * n + j]!;
      y[i]! -= share * y[k]!;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    let rest = y[k]!;
    for (let j = k + 1; j < n; j++) rest -= a[k * n + j]! * y[j]!;
    y[k] = rest / a[k * n + k]!;
  }
  return true;
}

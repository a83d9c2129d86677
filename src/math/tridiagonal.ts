/**
 * Solves the tridiagonal system lower_i x_{i-1} + diagonal_i x_i + upper_i x_{i+1} = x_i (right-hand side), in place,
 * by elimination without pivoting: stable where the matrix is diagonally dominant, as of implicit steps of a diffusion.
 *
 * Source: L. H. Thomas, "Elliptic problems in linear difference equations over a network", Watson Scientific
 * Computing Laboratory, Columbia University, 1949; G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed.,
 * 2013, algorithm 4.3.6.
 *
 * @param lower entry i couples i to i - 1; the first is not read
 * @param upper entry i couples i to i + 1; the last is not read
 * @param x right-hand side, overwritten with the solution
 * @param work as long as x; overwritten
 */
export function solveTridiagonal(
  lower: Float64Array,
  diagonal: Float64Array,
  upper: Float64Array,
  x: Float64Array,
  work: Float64Array,
): void {
  const last = x.length - 1;
  let pivot = 1 / diagonal[0]!;
  let above = upper[0]! * pivot;
  let value = x[0]! * pivot;
  work[0] = above;
  x[0] = value;
  for (let i = 1; i <= last; i++) {
    const below = lower[i]!;
    pivot = 1 / (diagonal[i]! - below * above);
    above = upper[i]! * pivot;
    value = (x[i]! - below * value) * pivot;
    work[i] = above;
    x[i] = value;
  }
  for (let i = last - 1; i >= 0; i--) {
    value = x[i]! - work[i]! * value;
    x[i] = value;
  }
}

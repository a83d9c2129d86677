/** a b of row-major matrices, into out. */
export function matrixProduct(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
  out: Float64Array,
): void {
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let i = 0; i < inner; i++) sum += a[r * inner + i]! * b[i * columns + c]!;
      out[r * columns + c] = sum;
    }
  }
}

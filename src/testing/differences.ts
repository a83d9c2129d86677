/** Derivatives by central differences, for checks of those that a formula gives. */

/** df/dx_c of a vector-valued f, row-major m by n. */
export function slopesOf(f: (x: Float64Array) => ArrayLike<number>, x: Float64Array, h = 1e-5): Float64Array {
  const columns = Array.from(x, (_, c) => {
    const [up, down] = [h, -h].map((by) => Array.from(f(x.map((v, i) => (i === c ? v + by : v)))));
    return up!.map((v, i) => (v - down![i]!) / (2 * h));
  });
  const rows = columns[0]?.length ?? 0;
  return Float64Array.from(
    { length: rows * x.length },
    (_, i) => columns[i % x.length]![Math.floor(i / x.length)]!,
  );
}

/** sum_i c_i d_i d_i' over the rows d_i of a row-major Jacobian of n columns, row-major n by n. */
export function squaresOf(rows: Float64Array, factors: ArrayLike<number>, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < factors.length; i++) {
    for (let r = 0; r < n; r++) {
      for (let c = 0; c < n; c++) out[r * n + c]! += factors[i]! * rows[i * n + r]! * rows[i * n + c]!;
    }
  }
  return out;
}

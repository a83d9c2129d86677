import { bandIndex } from '#math/banded.ts';
import { symmetricInverse } from '#math/symmetric.ts';
import { workColumn } from '#math/work-column.ts';
import type { FitCoordinates } from '#models/model.ts';

/** Condition number, in the largest absolute row sum, of the scaled normal matrix beyond which a fit does not tell its parameters apart. */
const MAX_CONDITION = 1e10;

/** What the curvature of the objective at the optimum says. Size is that of the coordinates. */
export interface Curvature {
  /** Indices of the coordinates that are free: not fixed, not at a bound. */
  readonly free: readonly number[];
  /** Inverse of the free normal matrix, row-major free by free; null when not identified. */
  readonly inverse: Float64Array | null;
}

/** What is asked of coordinates here. */
type Coordinates = Pick<FitCoordinates, 'size' | 'lower' | 'upper'>;

/** Largest absolute row sum of an n by n matrix. */
function absoluteNorm(a: Float64Array, n: number): number {
  let largest = 0;
  for (let r = 0; r < n; r++) {
    let sum = 0;
    for (let c = 0; c < n; c++) sum += Math.abs(a[r * n + c]!);
    largest = Math.max(largest, sum);
  }
  return largest;
}

/** Inverts the free block of the normal matrix (band storage, half-bandwidth size - 1) at x. */
export function curvatureAt(coordinates: Coordinates, x: Float64Array, normal: Float64Array): Curvature {
  const free: number[] = [];
  for (let i = 0; i < coordinates.size; i++) {
    if (x[i]! > coordinates.lower[i]! && x[i]! < coordinates.upper[i]!) free.push(i);
  }
  const n = free.length;
  const scaled = workColumn(n * n);
  const half = coordinates.size - 1;
  const at = (r: number, c: number): number =>
    normal[bandIndex(Math.max(free[r]!, free[c]!), Math.min(free[r]!, free[c]!), half)]!;
  const length = (r: number, c: number): number => Math.sqrt(at(r, r) * at(c, c));
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < n; c++) scaled[r * n + c] = length(r, c) > 0 ? at(r, c) / length(r, c) : 0;
  }
  const inverse = n === 0 ? null : symmetricInverse(scaled, n);
  if (inverse === null || !(absoluteNorm(scaled, n) * absoluteNorm(inverse, n) <= MAX_CONDITION)) {
    return { free, inverse: null };
  }
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < n; c++) inverse[r * n + c]! /= length(r, c);
  }
  return { free, inverse };
}

/** d A d' of the symmetric A, d the free entries of the row that begins at `from`. Most are zero where slices share little. */
function quadraticForm(
  rows: Float64Array,
  from: number,
  free: readonly number[],
  inverse: Float64Array,
): number {
  const n = free.length;
  let sum = 0;
  for (let r = 0; r < n; r++) {
    const d = rows[from + free[r]!]!;
    if (d === 0) continue;
    let across = 0.5 * d * inverse[r * n + r]!;
    for (let c = 0; c < r; c++) across += inverse[r * n + c]! * rows[from + free[c]!]!;
    sum += d * across;
  }
  return 2 * sum;
}

/**
 * Leverages h_ii = W_i j_i H^-1 j_i' on the free coordinates: the share of its own residual that a
 * quote absorbs. `rows` is d r/d x, row-major n by size; `weight` the final weights, robust ones included.
 *
 * Source: D. A. Belsley, E. Kuh and R. E. Welsch, Regression Diagnostics, 1980, section 2.1.
 */
export function leverages(
  curvature: Curvature,
  rows: Float64Array,
  size: number,
  weight: Float64Array,
): Float64Array | null {
  const { free, inverse } = curvature;
  if (inverse === null) return null;
  const out = workColumn(weight.length);
  for (let i = 0; i < weight.length; i++) {
    out[i] = weight[i]! * quadraticForm(rows, i * size, free, inverse);
  }
  return out;
}

/**
 * Whether leaving quote i out would take a free coordinate to a bound, to first order: the optimum moves by
 * H^-1 j_i' W_i r_i/(1 - h_ii), and past a bound the leverage no longer tells the residual left out. `rows` holds
 * j_i from `from` on; `push` is W_i r_i/(1 - h_ii).
 *
 * R. D. Cook, "Detection of influential observation in linear regression", Technometrics 19(1), 1977.
 */
export function meetsBoundWithout(
  curvature: Curvature,
  { lower, upper }: Coordinates,
  x: Float64Array,
  rows: Float64Array,
  from: number,
  push: number,
): boolean {
  const { free, inverse } = curvature;
  if (inverse === null) return false;
  const n = free.length;
  for (let r = 0; r < n; r++) {
    let step = 0;
    for (let c = 0; c < n; c++) step += inverse[r * n + c]! * rows[from + free[c]!]!;
    const to = x[free[r]!]! + push * step;
    if (to <= lower[free[r]!]! || to >= upper[free[r]!]!) return true;
  }
  return false;
}

/**
 * Covariance of derived quantities y(theta): D cov D', D = dy/dx restricted to the free coordinates,
 * cov = s2 H^-1. Returns the standard errors of the m quantities; 0 where a quantity does not move
 * with any free coordinate.
 *
 * @param derivative d y/d x, row-major m by size
 */
export function standardErrors(
  curvature: Curvature,
  s2: number,
  derivative: Float64Array,
  m: number,
  size: number,
): Float64Array | null {
  const { free, inverse } = curvature;
  if (inverse === null) return null;
  const out = new Float64Array(m);
  for (let q = 0; q < m; q++) {
    const sum = quadraticForm(derivative, q * size, free, inverse);
    out[q] = Math.sqrt(Math.max(0, s2 * sum));
  }
  return out;
}

/**
 * Covariance D cov D' of derived quantities y(theta), cov = s2 H^-1 on the free coordinates: row-major m by m. Null
 * where the errors are not identified.
 *
 * @param derivative d y/d x, row-major m by size
 */
export function covarianceOf(
  curvature: Curvature,
  s2: number,
  derivative: Float64Array,
  m: number,
  size: number,
): Float64Array | null {
  const { free, inverse } = curvature;
  if (inverse === null) return null;
  const n = free.length;
  const out = new Float64Array(m * m);
  const across = new Float64Array(n);
  for (let q = 0; q < m; q++) {
    across.fill(0);
    for (let r = 0; r < n; r++) {
      const d = derivative[q * size + free[r]!]!;
      if (d === 0) continue;
      for (let c = 0; c < n; c++) across[c]! += d * inverse[r * n + c]!;
    }
    for (let o = 0; o <= q; o++) {
      let sum = 0;
      for (let c = 0; c < n; c++) sum += across[c]! * derivative[o * size + free[c]!]!;
      out[q * m + o] = s2 * sum;
      out[o * m + q] = s2 * sum;
    }
  }
  return out;
}

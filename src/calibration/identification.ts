/**
 * What the quotes say about each parameter at an optimum, and what had better be held.
 *
 * After D. A. Belsley, E. Kuh and R. E. Welsch, Regression Diagnostics, 1980, chapter 3: the normal matrix
 * is scaled to a unit diagonal; its condition number says how nearly some combination of parameters is
 * free, the diagonal of its inverse (the variance inflation) which parameters take part.
 */
import { bandIndex } from '#math/banded.ts';
import { symmetricEigenvalues, symmetricInverse } from '#math/symmetric.ts';

/** Relative error from which two standard errors reach from the value to nothing: it is not identified. */
export const TOLD = 0.5;

/** One coordinate at the optimum. */
export interface CoordinateIdentification {
  /** Index of the coordinate. */
  readonly index: number;
  /** Standard error, in the coordinate's own unit; infinite where nothing depends on it. */
  readonly standardError: number;
  /** Standard error over the coordinate's natural size. Above `TOLD` the quotes do not tell it. */
  readonly relativeError: number;
  /** Variance inflation, 1 or more: by how much the other coordinates being unknown widens this one's variance. */
  readonly inflation: number;
}

export interface Identification {
  /** Condition number of the scaled normal matrix of the coordinates looked at; infinite when singular. */
  readonly condition: number;
  /** In the order of the indices asked for. */
  readonly coordinates: readonly CoordinateIdentification[];
}

/** Keeps a matrix that rounding made singular invertible; the errors are then as large as they should be. */
const RIDGE = 1e-15;

/**
 * Identification of the coordinates `free` (not fixed, not at a bound) at an optimum.
 *
 * @param normal band of J'WJ, half-bandwidth size - 1
 * @param size number of coordinates of the band
 * @param s2 variance of the unit-weight residual, sum W r^2/(n - p) with weights of sum 1
 * @param natural natural size of each coordinate: its magnitude, or what would be a large change of it
 */
export function identification(
  normal: Float64Array,
  size: number,
  free: readonly number[],
  s2: number,
  natural: Float64Array,
): Identification {
  const half = size - 1;
  const diagonal = (i: number): number => normal[bandIndex(i, i, half)]!;
  const seen = free.filter((i) => diagonal(i) > 0);
  const n = seen.length;
  const scaled = new Float64Array(n * n);
  seen.forEach((r, a) => {
    seen.forEach((c, b) => {
      const entry = normal[bandIndex(Math.max(r, c), Math.min(r, c), half)]!;
      scaled[a * n + b] = entry / Math.sqrt(diagonal(r) * diagonal(c));
    });
  });
  const values = symmetricEigenvalues(Float64Array.from(scaled), n);
  for (let a = 0; a < n; a++) scaled[a * n + a]! += RIDGE * n;
  const inverse = symmetricInverse(scaled, n);
  const coordinates = free.map((index): CoordinateIdentification => {
    const a = seen.indexOf(index);
    const inflation = a < 0 || inverse === null ? Number.POSITIVE_INFINITY : Math.max(1, inverse[a * n + a]!);
    const standardError = a < 0 ? Number.POSITIVE_INFINITY : Math.sqrt((s2 * inflation) / diagonal(index));
    return { index, standardError, relativeError: standardError / natural[index]!, inflation };
  });
  const singular = n < free.length || n === 0 || !(values[0]! > 0);
  return { condition: singular ? Number.POSITIVE_INFINITY : values[n - 1]! / values[0]!, coordinates };
}

/**
 * The coordinates to hold so that the quotes tell all others, worst first: the least identified is held,
 * the rest looked at again, until every relative error is at most `tolerance`.
 */
export function coordinatesToHold(
  normal: Float64Array,
  size: number,
  free: readonly number[],
  s2: number,
  natural: Float64Array,
  tolerance = TOLD,
): readonly number[] {
  const held: number[] = [];
  let left = [...free];
  while (left.length > 0) {
    const { coordinates } = identification(normal, size, left, s2, natural);
    const worst = coordinates.reduce((a, b) => (b.relativeError > a.relativeError ? b : a));
    if (worst.relativeError <= tolerance) break;
    held.push(worst.index);
    left = left.filter((i) => i !== worst.index);
  }
  return held;
}

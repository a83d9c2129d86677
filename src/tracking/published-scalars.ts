/** From the scalars that the filter would have to those that are published: moved only where it pays, and never into arbitrage. */
import type { PublishBand } from './publish-band.ts';

/**
 * What takes wished-for scalars to the nearest without arbitrage: ln x in, x the square of the scalar, with their weights,
 * ln x out; by expiry, nearest first.
 */
export type Projection = (z: Float64Array, weight: Float64Array) => Float64Array;

/**
 * The scalars to publish.
 *
 * @param wanted ln v of the filter
 * @param weight of each in the projection, the inverse of its variance
 * @param published ln v as published now; null: nothing yet, all move
 * @param bands of each expiry, length n
 * @returns ln v, as projected
 */
export function publishedScalars(
  wanted: Float64Array,
  weight: Float64Array,
  published: Float64Array | null,
  bands: readonly PublishBand[],
  project: Projection,
): Float64Array {
  const target = wanted.map((z, i) => {
    const from = published?.[i] ?? Number.NaN;
    const gap = z - from;
    const { half, landing } = bands[i]!;
    if (Math.abs(gap) <= half) return from;
    return Number.isFinite(gap) ? z - Math.sign(gap) * landing : z;
  });
  // The scalar moves volatility, the conditions are on total variance: x = v^2.
  const doubled = target.map((z) => 2 * z);
  return project(doubled, weight).map((z) => z / 2);
}

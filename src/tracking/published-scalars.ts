/** From the scalars that the filter would have to those that are published: moved only where it pays, and never into arbitrage. */

/**
 * What takes wished-for scalars to the nearest without arbitrage: ln x in, x the square of the scalar, with their weights,
 * ln x out; by expiry, nearest first.
 */
export type Projection = (z: Float64Array, weight: Float64Array) => Float64Array;

/** How far the published value may be from the filter's, in ln v, and what it does when it is farther. */
export interface PublishPolicy {
  /** Half-width of the band of each expiry, length n. */
  readonly band: Float64Array;
  /** `edge`: it follows at the edge of the band; `jump`: it takes the filter's value. */
  readonly move: 'edge' | 'jump';
}

/**
 * The scalars to publish.
 *
 * @param wanted ln v of the filter
 * @param weight of each in the projection, the inverse of its variance
 * @param published ln v as published now; null: nothing yet, all move
 * @returns ln v, as projected
 */
export function publishedScalars(
  wanted: Float64Array,
  weight: Float64Array,
  published: Float64Array | null,
  { band, move }: PublishPolicy,
  project: Projection,
): Float64Array {
  const target = wanted.map((z, i) => {
    const from = published?.[i] ?? Number.NaN;
    const gap = z - from;
    if (Math.abs(gap) <= band[i]!) return from;
    return move === 'edge' && Number.isFinite(gap) ? z - Math.sign(gap) * band[i]! : z;
  });
  // The scalar moves volatility, the conditions are on total variance: x = v^2.
  const doubled = target.map((z) => 2 * z);
  return project(doubled, weight).map((z) => z / 2);
}

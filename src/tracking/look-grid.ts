import type { SmileFeature } from '#models/model.ts';
import { refinedMinima } from '#surface/durrleman.ts';
import type { SmileCurve } from '#surface/smile-curve.ts';
import { featureGrid, mergedGrid } from '#surface/smile-grid.ts';
import { uniformGrid } from '#surface/uniform-grid.ts';

type Range = readonly [number, number];

let room = new Float64Array(0);

/** Five columns of n numbers, good until they are asked for again. */
export function lookColumns(
  n: number,
): readonly [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array] {
  if (room.length < 5 * n) room = new Float64Array(5 * n);
  const column = (c: number): Float64Array => room.subarray(c * n, (c + 1) * n);
  return [column(0), column(1), column(2), column(3), column(4)];
}

/** All places where some smiles bend; null where one of them does not say. */
function featuresOf(curves: readonly SmileCurve[]): readonly SmileFeature[] | null {
  const all: SmileFeature[] = [];
  for (const { features } of curves) {
    if (features === undefined) return null;
    all.push(...features);
  }
  return all;
}

function uniform(range: Range, points: number): Float64Array {
  const k = new Float64Array(points);
  uniformGrid(...range, k);
  return k;
}

/**
 * Where smiles are looked at together: at so many points evenly, for two that nearly touch do so on a scale of their
 * distance, and besides where they bend, if all of them say where.
 */
export function lookGrid(curves: readonly SmileCurve[], range: Range, points: number): Float64Array {
  const [features, even] = [featuresOf(curves), uniform(range, points)];
  return features === null ? even : mergedGrid(featureGrid(features, ...range), even);
}

/** Smallest of the values at k, each local minimum refined by f. */
export function leastOn(k: Float64Array, values: Float64Array, f: (k: number) => number): number {
  return refinedMinima(k, values, f, null).whole.value;
}

/** How much nearer to where a smile bends the second look is densest. */
const NEARER = 0.4;

/** Where they are looked at again: at other points, more of them where the smiles bend. */
export function secondGrid(curves: readonly SmileCurve[], range: Range, points: number): Float64Array {
  const [features, even] = [featuresOf(curves), uniform(range, points)];
  if (features === null) return even;
  const nearer = features.map(({ at, width }) => ({ at, width: NEARER * width }));
  return mergedGrid(featureGrid(nearer, ...range), even);
}

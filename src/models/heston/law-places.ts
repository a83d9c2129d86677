/** Points at which the smile of a law is looked at for its extremes. */
import type { SmileFeature } from '#models/model.ts';

/** Equal steps of a piece: phases are turned from one to the next, which takes a fifth of making them. */
const STEPS = 16;
/** Points to the width of a feature, and to the distance from it. */
const FINENESS = 8;
/** Pieces are not halved further than this share of the range. */
const SHORTEST = 1e-6;

/** True where steps this long see all that bends in [low, high]. */
function isFine(features: readonly SmileFeature[], low: number, high: number): boolean {
  const step = ((high - low) / STEPS) * FINENESS;
  return features.every(({ at, width }) => step <= Math.max(width, low - at, at - high));
}

/**
 * Ascending points of [low, high], its ends among them: pieces of equal steps, halved until their steps are small
 * beside the width of each feature or the distance from it.
 */
export function lawPlaces(features: readonly SmileFeature[], low: number, high: number): Float64Array {
  const places: number[] = [low];
  const open: [number, number][] = [[low, high]];
  for (;;) {
    const piece = open.pop();
    if (piece === undefined) return Float64Array.from(places);
    const [from, to] = piece;
    if (to - from > SHORTEST * (high - low) && !isFine(features, from, to)) {
      const middle = 0.5 * (from + to);
      open.push([middle, to], [from, middle]);
      continue;
    }
    for (let i = 1; i < STEPS; i++) places.push(from + ((to - from) * i) / STEPS);
    places.push(to);
  }
}

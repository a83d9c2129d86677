import { roomFor } from '#market/columns.ts';
import type { VolModel } from '#models/model.ts';
import {
  CHECK_POINTS,
  type Minima,
  QUOTED_POINTS,
  smallestG,
  smallestGap,
  smallestGapOn,
  smallestGOn,
} from '#surface/durrleman.ts';
import { featureGrid, mergedGrid } from '#surface/smile-grid.ts';
import type { FitSlice } from './request.ts';
import type { CalendarArbitrage, SliceArbitrage, SliceFit } from './result.ts';

const LEAST_RANGE = 1.5;

/** Half-width of the one range of all verdicts: max(1.5, 1.5 times the largest |k| of a used quote on any expiry). */
export function commonRange(
  slices: readonly { readonly slice: FitSlice; readonly used: Iterable<number> }[],
): number {
  let largest = 0;
  for (const { slice, used } of slices) {
    for (const i of used) largest = Math.max(largest, Math.abs(slice.k[i]!));
  }
  return Math.max(LEAST_RANGE, 1.5 * largest);
}

/** First and last log-moneyness of the quotes with weight; null when there is none. */
function quotedRange(slice: FitSlice, fit: SliceFit): readonly [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < slice.k.length; i++) {
    if (!(fit.weight[i]! > 0)) continue;
    low = Math.min(low, slice.k[i]!);
    high = Math.max(high, slice.k[i]!);
  }
  return low <= high ? [low, high] : null;
}

/** A fitted slice with its butterfly figures, and what its neighbours' check needs of it. */
export interface CheckedSlice {
  readonly fit: SliceFit;
  /** Where its smile is looked at on the common range; undefined where it tells no features. */
  readonly grid: Float64Array | undefined;
  /** Of such a smile, w on the uniform grid of the common range. */
  readonly variance: Float64Array | undefined;
}

/** Grids that are looked at once: of two smiles, and with the ends of a part; and these. */
let both = new Float64Array(1024);
let whole = new Float64Array(1024);
const ends = new Float64Array(2);

/** The grid with the ends of a part among its points; good until the next is made. */
function withEnds(grid: Float64Array, part: readonly [number, number] | null): Float64Array {
  if (part === null) return grid;
  ends.set(part);
  whole = roomFor(grid.length + 2, whole);
  return mergedGrid(grid, ends, whole);
}

/** The lower of the two: the part is looked at more closely where grids are uniform. */
function worst({ whole, part }: Minima): Minima['whole'] {
  return part !== null && part.value < whole.value ? part : whole;
}

/** The slice with its smallest g on the common range and between its own outer quotes. */
export function checkSlice(model: VolModel, slice: FitSlice, fit: SliceFit, range: number): CheckedSlice {
  const { theta } = fit;
  if (theta === null) return { fit, grid: undefined, variance: undefined };
  const smile = model.smile(slice);
  const features = smile.features?.(theta);
  const quoted = quotedRange(slice, fit);
  const grid = features ? featureGrid(features, -range, range) : smile.places?.(theta, -range, range);
  const variance = grid === undefined ? new Float64Array(CHECK_POINTS) : undefined;
  const minima: Minima =
    grid === undefined
      ? {
          whole: smallestG(smile, theta, -range, range, CHECK_POINTS, variance),
          part: quoted === null ? null : smallestG(smile, theta, ...quoted, QUOTED_POINTS),
        }
      : smallestGOn(smile, theta, withEnds(grid, quoted), quoted);
  const least = worst(minima);
  const arbitrage: SliceArbitrage = {
    minG: least.value,
    minGAt: least.at,
    kRange: [-range, range],
    minGQuoted: minima.part?.value ?? null,
    minGQuotedAt: minima.part?.at ?? null,
    quotedRange: quoted,
  };
  return { fit: { ...fit, arbitrage }, grid, variance };
}

/** Where both have quotes with weight between their outer ones; null when nowhere. */
function sharedRange(earlier: SliceFit, later: SliceFit): readonly [number, number] | null {
  const a = earlier.arbitrage?.quotedRange;
  const b = later.arbitrage?.quotedRange;
  if (a == null || b == null) return null;
  const low = Math.max(a[0], b[0]);
  const high = Math.min(a[1], b[1]);
  return low < high ? [low, high] : null;
}

/** Smallest w2 - w1 of two adjacent fitted slices. */
export function checkCalendar(
  model: VolModel,
  first: CheckedSlice,
  second: CheckedSlice,
  range: number,
): CalendarArbitrage {
  const { fit: earlier } = first;
  const { fit: later } = second;
  const pair = {
    earlier: { functions: model.smile(earlier), theta: earlier.theta! },
    later: { functions: model.smile(later), theta: later.theta! },
  };
  const shared = sharedRange(earlier, later);
  let minima: Minima;
  if (first.grid && second.grid) {
    both = roomFor(first.grid.length + second.grid.length, both);
    minima = smallestGapOn(pair, withEnds(mergedGrid(first.grid, second.grid, both), shared), shared);
  } else {
    const known =
      first.variance && second.variance
        ? { ...pair, variances: [first.variance, second.variance] as const }
        : pair;
    minima = {
      whole: smallestGap(known, -range, range),
      part: shared === null ? null : smallestGap(pair, ...shared, QUOTED_POINTS),
    };
  }
  const least = worst(minima);
  return {
    from: earlier.expiry,
    to: later.expiry,
    fromKey: earlier.key,
    toKey: later.key,
    minDw: least.value,
    at: least.at,
    kRange: [-range, range],
    minDwQuoted: minima.part?.value ?? null,
    quotedAt: minima.part?.at ?? null,
  };
}

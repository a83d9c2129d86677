import type { VolModel } from '#models/model.ts';
import { CHECK_POINTS, QUOTED_POINTS, smallestG, smallestGap } from '#surface/durrleman.ts';
import type { FitSlice } from './request.ts';
import type { CalendarArbitrage, SliceArbitrage, SliceFit } from './result.ts';

/** A minimum at or above this is free of arbitrage: rounding is not a violation. */
export const ARBITRAGE_TOLERANCE = -1e-12;

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

/** A fitted slice with its butterfly figures; where its smile tells no features, w on the grid of the common range, for its neighbours' check. */
export interface CheckedSlice {
  readonly fit: SliceFit;
  readonly variance: Float64Array | undefined;
}

/** Smallest g of one fitted slice, on the common range and between its own outer quotes; w of the common grid goes to `variance`. */
function checkButterfly(
  model: VolModel,
  slice: FitSlice,
  fit: SliceFit,
  range: number,
  variance: Float64Array | undefined,
): SliceArbitrage | null {
  if (fit.theta === null) return null;
  const smile = model.smile(slice);
  const whole = smallestG(smile, fit.theta, -range, range, CHECK_POINTS, variance);
  const quoted = quotedRange(slice, fit);
  const inner = quoted === null ? null : smallestG(smile, fit.theta, quoted[0], quoted[1], QUOTED_POINTS);
  // The quoted range is part of the common one and is seen on a finer grid there.
  const worst = inner !== null && inner.value < whole.value ? inner : whole;
  return {
    minG: worst.value,
    minGAt: worst.at,
    kRange: [-range, range],
    minGQuoted: inner?.value ?? null,
    minGQuotedAt: inner?.at ?? null,
    quotedRange: quoted,
  };
}

/** The slice with its butterfly figures. */
export function checkSlice(model: VolModel, slice: FitSlice, fit: SliceFit, range: number): CheckedSlice {
  const isUniform = fit.theta !== null && model.smile(slice).features === undefined;
  const variance = isUniform ? new Float64Array(CHECK_POINTS) : undefined;
  return { fit: { ...fit, arbitrage: checkButterfly(model, slice, fit, range, variance) }, variance };
}

/** Smallest w2 - w1 of two adjacent fitted slices. */
export function checkCalendar(
  model: VolModel,
  { fit: earlier, variance: first }: CheckedSlice,
  { fit: later, variance: second }: CheckedSlice,
  range: number,
): CalendarArbitrage {
  const thetas = {
    earlier: { functions: model.smile(earlier), theta: earlier.theta! },
    later: { functions: model.smile(later), theta: later.theta! },
  };
  const known =
    first !== undefined && second !== undefined ? { ...thetas, variances: [first, second] as const } : thetas;
  const whole = smallestGap(known, -range, range);
  const low = Math.max(
    earlier.arbitrage?.quotedRange?.[0] ?? Number.POSITIVE_INFINITY,
    later.arbitrage?.quotedRange?.[0] ?? Number.POSITIVE_INFINITY,
  );
  const high = Math.min(
    earlier.arbitrage?.quotedRange?.[1] ?? Number.NEGATIVE_INFINITY,
    later.arbitrage?.quotedRange?.[1] ?? Number.NEGATIVE_INFINITY,
  );
  const inner = low < high ? smallestGap(thetas, low, high, QUOTED_POINTS) : null;
  const worst = inner !== null && inner.value < whole.value ? inner : whole;
  return {
    from: earlier.expiry,
    to: later.expiry,
    fromKey: earlier.key,
    toKey: later.key,
    minDw: worst.value,
    at: worst.at,
    kRange: [-range, range],
    minDwQuoted: inner?.value ?? null,
    quotedAt: inner?.at ?? null,
  };
}

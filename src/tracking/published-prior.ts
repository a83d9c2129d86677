import type { PreviousFit, PreviousSlice } from '#calibration/previous-fit.ts';
import { priorRefusal } from '#calibration/prior.ts';
import type { PriorSetting } from '#calibration/settings.ts';
import type { SmileScaling, VolModel } from '#models/model.ts';
import type { ScalarMap } from './scaled-smile.ts';

/** Where one expiry of a fit has been published since. */
export interface PublishedMove {
  readonly key: string;
  /** Times the total variance of the fit. */
  readonly factor: number;
  /** Years to expiry and forward now. */
  readonly t: number;
  readonly forward: number;
}

function movedSlice(
  slice: PreviousSlice,
  { factor, t, forward }: PublishedMove,
  scaling: SmileScaling,
  map: ScalarMap,
): PreviousSlice {
  const by = scaling[map].map((power) => factor ** power);
  const p = by.length;
  return {
    ...slice,
    t,
    forward,
    theta: slice.theta.map((value, j) => value * by[j]!),
    covariance: slice.covariance.map((value, at) => value * by[Math.floor(at / p)]! * by[at % p]!),
  };
}

/**
 * What a full fit is drawn towards while live: the fit before, at the level where it is published now. The errors of its
 * parameters move with them, and its instant stays, so that what the market may have done to shape and level since counts
 * against it for the whole time since its quotes. A smile that its model has no moved parameters for stays as fitted.
 *
 * @param moves of the expiries that are published; one without is left out
 * @returns null where the model cannot be drawn towards a fit, or nothing of the fit is published
 */
export function publishedPrior(
  model: VolModel,
  fit: PreviousFit,
  moves: readonly PublishedMove[],
  map: ScalarMap,
  strength = 1,
): PriorSetting | null {
  if (priorRefusal(model, fit) !== null) return null;
  const { scaling } = model;
  const kept = moves.flatMap((move): [string, PreviousSlice][] => {
    const slice = Object.hasOwn(fit.slices, move.key) ? fit.slices[move.key] : undefined;
    if (slice === undefined || !(move.factor > 0 && move.t > 0)) return [];
    return [[move.key, scaling === undefined ? slice : movedSlice(slice, move, scaling, map)]];
  });
  return kept.length === 0 ? null : { strength, fit: { ...fit, slices: Object.fromEntries(kept) } };
}

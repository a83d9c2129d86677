import type { SmileAt, SteadyCoordinates, VolModel } from '#models/model.ts';

/** Strikes in standard deviations from the forward. */
const STRIKES = [-2, -1, 0, 1, 2] as const;
const SIZE = STRIKES.length;

/** What a day moves the log of the variance by beside its level, standard deviations: as z, and as z squared. */
const SLOPE_MOVE = 0.06;
const CURVATURE_MOVE = 0.015;
/**
 * Standard deviation of the shape at each strike, whatever the time between two fits: half a percent of variance. It
 * keeps more strikes than a model has parameters from contradicting each other.
 */
const SHAPE_ERROR = 0.005;

/**
 * The log of the variance w/t at five strikes that are so many standard deviations from the forward: coordinates that
 * every smile has.
 *
 * @param deviation sqrt(w) that the strikes are counted in
 */
export function standardStrikes(model: VolModel, at: SmileAt, deviation: number): SteadyCoordinates {
  const k = Float64Array.from(STRIKES, (z) => z * deviation);
  const smile = model.smile(at);
  const p = model.parameters.length;
  const w = new Float64Array(SIZE);
  return {
    size: SIZE,
    values(theta, t, out) {
      smile.totalVariance(theta, k, w);
      for (let i = 0; i < SIZE; i++) out[i] = Math.log(w[i]! / t);
    },
    jacobian(theta, _t, out) {
      smile.totalVariance(theta, k, w);
      smile.jacobian(theta, k, out);
      for (let i = 0; i < SIZE; i++) for (let j = 0; j < p; j++) out[i * p + j]! /= w[i]!;
    },
    drift(_values, level, days, out) {
      STRIKES.forEach((a, i) => {
        STRIKES.forEach((b, j) => {
          const slope = SLOPE_MOVE ** 2 * a * b;
          const curvature = CURVATURE_MOVE ** 2 * a * a * b * b;
          out[i * SIZE + j]! += level + (slope + curvature) * days + (i === j ? SHAPE_ERROR ** 2 : 0);
        });
      });
    },
  };
}

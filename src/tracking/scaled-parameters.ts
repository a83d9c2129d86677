import type { SmileScaling, VolModel } from '#models/model.ts';
import { essvi } from '#models/ssvi/essvi.ts';
import type { ScalarMap } from './scaled-smile.ts';

/** A smile by the parameters of a model. */
export interface ModelSmile {
  /** Id of the model. */
  readonly model: string;
  readonly theta: Float64Array;
}

/** theta_j x^power_j, in a fresh array. */
function grown(scaling: SmileScaling, theta: Float64Array, x: number, map: ScalarMap): Float64Array {
  return theta.map((value, j) => value * x ** scaling[map][j]!);
}

/**
 * Parameters of a smile that a scalar has moved, so that what is published can be taken away: of the model itself, or, for
 * a slice of a surface SVI, whose neighbours move by scalars of their own, of eSSVI.
 *
 * J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14(1), 2014, eq. 3.1 and 4.1.
 *
 * @param x square of the scalar, above zero
 * @returns null for a model with no such parameters
 */
export function scaledParameters(
  model: VolModel,
  theta: Float64Array,
  x: number,
  map: ScalarMap,
): ModelSmile | null {
  const { scaling } = model;
  if (scaling !== undefined) return { model: model.id, theta: grown(scaling, theta, x, map) };
  if (model.scope !== 'surface' || model.told?.id !== 'slice' || essvi.scaling === undefined) return null;
  const slice = new Float64Array(essvi.parameters.length);
  model.told.values(theta, 1, slice);
  return { model: essvi.id, theta: grown(essvi.scaling, slice, x, map) };
}

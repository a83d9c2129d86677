/** The fit on the screen as the place that the next one goes on from. */
import { canFollow } from '#calibration/nearby-starts.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { Fitted } from './state.ts';

/**
 * Parameters of the shown fit for a request, a row a slice in its order, NaN where it has none. Null where the request is
 * fitted from its quotes alone: another model, expiries that share parameters, or nothing penalised.
 */
export function nearbyOf(
  fitted: Pick<Fitted, 'result'> | null,
  request: CalibrationRequest,
): Float64Array | null {
  if (fitted === null || fitted.result.model !== request.settings.model) return null;
  if (fitted.result.surface !== null || !canFollow(request)) return null;
  const parameters = new Map(fitted.result.slices.map(({ key, theta }) => [key, theta]));
  const size = fitted.result.slices.find(({ theta }) => theta !== null)?.theta?.length;
  if (size === undefined) return null;
  const nearby = new Float64Array(request.slices.length * size).fill(Number.NaN);
  request.slices.forEach(({ key }, i) => {
    const theta = parameters.get(key);
    if (theta?.length === size) nearby.set(theta, i * size);
  });
  return nearby;
}

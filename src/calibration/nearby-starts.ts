/** Which fits may go on from a fit one step of the hand away, and where. */
import type { CalibrationRequest } from './request.ts';
import type { CalibrationResult, SliceFit } from './result.ts';
import { settingsFor } from './settings.ts';

/** Strength above which a penalty hardly lets go of where a fit stands. */
const STRONGEST = 1000;

/**
 * True where fits of the request can go on from one nearby: at least one slice is penalised, and none so that such a
 * start would not lead to an optimum of what is asked. A robust loss is that of the residuals of free fits, and a strict
 * fit is the minimum of nothing.
 */
export function canFollow({ settings, slices }: CalibrationRequest): boolean {
  let isPenalised = false;
  for (const { key } of slices) {
    const { butterfly, calendar } = settingsFor(settings, key);
    for (const { mode, strength } of [butterfly, calendar]) {
      if (mode === 'report') continue;
      if (mode === 'strict' || strength > STRONGEST) return false;
      isPenalised = true;
    }
  }
  return isPenalised && settings.loss.kind === 'squared';
}

/** Where a fit ended: what the next one may go on from. */
export interface FitEnd extends Pick<CalibrationResult, 'model' | 'surface'> {
  readonly slices: readonly Pick<SliceFit, 'key' | 'theta'>[];
}

/**
 * Parameters of a fit as the `nearby` of a request, a row a slice in its order, NaN where it has none. Null where the
 * request is fitted from its quotes alone: another model, expiries that share parameters, or nothing penalised.
 */
export function nearbyOf(fit: FitEnd, request: CalibrationRequest): Float64Array | null {
  if (fit.model !== request.settings.model || fit.surface !== null || !canFollow(request)) return null;
  const parameters = new Map<string, Float64Array>();
  let size = 0;
  for (const { key, theta } of fit.slices) {
    if (theta === null) continue;
    parameters.set(key, theta);
    if (size === 0) size = theta.length;
  }
  if (size === 0) return null;
  const nearby = new Float64Array(request.slices.length * size).fill(Number.NaN);
  for (const [i, { key }] of request.slices.entries()) {
    const theta = parameters.get(key);
    if (theta?.length === size) nearby.set(theta, i * size);
  }
  return nearby;
}

/**
 * Where the fits of a request go on from, an entry a slice, null where it has none nearby; null as a whole where all are
 * to be found from the quotes alone.
 *
 * @param size parameters of the model
 */
export function nearbyStarts(
  request: CalibrationRequest,
  size: number,
): readonly (Float64Array | null)[] | null {
  const { slices, nearby } = request;
  if (nearby?.length !== slices.length * size || !canFollow(request)) return null;
  return slices.map((_, i) => {
    const start = nearby.subarray(i * size, (i + 1) * size);
    return start.every(Number.isFinite) ? start : null;
  });
}

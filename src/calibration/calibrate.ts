import { failure, type Outcome, success } from '#base/outcome.ts';
import { fittableById } from '#models/fittable.ts';
import { calibrateSlices } from './calibrate-slices.ts';
import { calibrateSurface } from './calibrate-surface.ts';
import { withHeadroom } from './headroom.ts';
import type { CalibrationRequest } from './request.ts';
import type { CalibrationProgress, CalibrationResult } from './result.ts';

/**
 * Fits every slice of a request. Pure, clockless, deterministic: a synchronous generator that yields
 * its progress at least once per slice and stage, so that a driver can stop it or let messages in.
 * A slice that cannot be fitted keeps its place with the reason and costs no other. On the way to a
 * strict fit the free one is told once, as `preview`.
 *
 * Fails only when the request names an unknown model or holds no slice.
 */
export function* calibrate(
  request: CalibrationRequest,
): Generator<CalibrationProgress, Outcome<CalibrationResult>, void> {
  const { settings, slices } = request;
  const known = fittableById(settings.model);
  if (known === undefined) return failure('invalid', `There is no model "${settings.model}".`);
  if (slices.length === 0)
    return failure('missing-data', 'There is no expiry to fit. Let quotes in by the filters.');
  const model = withHeadroom(known, settings.headroom ?? 1);
  const steps = model.scope === 'slice' ? calibrateSlices(model, request) : calibrateSurface(model, request);
  return success(yield* steps);
}

/** Runs the generator to its end. */
export function calibrateNow(request: CalibrationRequest): Outcome<CalibrationResult> {
  const steps = calibrate(request);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

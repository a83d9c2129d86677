import { failure, type Outcome, success } from '#base/outcome.ts';
import { modelById } from '#models/index.ts';
import { assembleSlice, failedSlice } from './assemble-slice.ts';
import { type CheckedSlice, checkCalendar, checkSlice, commonRange } from './board-arbitrage.ts';
import { hasCalendarConstraint, optimiseJoint } from './optimise-joint.ts';
import { optimiseSlice } from './optimise-slice.ts';
import { type PreparedSlice, prepareSlice, type RefusedSlice } from './prepare-slice.ts';
import type { CalibrationRequest } from './request.ts';
import type { CalendarArbitrage, CalibrationProgress, CalibrationResult, SliceFit } from './result.ts';
import type { FittedSlice } from './slice-optimum.ts';
import { summarise } from './summary.ts';

function isPrepared(slice: PreparedSlice | RefusedSlice): slice is PreparedSlice {
  return 'problem' in slice;
}

/**
 * Fits every slice of a request. Pure, clockless, deterministic: a synchronous generator that yields
 * its progress at least once per slice and stage, so that a driver can stop it or let messages in.
 * A slice that cannot be fitted keeps its place with the reason and costs no other.
 *
 * Fails only when the request names an unknown model or holds no slice.
 */
export function* calibrate(
  request: CalibrationRequest,
): Generator<CalibrationProgress, Outcome<CalibrationResult>, void> {
  const { settings, slices } = request;
  const model = modelById(settings.model);
  if (model === undefined) return failure('invalid', `There is no model "${settings.model}".`);
  if (slices.length === 0) return failure('missing-data', 'There is no expiry to fit.');

  const total = slices.length;
  const prepared = slices.map((slice) => prepareSlice(model, slice, settings));
  const ready = prepared.filter(isPrepared);
  const range = commonRange(ready);

  const fitted: FittedSlice[] = [];
  for (const slice of ready) {
    yield { done: fitted.length, total, stage: 'fit' };
    const steps = optimiseSlice(model, slice, settings.loss, range);
    let step = steps.next();
    while (!step.done) {
      yield { done: fitted.length, total, stage: 'fit' };
      step = steps.next();
    }
    fitted.push(step.value);
  }

  let final: readonly FittedSlice[] = fitted;
  const coupled = hasCalendarConstraint(fitted);
  if (coupled) {
    const steps = optimiseJoint(model, fitted, range);
    let step = steps.next();
    while (!step.done) {
      yield { done: total, total, stage: 'calendar' };
      step = steps.next();
    }
    final = step.value;
  }

  const fits: SliceFit[] = [];
  const good: CheckedSlice[] = [];
  for (const slice of prepared) {
    if (!isPrepared(slice)) {
      fits.push(failedSlice(slice));
      continue;
    }
    const { prepared: restated, optimum } = final[ready.indexOf(slice)]!;
    const checked = checkSlice(model, slice.slice, assembleSlice(model, restated, optimum, coupled), range);
    fits.push(checked.fit);
    if (checked.fit.theta !== null) good.push(checked);
    yield { done: fits.length, total, stage: 'check' };
  }
  const calendar: CalendarArbitrage[] = [];
  for (let i = 1; i < good.length; i++) {
    calendar.push(checkCalendar(model, good[i - 1]!, good[i]!, range));
    yield { done: total, total, stage: 'check' };
  }
  return success({ model: model.id, slices: fits, calendar, summary: summarise(slices, fits, calendar) });
}

/** Runs the generator to its end. */
export function calibrateNow(request: CalibrationRequest): Outcome<CalibrationResult> {
  const steps = calibrate(request);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

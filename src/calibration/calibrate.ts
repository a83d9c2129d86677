import { failure, type Outcome, success } from '#base/outcome.ts';
import { modelById } from '#models/index.ts';
import type { SliceModel } from '#models/model.ts';
import { assembleSlice, failedSlice } from './assemble-slice.ts';
import { type CheckedSlice, checkCalendar, checkSlice, commonRange } from './board-arbitrage.ts';
import { constrainSlice } from './constrain-slice.ts';
import { fitFree } from './free-slice.ts';
import { hasCalendarConstraint, optimiseJoint } from './optimise-joint.ts';
import { type PreparedSlice, prepareSlice, type RefusedSlice } from './prepare-slice.ts';
import type { CalibrationRequest } from './request.ts';
import type { CalendarArbitrage, CalibrationProgress, CalibrationResult, SliceFit } from './result.ts';
import type { FittedSlice } from './slice-optimum.ts';
import { sliceSolution } from './slice-solution.ts';
import { summarise } from './summary.ts';

function isPrepared(slice: PreparedSlice | RefusedSlice): slice is PreparedSlice {
  return 'problem' in slice;
}

/** Runs the steps of one stage, telling of progress at each. */
function* told<T>(
  steps: Generator<void, T, void>,
  progress: CalibrationProgress,
): Generator<CalibrationProgress, T, void> {
  let step = steps.next();
  while (!step.done) {
    yield progress;
    step = steps.next();
  }
  return step.value;
}

/** Everything told of a board whose slices are fitted: figures, verdicts, summary. */
function* assembleBoard(
  model: SliceModel,
  { slices }: CalibrationRequest,
  prepared: readonly (PreparedSlice | RefusedSlice)[],
  fitted: ReadonlyMap<PreparedSlice, FittedSlice>,
  range: number,
  coupled: boolean,
): Generator<CalibrationProgress, CalibrationResult, void> {
  const total = slices.length;
  const fits: SliceFit[] = [];
  const good: CheckedSlice[] = [];
  for (const slice of prepared) {
    if (!isPrepared(slice)) {
      fits.push(failedSlice(slice));
      continue;
    }
    const { prepared: restated, optimum, solution } = fitted.get(slice)!;
    const checked = checkSlice(
      model,
      slice.slice,
      assembleSlice(model, restated, solution ?? sliceSolution(restated, optimum, coupled)),
      range,
    );
    fits.push(checked.fit);
    if (checked.fit.theta !== null) good.push(checked);
    yield { done: fits.length, total, stage: 'check' };
  }
  const calendar: CalendarArbitrage[] = [];
  for (let i = 1; i < good.length; i++) {
    calendar.push(checkCalendar(model, good[i - 1]!, good[i]!, range));
    yield { done: total, total, stage: 'check' };
  }
  return { model: model.id, slices: fits, calendar, summary: summarise(slices, fits, calendar) };
}

function isStrict({ settings }: PreparedSlice): boolean {
  return settings.butterfly.mode === 'strict' || settings.calendar.mode === 'strict';
}

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
  const model = modelById(settings.model);
  if (model === undefined) return failure('invalid', `There is no model "${settings.model}".`);
  if (model.scope !== 'slice') return failure('invalid', `${model.label} is not fitted slice by slice.`);
  if (slices.length === 0) return failure('missing-data', 'There is no expiry to fit.');

  const total = slices.length;
  const prepared = slices.map((slice) => prepareSlice(model, slice, settings));
  const ready = prepared.filter(isPrepared);
  const range = commonRange(ready);

  const free = new Map<PreparedSlice, FittedSlice>();
  for (const slice of ready) {
    const progress = { done: free.size, total, stage: 'fit' } as const;
    yield progress;
    const optimum = yield* told(fitFree(slice, settings.loss), progress);
    free.set(slice, { prepared: slice, optimum });
  }
  if (ready.some(isStrict)) {
    const preview = yield* assembleBoard(model, request, prepared, free, range, false);
    yield { done: total, total, stage: 'strict', preview };
  }

  const constrained: FittedSlice[] = [];
  for (const slice of ready) {
    const progress = { done: constrained.length, total, stage: 'strict' } as const;
    constrained.push(yield* told(constrainSlice(model, slice, free.get(slice)!.optimum, range), progress));
  }
  const coupled = hasCalendarConstraint(constrained);
  const final = coupled
    ? yield* told(optimiseJoint(model, constrained, range), { done: total, total, stage: 'calendar' })
    : constrained;
  const fitted = new Map(ready.map((slice, i) => [slice, final[i]!]));
  return success(yield* assembleBoard(model, request, prepared, fitted, range, coupled));
}

/** Runs the generator to its end. */
export function calibrateNow(request: CalibrationRequest): Outcome<CalibrationResult> {
  const steps = calibrate(request);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

import type { SliceModel } from '#models/model.ts';
import { assembleBoard, told } from './assemble-board.ts';
import { commonRange } from './board-arbitrage.ts';
import { constrainSlice } from './constrain-slice.ts';
import { constraintCost } from './constraint-cost.ts';
import { fitFree } from './free-slice.ts';
import { fitNearby } from './nearby-fit.ts';
import { nearbyStarts } from './nearby-starts.ts';
import { hasCalendarConstraint, optimiseJoint, refittedTogether } from './optimise-joint.ts';
import { isStrict } from './optimise-surface.ts';
import { type PreparedSlice, prepareSlice, type RefusedSlice } from './prepare-slice.ts';
import type { CalibrationRequest } from './request.ts';
import type { CalibrationProgress, CalibrationResult } from './result.ts';
import type { FittedSlice } from './slice-optimum.ts';
import { sliceSolution } from './slice-solution.ts';

function isPrepared(slice: PreparedSlice | RefusedSlice): slice is PreparedSlice {
  return 'problem' in slice;
}

/** Fits a board slice by slice, then together where the calendar is constrained. */
export function* calibrateSlices(
  model: SliceModel,
  request: CalibrationRequest,
): Generator<CalibrationProgress, CalibrationResult, void> {
  const { slices, settings } = request;
  const total = slices.length;
  const starts = nearbyStarts(request, model.parameters.length);
  const prepared = slices.map((slice, i) => prepareSlice(model, slice, settings, starts?.[i]));
  const ready = prepared.filter(isPrepared);
  const range = commonRange(ready);
  const assembled = (fitted: readonly FittedSlice[], coupled: boolean) =>
    assembleBoard(
      model,
      slices,
      prepared.map((slice) => {
        if (!isPrepared(slice)) return slice;
        const { prepared: target, optimum, solution } = fitted[ready.indexOf(slice)]!;
        return { target, solution: () => solution ?? sliceSolution(target, optimum, coupled) };
      }),
      range,
      null,
    );

  if (starts !== null) {
    const isNear = prepared.every((slice, i) => !isPrepared(slice) || starts[i] !== null);
    const progress = { done: 0, total, stage: 'fit' } as const;
    const fitted = isNear ? yield* told(fitNearby(model, ready, range), progress) : null;
    if (fitted === null) return yield* calibrateSlices(model, { slices, settings });
    const coupled = hasCalendarConstraint(fitted);
    return yield* assembled(fitted, coupled);
  }

  const free: FittedSlice[] = [];
  for (const slice of ready) {
    const progress = { done: free.length, total, stage: 'fit' } as const;
    yield progress;
    const optimum = yield* told(fitFree(slice, settings.loss), progress);
    free.push({ prepared: slice, optimum });
  }
  let preview: CalibrationResult | null = null;
  if (ready.some(isStrict)) {
    preview = yield* assembled(free, false);
    yield { done: total, total, stage: 'strict', preview };
  }

  const constrained: FittedSlice[] = [];
  const refitted = refittedTogether(free);
  for (const [i, slice] of ready.entries()) {
    const progress = { done: i, total, stage: 'strict' } as const;
    const { optimum } = free[i]!;
    constrained.push(yield* told(constrainSlice(model, slice, optimum, range, refitted.has(i)), progress));
  }
  const coupled = hasCalendarConstraint(constrained);
  const final = coupled
    ? yield* told(optimiseJoint(model, constrained, range), { done: total, total, stage: 'calendar' })
    : constrained;
  const result = yield* assembled(final, coupled);
  return preview === null ? result : { ...result, cost: constraintCost(preview, result, constrained) };
}

import type { VolModel } from '#models/model.ts';
import { assembleSlice } from './assemble-slice.ts';
import { type CheckedSlice, checkCalendar, checkSlice } from './board-arbitrage.ts';
import { failedSlice } from './failed-slice.ts';
import type { RefusedSlice, TargetSlice } from './prepare-slice.ts';
import type { FitSlice } from './request.ts';
import type {
  CalendarArbitrage,
  CalibrationProgress,
  CalibrationResult,
  SliceFit,
  SurfaceFit,
} from './result.ts';
import type { SliceSolution } from './slice-solution.ts';
import { summarise } from './summary.ts';

/** A slice that was fitted, and how to come by its figures. */
export interface SolvedSlice {
  readonly target: TargetSlice;
  solution(): SliceSolution;
}

/** Runs the steps of one stage, telling of progress at each. */
export function* told<T>(
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

/**
 * Everything told of a board whose slices are fitted: figures, verdicts, summary. Slices go in the order of the
 * request; yields after each.
 */
export function* assembleBoard(
  model: VolModel,
  slices: readonly FitSlice[],
  solved: readonly (SolvedSlice | RefusedSlice)[],
  range: number,
  surface: SurfaceFit | null,
): Generator<CalibrationProgress, CalibrationResult, void> {
  const total = slices.length;
  const fits: SliceFit[] = [];
  const good: CheckedSlice[] = [];
  for (const slice of solved) {
    if (!('solution' in slice)) {
      fits.push(failedSlice(slice));
      continue;
    }
    const { target } = slice;
    const checked = checkSlice(model, target.slice, assembleSlice(model, target, slice.solution()), range);
    fits.push(checked.fit);
    if (checked.fit.theta !== null) good.push(checked);
    yield { done: fits.length, total, stage: 'check' };
  }
  const calendar: CalendarArbitrage[] = [];
  for (let i = 1; i < good.length; i++) {
    calendar.push(checkCalendar(model, good[i - 1]!, good[i]!, range));
    yield { done: total, total, stage: 'check' };
  }
  return {
    model: model.id,
    slices: fits,
    surface,
    calendar,
    summary: summarise(slices, fits, calendar),
    cost: null,
  };
}

/**
 * The steps of fits that end packed. Each fit works in the memory of one before it: fits that take memory of their own bring
 * V8 to a full collection every second of a drag, and each of those drops compiled code that nothing holds at that moment.
 */
import { failure, type Outcome, success } from '#base/outcome.ts';
import type { FitEnd } from '#calibration/nearby-starts.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationProgress, CalibrationResult } from '#calibration/result.ts';
import { createWorkRoom, type WorkRoom } from '#math/work-column.ts';
import { type PackedFit, packFit } from './packed-fit.ts';

/** A fit that is made: what is sent of it, and where it ended. */
export interface Made {
  readonly reply: Outcome<PackedFit>;
  readonly end: FitEnd;
}

/** The steps of a fit; `return` gives up one that has not ended. */
export interface FitSteps<T> {
  next(): IteratorResult<CalibrationProgress, Outcome<T>>;
  return(value: Outcome<T>): unknown;
}

/** @param fit makes the steps of a fit */
export function createPackedSteps(
  fit: (request: CalibrationRequest) => FitSteps<CalibrationResult>,
): (request: CalibrationRequest) => FitSteps<Made> {
  const rooms: WorkRoom[] = [];
  return (request) => {
    const room = rooms.pop() ?? createWorkRoom();
    const steps = fit(request);
    const leave = (): void => {
      room.clear();
      rooms.push(room);
    };
    return {
      next() {
        const step = room.within(() => steps.next());
        if (step.done !== true) return step;
        const { value: outcome } = step;
        const value = outcome.ok ? success(madeOf(outcome.value, outcome.issues)) : outcome;
        // What expiries share is sent as it is, and may lie in the room.
        if (!outcome.ok || outcome.value.surface === null) leave();
        return { done: true, value };
      },
      return(value) {
        steps.return(failure('superseded', ''));
        leave();
        return value;
      },
    };
  };
}

function madeOf(result: CalibrationResult, issues: Made['reply']['issues']): Made {
  const { model, surface, slices } = result;
  const ends = slices.map(({ key, theta }) => ({ key, theta: theta?.slice() ?? null }));
  return { reply: success(packFit(result), issues), end: { model, surface, slices: ends } };
}

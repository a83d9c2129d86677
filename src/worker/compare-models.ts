import { type Outcome, success } from '#base/outcome.ts';
import { calibrate } from '#calibration/calibrate.ts';
import { type BoardFigures, boardFigures } from '#calibration/compare.ts';
import { modelSettings } from '#calibration/model-settings.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationProgress } from '#calibration/result.ts';

/** How one model did. Plain data. */
export interface ModelTrial {
  readonly model: string;
  /** Null where it could not be fitted at all, and `message` says why. */
  readonly figures: BoardFigures | null;
  readonly message: string | null;
  /** Wall time of the fit, request to result; of the quicker of two where it is over at once. */
  readonly ms: number;
}

/** How far a comparison has come: the model under way, or, once, the one that is done. */
export interface CompareProgress extends Pick<CalibrationProgress, 'done' | 'total' | 'stage'> {
  readonly model: string;
  readonly trial?: ModelTrial;
}

/** A fit that is this quick is timed again: the first of its kind pays for what is compiled on the way. */
const TIMED_AGAIN_MS = 250;

/**
 * Fits one model after another to the slices of a request. A model that fails costs no other.
 *
 * @param now the clock, ms
 */
export function* compareModels(
  request: CalibrationRequest,
  models: readonly string[],
  now: () => number,
): Generator<CompareProgress, Outcome<readonly ModelTrial[]>, void> {
  const trials: ModelTrial[] = [];
  for (const model of models) {
    const one = { ...request, settings: modelSettings(request.settings, model) };
    let at: Pick<CompareProgress, 'done' | 'total' | 'stage'> = {
      done: 0,
      total: request.slices.length,
      stage: 'fit',
    };
    const began = now();
    const steps = calibrate(one);
    let step = steps.next();
    while (!step.done) {
      const { done, total, stage } = step.value;
      at = { done, total, stage };
      yield { model, ...at };
      step = steps.next();
    }
    let ms = now() - began;
    const outcome = step.value;
    if (outcome.ok && ms <= TIMED_AGAIN_MS) {
      const again = now();
      const repeated = calibrate(one);
      while (!repeated.next().done) yield { model, ...at };
      ms = Math.min(ms, now() - again);
    }
    const trial: ModelTrial = {
      model,
      figures: outcome.ok ? boardFigures(request.slices, outcome.value) : null,
      message: outcome.ok ? null : outcome.error.message,
      ms,
    };
    trials.push(trial);
    yield { model, ...at, trial };
  }
  return success(trials);
}

import { equalPlain } from '#base/equal-plain.ts';
import { compareBoards, type ModelFigures } from '#calibration/compare.ts';
import { modelSettings } from '#calibration/model-settings.ts';
import { models } from '#models/index.ts';
import type { Comparison, Decisions } from './state.ts';

/** One model of the Models table. */
export interface ComparedModel {
  readonly id: string;
  readonly label: string;
  /** The model of the present settings. */
  readonly chosen: boolean;
  /** Over the expiries that all models tried so far have fitted; null without them. */
  readonly figures: ModelFigures | null;
  readonly ms: number | null;
  readonly state: 'untried' | 'waiting' | 'running' | 'done' | 'failed';
  /** How far it is while it runs, and why it failed. */
  readonly note: string | null;
  /** The settings that it was tried under are not those that it would be fitted under now. */
  readonly stale: boolean;
}

/** Every model in the order of the Model list, with what a comparison says of it. */
export function comparedModelsOf(
  comparison: Comparison | null,
  decisions: Decisions,
): readonly ComparedModel[] {
  const trials = new Map(comparison?.trials.map((trial) => [trial.model, trial]));
  const boards = comparison?.trials.flatMap(({ figures }) => figures ?? []) ?? [];
  const figures = new Map(compareBoards(boards).models.map((each) => [each.model, each]));
  const isRunning = comparison?.phase === 'running';
  return models.map(({ id, label }): ComparedModel => {
    const trial = trials.get(id);
    const progress = isRunning && comparison.progress?.model === id ? comparison.progress : null;
    const shown = { id, label, chosen: decisions.settings.model === id };
    if (trial === undefined) {
      return {
        ...shown,
        figures: null,
        ms: null,
        state: progress !== null ? 'running' : isRunning ? 'waiting' : 'untried',
        note: progress === null ? null : `${progress.done} of ${progress.total}`,
        stale: false,
      };
    }
    return {
      ...shown,
      figures: figures.get(id) ?? null,
      ms: trial.ms,
      state: trial.figures === null ? 'failed' : 'done',
      note: trial.message,
      stale: comparison !== null && !holds(comparison.decisions, decisions, id),
    };
  });
}

/** Whether a model would be fitted alike under two decisions; how variance runs between expiries is no part of a fit. */
function holds(then: Decisions, now: Decisions, model: string): boolean {
  const { time } = now.settings;
  return (
    equalPlain({ ...modelSettings(then.settings, model), time }, modelSettings(now.settings, model)) &&
    equalPlain(then.marketOptions, now.marketOptions)
  );
}

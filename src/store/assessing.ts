import { count, fixed } from '#base/format.ts';
import type { Assessment, AssessmentResult } from '#calibration/assess.ts';
import type { CalibrationService } from '#worker/api.ts';
import { about } from './fit-messages.ts';
import { hasSurface } from './flow.ts';
import { type Draft, draft, type MessageSections } from './messages.ts';
import type { AssessmentRun, WorkbenchState } from './state.ts';

/** What is asked of a fit; the seed is part of it, so that asking again gives the same figures. */
const ASKED: Readonly<Record<Assessment['kind'], Assessment>> = {
  holdout: { kind: 'holdout', folds: 5, seed: 1 },
  bootstrap: { kind: 'bootstrap', replicates: 300, seed: 1 },
};

/** The long questions about the shown fit: asked for, told of as they go on, called off. Never begun unasked. */
export interface Assessing {
  /** Asks of the shown fit; the question under way is called off. */
  start(kind: Assessment['kind']): void;
  /** True where one was under way. */
  cancel(): boolean;
  /** Another fit is shown: nothing holds of it. */
  forget(): void;
}

export function createAssessing(
  spawn: () => CalibrationService,
  get: () => WorkbenchState,
  set: (change: Partial<WorkbenchState>) => void,
  say: (change: Partial<MessageSections>) => void,
): Assessing {
  let running: CalibrationService | null = null;

  /** Ends the service under way, and with it what it calculates. */
  function stop(): void {
    running?.dispose();
    running = null;
  }

  function publish(change: Partial<AssessmentRun>): void {
    const { assessment } = get();
    if (assessment !== null) set({ assessment: { ...assessment, ...change } });
  }

  return {
    start(kind) {
      const { fitted } = get();
      if (!hasSurface(fitted)) return;
      stop();
      const service = spawn();
      running = service;
      set({
        assessment: { phase: 'running', kind, plan: ASKED[kind], progress: null, result: null, error: null },
      });
      say({ assessment: [] });
      void service
        .assess(fitted.request, ASKED[kind], {
          onProgress: (progress) => {
            if (running === service) publish({ progress });
          },
        })
        .then((outcome) => {
          if (running !== service) return;
          stop();
          if (outcome.ok) {
            publish({ phase: 'done', progress: null, result: outcome.value });
            say({ assessment: assessmentDrafts(outcome.value) });
          } else publish({ phase: 'failed', progress: null, error: outcome.error });
        });
    },
    cancel() {
      if (running === null) return false;
      stop();
      publish({ phase: 'cancelled', progress: null });
      return true;
    },
    forget() {
      stop();
      if (get().assessment === null) return;
      set({ assessment: null });
      say({ assessment: [] });
    },
  };
}

/** What an assessment has to say: its figures over the board, and the expiries to look at. */
export function assessmentDrafts(result: AssessmentResult): Draft[] {
  const warnings = result.slices
    .filter(({ message }) => message !== null)
    .map((slice) =>
      draft('warning', `${result.kind}-warning`, about(slice), {
        expiry: slice.key,
      }),
    );
  return [draft('info', `${result.kind}-done`, summary(result)), ...warnings];
}

function summary(result: AssessmentResult): string {
  if (result.kind === 'bootstrap') {
    const samples = Math.max(0, ...result.slices.map(({ replicates }) => replicates));
    return `Bootstrap of ${count(samples)} samples: its intervals stand in Parameters.`;
  }
  const both = result.slices.filter(({ rmseIn, rmseOut }) => rmseIn !== null && rmseOut !== null);
  const quotes = both.reduce((sum, { held }) => sum + held, 0);
  const pooled = (error: 'rmseIn' | 'rmseOut') =>
    fixed(100 * Math.sqrt(both.reduce((sum, s) => sum + s.held * (s[error] ?? 0) ** 2, 0) / quotes), 2);
  if (quotes === 0)
    return 'Holdout: no expiry has quotes enough to hold any out. Let more in by the filters.';
  return `Holdout in 5 folds of ${count(both.length)} expiries: RMSE ${pooled('rmseOut')} vol points on quotes held out, ${pooled('rmseIn')} on those fitted.`;
}

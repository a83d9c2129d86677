import { models } from '#models/index.ts';
import type { CalibrationService } from '#worker/api.ts';
import { hasSurface } from './flow.ts';
import type { Comparison, WorkbenchState } from './state.ts';

/** The comparison of models: asked for, told of as it goes on, called off. Never begun unasked. */
export interface Comparing {
  /** Tries every model on the board of the shown fit; the one under way is called off. */
  start(): void;
  /** What is done stays. */
  cancel(): void;
  /** The board is another one: nothing of it holds. */
  forget(): void;
}

export function createComparing(
  spawn: () => CalibrationService,
  get: () => WorkbenchState,
  set: (change: Partial<WorkbenchState>) => void,
): Comparing {
  let running: CalibrationService | null = null;

  /** Ends the service under way, and with it what it calculates. */
  function stop(): void {
    running?.dispose();
    running = null;
  }

  function publish(change: Partial<Comparison>): void {
    const { comparison } = get();
    if (comparison !== null) set({ comparison: { ...comparison, ...change } });
  }

  return {
    start() {
      const { fitted } = get();
      if (!hasSurface(fitted)) return;
      stop();
      const service = spawn();
      running = service;
      const asked = models.map(({ id }) => id);
      const { decisions, request } = fitted;
      set({
        comparison: { phase: 'running', decisions, models: asked, trials: [], progress: null, error: null },
      });
      const onProgress = (progress: NonNullable<Comparison['progress']>) => {
        if (running !== service) return;
        const { trial } = progress;
        const trials = get().comparison?.trials ?? [];
        publish(trial === undefined ? { progress } : { progress, trials: [...trials, trial] });
      };
      service.compare({ slices: request.slices, settings: decisions.settings }, asked, { onProgress }).then(
        (outcome) => {
          if (running !== service) return;
          stop();
          publish(
            outcome.ok
              ? { phase: 'done', trials: outcome.value, progress: null }
              : { phase: 'failed', progress: null, error: outcome.error },
          );
        },
        (fault: unknown) => {
          if (running !== service) return;
          stop();
          const message = `A fault of the program stopped it (${String(fault)}).`;
          publish({ phase: 'failed', progress: null, error: { reason: 'calculation-failed', message } });
        },
      );
    },
    cancel() {
      if (running === null) return;
      stop();
      publish({ phase: 'cancelled', progress: null });
    },
    forget() {
      stop();
      if (get().comparison !== null) set({ comparison: null });
    },
  };
}

/**
 * Fits made again in the pauses of a drag. The engine compiles a function when it has run often enough, which goes on for
 * more than a thousand fits, and on few processors a compilation takes the one that the fit runs on: of the steps of a
 * drag two in a hundred waited some three milliseconds for nothing else. What is rehearsed while nobody waits is compiled
 * by the next step.
 */
import type { Outcome } from '#base/outcome.ts';
import { calibrate } from '#calibration/calibrate.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import { messagesIn } from './messages-in.ts';

/** Fits of one kind after which hardly anything is left to be compiled. */
const ENOUGH = 3000;
/** A request that follows the last answer within this time is a step of a drag, ms. */
const NEXT_STEP_MS = 250;
/** From the answer to its first rehearsal, ms: the page takes the answer in meanwhile. */
const AFTER_MS = 4;
/** Rehearsals after one answer take no longer than this, ms. */
const PAUSE_MS = 16;
/**
 * A fit that takes longer is not rehearsed, ms: so much is thrown away by it that V8 comes to full collections, several a
 * second, and each of them drops compiled code that is not under way.
 */
const QUICK_MS = 3;
/** Longest that a request waits for a rehearsal, ms. */
const LET_IN_AFTER_MS = 1;

export interface Rehearsals {
  /** A fit is asked for: what is rehearsed ends. */
  end(): void;
  /** The fit that was asked for last has its answer. */
  begin(request: CalibrationRequest): void;
}

/** Settings that lead through parts of the program of their own. */
function kindOf({ settings, nearby }: CalibrationRequest): string {
  const { model, residual, loss, optimiser, all } = settings;
  const way = nearby === undefined ? 'alone' : 'on';
  return [model, residual, loss.kind, optimiser, all.butterfly.mode, all.calendar.mode, way].join();
}

/** @param fit makes the steps of a fit */
export function createRehearsals(
  fit: (request: CalibrationRequest) => Iterator<unknown, Outcome<CalibrationResult>> = calibrate,
): Rehearsals {
  const fits = new Map<string, number>();
  let asked = Number.NEGATIVE_INFINITY;
  let answered = Number.NEGATIVE_INFINITY;
  let isDrag = false;
  let turn = 0;

  async function rehearse(request: CalibrationRequest, kind: string, mine: number): Promise<void> {
    const from = performance.now();
    let letIn = from;
    let made = fits.get(kind) ?? 0;
    let steps = fit(request);
    while (mine === turn && made < ENOUGH && letIn - from < PAUSE_MS) {
      if (steps.next().done) {
        fits.set(kind, ++made);
        steps = fit(request);
      }
      if (performance.now() - letIn < LET_IN_AFTER_MS) continue;
      await messagesIn();
      letIn = performance.now();
    }
  }

  return {
    end() {
      turn++;
      asked = performance.now();
      isDrag = asked - answered < NEXT_STEP_MS;
    },
    begin(request) {
      answered = performance.now();
      if (!isDrag || answered - asked > QUICK_MS) return;
      const kind = kindOf(request);
      const mine = turn;
      setTimeout(() => {
        // Nobody waits for it: whatever breaks it off breaks nothing else, and would break the next fit, which says so.
        rehearse(request, kind, mine).catch(() => undefined);
      }, AFTER_MS);
    },
  };
}

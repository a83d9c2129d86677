import { type LeastSquaresRun, startLeastSquares } from '#math/least-squares.ts';
import type { BoardProblem } from './board-problem.ts';
import type { StartRecord, StopReason } from './result.ts';

/** Where the optimiser ended on a board. Buffers are owned. */
export interface BoardOptimum {
  readonly x: Float64Array;
  readonly cost: number;
  readonly normal: Float64Array;
  readonly stop: StopReason;
  readonly iterations: number;
  /** Huber thresholds in force on sqrt(weight) x residual, by slice; null for squared loss. */
  readonly huber: readonly (number | null)[];
  /** What became of each start, in their order. */
  readonly starts: readonly StartRecord[];
}

/** Iterations over which progress is looked at where a problem has kinks. */
const WINDOW = 10;

/**
 * Runs to the end, yielding after each iteration.
 *
 * @param progress least relative decrease of the cost over ten iterations that is worth going on for; 0 is any
 */
function* finish(run: LeastSquaresRun, progress: number): Generator<void, StopReason, void> {
  let before = run.cost;
  let stop = run.step();
  for (let i = 1; stop === null; i++) {
    yield;
    stop = run.step();
    if (i % WINDOW !== 0) continue;
    if (stop === null && before - run.cost < progress * before) stop = 'cost';
    before = run.cost;
  }
  return stop;
}

/**
 * The best of several starts, in the order given: the same starts, the same result. Yields after each iteration.
 *
 * @param huber thresholds of the slices, held through
 * @param progress see `finish`
 */
export function* fitBoard(
  problem: BoardProblem,
  starts: readonly Float64Array[],
  huber: readonly (number | null)[],
  progress = 0,
): Generator<void, BoardOptimum, void> {
  problem.setHuber(huber);
  const records: StartRecord[] = [];
  let best: { readonly run: LeastSquaresRun; readonly stop: StopReason } | null = null;
  let iterations = 0;
  for (const start of starts) {
    const run = startLeastSquares(problem, start);
    const stop = yield* finish(run, progress);
    iterations += run.iterations;
    records.push({
      start: Float64Array.from(start),
      stop,
      iterations: run.iterations,
      objective: Number.isFinite(run.cost) ? 2 * run.cost : null,
    });
    if (best === null || run.cost < best.run.cost) best = { run, stop };
  }
  const { run, stop } = best!;
  return {
    x: Float64Array.from(run.x),
    cost: run.cost,
    normal: Float64Array.from(run.normal),
    stop,
    iterations,
    huber,
    starts: records,
  };
}

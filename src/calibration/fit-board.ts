import type { Minimisation } from '#math/quasi-newton.ts';
import type { BoardProblem } from './board-problem.ts';
import { lossAt, type RobustLoss } from './loss.ts';
import type { TargetSlice } from './prepare-slice.ts';
import type { StartRecord, StopReason } from './result.ts';
import type { Loss, Optimiser } from './settings.ts';
import { startOptimiser } from './start-optimiser.ts';

/** Where the optimiser ended on a board. Buffers are owned. */
export interface BoardOptimum {
  readonly x: Float64Array;
  readonly cost: number;
  readonly normal: Float64Array;
  readonly stop: StopReason;
  readonly iterations: number;
  /** Robust losses in force on sqrt(weight) x residual, by slice; null for squared loss. */
  readonly robust: readonly (RobustLoss | null)[];
  /** What became of each start, in their order. */
  readonly starts: readonly StartRecord[];
}

/** Rounds in which a robust threshold follows the residuals before it is frozen. */
const ROBUST_ROUNDS = 3;

/** The loss at x, its threshold that many times 1.4826 MAD; null where nothing scatters. */
function robustAt(
  problem: BoardProblem,
  slices: readonly TargetSlice[],
  x: Float64Array,
  loss: Loss,
): RobustLoss | null {
  const residuals = slices.map(({ used }) => new Float64Array(used.length));
  problem.residuals(x, residuals);
  const standardised = residuals.flatMap((own, s) =>
    Array.from(own, (r, i) => r * Math.sqrt(slices[s]!.target.weight[i]!)),
  );
  return lossAt(loss, standardised);
}

/** Progress, as of `finish`, below which a search on few quotes has found what it can. */
const SEARCHED = 1e-4;
/** Iterations over which progress is looked at where a problem has kinks. */
const WINDOW = 10;

/**
 * Runs to the end, yielding after each iteration.
 *
 * @param progress least relative decrease of the cost over ten iterations that is worth going on for; 0 is any
 */
function* finish(run: Minimisation, progress: number): Generator<void, StopReason, void> {
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
 * The best of several starts, in the order given: the same starts, the same result. Yields after each iteration. Where
 * the problem knows a cheaper one to search on, each start goes as far as that tells, and the one that is then best on
 * all quotes goes on to its end; the others stay on record with what they cost there.
 *
 * @param robust losses of the slices, held through
 * @param progress see `finish`
 */
export function* fitBoard(
  problem: BoardProblem,
  optimiser: Optimiser,
  starts: readonly Float64Array[],
  robust: readonly (RobustLoss | null)[],
  progress = 0,
): Generator<void, BoardOptimum, void> {
  problem.setRobust(robust);
  // A single start is where other losses have ended: near, and not to be left.
  const search = starts[1] && problem.search;
  const ends: { readonly run: Minimisation; stop: StopReason; iterations: number }[] = [];
  let best = 0;
  let least = Number.NaN;
  for (const start of starts) {
    const first = startOptimiser(optimiser, search ?? problem, start);
    const stop = yield* finish(first, search ? SEARCHED : progress);
    const run = search ? startOptimiser(optimiser, problem, first.x) : first;
    // What left the finite numbers has no cost, and gives way to any that has one.
    if (run.cost < least || Number.isNaN(least)) {
      best = ends.length;
      least = run.cost;
    }
    ends.push({ run, stop, iterations: first.iterations });
  }
  const end = ends[best]!;
  const { run } = end;
  if (search) {
    end.stop = yield* finish(run, progress);
    end.iterations += run.iterations;
  }
  return {
    x: Float64Array.from(run.x),
    cost: run.cost,
    normal: Float64Array.from(run.normal),
    stop: end.stop,
    iterations: ends.reduce((sum, { iterations }) => sum + iterations, 0),
    robust,
    starts: ends.map(({ run: { cost }, stop, iterations }, i) => ({
      start: Float64Array.from(starts[i]!),
      stop,
      iterations,
      objective: Number.isFinite(cost) ? 2 * cost : null,
    })),
  };
}

/** The same under the loss of the settings: a robust one follows the residuals from the best of the squared one. */
export function* fitBoardWithLoss(
  problem: BoardProblem,
  slices: readonly TargetSlice[],
  starts: readonly Float64Array[],
  loss: Loss,
): Generator<void, BoardOptimum, void> {
  const { optimiser } = slices[0]!;
  let optimum = yield* fitBoard(
    problem,
    optimiser,
    starts,
    slices.map(() => null),
  );
  if (loss.kind === 'squared') return optimum;
  for (let round = 0; round < ROBUST_ROUNDS; round++) {
    const robust = robustAt(problem, slices, optimum.x, loss);
    const next = yield* fitBoard(
      problem,
      optimiser,
      [optimum.x],
      slices.map(() => robust),
    );
    optimum = { ...next, iterations: optimum.iterations + next.iterations, starts: optimum.starts };
  }
  return optimum;
}

import { DEFAULT_LEAST_SQUARES, runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { robustScale } from './loss.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import type { Loss } from './settings.ts';
import { finish, type SliceOptimum } from './slice-optimum.ts';

/** A start close to the optimum bears steps of nearly full length. */
const NEARBY = { ...DEFAULT_LEAST_SQUARES, damping: 1e-6 };
/** Rounds in which the Huber threshold follows the residuals before it is frozen. */
const HUBER_ROUNDS = 3;
/** Threshold of the loss at the present residuals: its robust standard deviations times 1.4826 MAD. */
function huberThreshold(prepared: PreparedSlice, x: Float64Array, threshold: number): number | null {
  const residuals = new Float64Array(prepared.used.length);
  prepared.problem.residuals(x, residuals);
  for (let i = 0; i < residuals.length; i++) {
    residuals[i]! *= Math.sqrt(prepared.weights.weight[prepared.used[i]!]!);
  }
  const scale = robustScale(residuals);
  return scale > 0 ? threshold * scale : null;
}

/**
 * Fits one slice from its own guess, without arbitrage constraints; yields between robust rounds.
 */
export function* fitFree(prepared: PreparedSlice, loss: Loss): Generator<void, SliceOptimum, void> {
  const { problem } = prepared;
  problem.setPenalty(null);
  problem.setHuber(null);
  let run = startLeastSquares(
    problem,
    prepared.start,
    prepared.startSteps > 0 ? NEARBY : DEFAULT_LEAST_SQUARES,
  );
  let stop = runLeastSquares(run);
  let iterations = prepared.startSteps + run.iterations;
  let huber: number | null = null;
  if (loss.kind === 'huber') {
    for (let round = 0; round < HUBER_ROUNDS; round++) {
      huber = huberThreshold(prepared, run.x, loss.threshold);
      problem.setHuber(huber);
      run = startLeastSquares(problem, run.x);
      stop = runLeastSquares(run);
      iterations += run.iterations;
    }
    yield;
  }
  return finish(run, stop, iterations, huber);
}

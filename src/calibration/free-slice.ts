import { lossAt, type RobustLoss } from './loss.ts';
import { optimumFrom } from './optimum-from.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import type { Loss } from './settings.ts';
import type { SliceOptimum } from './slice-optimum.ts';
import { NEARBY } from './start-optimiser.ts';

/** Rounds in which a robust threshold follows the residuals before it is frozen. */
const ROBUST_ROUNDS = 3;
/** The loss at the present residuals, its threshold that many times 1.4826 MAD. */
function robustAt(prepared: PreparedSlice, x: Float64Array, loss: Loss): RobustLoss | null {
  const residuals = new Float64Array(prepared.used.length);
  prepared.problem.residuals(x, residuals);
  for (let i = 0; i < residuals.length; i++) {
    residuals[i]! *= Math.sqrt(prepared.weights.weight[prepared.used[i]!]!);
  }
  return lossAt(loss, residuals);
}

/**
 * Fits one slice from its own guess, without arbitrage constraints; yields between robust rounds.
 */
export function* fitFree(prepared: PreparedSlice, loss: Loss): Generator<void, SliceOptimum, void> {
  const { problem, optimiser, start, startSteps: iterations } = prepared;
  problem.setPenalty(null);
  problem.setRobust(null);
  const nothing = { iterations, robust: null };
  let optimum = optimumFrom(prepared, start, nothing, iterations > 0 ? NEARBY : {}, optimiser);
  if (loss.kind !== 'squared') {
    for (let round = 0; round < ROBUST_ROUNDS; round++) {
      const robust = robustAt(prepared, optimum.x, loss);
      problem.setRobust(robust);
      optimum = optimumFrom(prepared, optimum.x, { ...optimum, robust }, {}, optimiser);
    }
    yield;
  }
  return optimum;
}

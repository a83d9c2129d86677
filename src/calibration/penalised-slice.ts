import { runLeastSquares } from '#math/least-squares.ts';
import { penaltyGrid } from './butterfly-rows.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import { costAt, finish, type SliceOptimum } from './slice-optimum.ts';
import { startOptimiser } from './start-optimiser.ts';

/** Strengths are approached from below, each stage starting at the last optimum. */
const CONTINUATION = 100;
const STAGES = 4;
/** Decrease of the cost, relative, at which a stage hands over to the next, and at which the last ends. */
const STAGE_TOLERANCE = 1e-3;
const LAST_TOLERANCE = 1e-10;
/**
 * Weight of a penalty of strength 1 against squared vol points, so that the top strength, 10 000, leaves
 * no more than rounding of the violations that real boards have and 1 hardly moves a fit.
 */
export const PENALTY_UNIT = 100;

/** Penalty weights on the way to that of `strength`, ascending. */
function continuation(strength: number): readonly number[] {
  const stages = [PENALTY_UNIT * strength];
  while (stages[0]! > CONTINUATION && stages.length < STAGES) stages.unshift(stages[0]! / CONTINUATION);
  return stages;
}

/** Follows the penalty up to its full weight; yields between the stages. A free fit that pays none is its own optimum. */
export function* penaliseSlice(
  prepared: PreparedSlice,
  free: SliceOptimum,
  range: number,
  strength: number,
): Generator<void, SliceOptimum, void> {
  const k = penaltyGrid(range, prepared.unit);
  let optimum = free;
  const stages = continuation(strength);
  prepared.problem.setPenalty({ k, mu: stages.at(-1)! });
  if (costAt(prepared, free.x) === free.cost) return free;
  for (const [i, mu] of stages.entries()) {
    prepared.problem.setPenalty({ k, mu });
    const costTolerance = i + 1 < stages.length ? STAGE_TOLERANCE : LAST_TOLERANCE;
    const run = startOptimiser(prepared.optimiser, prepared.problem, optimum.x, { costTolerance });
    const stop = runLeastSquares(run);
    optimum = finish(run, stop, optimum.iterations + run.iterations, free.robust);
    yield;
  }
  return optimum;
}

import { penaltyGrid, thinned } from './butterfly-rows.ts';
import { optimumFrom } from './optimum-from.ts';
import { PENALTY_UNIT } from './penalty-unit.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import { costAt, type FittedSlice, type SliceOptimum } from './slice-optimum.ts';
import { NEARBY } from './start-optimiser.ts';

/** Weights above this one are approached from a softer one by steps of that factor, each stage starting at the last optimum. */
const STIFF = 1e4;
const SOFT = 100;
const CONTINUATION = 100;
const STAGES = 4;
/** Until the last stage every so manyth point of the grid is looked at: it finds the place, the last the optimum. */
const SPARSE = 4;
/** Decrease of the cost, relative, at which a stage hands over to the next, and at which the last ends. */
const STAGE_TOLERANCE = 1e-3;
const LAST_TOLERANCE = 1e-10;
/** Penalty weights on the way to that of `strength`, ascending. */
function continuation(strength: number): readonly number[] {
  const stages = [PENALTY_UNIT * strength];
  if (stages[0]! <= STIFF) return stages;
  while (stages[0]! > SOFT && stages.length < STAGES) stages.unshift(stages[0]! / CONTINUATION);
  return stages;
}

/**
 * Follows the penalty up to its full weight, at last on all of its grid; yields between the stages. A free fit that
 * pays none is its own optimum.
 *
 * @param isRough ends near the optimum, before the last stage: enough to start a refit with neighbours from
 */
export function* penaliseSlice(
  prepared: PreparedSlice,
  free: SliceOptimum,
  range: number,
  strength: number,
  isRough = false,
): Generator<void, SliceOptimum, void> {
  const k = penaltyGrid(range, prepared.unit);
  const weights = continuation(strength);
  const mu = weights.at(-1)!;
  const { problem, optimiser } = prepared;
  problem.setPenalty({ k, mu });
  if (costAt(prepared, free.x) === free.cost) return free;
  const sparse = thinned(k, SPARSE);
  let optimum = free;
  for (const weight of weights) {
    problem.setPenalty({ k: sparse, mu: weight });
    optimum = optimumFrom(prepared, optimum.x, optimum, { costTolerance: STAGE_TOLERANCE }, optimiser);
    yield;
  }
  problem.setPenalty({ k, mu });
  // A stiff penalty gives way so slowly that a stage which has all but stopped may be far from its optimum.
  if (isRough && mu <= STIFF) return optimum;
  optimum = settled({ prepared, optimum }).optimum;
  yield;
  return optimum;
}

/** A rough fit taken to its optimum, under the penalty that its problem was left with. */
export function settled({ prepared, optimum }: FittedSlice): FittedSlice {
  const options = { costTolerance: LAST_TOLERANCE, ...NEARBY };
  return { prepared, optimum: optimumFrom(prepared, optimum.x, optimum, options, prepared.optimiser) };
}

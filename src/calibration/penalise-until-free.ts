import type { SliceModel } from '#models/model.ts';
import { smallestG } from '#surface/durrleman.ts';
import { ARBITRAGE_TOLERANCE } from './arbitrage-tolerance.ts';
import { penaltyGrid } from './butterfly-rows.ts';
import { optimumFrom } from './optimum-from.ts';
import { penaliseSlice } from './penalised-slice.ts';
import { PENALTY_UNIT } from './penalty-unit.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import type { SliceOptimum } from './slice-optimum.ts';

/** Strength of the penalty that stands in for a strict condition. */
const STRICT_STRENGTH = 10_000;
/** g asked for beyond zero, wider each time the check still finds g below it between or beyond the rows. */
const MARGINS = [3e-3, 1e-2, 3e-2, 1e-1];

/**
 * The strict fit where no coordinates hold the condition: the free fit where the check passes it, else the
 * strongest penalty, asked for more room until the check passes. It may never: the verdict is that of the check on
 * what is returned. The penalty stays with the problem, for a refit with neighbours.
 */
export function* penaliseUntilFree(
  model: SliceModel,
  prepared: PreparedSlice,
  free: SliceOptimum,
  range: number,
): Generator<void, SliceOptimum, void> {
  const { problem, slice, unit } = prepared;
  const smile = model.smile(slice);
  const passes = (x: Float64Array): boolean =>
    smallestG(smile, problem.theta(x), -range, range).value >= ARBITRAGE_TOLERANCE;
  const k = penaltyGrid(range, unit);
  const mu = PENALTY_UNIT * STRICT_STRENGTH;
  problem.setPenalty({ k, mu });
  if (passes(free.x)) return free;
  let optimum = yield* penaliseSlice(prepared, free, range, STRICT_STRENGTH);
  for (const margin of MARGINS) {
    if (passes(optimum.x)) break;
    problem.setPenalty({ k, mu, margin });
    optimum = optimumFrom(prepared, optimum.x, optimum);
    yield;
  }
  return optimum;
}

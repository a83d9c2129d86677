/** Penalised fits that go on from a fit one step of the hand away. */
import type { SliceModel } from '#models/model.ts';
import { penaltyGrid } from './butterfly-rows.ts';
import { optimiseJoint, refittedTogether } from './optimise-joint.ts';
import { settled } from './penalised-slice.ts';
import { PENALTY_UNIT } from './penalty-unit.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import type { FittedSlice } from './slice-optimum.ts';

/** A slice at its start, under its full penalty. */
function standing(prepared: PreparedSlice, range: number): FittedSlice {
  const { start, problem, unit, settings } = prepared;
  const { mode, strength } = settings.butterfly;
  problem.setPenalty(
    mode === 'penalise' ? { k: penaltyGrid(range, unit), mu: PENALTY_UNIT * strength } : null,
  );
  return {
    prepared,
    optimum: {
      x: start,
      cost: Number.NaN,
      normal: new Float64Array(0),
      stop: 'max-iterations',
      iterations: 0,
      robust: null,
    },
  };
}

/** Fits all slices from their starts; yields after each iteration. Null where one of them was not near its optimum. */
export function* fitNearby(
  model: SliceModel,
  ready: readonly PreparedSlice[],
  range: number,
): Generator<void, readonly FittedSlice[] | null, void> {
  const starts = ready.map((prepared) => standing(prepared, range));
  const together = refittedTogether(starts);
  const begun: FittedSlice[] = [];
  for (const [i, slice] of starts.entries()) {
    if (together.has(i)) begun.push(slice);
    else {
      begun.push(settled(slice));
      yield;
    }
  }
  const fitted = yield* optimiseJoint(model, begun, range, true);
  const isOptimum = ({ optimum: { stop } }: FittedSlice): boolean =>
    stop !== 'max-iterations' && stop !== 'non-finite' && stop !== 'stalled';
  return fitted.every(isOptimum) ? fitted : null;
}

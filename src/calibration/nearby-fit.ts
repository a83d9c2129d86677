/** Penalised fits that go on from a fit one step of the hand away. */
import type { SliceModel } from '#models/model.ts';
import { penaltyGrid } from './butterfly-rows.ts';
import { chains, meetingPairs } from './joint-groups.ts';
import { createJointProblem } from './joint-problem.ts';
import {
  commonGrid,
  connected,
  HEADROOM,
  LAST_TOLERANCE,
  pairTreatment,
  refit,
  refittedTogether,
} from './optimise-joint.ts';
import { settled } from './penalised-slice.ts';
import { PENALTY_UNIT } from './penalty-unit.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import type { StopReason } from './result.ts';
import type { FittedSlice } from './slice-optimum.ts';

/** The one stage of neighbours that stand near their optimum; those that need more steps did not. */
const NEAR = { damping: 1e-8, maxIterations: 12, bend: 0.75 };
/** Room to the next slice, a share of the variance, that a step may take up. */
const TOUCHING = 0.02;
/** Crossing, a share of the variance, that a refit makes good in a few steps. */
const SLIGHT = 0.1;
/** Ways that a minimisation ends at an optimum. */
const ENDED: readonly StopReason[] = ['gradient', 'step', 'cost'];

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

/** Fits a group of neighbours from its starts, as one. */
function* refitNear(
  model: SliceModel,
  group: readonly FittedSlice[],
  k: Float64Array,
): Generator<void, readonly FittedSlice[], void> {
  const strengths = group.slice(0, -1).map((_, i) => pairTreatment(group, i)!.strength);
  const pairs = strengths.map((strength, earlier) => ({ earlier, mu: PENALTY_UNIT * strength }));
  const slices = group.map(({ prepared }) => prepared);
  const problem = createJointProblem(model, slices, pairs, k, HEADROOM);
  const stage = { pairs, k, headroom: HEADROOM, costTolerance: LAST_TOLERANCE, ...NEAR };
  const { members } = yield* refit(problem, group, stage);
  problem.release();
  return members;
}

/**
 * Fits a run of neighbours from its starts: those that meet as one, the others alone, and those that come to meet slightly
 * once more, together. Null where they cross by more: what begins there is far from its optimum.
 */
function* fitRun(
  model: SliceModel,
  run: readonly FittedSlice[],
  range: number,
): Generator<void, readonly FittedSlice[] | null, void> {
  const k = commonGrid(run, range);
  const fitted = [...run];
  const isJoined = run.slice(1).map(() => false);
  let room = TOUCHING;
  for (;;) {
    const meet = meetingPairs(model, fitted, k, HEADROOM, room);
    const isNew = meet.map((does, i) => does && !isJoined[i]);
    if (room === 0 && !isNew.includes(true)) return fitted;
    if (meetingPairs(model, fitted, k, -SLIGHT, 0).some((does, i) => does && isNew[i])) return null;
    for (const [i, joins] of isNew.entries()) isJoined[i] ||= joins;
    for (const [first, last] of chains(isJoined)) {
      if (!isNew.slice(first, last).includes(true)) continue;
      fitted.splice(first, last + 1 - first, ...(yield* refitNear(model, fitted.slice(first, last + 1), k)));
    }
    if (room > 0) {
      for (const [i, slice] of run.entries()) {
        if (isJoined[i - 1] === true || isJoined[i] === true) continue;
        fitted[i] = settled(slice);
        yield;
      }
    }
    room = 0;
  }
}

/** Fits all slices from their starts; yields after each iteration. Null where one of them was not near its optimum. */
export function* fitNearby(
  model: SliceModel,
  ready: readonly PreparedSlice[],
  range: number,
): Generator<void, readonly FittedSlice[] | null, void> {
  const starts = ready.map((prepared) => standing(prepared, range));
  const together = refittedTogether(starts);
  const fitted: FittedSlice[] = [];
  for (const [i, slice] of starts.entries()) {
    fitted.push(together.has(i) ? slice : settled(slice));
    yield;
  }
  for (const run of connected(starts)) {
    const members = run.map((i) => starts[i]!);
    const refitted = yield* fitRun(model, members, range);
    if (refitted === null) return null;
    run.forEach((i, s) => {
      fitted[i] = refitted[s]!;
    });
  }
  return fitted.every(({ optimum: { stop } }) => ENDED.includes(stop)) ? fitted : null;
}

import { bandIndex } from '#math/banded.ts';
import { startLeastSquares } from '#math/least-squares.ts';
import type { SliceModel } from '#models/model.ts';
import { penaltyGrid } from './butterfly-rows.ts';
import { createJointProblem, type PenalisedPair } from './joint-problem.ts';
import { continuation } from './penalised-slice.ts';
import type { FittedSlice, SliceOptimum } from './slice-optimum.ts';

/** Runs of slices connected by pairs on which the calendar is penalised. */
function connected(fitted: readonly FittedSlice[]): readonly (readonly number[])[] {
  const runs: number[][] = [];
  let current: number[] = [];
  fitted.forEach((_, i) => {
    const penalised = i > 0 && pairStrength(fitted, i - 1) !== null;
    if (!penalised) {
      if (current.length > 1) runs.push(current);
      current = [];
    }
    current.push(i);
  });
  if (current.length > 1) runs.push(current);
  return runs;
}

/** Strength with which the pair (i, i + 1) pays for crossing; null where neither slice asks for it. */
function pairStrength(fitted: readonly FittedSlice[], i: number): number | null {
  const asked = [fitted[i]!, fitted[i + 1]!]
    .map((slice) => slice.prepared.settings.calendar)
    .filter((calendar) => calendar.mode === 'penalise')
    .map((calendar) => calendar.strength);
  return asked.length === 0 ? null : Math.max(...asked);
}

/** True where any adjacent pair pays for crossing. */
export function hasCalendarPenalty(fitted: readonly FittedSlice[]): boolean {
  return fitted.some((_, i) => i + 1 < fitted.length && pairStrength(fitted, i) !== null);
}

/**
 * Refits slices together where the calendar is penalised, starting from their separate fits; yields
 * after each iteration. Returns the optima in the order given.
 */
export function* optimiseJoint(
  model: SliceModel,
  fitted: readonly FittedSlice[],
  range: number,
): Generator<void, readonly SliceOptimum[], void> {
  const optima = fitted.map((slice) => slice.optimum);
  for (const run of connected(fitted)) {
    const members = run.map((i) => fitted[i]!.prepared);
    const unit = Math.min(...members.map((member) => member.unit));
    const k = penaltyGrid(range, unit);
    const width = members[0]!.coordinates.size;
    let x = new Float64Array(width * members.length);
    run.forEach((i, s) => {
      x.set(optima[i]!.x, s * width);
    });
    const strengths = run.slice(0, -1).map((i) => pairStrength(fitted, i) as number);
    const strongest = Math.max(...strengths);
    const stages = continuation(strongest);
    const top = stages.at(-1)!;
    let iterations = 0;
    for (const stage of stages) {
      const pairs: PenalisedPair[] = strengths.map((strength, earlier) => ({
        earlier,
        mu: (strength / strongest) * stage,
      }));
      const minimisation = startLeastSquares(createJointProblem(model, members, pairs, k), x);
      let stop = minimisation.step();
      while (stop === null) {
        yield;
        stop = minimisation.step();
      }
      iterations += minimisation.iterations;
      x = Float64Array.from(minimisation.x);
      if (stage !== top) continue;
      run.forEach((i, s) => {
        const normal = new Float64Array(width * width);
        for (let c = 0; c < width; c++) {
          for (let d = 0; d <= c; d++) {
            normal[bandIndex(c, d, width - 1)] =
              minimisation.normal[bandIndex(s * width + c, s * width + d, 2 * width - 1)]!;
          }
        }
        optima[i] = {
          x: x.slice(s * width, (s + 1) * width),
          cost: minimisation.cost,
          normal,
          stop,
          iterations: optima[i]!.iterations + iterations,
          huber: optima[i]!.huber,
        };
      });
    }
  }
  return optima;
}

/** From where slices that are refitted together start. */
import { workColumn } from '#math/work-column.ts';
import type { JointProblem } from './joint-problem.ts';
import { penaliseSlice } from './penalised-slice.ts';
import type { FittedSlice } from './slice-optimum.ts';

/** Strength of the penalty on butterflies from which slices without one may start. */
const STRAIGHTENED = 10;

/** The variables of all members in a row. */
export function stacked(members: readonly FittedSlice[]): Float64Array {
  const width = members[0]!.prepared.coordinates.size;
  const x = workColumn(width * members.length);
  members.forEach(({ optimum }, s) => {
    x.set(optimum.x, s * width);
  });
  return x;
}

/**
 * Free smiles bend as they like where no quote holds them, and cross there by more than steps make good in a few: with
 * their butterflies penalised for once they may lie nearer to the least. The members as they are where they do not.
 */
export function* bestStart(
  problem: JointProblem,
  members: readonly FittedSlice[],
  range: number,
): Generator<void, FittedSlice[], void> {
  const straight: FittedSlice[] = [];
  for (const member of members) {
    const { prepared, optimum } = member;
    if (prepared.settings.butterfly.mode !== 'report') straight.push(member);
    else {
      straight.push({
        prepared,
        optimum: yield* penaliseSlice(prepared, optimum, range, STRAIGHTENED, true),
      });
      prepared.problem.setPenalty(null);
    }
  }
  if (straight.every(({ optimum }, s) => optimum === members[s]!.optimum)) return [...members];
  return jointCost(problem, straight) < jointCost(problem, members) ? straight : [...members];
}

/** Half the sum of squares of the problem as it is coupled, at the members' optima. */
function jointCost(problem: JointProblem, members: readonly FittedSlice[]): number {
  const { size, halfBandwidth } = problem;
  const x = stacked(members);
  return problem.linearise(x, new Float64Array(size * (halfBandwidth + 1)), new Float64Array(size));
}

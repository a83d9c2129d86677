import { expect, test } from 'vitest';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { svi } from '#models/svi/index.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { smallestGap } from '#surface/durrleman.ts';
import { calendarBoard } from '#testing/calendar-board.ts';
import { costAt, ended, freeOf, RANGE } from '#testing/strict-slices.ts';
import { penaltyGrid } from './butterfly-rows.ts';
import { createJointProblem } from './joint-problem.ts';
import { bestStart, stacked } from './joint-start.ts';
import { optimiseJoint } from './optimise-joint.ts';
import type { FittedSlice } from './slice-optimum.ts';

const MU = 100 * 100;

/** Free fits of quotes that stand up to a third of a vol point beside raw SVI. */
const board = (raws: readonly (readonly number[])[]): FittedSlice[] =>
  calendarBoard(raws, 0.003).map((of) => ({ prepared: of, optimum: freeOf(of) }));

/** They bend far out, where no quote holds them, and cross there. */
const BENT = [
  [0.01, 0.6, -0.6, 0.02, 0.05],
  [0.02, 0.5, 0.5, -0.03, 0.05],
  [0.045, 0.4, -0.2, 0.02, 0.1],
];

function jointly(members: readonly FittedSlice[], mu = MU) {
  return createJointProblem(
    svi,
    members.map(({ prepared }) => prepared),
    members.slice(1).map((_, earlier) => ({ earlier, mu })),
    penaltyGrid(RANGE, Math.min(...members.map(({ prepared }) => prepared.unit))),
    1e-3,
  );
}

const costTogether = (members: readonly FittedSlice[], mu?: number): number =>
  startLeastSquares(jointly(members, mu), stacked(members)).cost;

const leastGaps = (members: readonly FittedSlice[]): number[] =>
  members.slice(1).map((later, i) => {
    const [a, b] = [members[i]!, later].map(({ prepared, optimum }) => ({
      functions: sviSmile,
      theta: prepared.problem.theta(optimum.x),
    }));
    return smallestGap({ earlier: a!, later: b! }, -RANGE, RANGE).value;
  });

test('smiles that bend far out are refitted to where no descent is left, with no penalty on their butterflies', () => {
  const free = board(BENT);
  expect(Math.min(...leastGaps(free))).toBeLessThan(-0.05);
  const { value } = ended(optimiseJoint(svi, free, RANGE));
  const run = startLeastSquares(jointly(value), stacked(value));
  const before = run.cost;
  expect(before).toBeCloseTo(value[0]!.optimum.cost, 12);
  runLeastSquares(run);
  expect(run.cost / before).toBeGreaterThan(1 - 1e-5);
  expect(Math.min(...leastGaps(value))).toBeGreaterThan(-1e-3);
});

test('they start with butterflies penalised where that costs less together, and as they are where it does not', () => {
  const free = board(BENT);
  const costs = free.map(({ prepared, optimum }) => costAt(prepared, optimum.x));
  const start = ended(bestStart(jointly(free), free, RANGE)).value;
  expect(start.some(({ optimum }, s) => optimum !== free[s]!.optimum)).toBe(true);
  expect(costTogether(start)).toBeLessThan(costTogether(free));
  expect(free.map(({ prepared, optimum }) => costAt(prepared, optimum.x))).toEqual(costs);
  // A calendar that hardly counts leaves nothing to gain.
  const loose = ended(bestStart(jointly(free, 1e-9), free, RANGE)).value;
  loose.forEach(({ optimum }, s) => {
    expect(optimum).toBe(free[s]!.optimum);
  });
});

import { expect, test } from 'vitest';
import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { svi } from '#models/svi/index.ts';
import { calendarBoard } from '#testing/calendar-board.ts';
import { ended, freeOf, RANGE } from '#testing/strict-slices.ts';
import { penaltyGrid } from './butterfly-rows.ts';
import { constrainSlice } from './constrain-slice.ts';
import { chains, meetingPairs } from './joint-groups.ts';
import { createJointProblem } from './joint-problem.ts';
import { stacked } from './joint-start.ts';
import { optimiseJoint } from './optimise-joint.ts';
import type { ScopedSettings } from './settings.ts';
import type { FittedSlice } from './slice-optimum.ts';

const STRENGTH = 100;
const EPS = 1e-3;

/** Fits of quotes on raw SVI, each on its own. */
const board = (raws: readonly (readonly number[])[], change: Partial<ScopedSettings> = {}): FittedSlice[] =>
  calendarBoard(raws, 0.0003, change).map(
    (of) => ended(constrainSlice(svi, of, freeOf(of), RANGE, true)).value,
  );

/** Two that cross, one far above them, two that cross, all wide enough apart. */
const TWO_GROUPS = [
  [0.02, 0.1, -0.2, 0.02, 0.2],
  [0.0195, 0.1, -0.2, 0.02, 0.2],
  [0.1, 0.3, -0.2, 0.02, 0.2],
  [0.3, 0.8, -0.2, 0.02, 0.2],
  [0.297, 0.8, -0.2, 0.02, 0.2],
];
const APART = [1, 3, 9].map((share) => [0.02 * share, 0.1 * share, -0.2, 0.02, 0.2]);

const gridOf = (members: readonly FittedSlice[]) =>
  penaltyGrid(RANGE, Math.min(...members.map((member) => member.prepared.unit)));

test('chains are the longest rows of joined neighbours', () => {
  expect(chains([])).toEqual([]);
  expect(chains([false, false])).toEqual([]);
  expect(chains([true])).toEqual([[0, 1]]);
  expect(chains([true, true, false, true, false, false, true])).toEqual([
    [0, 2],
    [3, 4],
    [6, 7],
  ]);
});

test('pairs meet that cross, and those close beside one that does', () => {
  const flat = (levels: readonly number[]): FittedSlice[] => board(levels.map((a) => [a, 0, 0, 0, 0.2]));
  const meeting = (levels: readonly number[], close = 0.1) => {
    const members = flat(levels).map((member, s) => {
      const x = new Float64Array(5);
      member.prepared.coordinates.fromParameters(Float64Array.of(levels[s]!, 1e-9, 0, 0, 0.2), x);
      return { ...member, optimum: { ...member.optimum, x } };
    });
    return meetingPairs(svi, members, gridOf(members), EPS, close);
  };
  expect(meeting([0.04, 0.05, 0.06])).toEqual([false, false]);
  expect(meeting([0.04, 0.03, 0.06])).toEqual([true, false]);
  expect(meeting([0.04, 0.03, 0.0325, 0.035])).toEqual([true, true, false]);
  expect(meeting([0.04, 0.03, 0.0325, 0.035], 0)).toEqual([true, false, false]);
  // Room of less than the headroom is none.
  expect(meeting([0.04, 0.04002])).toEqual([true]);
});

test('groups that do not meet are refitted apart, to the least of all together', () => {
  const all = board(TWO_GROUPS);
  const k = gridOf(all);
  expect(meetingPairs(svi, all, k, EPS, 0)).toEqual([true, false, false, true]);
  const { value } = ended(optimiseJoint(svi, all, RANGE));
  expect(value.map((member, s) => member === all[s])).toEqual([false, false, true, false, false]);
  const problem = createJointProblem(
    svi,
    value.map((member) => member.prepared),
    [0, 1, 2, 3].map((earlier) => ({ earlier, mu: 100 * STRENGTH })),
    k,
    EPS,
  );
  const run = startLeastSquares(problem, stacked(value));
  const { cost } = run;
  expect(cost).toBeCloseTo(value[0]!.optimum.cost + value[2]!.optimum.cost + value[3]!.optimum.cost, 12);
  runLeastSquares(run);
  expect(run.cost / cost).toBeGreaterThan(1 - 1e-6);
});

test('free smiles that do not cross stay as they are', () => {
  const free = board(APART);
  const { value, yields } = ended(optimiseJoint(svi, free, RANGE));
  expect(yields).toBe(0);
  value.forEach((member, s) => {
    expect(member).toBe(free[s]);
  });
});

test('what pays for its butterflies alone is taken to its own optimum', () => {
  const bent = [1, 3, 6].map((share) => [0.01 * share, 0.2 * share, 0.1, 0, 0.02]);
  const butterfly = { mode: 'penalise', strength: 100 } as const;
  const rough = board(bent, { butterfly });
  const { value } = ended(optimiseJoint(svi, rough, RANGE));
  const exact = rough.map(({ prepared: of }) => {
    of.problem.setPenalty(null);
    return ended(constrainSlice(svi, of, freeOf(of), RANGE)).value.optimum;
  });
  expect(rough.some(({ optimum }, s) => optimum.cost !== exact[s]!.cost)).toBe(true);
  value.forEach(({ optimum }, s) => {
    expect(optimum.cost / exact[s]!.cost).toBeCloseTo(1, 9);
  });
});

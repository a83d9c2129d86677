import { bandIndex } from '#math/banded.ts';
import { DEFAULT_LEAST_SQUARES, startLeastSquares } from '#math/least-squares.ts';
import { workColumn } from '#math/work-column.ts';
import type { SliceModel } from '#models/model.ts';
import { smallestGap } from '#surface/durrleman.ts';
import { ARBITRAGE_TOLERANCE } from './arbitrage-tolerance.ts';
import { penaltyGrid, thinned } from './butterfly-rows.ts';
import { chains, meetingPairs } from './joint-groups.ts';
import { type Coupling, createJointProblem, type JointProblem, type PenalisedPair } from './joint-problem.ts';
import { bestStart, stacked } from './joint-start.ts';
import { settled } from './penalised-slice.ts';
import { PENALTY_UNIT } from './penalty-unit.ts';
import { refitInDomain } from './refit-in-domain.ts';
import type { FittedSlice, SliceOptimum } from './slice-optimum.ts';
import { insideDomain, liftSlice } from './strict-slice.ts';

/** Room asked for between expiries; widened by this factor, where a strict board still crosses, until it does not. */
export const HEADROOM = 1e-3;
const WIDER = 4;
const WIDENINGS = 5;
/** Penalty weights are approached from this one, by this factor: a soft penalty lets the slices find their places in few long steps. */
const SOFTEST = 10;
const HARDER = 100;
/** Decrease of the cost, relative, at which a stage ends: the softer ones only prepare the last. */
const FIRST_TOLERANCE = 1e-3;
const NEXT_TOLERANCE = 1e-4;
export const LAST_TOLERANCE = 1e-6;
/** Room to the next slice, a share of the variance, that a refit may well take up. */
const CLOSE = 0.1;
/** Until the last stage every so manyth point is looked at of grids that are penalised; what is strict creeps along kinks between the others. */
const SPARSE = 2;
/** Strength at which a strict board is refitted; the headroom absorbs what it leaves. */
const STRICT_STRENGTH = 100;

/** How the pair (i, i + 1) is treated: strictly where either slice asks for it, else by the greater strength; null when only reported. */
export function pairTreatment(
  fitted: readonly FittedSlice[],
  i: number,
): { readonly strength: number; readonly strict: boolean } | null {
  const asked = [fitted[i]!, fitted[i + 1]!].map((slice) => slice.prepared.settings.calendar);
  if (asked.some(({ mode }) => mode === 'strict')) return { strength: STRICT_STRENGTH, strict: true };
  const strengths = asked.filter(({ mode }) => mode === 'penalise').map(({ strength }) => strength);
  return strengths.length === 0 ? null : { strength: Math.max(...strengths), strict: false };
}

/** Positions of neighbours connected by treated pairs, runs of two or more. */
export function connected(fitted: readonly FittedSlice[]): readonly (readonly number[])[] {
  const runs: number[][] = [];
  let current: number[] = [];
  fitted.forEach((_, i) => {
    if (i > 0 && pairTreatment(fitted, i - 1) === null) {
      if (current.length > 1) runs.push(current);
      current = [];
    }
    current.push(i);
  });
  if (current.length > 1) runs.push(current);
  return runs;
}

/** Positions of the slices that are refitted with their neighbours whether or not they cross: those in a run with a penalised pair. */
export function refittedTogether(fitted: readonly FittedSlice[]): ReadonlySet<number> {
  const isPenalised = (i: number) => pairTreatment(fitted, i)?.strict === false;
  return new Set(connected(fitted).flatMap((run) => (run.slice(0, -1).some(isPenalised) ? run : [])));
}

/** True where any adjacent pair is penalised or strict. */
export function hasCalendarConstraint(fitted: readonly FittedSlice[]): boolean {
  return fitted.some((_, i) => i + 1 < fitted.length && pairTreatment(fitted, i) !== null);
}

function crosses(model: SliceModel, earlier: FittedSlice, later: FittedSlice, range: number): boolean {
  const smileOf = ({ prepared, optimum }: FittedSlice) => ({
    functions: model.smile(prepared.slice),
    theta: prepared.problem.theta(optimum.x),
  });
  const pair = { earlier: smileOf(earlier), later: smileOf(later) };
  return smallestGap(pair, -range, range).value < ARBITRAGE_TOLERANCE;
}

/** One minimisation on the way to the full penalty. */
interface Stage extends Coupling {
  readonly costTolerance: number;
  readonly damping: number;
  readonly maxIterations?: number;
  readonly bend?: number;
}

/** Members at a stage's optimum, and the damping it ended with: the next one begins where it is known to be safe. */
interface Stood {
  readonly members: readonly FittedSlice[];
  readonly damping: number;
}

/** One joint minimisation from the members' present optima; yields after each iteration. */
export function* refit(
  problem: JointProblem,
  members: readonly FittedSlice[],
  { pairs, k, headroom, ...options }: Stage,
): Generator<void, Stood, void> {
  const width = members[0]!.prepared.coordinates.size;
  const half = 2 * width - 1;
  problem.couple({ pairs, k, headroom });
  const minimisation = startLeastSquares(problem, stacked(members), {
    ...DEFAULT_LEAST_SQUARES,
    ...options,
  });
  let stop = minimisation.step();
  while (stop === null) {
    yield;
    stop = minimisation.step();
  }
  const ended = stop;
  const joint = members.map(({ prepared, optimum }, s) => {
    const normal = workColumn(width * width);
    for (let c = 0; c < width; c++) {
      for (let d = 0; d <= c; d++) {
        normal[bandIndex(c, d, width - 1)] =
          minimisation.normal[bandIndex(s * width + c, s * width + d, half)]!;
      }
    }
    const own: SliceOptimum = {
      x: Float64Array.from(minimisation.x.subarray(s * width, (s + 1) * width)),
      cost: minimisation.cost,
      normal,
      stop: ended,
      iterations: optimum.iterations + minimisation.iterations,
      robust: optimum.robust,
    };
    return { prepared, optimum: own };
  });
  return { members: joint, damping: minimisation.damping };
}

/** The weight that leads to `full` in steps of one factor, above zero steps no harder than the softest. */
function softest(full: number): number {
  let weight = full;
  while (weight > SOFTEST) weight /= HARDER;
  return weight;
}

/** What a run of neighbours has in common. */
interface Common {
  readonly model: SliceModel;
  readonly range: number;
  /** Grid of the rows of all its pairs. */
  readonly k: Float64Array;
}

/** Slices that are refitted as one. */
interface Group {
  readonly members: readonly FittedSlice[];
  /** Strength of each pair, one fewer than members. */
  readonly strengths: readonly number[];
  /** Until the last stage every so manyth point of the grids is looked at. */
  readonly every: number;
  /** For each pair whether it crosses and must not. */
  crossing(members: readonly FittedSlice[]): readonly boolean[];
}

/** Refits a group, from weak to full penalty and, until it is free, with more room where it crosses. */
function* refitGroup(
  { model, range, k }: Common,
  { members, strengths, every, crossing }: Group,
): Generator<void, readonly FittedSlice[], void> {
  const problem = createJointProblem(
    model,
    members.map(({ prepared }) => prepared),
    [],
    k,
    HEADROOM,
  );
  const strongest = Math.max(...strengths);
  const pairsAt = (weight: number): PenalisedPair[] =>
    strengths.map((strength, earlier) => ({ earlier, mu: (strength / strongest) * weight }));
  const full = PENALTY_UNIT * strongest;
  const last = { pairs: pairsAt(full), k, headroom: HEADROOM, costTolerance: LAST_TOLERANCE };
  const sparse = thinned(k, every);
  problem.couple({ pairs: pairsAt(softest(full)), k: sparse, headroom: HEADROOM });
  const start = yield* bestStart(problem, members, range);
  const penalties = members.map(({ prepared: { settings, problem: own } }) =>
    settings.butterfly.mode === 'penalise' ? own.penalty() : null,
  );
  const penalise = (of: (k: Float64Array) => Float64Array): void =>
    members.forEach(({ prepared }, s) => {
      const penalty = penalties[s]!;
      if (penalty !== null) prepared.problem.setPenalty({ ...penalty, k: of(penalty.k) });
    });
  penalise((all) => thinned(all, every));
  let now: Stood = { members: start, damping: DEFAULT_LEAST_SQUARES.damping };
  let costTolerance = FIRST_TOLERANCE;
  for (let weight = softest(full); weight < full; weight *= HARDER) {
    const stage = { pairs: pairsAt(weight), k: sparse, headroom: HEADROOM, costTolerance };
    now = yield* refit(problem, now.members, { ...stage, damping: now.damping });
    costTolerance = NEXT_TOLERANCE;
  }
  penalise((all) => all);
  now = yield* refit(problem, now.members, { ...last, damping: now.damping });
  // Only what crosses is given more room: on a long board the room of every pair adds up to another surface.
  for (let i = 0, { pairs } = last; i < WIDENINGS; i++) {
    const crossed = crossing(now.members);
    if (!crossed.includes(true)) break;
    pairs = pairs.map((pair, at) =>
      crossed[at] ? { ...pair, headroom: WIDER * (pair.headroom ?? HEADROOM) } : pair,
    );
    now = yield* refit(problem, now.members, { ...last, pairs, damping: DEFAULT_LEAST_SQUARES.damping });
  }
  problem.release();
  return now.members;
}

/**
 * Refits penalised neighbours in groups of those that meet: where a pair pays nothing its slices do not know of each
 * other, and what is least for each group is least together. Groups that come to meet are refitted as one.
 */
function* refitMeeting(
  common: Common,
  run: readonly FittedSlice[],
  strengths: readonly number[],
): Generator<void, readonly FittedSlice[], void> {
  const { model, k } = common;
  const members = [...run];
  const isJoined = strengths.map(() => false);
  const isRough = run.map(({ prepared }) => prepared.settings.butterfly.mode === 'penalise');
  for (;;) {
    const meet = meetingPairs(model, members, k, HEADROOM, isJoined.includes(true) ? 0 : CLOSE);
    const isNew = meet.map((does, i) => does && !isJoined[i]);
    if (!isNew.includes(true)) {
      if (!isRough.includes(true)) return members;
      for (const [s, rough] of isRough.entries()) if (rough) members[s] = settled(members[s]!);
      isRough.fill(false);
      yield;
      continue;
    }
    for (const [i, joins] of isNew.entries()) isJoined[i] ||= joins;
    for (const [first, last] of chains(isJoined)) {
      if (!isNew.slice(first, last).includes(true)) continue;
      const group = yield* refitGroup(common, {
        members: members.slice(first, last + 1),
        strengths: strengths.slice(first, last),
        every: SPARSE,
        crossing: () => [],
      });
      members.splice(first, group.length, ...group);
      isRough.fill(false, first, last + 1);
    }
  }
}

/** Grid of the rows of all pairs of a run. */
export function commonGrid(members: readonly FittedSlice[], range: number): Float64Array {
  return penaltyGrid(range, Math.min(...members.map(({ prepared }) => prepared.unit)));
}

/** Refits one run of neighbours. */
function* refitRun(
  model: SliceModel,
  run: readonly FittedSlice[],
  range: number,
): Generator<void, readonly FittedSlice[], void> {
  const treatments = run.slice(0, -1).map((_, i) => pairTreatment(run, i)!);
  const crossing = (members: readonly FittedSlice[]): readonly boolean[] =>
    treatments.map(({ strict }, i) => strict && crosses(model, members[i]!, members[i + 1]!, range));
  if (treatments.every(({ strict }) => strict)) {
    if (!crossing(run).includes(true)) return run;
    const inDomain = yield* refitInDomain(model, run);
    if (inDomain !== null) return inDomain;
  }
  const isStrict = ({ prepared }: FittedSlice): boolean => prepared.settings.butterfly.mode === 'strict';
  const members = run.map((slice) => (isStrict(slice) ? insideDomain(model, slice) : slice));
  const k = commonGrid(members, range);
  const common: Common = { model, range, k };
  const strengths = treatments.map(({ strength }) => strength);
  if (!treatments.some(({ strict }) => strict) && !run.some(isStrict)) {
    return yield* refitMeeting(common, members, strengths);
  }
  const refitted = yield* refitGroup(common, { members, strengths, every: 1, crossing });
  return refitted.map((member) =>
    isStrict(member)
      ? { ...member, optimum: liftSlice(model, member.prepared, member.optimum, range) }
      : member,
  );
}

/**
 * Refits slices together where the calendar is constrained, starting from their separate fits; yields
 * after each iteration. Returns all slices in the order given.
 *
 * A strict calendar is a penalty with room to spare, checked on the common range and repeated with more
 * room until no pair crosses; the verdict is that of the check.
 */
export function* optimiseJoint(
  model: SliceModel,
  fitted: readonly FittedSlice[],
  range: number,
): Generator<void, readonly FittedSlice[], void> {
  const result = [...fitted];
  for (const run of connected(fitted)) {
    const members = yield* refitRun(
      model,
      run.map((i) => fitted[i]!),
      range,
    );
    run.forEach((i, s) => {
      result[i] = members[s]!;
    });
  }
  return result;
}

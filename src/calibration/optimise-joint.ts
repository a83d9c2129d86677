import { bandIndex } from '#math/banded.ts';
import { DEFAULT_LEAST_SQUARES, startLeastSquares } from '#math/least-squares.ts';
import type { SliceModel } from '#models/model.ts';
import { smallestGap } from '#surface/durrleman.ts';
import { ARBITRAGE_TOLERANCE } from './arbitrage-tolerance.ts';
import { penaltyGrid, thinned } from './butterfly-rows.ts';
import { type Coupling, createJointProblem, type JointProblem, type PenalisedPair } from './joint-problem.ts';
import { bestStart, paysNothing, stacked } from './joint-start.ts';
import { PENALTY_UNIT } from './penalised-slice.ts';
import { refitInDomain } from './refit-in-domain.ts';
import type { FittedSlice, SliceOptimum } from './slice-optimum.ts';
import { insideDomain, liftSlice } from './strict-slice.ts';

/** Room asked for between expiries; widened by this factor until a strict board does not cross. */
const HEADROOM = 1e-3;
const WIDER = 4;
const WIDENINGS = 5;
/** Penalty weights are approached from this one, by this factor: a soft penalty lets the slices find their places in few long steps. */
const SOFTEST = 10;
const HARDER = 100;
/** Decrease of the cost, relative, at which a stage ends: the softer ones only prepare the last. */
const FIRST_TOLERANCE = 1e-3;
const NEXT_TOLERANCE = 1e-4;
const LAST_TOLERANCE = 1e-7;
/** Until the last stage every so manyth point of the grid is looked at. */
const SPARSE = 2;
/** Strength at which a strict board is refitted; the headroom absorbs what it leaves. */
const STRICT_STRENGTH = 100;

/** How the pair (i, i + 1) is treated: strictly where either slice asks for it, else by the greater strength; null when only reported. */
function pairTreatment(
  fitted: readonly FittedSlice[],
  i: number,
): { readonly strength: number; readonly strict: boolean } | null {
  const asked = [fitted[i]!, fitted[i + 1]!].map((slice) => slice.prepared.settings.calendar);
  if (asked.some(({ mode }) => mode === 'strict')) return { strength: STRICT_STRENGTH, strict: true };
  const strengths = asked.filter(({ mode }) => mode === 'penalise').map(({ strength }) => strength);
  return strengths.length === 0 ? null : { strength: Math.max(...strengths), strict: false };
}

/** Positions of neighbours connected by treated pairs, runs of two or more. */
function connected(fitted: readonly FittedSlice[]): readonly (readonly number[])[] {
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
}

/** Members at a stage's optimum, and the damping it ended with: the next one begins where it is known to be safe. */
interface Stood {
  readonly members: readonly FittedSlice[];
  readonly damping: number;
}

/** One joint minimisation from the members' present optima; yields after each iteration. */
function* refit(
  problem: JointProblem,
  members: readonly FittedSlice[],
  { costTolerance, damping, ...coupling }: Stage,
): Generator<void, Stood, void> {
  const width = members[0]!.prepared.coordinates.size;
  const half = 2 * width - 1;
  problem.couple(coupling);
  const minimisation = startLeastSquares(problem, stacked(members), {
    ...DEFAULT_LEAST_SQUARES,
    costTolerance,
    damping,
  });
  let stop = minimisation.step();
  while (stop === null) {
    yield;
    stop = minimisation.step();
  }
  const ended = stop;
  const joint = members.map(({ prepared, optimum }, s) => {
    const normal = new Float64Array(width * width);
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

/** Refits one run of neighbours, from weak to full penalty and, where strict, with more room until none cross. */
function* refitRun(
  model: SliceModel,
  run: readonly FittedSlice[],
  range: number,
): Generator<void, readonly FittedSlice[], void> {
  const treatments = run.slice(0, -1).map((_, i) => pairTreatment(run, i)!);
  const strictlyFree = (members: readonly FittedSlice[]): boolean =>
    treatments.every(({ strict }, i) => !strict || !crosses(model, members[i]!, members[i + 1]!, range));
  if (treatments.every(({ strict }) => strict)) {
    if (strictlyFree(run)) return run;
    const inDomain = yield* refitInDomain(model, run);
    if (inDomain !== null) return inDomain;
  }
  let members = run.map((slice) =>
    slice.prepared.settings.butterfly.mode === 'strict' ? insideDomain(model, slice) : slice,
  );
  const k = penaltyGrid(range, Math.min(...members.map(({ prepared }) => prepared.unit)));
  const problem = createJointProblem(
    model,
    members.map(({ prepared }) => prepared),
    [],
    k,
    HEADROOM,
  );
  const strongest = Math.max(...treatments.map(({ strength }) => strength));
  const pairsAt = (weight: number): PenalisedPair[] =>
    treatments.map(({ strength }, earlier) => ({ earlier, mu: (strength / strongest) * weight }));
  const full = PENALTY_UNIT * strongest;
  const last = { pairs: pairsAt(full), k, headroom: HEADROOM, costTolerance: LAST_TOLERANCE };
  problem.couple(last);
  if (paysNothing(problem, members)) return run;
  const sparse = thinned(k, SPARSE);
  problem.couple({ pairs: pairsAt(softest(full)), k: sparse, headroom: HEADROOM });
  members = yield* bestStart(problem, members, range);
  const penalties = members.map(({ prepared }) => prepared.problem.penalty());
  const penalise = (of: (k: Float64Array) => Float64Array): void =>
    members.forEach(({ prepared }, s) => {
      const penalty = penalties[s]!;
      prepared.problem.setPenalty(penalty === null ? null : { ...penalty, k: of(penalty.k) });
    });
  penalise((all) => thinned(all, SPARSE));
  let now: Stood = { members, damping: DEFAULT_LEAST_SQUARES.damping };
  let costTolerance = FIRST_TOLERANCE;
  for (let weight = softest(full); weight < full; weight *= HARDER) {
    const stage = { pairs: pairsAt(weight), k: sparse, headroom: HEADROOM, costTolerance };
    now = yield* refit(problem, now.members, { ...stage, damping: now.damping });
    costTolerance = NEXT_TOLERANCE;
  }
  penalise((all) => all);
  now = yield* refit(problem, now.members, { ...last, damping: now.damping });
  let { headroom } = last;
  for (let i = 0; i < WIDENINGS && !strictlyFree(now.members); i++) {
    headroom *= WIDER;
    now = yield* refit(problem, now.members, { ...last, headroom, damping: DEFAULT_LEAST_SQUARES.damping });
  }
  return now.members.map(({ prepared, optimum }) =>
    prepared.settings.butterfly.mode === 'strict'
      ? { prepared, optimum: liftSlice(model, prepared, optimum, range) }
      : { prepared, optimum },
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

import { roomFor } from '#market/columns.ts';
import { runLeastSquares } from '#math/least-squares.ts';
import { workColumn } from '#math/work-column.ts';
import type { ParameterAtBound } from '#models/model.ts';
import { type Curvature, curvatureAt, leverages, meetsBoundWithout } from './confidence.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import type { StopReason } from './result.ts';
import { costAt, finalWeights, type SliceOptimum } from './slice-optimum.ts';
import { NEARBY, startOptimiser } from './start-optimiser.ts';

/** A fitted slice as its figures need it, whether it was fitted alone or with others. */
export interface SliceSolution {
  /** Model parameters. */
  readonly theta: Float64Array;
  readonly stop: StopReason;
  readonly iterations: number;
  /** Number of coordinates x that the errors are told in, those of other slices included. */
  readonly size: number;
  /** What the slice's own quotes tell, its neighbours apart where they may not cross. */
  readonly curvature: Curvature;
  /** Residual variance that goes with the curvature; NaN where the quotes leave none. */
  readonly s2: number;
  /** Degrees of freedom of that variance; 0 or less where the quotes leave none. */
  readonly degrees: number;
  /** d theta/d x, row-major p by size. */
  readonly chain: Float64Array;
  /** Residuals of the used quotes as fitted, in vol points. */
  readonly residuals: Float64Array;
  /** Leverage of each used quote; null where the fit is not identified. */
  readonly leverage: Float64Array | null;
  /** Parameters of the slice's own that are free. */
  readonly freeParameters: number;
  readonly bounds: readonly ParameterAtBound[];
  /** Residual of quote i of a fit made without it; null where such a fit is not made. */
  readonly refit: ((i: number) => number) | null;
  /** Whether a parameter would meet a bound without quote i, where leverage fails; null where it is not looked for. */
  readonly meetsBound: ((i: number) => boolean) | null;
}

/** A column without row i. */
function without(column: Float64Array, i: number): Float64Array {
  const out = workColumn(column.length - 1);
  for (let j = 0; j < out.length; j++) out[j] = column[j < i ? j : j + 1]!;
  return out;
}

/** The optimum without quote i that the model comes to by its own means, penalties apart; null where it has none. */
function approachedWithout(prepared: PreparedSlice, x: Float64Array, i: number): Float64Array | null {
  const { approach, guess, used, problem, coordinates } = prepared;
  // Quotes with one side are no part of the guess, and i would be another row there.
  if (approach === null || guess.k.length !== used.length) return null;
  const theta = problem.theta(x);
  const others = {
    ...guess,
    k: without(guess.k, i),
    w: without(guess.w, i),
    weight: without(guess.weight, i),
  };
  if (approach(others, theta) === 0) return null;
  const start = new Float64Array(x.length);
  coordinates.fromParameters(theta, start);
  return start;
}

/** Residuals of a fit without one quote, of which one is read. */
let others = new Float64Array(64);

/** Decrease of the cost, relative, at which a fit without one quote is near enough for its residual. */
const NEAR_ENOUGH = { costTolerance: 1e-10 };
const NEAR_BOTH = { ...NEAR_ENOUGH, ...NEARBY };

/** Residual of quote i of a fit made without it, in vol points, begun at the better of the model's own optimum and that with the quote. */
function residualWithout(prepared: PreparedSlice, x: Float64Array, i: number): number {
  const { problem, optimiser } = prepared;
  const near = approachedWithout(prepared, x, i);
  problem.leaveOut(i);
  let run = near === null ? null : startOptimiser(optimiser, problem, near, NEAR_BOTH);
  if (run === null || !(run.cost < costAt(prepared, x))) {
    run = startOptimiser(optimiser, problem, x, NEAR_ENOUGH);
  }
  runLeastSquares(run);
  problem.leaveOut(-1);
  others = roomFor(prepared.used.length, others);
  problem.residuals(run.x, others);
  return others[i]!;
}

/**
 * What the optimum of one slice says.
 *
 * @param coupled the slice was fitted jointly with its neighbours
 */
export function sliceSolution(
  prepared: PreparedSlice,
  optimum: SliceOptimum,
  coupled: boolean,
): SliceSolution {
  const { problem, coordinates, used } = prepared;
  const { x } = optimum;
  const { size } = coordinates;
  const n = used.length;
  const theta = problem.theta(x);
  const chain = workColumn(theta.length * size);
  coordinates.chain(x, theta, chain);
  const curvature = curvatureAt(coordinates, x, optimum.normal);
  // Leaving a quote out meets the neighbours where they stand; how far the fit may be off does not, for they scatter too.
  let told = curvature;
  if (coupled) {
    const alone = workColumn(size * size);
    problem.linearise(x, alone, new Float64Array(size));
    told = curvatureAt(coordinates, x, alone);
  }
  const weight = finalWeights(prepared, optimum);
  const residuals = workColumn(n);
  problem.residuals(x, residuals);
  const rows = workColumn(n * size);
  problem.rows(x, rows);
  let chiSquare = 0;
  for (let i = 0; i < n; i++) chiSquare += weight[i]! * residuals[i]! * residuals[i]!;
  const leverage = leverages(curvature, rows, size, weight);
  // What a prior tells of the parameters is not taken from the quotes.
  const taken =
    prepared.target.prior == null || leverage === null
      ? curvature.free.length
      : leverage.reduce((sum, h) => sum + h, 0);
  const degrees = n - taken;
  return {
    theta,
    stop: optimum.stop,
    iterations: optimum.iterations,
    size,
    curvature: told,
    s2: degrees > 0 ? chiSquare / degrees : Number.NaN,
    degrees,
    chain,
    residuals,
    leverage,
    freeParameters: curvature.free.length,
    bounds: coordinates.atBound(x),
    refit: coupled ? null : (i) => residualWithout(prepared, x, i),
    meetsBound:
      coupled || leverage === null
        ? null
        : (i) => {
            const push = (weight[i]! * residuals[i]!) / (1 - leverage[i]!);
            return meetsBoundWithout(curvature, coordinates, x, rows, i * size, push);
          },
  };
}

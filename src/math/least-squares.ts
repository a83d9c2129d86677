import { bandedCholesky, bandedProduct, bandedSolve } from './banded.ts';
import type { HingeRows } from './hinge-rows.ts';
import { type StepModel, stepOverHinges } from './hinge-step.ts';
import { scratchFor } from './step-scratch.ts';
import { workColumn } from './work-column.ts';

/**
 * Levenberg-Marquardt for least squares in a box.
 *
 * Source: K. Madsen, H. B. Nielsen and O. Tingleff, "Methods for non-linear least squares problems",
 * 2nd ed., IMM, Technical University of Denmark, 2004, algorithm 3.16 (Nielsen's damping); scaled after
 * J. J. Moré, "The Levenberg-Marquardt algorithm: implementation and theory", Numerical Analysis, Lecture
 * Notes in Mathematics 630, 1978; bounds by an active set: a variable at a bound whose gradient points
 * outward is held for the step.
 */

/** Why the iteration ended. */
export type LeastSquaresStop = 'gradient' | 'step' | 'cost' | 'max-iterations' | 'stalled' | 'non-finite';

/** f(x) = half the sum of squared residuals, seen through its normal equations. */
export interface LeastSquaresProblem {
  /** Number of variables n. */
  readonly size: number;
  /** Half-bandwidth h of J'J; n - 1 when dense. */
  readonly halfBandwidth: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /**
   * f(x); fills the band of J'J (n (h + 1), see banded.ts) and the gradient J'r (n). `hinges`, where the problem
   * makes them, receives the rows near zero; those above it are part of the sums too.
   */
  linearise(x: Float64Array, normal: Float64Array, gradient: Float64Array, hinges?: HingeRows): number;
  /** Three stores of rows that steps may switch on and off, for one run at a time; absent where f is smooth. */
  readonly hinges?: readonly [HingeRows, HingeRows, HingeRows];
  /** Moves x back where the box alone does not describe the admissible set. */
  project?(x: Float64Array): void;
}

/** Stopping rules. */
export interface LeastSquaresOptions {
  readonly maxIterations: number;
  /** Largest free gradient entry, relative to the square root of f and the column's length. */
  readonly gradientTolerance: number;
  /** Step relative to x. */
  readonly stepTolerance: number;
  /** Decrease of f relative to f. */
  readonly costTolerance: number;
  /** f below which the fit is exact. */
  readonly costFloor: number;
  /** Damping of the first step, relative to the curvature. */
  readonly damping: number;
  /** A step that gains a smaller share of what it promised is bent along rows that switch and curve; 0: none is. */
  readonly bend: number;
}

/** Tolerances for residuals in vol points with weights summing to 1. */
export const DEFAULT_LEAST_SQUARES: LeastSquaresOptions = {
  maxIterations: 200,
  gradientTolerance: 1e-12,
  stepTolerance: 1e-10,
  costTolerance: 1e-13,
  costFloor: 1e-28,
  damping: 1e-3,
  bend: 0,
};

/** Times that variables put onto a bound are let go again, where rows switch. */
const RELEASES = 3;
const MAX_DAMPING = 1e20;
/** Share of the cost's tolerance that a step may promise and change where none is left to be made. */
const NOTHING = 1e-3;
/** Damping beyond which a step is so short that how little it gains says nothing of how much is left. */
const MOST_TELLING = 1;

/**
 * One minimisation, advanced step by step so that a caller can yield in between. Its members are plain fields: an
 * accessor in a literal is part of the object's shape, by which V8 would keep every run, with all that it refers to,
 * until its next full collection.
 */
export interface LeastSquaresRun {
  /** The best point so far, length n. Owned by the run. */
  readonly x: Float64Array;
  readonly cost: number;
  readonly iterations: number;
  /** Damping of the next step. */
  readonly damping: number;
  /** J'J at x (band) and J'r at x. */
  readonly normal: Float64Array;
  readonly gradient: Float64Array;
  /** One trial step; the reason once it has stopped, else null. */
  step(): LeastSquaresStop | null;
}

/** True where variable i cannot move: no room at all, or at a bound with the descent direction pointing outward. */
function isHeld(problem: LeastSquaresProblem, x: Float64Array, gradient: Float64Array, i: number): boolean {
  const low = problem.lower[i]!;
  const high = problem.upper[i]!;
  if (low === high) return true;
  return (x[i]! <= low && gradient[i]! > 0) || (x[i]! >= high && gradient[i]! < 0);
}

/** A point with what is known there. */
interface Point {
  readonly x: Float64Array;
  readonly normal: Float64Array;
  readonly gradient: Float64Array;
  readonly hinges: HingeRows | undefined;
}

/** Starts a minimisation at x0 (copied, moved into the box). */
export function startLeastSquares(
  problem: LeastSquaresProblem,
  x0: Float64Array,
  options: LeastSquaresOptions = DEFAULT_LEAST_SQUARES,
): LeastSquaresRun {
  const n = problem.size;
  const half = problem.halfBandwidth;
  const stride = half + 1;
  const pointWith = (hinges: HingeRows | undefined): Point => ({
    x: workColumn(n),
    normal: workColumn(n * stride),
    gradient: workColumn(n),
    hinges,
  });
  let here = pointWith(problem.hinges?.[0]);
  /** Made for the first trial: a run that starts at its optimum makes none. */
  let trial: Point | null = null;
  let spare: Point | null = null;
  const scratch = scratchFor(n, n * stride);
  const { factor, h, held, pin, from, product } = scratch;
  /** True when the step puts a variable onto a bound: however little it gains, a shorter one may gain more. */
  let landed = false;
  /** Largest curvature met in each variable: the damping's unit (Moré's scaling). */
  const scale = workColumn(n);

  const admit = (point: Float64Array): void => {
    for (let i = 0; i < n; i++) {
      point[i] = Math.min(problem.upper[i]!, Math.max(problem.lower[i]!, point[i]!));
    }
    problem.project?.(point);
  };

  here.x.set(x0);
  admit(here.x);
  const isHinged = here.hinges !== undefined;
  let { damping } = options;
  /** The normal equations of the step: with hinges, of the rows on after it. */
  const model: StepModel = {
    normal: isHinged ? workColumn(n * stride) : here.normal,
    gradient: isHinged ? workColumn(n) : here.gradient,
    damping,
    scale,
  };
  let cost = problem.linearise(here.x, here.normal, here.gradient, here.hinges);
  let growth = 2;
  let iterations = 0;
  let stopped: LeastSquaresStop | null = Number.isFinite(cost) ? null : 'non-finite';

  /** The damped step with the held variables moved by `pin` and the free ones optimal given that. */
  const solveFree = (): boolean => {
    factor.set(model.normal);
    for (let i = 0; i < n; i++) {
      h[i] = held[i] ? pin[i]! : -model.gradient[i]!;
      // A variable that nothing depends on has an empty row, but for what rounding leaves of one: it stays where it is.
      const diagonal = factor[i * stride]! + damping * scale[i]!;
      factor[i * stride] = held[i] || diagonal <= 0 ? 1 : diagonal;
    }
    for (let i = 0; i < n; i++) {
      if (!held[i]) continue;
      for (let j = i > half ? i - half : 0; j < i; j++) {
        const entry = i * stride + i - j;
        if (!held[j]) h[j]! -= model.normal[entry]! * pin[i]!;
        factor[entry] = 0;
      }
      for (let j = Math.min(n - 1, i + half); j > i; j--) {
        const entry = j * stride + j - i;
        if (!held[j]) h[j]! -= model.normal[entry]! * pin[i]!;
        factor[entry] = 0;
      }
    }
    if (!bandedCholesky(factor, n, half)) return false;
    bandedSolve(factor, n, half, h);
    return true;
  };

  /** Frees the held variables that the model would rather have inside, given all the others; false when there are none. */
  const release = (): boolean => {
    let freed = false;
    bandedProduct(model.normal, n, half, h, product);
    for (let i = 0; i < n; i++) {
      if (!held[i]) continue;
      const low = problem.lower[i]! - here.x[i]!;
      const high = problem.upper[i]! - here.x[i]!;
      if (low === high) continue;
      const slope = model.gradient[i]! + product[i]! + damping * scale[i]! * pin[i]!;
      if (pin[i]! <= low ? slope < 0 : slope > 0) {
        held[i] = 0;
        pin[i] = 0;
        freed = true;
      }
    }
    return freed;
  };

  /**
   * A step that stays in the box. A variable that would cross a bound is put onto it and the others
   * are solved again: clipping alone would leave them where they only made sense together.
   */
  const solveInBox = (): boolean => {
    for (let i = 0; i < n; i++) {
      held[i] = isHeld(problem, here.x, here.gradient, i) ? 1 : 0;
      pin[i] = 0;
    }
    landed = false;
    let releases = isHinged ? RELEASES : 0;
    for (let round = 0; round <= n + RELEASES; round++) {
      if (!solveFree()) return false;
      let crossed = false;
      for (let i = 0; i < n; i++) {
        if (held[i]) continue;
        const low = problem.lower[i]! - here.x[i]!;
        const high = problem.upper[i]! - here.x[i]!;
        if (h[i]! >= low && h[i]! <= high) continue;
        pin[i] = h[i]! < low ? low : high;
        held[i] = 1;
        crossed = true;
        landed = true;
      }
      if (crossed) continue;
      if (releases === 0 || !release()) return true;
      releases--;
    }
    return true;
  };

  /** The step to the least of the model, which knows the rows that switch on the way. */
  const solve = (): boolean => {
    const { normal, gradient, hinges } = here;
    for (let i = 0; i < n; i++) scale[i] = Math.max(scale[i]!, normal[i * stride]!);
    model.damping = damping;
    if (hinges === undefined) {
      model.normal = normal;
      model.gradient = gradient;
      return solveInBox();
    }
    model.normal.set(normal);
    model.gradient.set(gradient);
    from.fill(0, 0, n);
    hinges.reset();
    return stepOverHinges(hinges, model, n, half, scratch, solveInBox);
  };

  /**
   * The step once more with each row as the trial found it: a row that bends away from its tangent has cost what the
   * step gained (second-order correction; J. Nocedal and S. J. Wright, Numerical Optimization, 2nd ed., 2006, section
   * 18.3). Where its end is lower it takes the place of the trial.
   */
  const bend = (end: Point, endCost: number): { readonly point: Point; readonly cost: number } => {
    const unbent = { point: end, cost: endCost };
    const { hinges } = here;
    if (hinges === undefined || end.hinges === undefined) return unbent;
    model.normal.set(here.normal);
    model.gradient.set(here.gradient);
    for (let i = 0; i < n; i++) h[i] = end.x[i]! - here.x[i]!;
    hinges.bend(end.hinges, h, model.normal, model.gradient);
    from.set(h);
    if (!stepOverHinges(hinges, model, n, half, scratch, solveInBox)) return unbent;
    const other = spare ?? pointWith(problem.hinges?.[2]);
    for (let i = 0; i < n; i++) other.x[i] = here.x[i]! + h[i]!;
    admit(other.x);
    const bentCost = problem.linearise(other.x, other.normal, other.gradient, other.hinges);
    spare = bentCost < endCost ? end : other;
    return bentCost < endCost ? { point: other, cost: bentCost } : unbent;
  };

  /** Decrease of the model, -(g'h + h'J'Jh/2) and what the rows switched off had. */
  const predictedDecrease = (): number => {
    bandedProduct(model.normal, n, half, h, product);
    let sum = here.hinges?.surplus ?? 0;
    for (let i = 0; i < n; i++) sum -= h[i]! * (model.gradient[i]! + 0.5 * product[i]!);
    return sum;
  };

  const gradientIsSmall = (): boolean => {
    const size = Math.sqrt(2 * cost);
    for (let i = 0; i < n; i++) {
      if (isHeld(problem, here.x, here.gradient, i)) continue;
      const column = Math.sqrt(here.normal[i * stride]!);
      const slope = Math.abs(here.gradient[i]!);
      if (slope > options.gradientTolerance * Math.max(column * size, 1e-300)) return false;
    }
    return true;
  };

  const advance = (): LeastSquaresStop | null => {
    if (stopped !== null) return stopped;
    if (cost <= options.costFloor || gradientIsSmall()) {
      stopped = 'gradient';
      return stopped;
    }
    if (iterations >= options.maxIterations) {
      stopped = 'max-iterations';
      return stopped;
    }
    iterations++;
    const solved = solve();
    let end = trial ?? pointWith(problem.hinges?.[1]);
    trial = end;
    let endCost = Number.POSITIVE_INFINITY;
    let predicted = 0;
    if (solved) {
      let moved = 0;
      let length = 0;
      for (let i = 0; i < n; i++) end.x[i] = here.x[i]! + h[i]!;
      admit(end.x);
      for (let i = 0; i < n; i++) {
        const d = end.x[i]! - here.x[i]!;
        moved = Math.max(moved, Math.abs(d) / (Math.abs(here.x[i]!) + options.stepTolerance));
        length += d * d;
      }
      predicted = predictedDecrease();
      if (length === 0 || moved <= options.stepTolerance) {
        stopped = 'step';
        return stopped;
      }
      endCost = problem.linearise(end.x, end.normal, end.gradient, end.hinges);
      if (options.bend > 0 && !(cost - endCost >= options.bend * predicted)) {
        ({ point: end, cost: endCost } = bend(end, endCost));
      }
    }
    const gain = cost - endCost;
    if (gain > 0 && predicted > 0) {
      const ratio = gain / predicted;
      trial = here;
      here = end;
      const small = !landed && damping <= MOST_TELLING && gain <= options.costTolerance * cost;
      cost = endCost;
      damping *= Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3);
      growth = 2;
      if (small) stopped = 'cost';
    } else {
      trial = end;
      // Nothing promised above rounding, or at the first try nothing promised and changed that the tolerance could ever
      // tell: the optimum, not a stall. Damped steps promise little wherever they are.
      const isRounding = predicted <= 4 * Number.EPSILON * cost;
      const isNothing = growth === 2 && Math.max(predicted, -gain) <= NOTHING * options.costTolerance * cost;
      damping *= growth;
      growth *= 2;
      if (damping > MAX_DAMPING || !Number.isFinite(damping)) stopped = 'stalled';
      else if (solved && !landed && (isRounding || isNothing)) stopped = 'cost';
    }
    return stopped;
  };

  const run = {
    x: here.x,
    cost,
    iterations,
    damping,
    normal: here.normal,
    gradient: here.gradient,
    step(): LeastSquaresStop | null {
      const stop = advance();
      run.x = here.x;
      run.cost = cost;
      run.iterations = iterations;
      run.damping = damping;
      run.normal = here.normal;
      run.gradient = here.gradient;
      return stop;
    },
  };
  return run;
}

/** Runs to the end. */
export function runLeastSquares(run: Pick<LeastSquaresRun, 'step'>): LeastSquaresStop {
  let stop = run.step();
  while (stop === null) stop = run.step();
  return stop;
}

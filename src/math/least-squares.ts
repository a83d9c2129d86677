import { bandedCholesky, bandedSolve } from './banded.ts';

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
  /** f(x); fills the band of J'J (n (h + 1), see banded.ts) and the gradient J'r (n). */
  linearise(x: Float64Array, normal: Float64Array, gradient: Float64Array): number;
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
}

/** Tolerances for residuals in vol points with weights summing to 1. */
export const DEFAULT_LEAST_SQUARES: LeastSquaresOptions = {
  maxIterations: 200,
  gradientTolerance: 1e-12,
  stepTolerance: 1e-10,
  costTolerance: 1e-13,
  costFloor: 1e-28,
};

const TAU = 1e-3;
const MAX_DAMPING = 1e20;

/** One minimisation, advanced step by step so that a caller can yield in between. */
export interface LeastSquaresRun {
  /** The best point so far, length n. Owned by the run. */
  readonly x: Float64Array;
  readonly cost: number;
  readonly iterations: number;
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

/** Starts a minimisation at x0 (copied, moved into the box). */
export function startLeastSquares(
  problem: LeastSquaresProblem,
  x0: Float64Array,
  options: LeastSquaresOptions = DEFAULT_LEAST_SQUARES,
): LeastSquaresRun {
  const n = problem.size;
  const half = problem.halfBandwidth;
  const stride = half + 1;
  let x = new Float64Array(n);
  let trial = new Float64Array(n);
  let normal = new Float64Array(n * stride);
  let trialNormal = new Float64Array(n * stride);
  let gradient = new Float64Array(n);
  let trialGradient = new Float64Array(n);
  const factor = new Float64Array(n * stride);
  const h = new Float64Array(n);
  const held = new Uint8Array(n);
  const pin = new Float64Array(n);
  /** True when the step puts a variable onto a bound: however little it gains, a shorter one may gain more. */
  let landed = false;
  /** Largest curvature met in each variable: the damping's unit (Moré's scaling). */
  const scale = new Float64Array(n);

  const admit = (point: Float64Array): void => {
    for (let i = 0; i < n; i++) {
      point[i] = Math.min(problem.upper[i]!, Math.max(problem.lower[i]!, point[i]!));
    }
    problem.project?.(point);
  };

  x.set(x0);
  admit(x);
  let cost = problem.linearise(x, normal, gradient);
  let damping = TAU;
  let growth = 2;
  let iterations = 0;
  let stopped: LeastSquaresStop | null = Number.isFinite(cost) ? null : 'non-finite';

  /** The damped step with the held variables moved by `pin` and the free ones optimal given that. */
  const solveFree = (): boolean => {
    factor.set(normal);
    for (let i = 0; i < n; i++) h[i] = held[i] ? pin[i]! : -gradient[i]!;
    for (let i = 0; i < n; i++) {
      const row = i * stride + i;
      const from = i > half ? i - half : 0;
      for (let j = from; j < i; j++) {
        if (!held[i] && !held[j]) continue;
        if (held[j] && !held[i]) h[i]! -= normal[row - j]! * pin[j]!;
        if (held[i] && !held[j]) h[j]! -= normal[row - j]! * pin[i]!;
        factor[row - j] = 0;
      }
      // A variable that nothing depends on has an empty row: it stays where it is.
      const diagonal = factor[row - i]! + damping * scale[i]!;
      factor[row - i] = held[i] || diagonal === 0 ? 1 : diagonal;
    }
    if (!bandedCholesky(factor, n, half)) return false;
    bandedSolve(factor, n, half, h);
    return true;
  };

  /**
   * A step that stays in the box. A variable that would cross a bound is put onto it and the others
   * are solved again: clipping alone would leave them where they only made sense together.
   */
  const solve = (): boolean => {
    for (let i = 0; i < n; i++) {
      held[i] = isHeld(problem, x, gradient, i) ? 1 : 0;
      pin[i] = 0;
      scale[i] = Math.max(scale[i]!, normal[i * stride]!);
    }
    landed = false;
    for (let round = 0; round <= n; round++) {
      if (!solveFree()) return false;
      let crossed = false;
      for (let i = 0; i < n; i++) {
        if (held[i]) continue;
        const low = problem.lower[i]! - x[i]!;
        const high = problem.upper[i]! - x[i]!;
        if (h[i]! >= low && h[i]! <= high) continue;
        pin[i] = h[i]! < low ? low : high;
        held[i] = 1;
        crossed = true;
        landed = true;
      }
      if (!crossed) return true;
    }
    return true;
  };

  /** Decrease of the quadratic model, -(g'h + h'J'Jh/2). */
  const predictedDecrease = (): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const row = i * stride + i;
      let product = 0.5 * normal[row - i]! * h[i]!;
      for (let j = i > half ? i - half : 0; j < i; j++) product += normal[row - j]! * h[j]!;
      sum -= h[i]! * (gradient[i]! + product);
    }
    return sum;
  };

  const gradientIsSmall = (): boolean => {
    const size = Math.sqrt(2 * cost);
    for (let i = 0; i < n; i++) {
      if (isHeld(problem, x, gradient, i)) continue;
      const column = Math.sqrt(normal[i * stride]!);
      if (Math.abs(gradient[i]!) > options.gradientTolerance * Math.max(column * size, 1e-300)) return false;
    }
    return true;
  };

  const step = (): LeastSquaresStop | null => {
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
    let moved = 0;
    let length = 0;
    let predicted = 0;
    if (solved) {
      for (let i = 0; i < n; i++) trial[i] = x[i]! + h[i]!;
      admit(trial);
      for (let i = 0; i < n; i++) {
        const d = trial[i]! - x[i]!;
        moved = Math.max(moved, Math.abs(d) / (Math.abs(x[i]!) + options.stepTolerance));
        length += d * d;
      }
      predicted = predictedDecrease();
      if (length === 0 || moved <= options.stepTolerance) {
        stopped = 'step';
        return stopped;
      }
    }
    const trialCost = solved
      ? problem.linearise(trial, trialNormal, trialGradient)
      : Number.POSITIVE_INFINITY;
    const gain = cost - trialCost;
    if (gain > 0 && predicted > 0) {
      const ratio = gain / predicted;
      [x, trial] = [trial, x];
      [normal, trialNormal] = [trialNormal, normal];
      [gradient, trialGradient] = [trialGradient, gradient];
      const small = !landed && gain <= options.costTolerance * cost;
      cost = trialCost;
      damping *= Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3);
      growth = 2;
      if (small) stopped = 'cost';
    } else {
      damping *= growth;
      growth *= 2;
      if (damping > MAX_DAMPING || !Number.isFinite(damping)) stopped = 'stalled';
      // A rejected step whose model promises nothing above rounding is the optimum, not a stall.
      else if (solved && !landed && predicted <= 4 * Number.EPSILON * cost) stopped = 'cost';
    }
    return stopped;
  };

  return {
    get x() {
      return x;
    },
    get cost() {
      return cost;
    },
    get iterations() {
      return iterations;
    },
    get normal() {
      return normal;
    },
    get gradient() {
      return gradient;
    },
    step,
  };
}

/** Runs to the end. */
export function runLeastSquares(run: LeastSquaresRun): LeastSquaresStop {
  let stop = run.step();
  while (stop === null) stop = run.step();
  return stop;
}

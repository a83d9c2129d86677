import { bandedCholesky, bandedSolve, bandIndex } from './banded.ts';
import {
  DEFAULT_LEAST_SQUARES,
  type LeastSquaresOptions,
  type LeastSquaresProblem,
  type LeastSquaresRun,
  type LeastSquaresStop,
} from './least-squares.ts';
import { wolfeSearch } from './wolfe-search.ts';

/**
 * L-BFGS-B: a quasi-Newton method in a box, on the cost and the gradient of a least-squares problem alone.
 *
 * The model's matrix is that of the last pairs of steps and gradient changes over a diagonal one; each iteration goes
 * along the projected gradient to the generalised Cauchy point, minimises over the variables free there, and searches
 * towards that point until the strong Wolfe conditions hold. The diagonal is the curvature J'J has at the start, which
 * is the method in scaled variables. With few variables the matrix is kept whole instead of in compact form.
 *
 * Source: R. H. Byrd, P. Lu, J. Nocedal and C. Zhu, "A limited memory algorithm for bound constrained optimization",
 * SIAM Journal on Scientific Computing 16(5), 1995; the projection after the subspace minimisation is that of
 * J. L. Morales and J. Nocedal, "Remark on Algorithm 778", ACM Transactions on Mathematical Software 38(1), 2011.
 */

/** Pairs remembered. */
const MEMORY = 10;
/** Share of the largest curvature that every variable is given. */
const LEAST_CURVATURE = 1e-12;
/** s'y relative to y'y below which a pair says nothing of the curvature. */
const LEAST_PAIR = 1e-14;
/** Iterations in a row without worthwhile decrease after which the cost has settled: one may be a bad step. */
const QUIET = 3;

/** As those of Levenberg-Marquardt, with more and cheaper iterations. */
export const DEFAULT_QUASI_NEWTON: LeastSquaresOptions = { ...DEFAULT_LEAST_SQUARES, maxIterations: 2000 };

/** A minimisation by whatever method. */
export type Minimisation = Omit<LeastSquaresRun, 'damping'>;

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly sy: number;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function product(matrix: Float64Array, v: Float64Array, out: Float64Array): void {
  const n = v.length;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * v[j]!;
    out[i] = sum;
  }
}

/** Starts a minimisation at x0 (copied, moved into the box). `damping` of the options is not used. */
export function startQuasiNewton(
  problem: LeastSquaresProblem,
  x0: Float64Array,
  options: LeastSquaresOptions = DEFAULT_QUASI_NEWTON,
): Minimisation {
  const { size: n, halfBandwidth, lower, upper } = problem;
  const stride = halfBandwidth + 1;
  const column = (): Float64Array => new Float64Array(n);
  let x = column();
  let trial = column();
  let normal = new Float64Array(n * stride);
  let trialNormal = new Float64Array(n * stride);
  let gradient = column();
  let trialGradient = column();
  const [cauchy, way, applied, h, scale] = [column(), column(), column(), column(), column()];
  const reduced = column();
  const matrix = new Float64Array(n * n);
  const factor = new Float64Array(n * n);
  const free = new Uint8Array(n);
  let pairs: Pair[] = [];
  let iterations = 0;
  let quiet = 0;

  const admit = (point: Float64Array): void => {
    for (let i = 0; i < n; i++) point[i] = Math.min(upper[i]!, Math.max(lower[i]!, point[i]!));
    problem.project?.(point);
  };
  x.set(x0);
  admit(x);
  let cost = problem.linearise(x, normal, gradient);
  let stopped: LeastSquaresStop | null = Number.isFinite(cost) ? null : 'non-finite';
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, normal[i * stride]!);
  for (let i = 0; i < n; i++) {
    scale[i] = largest > 0 ? Math.max(normal[i * stride]!, LEAST_CURVATURE * largest) : 1;
  }

  /** The matrix of the remembered pairs, over the diagonal in the newest pair's unit. */
  const buildMatrix = (): void => {
    const last = pairs.at(-1);
    let unit = 1;
    if (last !== undefined) {
      unit = 0;
      for (let i = 0; i < n; i++) unit += last.y[i]! ** 2 / scale[i]!;
      unit /= last.sy;
    }
    matrix.fill(0);
    for (let i = 0; i < n; i++) matrix[i * n + i] = unit * scale[i]!;
    for (const { s, y, sy } of pairs) {
      product(matrix, s, applied);
      const sBs = dot(s, applied);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          matrix[i * n + j]! += (y[i]! * y[j]!) / sy - (applied[i]! * applied[j]!) / sBs;
        }
      }
    }
  };

  /** True where variable i has no room, or stands at a bound with the descent pointing outward. */
  const isHeld = (i: number): boolean =>
    lower[i] === upper[i] ||
    (x[i]! <= lower[i]! && gradient[i]! > 0) ||
    (x[i]! >= upper[i]! && gradient[i]! < 0);

  /** The first minimum of the model along the projected steepest descent, as a step from x; marks who is free there. */
  const toCauchyPoint = (): void => {
    const ends: { readonly at: number; readonly i: number }[] = [];
    cauchy.fill(0);
    for (let i = 0; i < n; i++) {
      free[i] = isHeld(i) ? 0 : 1;
      way[i] = free[i] === 1 ? -gradient[i]! / scale[i]! : 0;
      if (way[i] === 0) continue;
      const at = ((way[i]! < 0 ? lower[i]! : upper[i]!) - x[i]!) / way[i]!;
      if (at < Number.POSITIVE_INFINITY) ends.push({ at, i });
    }
    ends.sort((a, b) => a.at - b.at || a.i - b.i);
    let t = 0;
    for (let next = 0; ; next++) {
      product(matrix, way, applied);
      const slope = dot(gradient, way) + dot(applied, cauchy);
      const rise = dot(applied, way);
      if (!(slope < 0) || !(rise > 0)) return;
      const end = ends[next];
      const step = -slope / rise;
      if (end === undefined || step < end.at - t) {
        for (let i = 0; i < n; i++) cauchy[i]! += step * way[i]!;
        return;
      }
      for (let i = 0; i < n; i++) cauchy[i]! += (end.at - t) * way[i]!;
      t = end.at;
      cauchy[end.i] = (way[end.i]! < 0 ? lower[end.i]! : upper[end.i]!) - x[end.i]!;
      way[end.i] = 0;
      free[end.i] = 0;
    }
  };

  /** From the Cauchy point to the minimum over its free variables, brought back into the box; the step into h. */
  const minimiseFree = (): void => {
    product(matrix, cauchy, applied);
    h.set(cauchy);
    for (let i = 0; i < n; i++) {
      reduced[i] = free[i] === 1 ? -(gradient[i]! + applied[i]!) : 0;
      for (let j = 0; j <= i; j++) {
        const both = free[i] === 1 && free[j] === 1;
        factor[bandIndex(i, j, n - 1)] = both ? matrix[i * n + j]! : i === j ? 1 : 0;
      }
    }
    if (!bandedCholesky(factor, n, n - 1)) return;
    bandedSolve(factor, n, n - 1, reduced);
    let room = 1;
    for (let i = 0; i < n; i++) {
      const [low, high] = [lower[i]! - x[i]!, upper[i]! - x[i]!];
      const to = cauchy[i]! + reduced[i]!;
      if (reduced[i]! < 0 && to < low) room = Math.min(room, (low - cauchy[i]!) / reduced[i]!);
      if (reduced[i]! > 0 && to > high) room = Math.min(room, (high - cauchy[i]!) / reduced[i]!);
      h[i] = Math.min(high, Math.max(low, to));
    }
    if (room === 1 || dot(gradient, h) < 0) return;
    for (let i = 0; i < n; i++) h[i] = cauchy[i]! + room * reduced[i]!;
  };

  const gradientIsSmall = (): boolean => {
    const size = Math.sqrt(2 * cost);
    for (let i = 0; i < n; i++) {
      if (isHeld(i)) continue;
      const length = Math.sqrt(normal[i * stride]!);
      if (Math.abs(gradient[i]!) > options.gradientTolerance * Math.max(length * size, 1e-300)) return false;
    }
    return true;
  };

  /** How far h may be stretched inside the box. */
  const room = (): number => {
    let most = Number.POSITIVE_INFINITY;
    for (let i = 0; i < n; i++) {
      if (h[i]! > 0) most = Math.min(most, (upper[i]! - x[i]!) / h[i]!);
      else if (h[i]! < 0) most = Math.min(most, (lower[i]! - x[i]!) / h[i]!);
    }
    return Math.max(1, most);
  };

  /** Cost and slope at x + a h, left in the trial point. */
  const look = (a: number): { readonly cost: number; readonly slope: number } => {
    for (let i = 0; i < n; i++) trial[i] = x[i]! + a * h[i]!;
    admit(trial);
    const there = problem.linearise(trial, trialNormal, trialGradient);
    const slope = dot(trialGradient, h);
    return Number.isFinite(there) && Number.isFinite(slope)
      ? { cost: there, slope }
      : { cost: Number.POSITIVE_INFINITY, slope: 0 };
  };

  const remember = (): void => {
    const s = trial.map((value, i) => value - x[i]!);
    const y = trialGradient.map((value, i) => value - gradient[i]!);
    const sy = dot(s, y);
    let yy = 0;
    let ss = 0;
    for (let i = 0; i < n; i++) {
      yy += y[i]! ** 2 / scale[i]!;
      ss += s[i]! ** 2 * scale[i]!;
    }
    if (!(sy > LEAST_PAIR * Math.sqrt(ss * yy))) return;
    pairs = [...pairs.slice(pairs.length < MEMORY ? 0 : 1), { s, y, sy }];
  };

  /** Nothing to be gained along h: once more without memory, else the end. */
  const giveUp = (reason: LeastSquaresStop): LeastSquaresStop | null => {
    if (pairs.length === 0) stopped = reason;
    pairs = [];
    return stopped;
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
    buildMatrix();
    toCauchyPoint();
    minimiseFree();
    const slope = dot(gradient, h);
    let moved = 0;
    for (let i = 0; i < n; i++) {
      moved = Math.max(moved, Math.abs(h[i]!) / (Math.abs(x[i]!) + options.stepTolerance));
    }
    if (moved <= options.stepTolerance) return giveUp('step');
    if (!(slope < 0)) return giveUp('stalled');
    const found = wolfeSearch(look, { cost, slope }, room());
    // A search that finds nothing where the slope promises no worthwhile decrease is at the optimum.
    if (found === null) return giveUp(-slope <= options.costTolerance * cost ? 'cost' : 'stalled');
    remember();
    const gain = cost - found.cost;
    [x, trial] = [trial, x];
    [normal, trialNormal] = [trialNormal, normal];
    [gradient, trialGradient] = [trialGradient, gradient];
    quiet = gain <= options.costTolerance * cost ? quiet + 1 : 0;
    cost = found.cost;
    if (quiet >= QUIET) stopped = 'cost';
    return stopped;
  };

  const run = {
    x,
    cost,
    iterations,
    normal,
    gradient,
    step(): LeastSquaresStop | null {
      const stop = advance();
      run.x = x;
      run.cost = cost;
      run.iterations = iterations;
      run.normal = normal;
      run.gradient = gradient;
      return stop;
    },
  };
  return run;
}

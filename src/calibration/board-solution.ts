import type { SurfaceCoordinates, VolModel } from '#models/model.ts';
import type { BoardProblem } from './board-problem.ts';
import { type Curvature, curvatureAt, leverages } from './confidence.ts';
import type { BoardOptimum } from './fit-board.ts';
import { lossWeight } from './loss.ts';
import type { TargetSlice } from './prepare-slice.ts';
import { createPriorRows } from './prior.ts';
import type { SliceSolution } from './slice-solution.ts';

/** What the optimum of a board says: of each slice, and of the parameters they share. */
export interface BoardSolution {
  readonly slices: readonly SliceSolution[];
  /** Residual variance over all slices; NaN where the quotes leave none. */
  readonly s2: number;
}

/** Degrees of freedom a slice must leave for a residual variance of its own. */
const LEAST_DEGREES = 1;

/** A B A of symmetric n by n matrices. */
function sandwich(outer: Float64Array, inner: Float64Array, n: number): Float64Array {
  const half = new Float64Array(n * n);
  const out = new Float64Array(n * n);
  for (let r = 0; r < n; r++) {
    for (let i = 0; i < n; i++) {
      const a = outer[r * n + i]!;
      if (a === 0) continue;
      for (let c = 0; c < n; c++) half[r * n + c]! += a * inner[i * n + c]!;
    }
  }
  for (let r = 0; r < n; r++) {
    for (let i = 0; i < n; i++) {
      const a = half[r * n + i]!;
      for (let c = 0; c <= r; c++) out[r * n + c]! += a * outer[i * n + c]!;
    }
  }
  for (let r = 0; r < n; r++) for (let c = 0; c < r; c++) out[c * n + r] = out[r * n + c]!;
  return out;
}

/** Adds scale d' d to the lower triangle, d the free entries of the row that begins at `from`. */
function addSquare(
  inner: Float64Array,
  rows: Float64Array,
  from: number,
  free: readonly number[],
  scale: number,
): void {
  const n = free.length;
  for (let r = 0; r < n; r++) {
    const d = scale * rows[from + free[r]!]!;
    if (d === 0) continue;
    for (let c = 0; c <= r; c++) inner[r * n + c]! += d * rows[from + free[c]!]!;
  }
}

/** Rows of a slice's prior in the coordinates of the board, row-major by size; none where it has none. */
function priorRows(
  model: VolModel,
  { target }: TargetSlice,
  theta: Float64Array,
  chain: Float64Array,
  size: number,
): Float64Array {
  if (target.prior == null) return new Float64Array(0);
  const p = theta.length;
  const prior = createPriorRows(target.prior, target.t, model.parameters.length);
  const byTheta = new Float64Array(prior.count * p);
  prior.rows(theta, byTheta);
  const out = new Float64Array(prior.count * size);
  for (let i = 0; i < prior.count; i++) {
    for (let q = 0; q < p; q++) {
      const d = byTheta[i * p + q]!;
      for (let c = 0; c < size; c++) out[i * size + c]! += d * chain[q * size + c]!;
    }
  }
  return out;
}

/** Largest relative change of a parameter over the unit of a coordinate that says nothing. */
const IDLE = 1e-6;

/** The box with coordinates that move no parameter held where they are: between bounds that meet there is no room. */
function withoutIdle(
  { size, lower, upper }: SurfaceCoordinates,
  x: Float64Array,
  thetas: readonly Float64Array[],
  chains: readonly Float64Array[],
): Pick<SurfaceCoordinates, 'size' | 'lower' | 'upper'> {
  const moves = new Uint8Array(size);
  chains.forEach((chain, s) => {
    thetas[s]!.forEach((value, q) => {
      for (let c = 0; c < size; c++) {
        if (Math.abs(chain[q * size + c]!) > IDLE * Math.abs(value)) moves[c] = 1;
      }
    });
  });
  return {
    size,
    lower: lower.map((low, c) => (moves[c] === 1 ? low : x[c]!)),
    upper: upper.map((high, c) => (moves[c] === 1 ? high : x[c]!)),
  };
}

/**
 * Figures of every slice of a board fitted as a whole. Errors come from the joint normal matrix H; the residual
 * variance is each expiry's own where it leaves degrees of freedom (quotes less the sum of their leverages), so
 * that one badly fitted expiry does not lend its errors to the others: cov = H^-1 (sum_s s2_s H_s) H^-1, which is
 * s2 H^-1 where the expiries scatter alike.
 *
 * H. White, "A heteroskedasticity-consistent covariance matrix estimator", Econometrica 48(4), 1980.
 */
export function boardSolution(
  model: VolModel,
  slices: readonly TargetSlice[],
  coordinates: SurfaceCoordinates,
  problem: BoardProblem,
  optimum: BoardOptimum,
): BoardSolution {
  const { size } = coordinates;
  const { x, robust } = optimum;
  const thetas = problem.thetas(x);
  const p = model.parameters.length;
  const residuals = slices.map(({ used }) => new Float64Array(used.length));
  const rows = slices.map(({ used }) => new Float64Array(used.length * size));
  const chains = slices.map(() => new Float64Array(p * size));
  problem.residuals(x, residuals);
  const outside = slices.map(({ used }) => new Float64Array(used.length));
  problem.outsideFactors(x, outside);
  problem.rows(x, rows);
  coordinates.chain(x, thetas, chains);
  const curvature = curvatureAt(withoutIdle(coordinates, x, thetas, chains), x, optimum.normal);
  const { free, inverse } = curvature;
  const n = free.length;
  const weights = slices.map(({ target }, s) =>
    target.weight.map((share, i) => {
      const loss = robust[s]!;
      return (
        (loss === null ? share : share * lossWeight(Math.sqrt(share) * residuals[s]![i]!, loss)) *
        outside[s]![i]!
      );
    }),
  );
  const leverage = slices.map((_, s) => leverages(curvature, rows[s]!, size, weights[s]!));
  const chiSquares = residuals.map((own, s) => own.reduce((sum, r, i) => sum + weights[s]![i]! * r * r, 0));
  const quotes = slices.reduce((sum, { used }) => sum + used.length, 0);
  const s2 = quotes > n ? chiSquares.reduce((a, b) => a + b, 0) / (quotes - n) : Number.NaN;
  let covariance: Curvature = { free, inverse: null };
  const degrees = new Float64Array(slices.length);
  if (inverse !== null && s2 >= 0) {
    const inner = new Float64Array(n * n);
    slices.forEach(({ used }, s) => {
      const row = rows[s]!;
      const taken = leverage[s]!.reduce((sum, h) => sum + h, 0);
      const left = used.length - taken;
      const own = left >= LEAST_DEGREES ? chiSquares[s]! / left : s2;
      degrees[s] = left >= LEAST_DEGREES ? left : quotes - n;
      for (let i = 0; i < used.length; i++) addSquare(inner, row, i * size, free, own * weights[s]![i]!);
      const drawn = priorRows(model, slices[s]!, thetas[s]!, chains[s]!, size);
      for (let i = 0; i < drawn.length; i += size) addSquare(inner, drawn, i, free, own);
    });
    for (let r = 0; r < n; r++) for (let c = 0; c < r; c++) inner[c * n + r] = inner[r * n + c]!;
    covariance = { free, inverse: sandwich(inverse, inner, n) };
  }
  const bounds = coordinates.atBound(x);
  const ownParameters = model.parameters.filter(({ shared }) => shared !== true);
  return {
    slices: slices.map(({ settings }, s): SliceSolution => {
      const met = bounds.filter(({ slice }) => slice === s || slice === null);
      const held = ownParameters.filter(
        ({ name }) => settings.parameters[name]?.fixed === true || met.some((bound) => bound.name === name),
      );
      return {
        theta: thetas[s]!,
        stop: optimum.stop,
        iterations: optimum.iterations,
        size,
        curvature: covariance,
        s2: inverse === null ? Number.NaN : 1,
        degrees: degrees[s]!,
        chain: chains[s]!,
        residuals: residuals[s]!,
        leverage: leverage[s]!,
        freeParameters: ownParameters.length - held.length,
        bounds: met.map(({ name, side }) => ({ name, side })),
        refit: null,
        meetsBound: null,
      };
    }),
    s2,
  };
}

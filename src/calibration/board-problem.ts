import { bandIndex } from '#math/banded.ts';
import type { LeastSquaresProblem } from '#math/least-squares.ts';
import type { FitCoordinates, SurfaceCoordinates, VolModel } from '#models/model.ts';
import type { ButterflyPenalty } from './butterfly-rows.ts';
import { createJointProblem, type PenalisedPair } from './joint-problem.ts';
import type { RobustLoss } from './loss.ts';
import type { TargetSlice } from './prepare-slice.ts';
import { createSliceProblem } from './slice-problem.ts';

/** The least-squares problem of a whole board in coordinates of all its slices. Arrays of arrays go by slice. */
export interface BoardProblem extends LeastSquaresProblem {
  /** Parameters of every slice at x. */
  thetas(x: Float64Array): Float64Array[];
  /** Residuals in vol points at x (not weighted), into out[s]. */
  residuals(x: Float64Array, out: readonly Float64Array[]): void;
  /** d r_i/d x_j at x, row-major quotes of the slice by size, into out[s]. */
  rows(x: Float64Array, out: readonly Float64Array[]): void;
  /** What the penalty outside bid and ask multiplies the weight of each quote by at x, into out[s]. */
  outsideFactors(x: Float64Array, out: readonly Float64Array[]): void;
  /** Robust losses of the slices on sqrt(weight) x residual; null is squared loss. */
  setRobust(losses: readonly (RobustLoss | null)[]): void;
  /** The same on few of the quotes, whose optimum is not far: where all of them are dear. */
  readonly search?: LeastSquaresProblem;
}

/** What arbitrage costs while it is penalised. */
export interface BoardPenalty {
  /** Penalty on g of each slice; null where it is only reported. */
  readonly butterfly: readonly (ButterflyPenalty | null)[];
  readonly pairs: readonly PenalisedPair[];
  /** Grid of the rows of crossing pairs, and the relative room they ask for. */
  readonly k: Float64Array;
  readonly headroom: number;
}

/** Coordinates that are the parameters themselves: what a slice adds is then put into the board's own. */
function identity(p: number): FitCoordinates {
  const open = new Float64Array(p);
  return {
    size: p,
    lower: open.fill(Number.NEGATIVE_INFINITY),
    upper: new Float64Array(p).fill(Number.POSITIVE_INFINITY),
    toParameters: (x, theta) => theta.set(x),
    fromParameters: (theta, x) => x.set(theta),
    chain(_x, _theta, out) {
      out.fill(0);
      for (let i = 0; i < p; i++) out[i * p + i] = 1;
    },
    atBound: () => [],
  };
}

/**
 * Builds the problem from those of the slices: their normal matrices, banded in the parameters of all slices,
 * are carried into the board's coordinates, N_x = C' N C.
 *
 * @param penalty null where arbitrage is only reported, or the coordinates exclude it
 */
export function createBoardProblem(
  model: VolModel,
  slices: readonly TargetSlice[],
  coordinates: SurfaceCoordinates,
  penalty: BoardPenalty | null,
): BoardProblem {
  const p = model.parameters.length;
  const count = slices.length;
  const stacked = p * count;
  const { size, lower, upper } = coordinates;
  const own = identity(p);
  const parts = slices.map((slice) => ({
    slice: slice.slice,
    coordinates: own,
    problem: createSliceProblem(model, own, slice.target),
  }));
  penalty?.butterfly.forEach((rows, s) => {
    parts[s]!.problem.setPenalty(rows);
  });
  const base = createJointProblem(
    model,
    parts,
    penalty?.pairs ?? [],
    penalty?.k ?? new Float64Array(0),
    penalty?.headroom ?? 0,
  );
  const half = base.halfBandwidth;
  const theta = new Float64Array(stacked);
  const thetas = parts.map((_, s) => theta.subarray(s * p, (s + 1) * p));
  const chain = new Float64Array(stacked * size);
  const chains = parts.map((_, s) => chain.subarray(s * p * size, (s + 1) * p * size));
  const matrix = new Float64Array(stacked * (half + 1));
  const vector = new Float64Array(stacked);
  const product = new Float64Array(size);

  /** One past the last coordinate that each slice depends on: later slices hardly bear on earlier ones. */
  const reach = new Int32Array(count);

  const carry = (normal: Float64Array, gradient: Float64Array): void => {
    normal.fill(0);
    gradient.fill(0);
    for (let s = 0; s < count; s++) {
      let end = 0;
      for (let q = s * p; q < (s + 1) * p; q++) {
        let c = size;
        while (c > end && chain[q * size + c - 1] === 0) c--;
        end = Math.max(end, c);
      }
      reach[s] = end;
    }
    for (let i = 0; i < stacked; i++) {
      const first = Math.max(0, i - half);
      const last = Math.min(stacked - 1, i + half);
      let end = 0;
      for (let j = first; j <= last; j++) {
        if (matrix[j <= i ? bandIndex(i, j, half) : bandIndex(j, i, half)] !== 0) {
          end = Math.max(end, reach[Math.floor(j / p)]!);
        }
      }
      product.fill(0, 0, end);
      for (let j = first; j <= last; j++) {
        const entry = matrix[j <= i ? bandIndex(i, j, half) : bandIndex(j, i, half)]!;
        if (entry === 0) continue;
        const from = j * size;
        for (let c = 0; c < end; c++) product[c]! += entry * chain[from + c]!;
      }
      const push = vector[i]!;
      const own = reach[Math.floor(i / p)]!;
      for (let c = 0; c < own; c++) {
        const d = chain[i * size + c]!;
        if (d === 0) continue;
        gradient[c]! += d * push;
        const row = c * size + c;
        const upTo = Math.min(c, end - 1);
        for (let e = 0; e <= upTo; e++) normal[row - e]! += d * product[e]!;
      }
    }
  };

  return {
    size,
    halfBandwidth: size - 1,
    lower,
    upper,
    linearise(x, normal, gradient) {
      coordinates.toParameters(x, thetas);
      const cost = base.linearise(theta, matrix, vector);
      if (!Number.isFinite(cost)) return Number.NaN;
      coordinates.chain(x, thetas, chains);
      carry(normal, gradient);
      return cost;
    },
    thetas(x) {
      coordinates.toParameters(x, thetas);
      return thetas.map((own) => Float64Array.from(own));
    },
    residuals(x, out) {
      coordinates.toParameters(x, thetas);
      parts.forEach(({ problem }, s) => {
        problem.residuals(thetas[s]!, out[s]!);
      });
    },
    rows(x, out) {
      coordinates.toParameters(x, thetas);
      coordinates.chain(x, thetas, chains);
      parts.forEach(({ problem }, s) => {
        const rows = out[s]!;
        const quotes = rows.length / size;
        const byTheta = new Float64Array(quotes * p);
        problem.rows(thetas[s]!, byTheta);
        rows.fill(0);
        for (let i = 0; i < quotes; i++) {
          for (let q = 0; q < p; q++) {
            const d = byTheta[i * p + q]!;
            for (let c = 0; c < size; c++) rows[i * size + c]! += d * chains[s]![q * size + c]!;
          }
        }
      });
    },
    outsideFactors(x, out) {
      coordinates.toParameters(x, thetas);
      parts.forEach(({ problem }, s) => {
        problem.outsideFactors(thetas[s]!, out[s]!);
      });
    },
    setRobust(losses) {
      parts.forEach(({ problem }, s) => {
        problem.setRobust(losses[s]!);
      });
    },
  };
}

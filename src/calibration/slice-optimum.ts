import { workColumn } from '#math/work-column.ts';
import { lossWeight, type RobustLoss } from './loss.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import type { StopReason } from './result.ts';
import type { SliceSolution } from './slice-solution.ts';

/** Where the optimiser ended on one slice. Buffers are owned. */
export interface SliceOptimum {
  readonly x: Float64Array;
  readonly cost: number;
  readonly normal: Float64Array;
  readonly stop: StopReason;
  readonly iterations: number;
  /** Robust loss in force on sqrt(weight) x residual; null for squared loss. */
  readonly robust: RobustLoss | null;
}

/** A fitted slice on its way into the joint refit; `prepared` carries the coordinates it was fitted in. */
export interface FittedSlice {
  readonly prepared: PreparedSlice;
  readonly optimum: SliceOptimum;
  /** What a fit with other slices made of it, in place of the optimum of its own. */
  readonly solution?: SliceSolution;
}

/** Half the sum of squares of the problem as it is set at x. */
export function costAt({ problem, coordinates: { size } }: PreparedSlice, x: Float64Array): number {
  return problem.linearise(x, workColumn(size * size), new Float64Array(size));
}

/** Final weights of the used quotes: normalised weight times what the loss and the penalty outside make of it at the optimum. */
export function finalWeights(prepared: PreparedSlice, optimum: SliceOptimum): Float64Array {
  const { weight } = prepared.target;
  const factors = workColumn(weight.length);
  prepared.problem.outsideFactors(optimum.x, factors);
  for (let i = 0; i < weight.length; i++) factors[i]! *= weight[i]!;
  if (optimum.robust === null) return factors;
  const residuals = workColumn(weight.length);
  prepared.problem.residuals(optimum.x, residuals);
  for (let i = 0; i < weight.length; i++) {
    factors[i]! *= lossWeight(Math.sqrt(weight[i]!) * residuals[i]!, optimum.robust);
  }
  return factors;
}

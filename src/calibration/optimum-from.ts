import { type LeastSquaresOptions, runLeastSquares } from '#math/least-squares.ts';
import { workCopy } from '#math/work-column.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import type { Optimiser } from './settings.ts';
import type { SliceOptimum } from './slice-optimum.ts';
import { startOptimiser } from './start-optimiser.ts';

/**
 * Minimises the problem of a slice as it is set, from a start, and copies what that leaves behind out of its buffers.
 *
 * @param before what led there: its iterations count on, its robust loss is the one in force
 * @param optimiser that of the settings but where the coordinates know no arbitrage: those have kinks
 */
export function optimumFrom(
  { problem }: PreparedSlice,
  start: Float64Array,
  { iterations, robust }: Pick<SliceOptimum, 'iterations' | 'robust'>,
  change?: Partial<Omit<LeastSquaresOptions, 'maxIterations'>>,
  optimiser: Optimiser = 'levenberg-marquardt',
): SliceOptimum {
  const run = startOptimiser(optimiser, problem, start, change);
  const stop = runLeastSquares(run);
  return {
    x: Float64Array.from(run.x),
    cost: run.cost,
    normal: workCopy(run.normal),
    stop,
    iterations: iterations + run.iterations,
    robust,
  };
}

import {
  DEFAULT_LEAST_SQUARES,
  type LeastSquaresOptions,
  type LeastSquaresProblem,
  startLeastSquares,
} from '#math/least-squares.ts';
import { DEFAULT_QUASI_NEWTON, type Minimisation, startQuasiNewton } from '#math/quasi-newton.ts';
import type { Optimiser } from './settings.ts';

/** A start close to the optimum bears steps of nearly full length. */
export const NEARBY = { damping: 1e-6 };

/**
 * Starts a minimisation by the method of the settings. Strict stages do not come here: the coordinates that know no
 * arbitrage have kinks, and crossing penalties rows that switch, which Levenberg-Marquardt is told of.
 *
 * @param change options over the method's own, but for its number of iterations
 */
export function startOptimiser(
  optimiser: Optimiser,
  problem: LeastSquaresProblem,
  x0: Float64Array,
  change: Partial<Omit<LeastSquaresOptions, 'maxIterations'>> = {},
): Minimisation {
  return optimiser === 'l-bfgs-b'
    ? startQuasiNewton(problem, x0, { ...DEFAULT_QUASI_NEWTON, ...change })
    : startLeastSquares(problem, x0, { ...DEFAULT_LEAST_SQUARES, ...change });
}

import type { SliceModel } from '#models/model.ts';
import { createBoardProblem } from './board-problem.ts';
import { boardSolution } from './board-solution.ts';
import { fitBoard } from './fit-board.ts';
import type { FittedSlice } from './slice-optimum.ts';

/**
 * Relative decrease of the cost over ten iterations below which the refit ends. The domain's coordinates have
 * kinks where one bound takes over from another, and the last thousandth of the cost takes most of the time.
 */
const PROGRESS = 3e-4;

/**
 * Refits neighbours together inside the model's domain without crossings, from their separate fits. Null where
 * the model knows none, or the user holds what its coordinates cannot.
 */
export function* refitInDomain(
  model: SliceModel,
  run: readonly FittedSlice[],
): Generator<void, readonly FittedSlice[] | null, void> {
  const domain = model.noCalendar;
  const slices = run.map(({ prepared }) => prepared);
  const holds = slices.flatMap(({ settings }) => Object.keys(settings.parameters));
  if (domain === undefined || holds.some((name) => !domain.holdable.includes(name))) return null;
  const coordinates = domain.coordinates(
    slices.map(({ guess }) => guess),
    slices.map(({ settings }) => settings.parameters),
    slices.map(({ settings }) => settings.butterfly.mode === 'strict'),
  );
  if ('error' in coordinates) return null;
  const problem = createBoardProblem(model, slices, coordinates, null);
  const thetas = run.map(({ prepared, optimum }) => prepared.problem.theta(optimum.x));
  const start = new Float64Array(coordinates.size);
  coordinates.fromParameters(thetas, start);
  const robust = run.map(({ optimum }) => optimum.robust);
  const optimum = yield* fitBoard(problem, 'levenberg-marquardt', [start], robust, PROGRESS);
  const { slices: solutions } = boardSolution(model, slices, coordinates, problem, optimum);
  return run.map((fitted, s) => ({ ...fitted, solution: solutions[s]! }));
}

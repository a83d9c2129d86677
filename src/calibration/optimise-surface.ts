import type { SurfaceCoordinates, SurfaceModel } from '#models/model.ts';
import { type BoardPenalty, type BoardProblem, createBoardProblem } from './board-problem.ts';
import { penaltyGrid } from './butterfly-rows.ts';
import { createCharacteristicBoard } from './characteristic-board.ts';
import { type BoardOptimum, fitBoard, fitBoardWithLoss } from './fit-board.ts';
import { PENALTY_UNIT } from './penalty-unit.ts';
import type { PreparedBoard } from './prepare-board.ts';
import type { TargetSlice } from './prepare-slice.ts';
import type { Loss, ScopedSettings } from './settings.ts';

/** A fitted board with the coordinates it was fitted in. */
export interface FittedBoard {
  readonly coordinates: SurfaceCoordinates;
  readonly problem: BoardProblem;
  readonly optimum: BoardOptimum;
}

/** Strength of the penalty where the user holds what coordinates without arbitrage cannot. */
const STRICT_STRENGTH = 10_000;
/** Penalties are approached from below, each stage starting at the last optimum. */
const HARDER = 100;
/** Relative room that penalised pairs of slices ask for. */
const HEADROOM = 1e-3;

/** x of the parameters of all slices. */
function placed(coordinates: SurfaceCoordinates, thetas: readonly Float64Array[]): Float64Array {
  const x = new Float64Array(coordinates.size);
  coordinates.fromParameters(thetas, x);
  return x;
}

/** The best of the model's starts, without arbitrage constraints; an error sentence when the settings contradict. */
export function* fitFreeBoard(
  model: SurfaceModel,
  { ready, constraints }: PreparedBoard,
  loss: Loss,
): Generator<void, FittedBoard | { readonly error: string }, void> {
  const guesses = ready.map(({ guess }) => guess);
  const coordinates = model.coordinates(guesses, constraints);
  if ('error' in coordinates) return coordinates;
  const { characteristic, expiryPricer } = model;
  const problem =
    characteristic && expiryPricer
      ? createCharacteristicBoard(characteristic, expiryPricer, ready, coordinates)
      : createBoardProblem(model, ready, coordinates, null);
  const starts = model.starts(guesses).map((thetas) => placed(coordinates, thetas));
  return { coordinates, problem, optimum: yield* fitBoardWithLoss(problem, ready, starts, loss) };
}

/** True where a slice asks for a fit without arbitrage. */
export function isStrict({ settings }: TargetSlice): boolean {
  return settings.butterfly.mode === 'strict' || settings.calendar.mode === 'strict';
}

/** Strength of a kind's penalty on one slice; null where its arbitrage is only reported. */
function strengthOf({ mode, strength }: ScopedSettings['butterfly']): number | null {
  if (mode === 'report') return null;
  return mode === 'strict' ? STRICT_STRENGTH : strength;
}

/** The penalty at a share of its full weight; null where nothing is penalised. */
function penaltyAt(ready: readonly TargetSlice[], range: number, share: number): BoardPenalty | null {
  const butterfly = ready.map(({ settings, unit }) => {
    const strength = strengthOf(settings.butterfly);
    return strength === null
      ? null
      : { k: penaltyGrid(range, unit), mu: (share * PENALTY_UNIT * strength) / ready.length };
  });
  const pairs = ready.slice(1).flatMap(({ settings }, earlier) => {
    const asked = [ready[earlier]!.settings.calendar, settings.calendar].map(strengthOf);
    const strengths = asked.filter((strength) => strength !== null);
    return strengths.length === 0
      ? []
      : [{ earlier, mu: (share * PENALTY_UNIT * Math.max(...strengths)) / ready.length }];
  });
  if (pairs.length === 0 && butterfly.every((rows) => rows === null)) return null;
  const unit = Math.min(...ready.map((slice) => slice.unit));
  return { butterfly, pairs, k: penaltyGrid(range, unit), headroom: HEADROOM };
}

/**
 * Takes a board from its free fit to what the settings ask. Strict anywhere is strict for the board, whose slices
 * share parameters: the coordinates that know no arbitrage are walked where the model has them and the user's holds
 * allow it, else a strong penalty does what it can. The verdict is always that of the check on the final surface.
 *
 * @param range half-width of the range on which penalised arbitrage is seen
 */
export function* constrainBoard(
  model: SurfaceModel,
  { ready, constraints }: PreparedBoard,
  free: FittedBoard,
  range: number,
): Generator<void, FittedBoard, void> {
  if (!model.noArbitrage) return free;
  const thetas = free.problem.thetas(free.optimum.x);
  const { robust, starts, iterations } = free.optimum;
  if (ready.some(isStrict)) {
    const guesses = ready.map(({ guess }) => guess);
    const coordinates = model.noArbitrage.coordinates(guesses, constraints);
    if (!('error' in coordinates)) {
      const problem = createBoardProblem(model, ready, coordinates, null);
      const optimum = yield* fitBoard(problem, 'levenberg-marquardt', [placed(coordinates, thetas)], robust);
      return {
        coordinates,
        problem,
        optimum: { ...optimum, iterations: iterations + optimum.iterations, starts },
      };
    }
  }
  let fitted = free;
  for (let share = 1 / HARDER ** 2; ; share *= HARDER) {
    const penalty = penaltyAt(ready, range, Math.min(1, share));
    if (penalty === null) return free;
    const problem = createBoardProblem(model, ready, free.coordinates, penalty);
    const optimum = yield* fitBoard(problem, ready[0]!.optimiser, [fitted.optimum.x], robust);
    fitted = {
      ...free,
      problem,
      optimum: { ...optimum, iterations: fitted.optimum.iterations + optimum.iterations, starts },
    };
    if (share >= 1) return fitted;
  }
}

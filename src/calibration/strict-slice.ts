import type { FitCoordinates, SliceModel } from '#models/model.ts';
import { smallestG } from '#surface/durrleman.ts';
import { ARBITRAGE_TOLERANCE } from './arbitrage-tolerance.ts';
import { optimumFrom } from './optimum-from.ts';
import { penaliseUntilFree } from './penalise-until-free.ts';
import { penaliseSlice } from './penalised-slice.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import type { FittedSlice, SliceOptimum } from './slice-optimum.ts';
import { createSliceProblem } from './slice-problem.ts';

/** Slices with fewer quotes are started from more places: their objective has several valleys. */
const FEW_QUOTES = 8;
/** Strength of the penalty where the user holds what the domain's coordinates cannot. */
const STRICT_PENALTY = 10_000;
const LIFTS = 60;

/** The same slice in other coordinates, with a problem of its own. */
function inCoordinates(
  model: SliceModel,
  prepared: PreparedSlice,
  coordinates: FitCoordinates,
  free: SliceOptimum,
): PreparedSlice {
  const problem = createSliceProblem(model, coordinates, prepared.target);
  problem.setRobust(free.robust);
  return { ...prepared, coordinates, problem };
}

/** The domain's coordinates; null where the model knows none or the user holds what they cannot. */
function domainCoordinates(model: SliceModel, prepared: PreparedSlice): FitCoordinates | null {
  const domain = model.noButterfly;
  const held = Object.keys(prepared.settings.parameters);
  if (domain === undefined || held.some((name) => !domain.holdable.includes(name))) return null;
  const coordinates = domain.coordinates(prepared.guess, prepared.settings.parameters);
  return 'error' in coordinates ? null : coordinates;
}

/** A fitted slice restated in the domain's coordinates, for a refit that must not leave it; itself where there are none. */
export function insideDomain(model: SliceModel, { prepared, optimum }: FittedSlice): FittedSlice {
  const coordinates = domainCoordinates(model, prepared);
  if (coordinates === null) return { prepared, optimum };
  const strict = inCoordinates(model, prepared, coordinates, optimum);
  return { prepared: strict, optimum: { ...optimum, x: startAt(strict, prepared.problem.theta(optimum.x)) } };
}

/** Cost relative to the free fit's beyond which the first valley is not trusted. */
export const DEAR = 1.5;

/** What the parameters of a flatter smile are multiplied by. */
const FLATTER: Readonly<Record<string, number>> = { m: 0.3, rho: 0.5 };

/** Other places to start from: the first guess and a flatter free fit, moved into the domain. */
function otherStarts(model: SliceModel, strict: PreparedSlice, freeTheta: Float64Array): Float64Array[] {
  const guess = new Float64Array(freeTheta.length);
  model.guess(strict.guess, guess);
  const flatter = freeTheta.map((value, i) => value * (FLATTER[model.parameters[i]!.name] ?? 1));
  return [guess, flatter].map((theta) => startAt(strict, theta));
}

/** x of theta, moved into the coordinates of a slice. */
export function startAt(strict: PreparedSlice, theta: Float64Array): Float64Array {
  const x = new Float64Array(strict.coordinates.size);
  strict.coordinates.fromParameters(theta, x);
  return x;
}

/** Decrease of the cost, relative, below which one of several starts has shown how deep its valley is. */
const EXPLORED = 1e-5;

/** The optimum of the deepest valley that several starts lead into, or the one known if none is deeper. */
function bestOf(prepared: PreparedSlice, starts: readonly Float64Array[], known: SliceOptimum): SliceOptimum {
  let best = known;
  let last = known;
  for (const start of starts) {
    last = optimumFrom(prepared, start, last, { costTolerance: EXPLORED });
    if (last.cost < best.cost) best = last;
  }
  return best === known ? { ...known, iterations: last.iterations } : optimumFrom(prepared, best.x, last);
}

/**
 * Fits a slice free of butterfly arbitrage: the free fit itself where it lies in the model's exact
 * domain, else the best fit inside that domain. Where the user holds parameters that the domain's
 * coordinates cannot hold, or the model knows no such domain, a strong penalty does what it can;
 * the verdict is always that of the check on the final smile.
 */
export function* optimiseStrictly(
  model: SliceModel,
  prepared: PreparedSlice,
  free: SliceOptimum,
  range: number,
): Generator<void, FittedSlice, void> {
  const theta = prepared.problem.theta(free.x);
  const domain = model.noButterfly;
  if (domain?.contains(theta)) return { prepared, optimum: free };
  const coordinates = domainCoordinates(model, prepared);
  if (coordinates === null) {
    return { prepared, optimum: yield* penaliseUntilFree(model, prepared, free, range) };
  }
  yield;
  const strict = inCoordinates(model, prepared, coordinates, free);
  let optimum = optimumFrom(strict, startAt(strict, theta), free);
  yield;
  if (strict.used.length < FEW_QUOTES || optimum.cost > DEAR * free.cost) {
    const penalised = yield* penaliseSlice(prepared, free, range, STRICT_PENALTY);
    prepared.problem.setPenalty(null);
    const others = [
      startAt(strict, prepared.problem.theta(penalised.x)),
      ...otherStarts(model, strict, theta),
    ];
    optimum = bestOf(strict, others, optimum);
    yield;
  }
  return { prepared: strict, optimum: liftSlice(model, strict, optimum, range) };
}

/** Where rounding puts x outside the domain and leaves g below zero on the range, x is moved further in until it passes. */
export function liftSlice(
  model: SliceModel,
  strict: PreparedSlice,
  optimum: SliceOptimum,
  range: number,
): SliceOptimum {
  const smile = model.smile(strict.slice);
  const x = Float64Array.from(optimum.x);
  for (let lift = 0; lift < LIFTS; lift++) {
    const theta = strict.problem.theta(x);
    if (model.noButterfly?.contains(theta)) break;
    if (smallestG(smile, theta, -range, range).value >= ARBITRAGE_TOLERANCE) break;
    model.noButterfly?.retreat(x, theta);
  }
  return { ...optimum, x };
}

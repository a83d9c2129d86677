import type { ParameterSpec, SurfaceModel } from '#models/model.ts';
import { assembleBoard, told } from './assemble-board.ts';
import { describeParameters } from './assemble-slice.ts';
import { commonRange } from './board-arbitrage.ts';
import { boardSolution } from './board-solution.ts';
import { standardErrors } from './confidence.ts';
import { constraintCost } from './constraint-cost.ts';
import { coordinatesToHold } from './identification.ts';
import { constrainBoard, type FittedBoard, fitFreeBoard, isStrict } from './optimise-surface.ts';
import { type PreparedBoard, prepareBoard } from './prepare-board.ts';
import type { RefusedSlice, TargetSlice } from './prepare-slice.ts';
import { sharesParameters } from './prior.ts';
import type { CalibrationRequest } from './request.ts';
import type { CalibrationProgress, CalibrationResult, FittedParameter, SurfaceFit } from './result.ts';

/** The slices that were to be fitted, each refused with one sentence. */
function refused({ slices }: PreparedBoard, message: string): RefusedSlice[] {
  return slices.map((slice) => ('message' in slice ? slice : { ...slice, message }));
}

/** Rows of d theta/d x of the shared parameters, of any slice: they stand in each. */
function sharedRows(specs: readonly ParameterSpec[], chain: Float64Array, size: number): Float64Array {
  const rows = specs.flatMap((spec, q) =>
    spec.shared === true ? [...chain.subarray(q * size, (q + 1) * size)] : [],
  );
  return Float64Array.from(rows);
}

/** Share of a range in which a parameter of either sign is thought to move. */
const NATURAL = 0.25;

/** Shared parameters that the quotes do not tell, worst first. */
function untold(
  specs: readonly ParameterSpec[],
  { optimum, coordinates }: FittedBoard,
  { slices, s2 }: ReturnType<typeof boardSolution>,
): readonly string[] {
  const { size } = coordinates;
  const { chain } = slices[0]!;
  /** The shared parameter a coordinate stands for; -1 where it moves one of a slice's own. */
  const specOf = Array.from({ length: size }, (_, c) => {
    const isOwn = specs.some(
      (spec, q) => spec.shared !== true && slices.some((slice) => slice.chain[q * size + c] !== 0),
    );
    return isOwn ? -1 : specs.findIndex((spec, q) => spec.shared === true && chain[q * size + c] !== 0);
  });
  const natural = optimum.x.map((value, c) => {
    const spec = specs[specOf[c]!];
    return spec && spec.lower < 0 ? NATURAL * (spec.upper - spec.lower) : Math.abs(value);
  });
  // One at a bound is often there because nothing tells it, and then it hides what else is not told.
  const free = Array.from(optimum.x.keys()).filter(
    (c) => coordinates.lower[c]! < coordinates.upper[c]! && specOf[c]! >= 0,
  );
  if (!(s2 >= 0)) return free.map((c) => specs[specOf[c]!]!.name);
  return coordinatesToHold(optimum.normal, size, free, s2, natural).map((c) => specs[specOf[c]!]!.name);
}

/** What is to be known of the board's own parameters beside their values; null when nothing. */
function remarks(
  model: SurfaceModel,
  fitted: FittedBoard,
  solution: ReturnType<typeof boardSolution>,
  parameters: readonly FittedParameter[],
  withoutPrior: boolean,
): string | null {
  const { stop, iterations } = fitted.optimum;
  const unknown = untold(model.parameters, fitted, solution);
  const said: string[] = [];
  if (stop === 'max-iterations' || stop === 'stalled') {
    said.push(`the optimiser stopped before its optimum (${stop}, ${iterations} iterations)`);
  }
  if (unknown.length > 0) {
    said.push(
      `not identified by these quotes: ${unknown.join(', ')}; fix ${unknown.length === 1 ? 'it' : 'them'}, or bring longer expiries`,
    );
  }
  if (solution.slices[0]?.curvature.inverse === null && unknown.length === 0) {
    said.push('the quotes do not tell all parameters apart: no standard errors and no bands');
  }
  for (const { name, value, atBound } of parameters) {
    if (atBound !== null) said.push(`${name} is at its ${atBound}, ${Number(value.toPrecision(6))}`);
  }
  if (withoutPrior) said.push('no prior: all expiries share the parameters');
  return said.length === 0 ? null : `${said.join('; ')}.`;
}

/** What the board's own parameters came to, with the errors of the joint fit. */
function surfaceFit(
  model: SurfaceModel,
  { constraints }: PreparedBoard,
  fitted: FittedBoard,
  solution: ReturnType<typeof boardSolution>,
  withoutPrior: boolean,
): SurfaceFit {
  const { optimum, coordinates } = fitted;
  const shared = model.parameters.filter((spec) => spec.shared === true);
  const { theta, chain, size, curvature, s2 } = solution.slices[0]!;
  const values = theta.filter((_, q) => model.parameters[q]!.shared === true);
  const rows = sharedRows(model.parameters, chain, size);
  const errors = s2 >= 0 ? standardErrors(curvature, s2, rows, shared.length, size) : null;
  const bounds = coordinates.atBound(optimum.x).filter(({ slice }) => slice === null);
  const parameters = describeParameters(shared, values, errors, constraints.shared, bounds);
  return {
    parameters,
    stop: optimum.stop,
    iterations: optimum.iterations,
    message: remarks(model, fitted, solution, parameters, withoutPrior),
    starts: optimum.starts,
  };
}

/** Fits all slices of a board at once. A slice that cannot take part keeps its place with the reason. */
export function* calibrateSurface(
  model: SurfaceModel,
  request: CalibrationRequest,
): Generator<CalibrationProgress, CalibrationResult, void> {
  const { slices, settings } = request;
  const total = slices.length;
  const board = prepareBoard(model, request);
  const { ready } = board;
  const range = commonRange(ready);
  if (ready.length === 0) return yield* assembleBoard(model, slices, refused(board, ''), range, null);

  const free = yield* told(fitFreeBoard(model, board, settings.loss), { done: 0, total, stage: 'fit' });
  if ('error' in free) {
    return yield* assembleBoard(model, slices, refused(board, `${free.error}.`), range, null);
  }
  const withoutPrior = settings.prior !== null && sharesParameters(model);
  const place = new Map(ready.map((slice, s) => [slice, s]));
  const assembled = (fitted: FittedBoard) => {
    const solution = boardSolution(model, ready, fitted.coordinates, fitted.problem, fitted.optimum);
    const solved = board.slices.map((slice) => {
      const s = place.get(slice as TargetSlice);
      return s === undefined
        ? (slice as RefusedSlice)
        : { target: ready[s]!, solution: () => solution.slices[s]! };
    });
    const shared = surfaceFit(model, board, fitted, solution, withoutPrior);
    return assembleBoard(model, slices, solved, range, shared);
  };
  let preview: CalibrationResult | null = null;
  if (model.noArbitrage && ready.some(isStrict)) {
    preview = yield* assembled(free);
    yield { done: total, total, stage: 'strict', preview };
  }
  const final = yield* told(constrainBoard(model, board, free, range), {
    done: total,
    total,
    stage: 'strict',
  });
  const result = yield* assembled(final);
  return preview === null ? result : { ...result, cost: constraintCost(preview, result, null) };
}

import { type LeastSquaresRun, runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import { penaltyGrid } from './butterfly-rows.ts';
import { huberWeight, robustScale } from './loss.ts';
import type { PreparedSlice } from './prepare-slice.ts';
import type { StopReason } from './result.ts';
import type { Loss } from './settings.ts';

/** Where the optimiser ended on one slice. Buffers are owned. */
export interface SliceOptimum {
  readonly x: Float64Array;
  readonly cost: number;
  readonly normal: Float64Array;
  readonly stop: StopReason;
  readonly iterations: number;
  /** Huber threshold in force on sqrt(weight) x residual; null for squared loss. */
  readonly huber: number | null;
}

/** Rounds in which the Huber threshold follows the residuals before it is frozen. */
const HUBER_ROUNDS = 3;
/** Strengths are approached from below, each stage starting at the last optimum. */
const CONTINUATION = 100;
const STAGES = 4;
/**
 * Weight of a penalty of strength 1 against squared vol points, so that the top strength, 10 000, leaves
 * no more than rounding of the violations that real boards have and 1 hardly moves a fit.
 */
const PENALTY_UNIT = 100;

/** Penalty weights on the way to that of `strength`, ascending. */
export function continuation(strength: number): readonly number[] {
  const stages = [PENALTY_UNIT * strength];
  while (stages[0]! > CONTINUATION && stages.length < STAGES) stages.unshift(stages[0]! / CONTINUATION);
  return stages;
}

function finish(
  run: LeastSquaresRun,
  stop: StopReason,
  iterations: number,
  huber: number | null,
): SliceOptimum {
  return {
    x: Float64Array.from(run.x),
    cost: run.cost,
    normal: Float64Array.from(run.normal),
    stop,
    iterations,
    huber,
  };
}

/** Threshold of the loss at the present residuals: its robust standard deviations times 1.4826 MAD. */
function huberThreshold(prepared: PreparedSlice, x: Float64Array, threshold: number): number | null {
  const residuals = new Float64Array(prepared.used.length);
  prepared.problem.residuals(x, residuals);
  for (let i = 0; i < residuals.length; i++) {
    residuals[i]! *= Math.sqrt(prepared.weights.weight[prepared.used[i]!]!);
  }
  const scale = robustScale(residuals);
  return scale > 0 ? threshold * scale : null;
}

/**
 * Fits one slice from its own guess; yields between the stages (robust rounds, penalty strengths).
 *
 * @param range half-width of the range on which a penalised butterfly is seen
 */
export function* optimiseSlice(
  prepared: PreparedSlice,
  loss: Loss,
  range: number,
): Generator<void, SliceOptimum, void> {
  const { problem, settings } = prepared;
  problem.setPenalty(null);
  problem.setHuber(null);
  let run = startLeastSquares(problem, prepared.start);
  let stop = runLeastSquares(run);
  let iterations = run.iterations;
  let huber: number | null = null;
  if (loss.kind === 'huber') {
    for (let round = 0; round < HUBER_ROUNDS; round++) {
      huber = huberThreshold(prepared, run.x, loss.threshold);
      problem.setHuber(huber);
      run = startLeastSquares(problem, run.x);
      stop = runLeastSquares(run);
      iterations += run.iterations;
    }
    yield;
  }
  if (settings.butterfly.mode === 'penalise') {
    const k = penaltyGrid(range, prepared.unit);
    for (const mu of continuation(settings.butterfly.strength)) {
      problem.setPenalty({ k, mu });
      run = startLeastSquares(problem, run.x);
      stop = runLeastSquares(run);
      iterations += run.iterations;
      yield;
    }
  }
  return finish(run, stop, iterations, huber);
}

/** Final weights of the used quotes: normalised weight times the robust weight at the optimum. */
export function finalWeights(prepared: PreparedSlice, optimum: SliceOptimum): Float64Array {
  const weight = Float64Array.from(prepared.used, (i) => prepared.weights.weight[i]!);
  if (optimum.huber === null) return weight;
  const residuals = new Float64Array(weight.length);
  prepared.problem.residuals(optimum.x, residuals);
  for (let i = 0; i < weight.length; i++) {
    weight[i]! *= huberWeight(Math.sqrt(weight[i]!) * residuals[i]!, optimum.huber);
  }
  return weight;
}

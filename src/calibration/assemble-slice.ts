import { runLeastSquares, startLeastSquares } from '#math/least-squares.ts';
import type { ParameterAtBound, ParameterSpec, VolModel } from '#models/model.ts';
import { smileMeasures } from '#surface/smile-measures.ts';
import { type Curvature, curvatureAt, leverages, standardErrors } from './confidence.ts';
import type { PreparedSlice, RefusedSlice } from './prepare-slice.ts';
import type { FittedParameter, SliceFit } from './result.ts';
import type { ScopedSettings } from './settings.ts';
import { finalWeights, type SliceOptimum } from './slice-optimum.ts';
import { VOL_POINTS } from './slice-problem.ts';

/** Leverage above which a quote is fitted almost by itself, and leaving it out must be done in earnest. */
const HIGH_LEVERAGE = 0.9;
/** Ratio of leave-one-out to in-sample error that means the fit follows the noise. */
const OVERFIT_RATIO = 2;

/** Root weighted mean square of residuals given in vol points, as a decimal vol. */
function rootMeanSquare(residuals: Float64Array, weight: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < residuals.length; i++) {
    sum += weight[i]! * residuals[i]! ** 2;
    total += weight[i]!;
  }
  return Math.sqrt(sum / total) / VOL_POINTS;
}

/** Residual of quote i of a fit made without it, in vol points. */
function residualWithout(prepared: PreparedSlice, x: Float64Array, i: number): number {
  const { problem } = prepared;
  problem.leaveOut(i);
  const run = startLeastSquares(problem, x);
  runLeastSquares(run);
  problem.leaveOut(-1);
  const residuals = new Float64Array(prepared.used.length);
  problem.residuals(run.x, residuals);
  return residuals[i]!;
}

interface OutOfSample {
  readonly rmse: number | null;
  readonly highest: number;
}

/**
 * Leave-one-out error: r_i/(1 - h_ii) on the free coordinates; refits in earnest where a quote's
 * leverage is high or the degrees of freedom are few.
 */
function leaveOneOut(
  prepared: PreparedSlice,
  optimum: SliceOptimum,
  curvature: Curvature,
  coupled: boolean,
): OutOfSample {
  const n = prepared.used.length;
  const free = curvature.free.length;
  const rows = new Float64Array(n * prepared.coordinates.size);
  prepared.problem.rows(optimum.x, rows);
  const h = leverages(curvature, rows, prepared.coordinates.size, finalWeights(prepared, optimum));
  if (h === null || n <= free) return { rmse: null, highest: 1 };
  const residuals = new Float64Array(n);
  prepared.problem.residuals(optimum.x, residuals);
  const weight = Float64Array.from(prepared.used, (i) => prepared.weights.weight[i]!);
  const few = n - free < 3;
  let highest = 0;
  for (let i = 0; i < n; i++) {
    highest = Math.max(highest, h[i]!);
    if ((few || h[i]! > HIGH_LEVERAGE) && !coupled && n - 1 >= free) {
      residuals[i] = residualWithout(prepared, optimum.x, i);
    } else if (h[i]! < 1) residuals[i]! /= 1 - h[i]!;
    else return { rmse: null, highest };
  }
  const rmse = rootMeanSquare(residuals, weight);
  return { rmse: Number.isFinite(rmse) ? rmse : null, highest };
}

function describe(
  specs: readonly ParameterSpec[],
  values: Float64Array,
  errors: Float64Array | null,
  settings: ScopedSettings,
  bounds: readonly ParameterAtBound[],
): readonly FittedParameter[] {
  return specs.map((spec, i) => {
    const fixed = settings.parameters[spec.name]?.fixed === true;
    const bound = bounds.find((b) => b.name === spec.name);
    const error = errors === null || fixed || bound !== undefined || !(errors[i]! > 0) ? null : errors[i]!;
    return {
      name: spec.name,
      value: values[i]!,
      standardError: error !== null && Number.isFinite(error) ? error : null,
      fixed,
      atBound: bound?.side ?? null,
    };
  });
}

function product(
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let i = 0; i < inner; i++) sum += a[r * inner + i]! * b[i * columns + c]!;
      out[r * columns + c] = sum;
    }
  }
  return out;
}

/** A slice that was not fitted: its place is kept, with the reason. */
export function failedSlice(refused: RefusedSlice): SliceFit {
  const { slice, weights, message } = refused;
  return {
    key: slice.key,
    expiry: slice.expiry,
    t: slice.t,
    forward: slice.forward,
    status: 'failed',
    message,
    theta: null,
    parameters: [],
    views: {},
    stop: null,
    iterations: 0,
    weight: weights.weight,
    effectiveQuotes: weights.effective,
    weightFactors: weights.factors,
    modelVol: new Float64Array(slice.k.length).fill(Number.NaN),
    used: 0,
    twoSided: 0,
    inside: 0,
    rmseVol: null,
    looRmseVol: null,
    insideSpread: null,
    freeParameters: 0,
    measures: null,
    arbitrage: null,
  };
}

/** What the numbers of a fit warn of; null when nothing. */
function warning(
  prepared: PreparedSlice,
  optimum: SliceOptimum,
  free: number,
  rmse: number,
  sample: OutOfSample,
): string | null {
  const n = prepared.used.length;
  if (n <= free) return `${n} quotes for ${free} free parameters: errors are not identified.`;
  if (optimum.stop === 'max-iterations' || optimum.stop === 'stalled') {
    return `the optimiser stopped before its optimum (${optimum.stop}, ${optimum.iterations} iterations).`;
  }
  if (sample.rmse !== null && rmse > 0 && sample.rmse > OVERFIT_RATIO * rmse) {
    return `overfitted: the error with each quote left out is ${(sample.rmse / rmse).toFixed(1)} times the error of the fit.`;
  }
  return null;
}

/**
 * Everything a user is told of one fitted slice, but for arbitrage. A non-finite figure anywhere
 * makes it a failed slice.
 *
 * @param coupled the slice was fitted jointly with its neighbours
 */
export function assembleSlice(
  model: VolModel,
  prepared: PreparedSlice,
  optimum: SliceOptimum,
  coupled: boolean,
): SliceFit {
  const { slice, weights, used, coordinates, problem, settings } = prepared;
  const theta = problem.theta(optimum.x);
  const n = slice.k.length;
  const modelVol = new Float64Array(n);
  const smile = model.smile(slice);
  smile.totalVariance(theta, slice.k, modelVol);
  let finite = optimum.stop !== 'non-finite' && theta.every(Number.isFinite);
  for (let i = 0; i < n; i++) {
    finite &&= modelVol[i]! > 0;
    modelVol[i] = Math.sqrt(modelVol[i]! / slice.t);
  }
  if (!finite) {
    return failedSlice({
      slice,
      weights,
      message: 'the fit left the finite numbers; check its quotes and units.',
    });
  }
  const size = coordinates.size;
  const p = model.parameters.length;
  const curvature = curvatureAt(coordinates, optimum.x, optimum.normal);
  const residuals = new Float64Array(used.length);
  for (let u = 0; u < used.length; u++) {
    const i = used[u]!;
    const mid = slice.midVol[i]!;
    residuals[u] =
      mid > 0
        ? VOL_POINTS * (modelVol[i]! - mid)
        : VOL_POINTS *
          Math.max(
            0,
            slice.bidVol[i]! > 0 ? slice.bidVol[i]! - modelVol[i]! : modelVol[i]! - slice.askVol[i]!,
          );
  }
  const usedWeight = Float64Array.from(used, (i) => weights.weight[i]!);
  const rmse = rootMeanSquare(residuals, usedWeight);
  const robust = finalWeights(prepared, optimum);
  const fitResiduals = new Float64Array(used.length);
  problem.residuals(optimum.x, fitResiduals);
  let chiSquare = 0;
  for (let u = 0; u < used.length; u++) chiSquare += robust[u]! * fitResiduals[u]! ** 2;
  const degrees = used.length - curvature.free.length;
  const s2 = degrees > 0 ? chiSquare / degrees : Number.NaN;

  const chain = new Float64Array(p * size);
  coordinates.chain(optimum.x, theta, chain);
  const bounds = coordinates.atBound(optimum.x);
  const errorsOf = (derivative: Float64Array, m: number): Float64Array | null =>
    degrees > 0 ? standardErrors(curvature, s2, derivative, m, size) : null;
  const views = Object.fromEntries(
    model.views.map((view) => {
      const m = view.parameters.length;
      const values = new Float64Array(m);
      const jacobian = new Float64Array(m * p);
      view.values(theta, slice.t, values);
      view.jacobian(theta, slice.t, jacobian);
      const errors = errorsOf(product(jacobian, chain, m, p, size), m);
      return [view.id, describe(view.parameters, values, errors, settings, bounds)];
    }),
  );

  let inside = 0;
  for (const i of used) {
    if (modelVol[i]! >= slice.bidVol[i]! && modelVol[i]! <= slice.askVol[i]!) inside++;
  }
  const sample = leaveOneOut(prepared, optimum, curvature, coupled);
  const message = warning(prepared, optimum, curvature.free.length, rmse, sample) ?? slice.caution;
  return {
    key: slice.key,
    expiry: slice.expiry,
    t: slice.t,
    forward: slice.forward,
    status: message === null ? 'ok' : 'warning',
    message,
    theta,
    parameters: describe(model.parameters, theta, errorsOf(chain, p), settings, bounds),
    views,
    stop: optimum.stop,
    iterations: optimum.iterations,
    weight: weights.weight,
    effectiveQuotes: weights.effective,
    weightFactors: weights.factors,
    modelVol,
    used: used.length,
    twoSided: prepared.twoSided,
    inside,
    rmseVol: rmse,
    looRmseVol: sample.rmse,
    insideSpread: used.some((i) => slice.askVol[i]! > slice.bidVol[i]!) ? inside / prepared.twoSided : null,
    freeParameters: curvature.free.length,
    measures: smileMeasures(smile, theta, slice.t),
    arbitrage: null,
  };
}

import { columnAt, roomFor } from '#market/columns.ts';
import { matrixProduct } from '#math/matrix-product.ts';
import type { ParameterAtBound, ParameterConstraints, ParameterSpec, VolModel } from '#models/model.ts';
import { smileMeasures } from '#surface/smile-measures.ts';
import { covarianceOf, standardErrors } from './confidence.ts';
import { failedSlice } from './failed-slice.ts';
import type { TargetSlice } from './prepare-slice.ts';
import { quoteResidual, VOL_POINTS } from './quote-residual.ts';
import type { FittedParameter, SliceFit } from './result.ts';
import type { SliceSolution } from './slice-solution.ts';

/** Leverage above which a quote is fitted almost by itself, and leaving it out must be done in earnest. */
const HIGH_LEVERAGE = 0.9;
/** Ratio of leave-one-out to in-sample error that means the fit follows the noise. */
const OVERFIT_RATIO = 2;

/** What the figures of a slice are put together in, one slice at a time: residuals, and two matrices of a view. */
let residuals = new Float64Array(64);
let jacobian = new Float64Array(64);
let derivative = new Float64Array(64);

function allFinite(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) return false;
  return true;
}

/** Root weighted mean square of residuals given in vol points, one a weight, as a decimal vol. */
function rootMeanSquare(residuals: Float64Array, weight: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < weight.length; i++) {
    sum += weight[i]! * residuals[i]! ** 2;
    total += weight[i]!;
  }
  return Math.sqrt(sum / total) / VOL_POINTS;
}

interface OutOfSample {
  readonly rmse: number | null;
  /** The used quote of the highest leverage; -1 where none has any. */
  readonly quote: number;
}

/**
 * Leave-one-out error: r_i/(1 - h_ii) on the free coordinates; refits in earnest, where the solution offers
 * them, for quotes of high leverage, for those without which a parameter would meet a bound, and for all when the
 * degrees of freedom are few. Where it offers none, the error of a quote of high leverage is not known: what it
 * is to first order comes out many times too large beside a penalty that would hold the fit without it.
 */
function leaveOneOut(weight: Float64Array, solution: SliceSolution): OutOfSample {
  const { leverage: h, freeParameters: free, refit, meetsBound } = solution;
  const n = weight.length;
  if (h === null || n <= free) return { rmse: null, quote: -1 };
  residuals = roomFor(n, residuals);
  residuals.set(solution.residuals);
  const few = n - free < 3;
  let quote = -1;
  for (let i = 0; i < n; i++) {
    if (quote < 0 || h[i]! > h[quote]!) quote = i;
    const failing = few || h[i]! > HIGH_LEVERAGE || (meetsBound?.(i) ?? false);
    if (failing && refit !== null) residuals[i] = refit(i);
    else residuals[i] = h[i]! > HIGH_LEVERAGE ? Number.NaN : residuals[i]! / (1 - h[i]!);
  }
  const rmse = rootMeanSquare(residuals, weight);
  return { rmse: Number.isFinite(rmse) ? rmse : null, quote };
}

/** Parameters as they are told: values, errors, and what holds them. */
export function describeParameters(
  specs: readonly ParameterSpec[],
  values: Float64Array,
  errors: Float64Array | null,
  held: ParameterConstraints,
  bounds: readonly ParameterAtBound[],
): readonly FittedParameter[] {
  const parameters: FittedParameter[] = [];
  for (let i = 0; i < specs.length; i++) {
    const { name } = specs[i]!;
    const fixed = held[name]?.fixed === true;
    let atBound: FittedParameter['atBound'] = null;
    for (let b = bounds.length - 1; b >= 0; b--) if (bounds[b]!.name === name) atBound = bounds[b]!.side;
    const error = errors === null || fixed || atBound !== null ? Number.NaN : errors[i]!;
    const isKnown = error > 0 && error < Number.POSITIVE_INFINITY;
    parameters.push({ name, value: values[i]!, standardError: isKnown ? error : null, fixed, atBound });
  }
  return parameters;
}

/** What is said where the normal matrix is too ill-conditioned to be inverted. */
const UNTOLD =
  'the quotes do not tell its parameters apart: no standard errors and no band. Fix one of them.';

/** What the numbers of a fit warn of; null when nothing. */
function warning(
  model: VolModel,
  { used, target }: TargetSlice,
  { stop, iterations, freeParameters: free, degrees, curvature, leverage }: SliceSolution,
  rmse: number,
  sample: OutOfSample,
): string | null {
  const n = used.length;
  const isHelped = target.prior != null && degrees > 0;
  if (free > 0 && n <= free && !isHelped)
    return `${n} quotes for ${free} free parameters: errors are not identified. Fix parameters, or let more quotes in.`;
  const found: string[] = [];
  if (stop === 'max-iterations' || stop === 'stalled') {
    found.push(`the optimiser stopped before its optimum (${stop}, ${iterations} iterations).`);
  }
  // Of a board fitted as one this is said once, of all its expiries.
  if (model.scope === 'slice' && free > 0 && curvature.inverse === null) found.push(UNTOLD);
  if (found.length > 0) return found.join(' ');
  if (sample.rmse !== null && rmse > 0 && sample.rmse > OVERFIT_RATIO * rmse) {
    const [inside, outside] = [rmse, sample.rmse].map((error) => (VOL_POINTS * error).toFixed(2));
    return `overfitted: RMSE ${inside} vol points, ${outside} with each quote left out in turn. Fix a parameter, or let more quotes in.`;
  }
  const highest = leverage?.[sample.quote] ?? 0;
  if (highest > HIGH_LEVERAGE) {
    const strike = target.forward * Math.exp(target.k[sample.quote]!);
    return `overfitted: the fit runs through the quote at ${Number(strike.toPrecision(6))} wherever it stands (leverage ${highest.toFixed(2)}). Check it, or lower its weight.`;
  }
  return null;
}

/**
 * Everything a user is told of one fitted slice, but for arbitrage. A non-finite figure anywhere
 * makes it a failed slice.
 */
export function assembleSlice(model: VolModel, target: TargetSlice, solution: SliceSolution): SliceFit {
  const { slice, weights, used, settings } = target;
  const { theta, size, chain, bounds } = solution;
  const n = slice.k.length;
  const modelVol = new Float64Array(n);
  const smile = model.smile(slice);
  smile.totalVariance(theta, slice.k, modelVol);
  let finite = solution.stop !== 'non-finite' && allFinite(theta);
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
  const p = model.parameters.length;
  residuals = roomFor(used.length, residuals);
  for (let u = 0; u < used.length; u++) {
    const i = used[u]!;
    residuals[u] = quoteResidual(modelVol[i]!, slice.midVol[i]!, slice.bidVol[i]!, slice.askVol[i]!);
  }
  const usedWeight = columnAt(weights.weight, used);
  const rmse = used.length === 0 ? null : rootMeanSquare(residuals, usedWeight);
  const errorsOf = (derivative: Float64Array, m: number): Float64Array | null =>
    solution.s2 >= 0 ? standardErrors(solution.curvature, solution.s2, derivative, m, size) : null;
  const views: Record<string, readonly FittedParameter[]> = {};
  for (const view of model.views) {
    const m = view.parameters.length;
    const values = new Float64Array(m);
    jacobian = roomFor(m * p, jacobian);
    derivative = roomFor(m * size, derivative);
    view.values(theta, slice.t, values);
    view.jacobian(theta, slice.t, jacobian);
    matrixProduct(jacobian, chain, m, p, size, derivative);
    const errors = errorsOf(derivative, m);
    views[view.id] = describeParameters(view.parameters, values, errors, settings.parameters, bounds);
  }

  const matrix = solution.degrees > 0 ? covarianceOf(solution.curvature, solution.s2, chain, p, size) : null;
  let inside = 0;
  let hasSpread = false;
  for (let u = 0; u < used.length; u++) {
    const i = used[u]!;
    if (modelVol[i]! >= slice.bidVol[i]! && modelVol[i]! <= slice.askVol[i]!) inside++;
    hasSpread ||= slice.askVol[i]! > slice.bidVol[i]!;
  }
  const sample = leaveOneOut(usedWeight, solution);
  const message =
    warning(model, target, solution, rmse ?? 0, sample) ?? model.caution?.(theta, slice) ?? slice.caution;
  const fit: SliceFit = {
    key: slice.key,
    expiry: slice.expiry,
    t: slice.t,
    forward: slice.forward,
    status: message === null ? 'ok' : 'warning',
    message,
    theta,
    parameters: describeParameters(model.parameters, theta, errorsOf(chain, p), settings.parameters, bounds),
    covariance: matrix === null || !allFinite(matrix) ? null : { matrix, degrees: solution.degrees },
    views,
    stop: solution.stop,
    iterations: solution.iterations,
    weight: weights.weight,
    effectiveQuotes: weights.effective,
    modelVol,
    used: used.length,
    twoSided: target.twoSided,
    inside,
    rmseVol: rmse,
    looRmseVol: sample.rmse,
    insideSpread: hasSpread ? inside / target.twoSided : null,
    freeParameters: solution.freeParameters,
    measures: smileMeasures(smile, theta, slice.t),
    arbitrage: null,
  };
  return target.frozen ? { ...fit, frozen: true } : fit;
}

import { columnAt } from '#market/columns.ts';
import { workColumn } from '#math/work-column.ts';
import { constraintsInForce, quotesNeeded } from '#models/constraints.ts';
import type { FitCoordinates, GuessSlice, SliceModel, VolModel } from '#models/model.ts';
import { marketAtmVol } from './atm-pin.ts';
import { frozenCoordinates, frozenSettings, frozenTheta } from './frozen-slice.ts';
import { priorRefusal, sharesParameters, slicePrior } from './prior.ts';
import type { FitSlice } from './request.ts';
import {
  type FitSettings,
  type Optimiser,
  type PriorSetting,
  type ScopedSettings,
  settingsFor,
} from './settings.ts';
import { createSliceProblem, type SliceProblem, type SliceTarget } from './slice-problem.ts';
import { type SliceWeights, sliceWeights } from './weights.ts';

/** A slice with what it is to be fitted to. */
export interface TargetSlice {
  readonly slice: FitSlice;
  readonly settings: ScopedSettings;
  readonly weights: SliceWeights;
  /** Positions in the slice of the quotes with weight above zero. */
  readonly used: Int32Array;
  readonly twoSided: number;
  /** The two-sided quotes as a model's guess sees them, and all used ones as the objective does. */
  readonly guess: GuessSlice;
  readonly target: SliceTarget;
  readonly optimiser: Optimiser;
  /** Standard deviation sqrt(w) at the quote nearest the money. */
  readonly unit: number;
  /** The slice keeps its smile. */
  readonly frozen?: true;
}

/** A slice whose problem is set up. */
export interface PreparedSlice extends TargetSlice {
  readonly coordinates: FitCoordinates;
  readonly problem: SliceProblem;
  readonly start: Float64Array;
  /** Steps that brought the start closer than the first guess. */
  readonly startSteps: number;
  /** The model's way of bringing theta close to the optimum of such quotes, with its steps; null where it has none here. */
  readonly approach: ((quotes: GuessSlice, theta: Float64Array) => number) | null;
}

/** A slice that cannot be fitted, with the sentence that says why. */
export interface RefusedSlice {
  readonly slice: FitSlice;
  readonly weights: SliceWeights;
  readonly message: string;
}

/** Those of `rows`, or of all, where the column is above zero; `rows` themselves where it is at each. */
function rowsAboveZero(column: Float64Array, rows: Int32Array | null = null): Int32Array {
  const n = rows === null ? column.length : rows.length;
  let count = 0;
  for (let j = 0; j < n; j++) if (column[rows === null ? j : rows[j]!]! > 0) count++;
  if (rows !== null && count === n) return rows;
  const found = new Int32Array(count);
  for (let j = 0, next = 0; next < count; j++) {
    const i = rows === null ? j : rows[j]!;
    if (column[i]! > 0) found[next++] = i;
  }
  return found;
}

/** Number of different values, which nobody asks for above two. */
function distinctUpToTwo(values: Float64Array): number {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return 2;
  return Math.min(1, values.length);
}

/** Total variance of a volatility. */
function variances(vols: Float64Array, t: number): Float64Array {
  const out = workColumn(vols.length);
  for (let i = 0; i < out.length; i++) out[i] = vols[i]! ** 2 * t;
  return out;
}

const UNPINNED = 'no quotes on both sides of the forward: not pinned at the money.';

/** Why a slice has no prior; of parameters that all expiries share it is said once, of the board. */
function withoutPrior(model: VolModel, { fit }: PriorSetting): readonly string[] {
  if (sharesParameters(model)) return [];
  const refusal = priorRefusal(model, fit) ?? 'the fit before does not have this expiry with its errors';
  return [`no prior: ${refusal}.`];
}

/** The slice with what is to be said of it besides. */
export function cautioned(slice: FitSlice, cautions: readonly string[]): FitSlice {
  if (cautions.length === 0) return slice;
  return { ...slice, caution: [...(slice.caution === null ? [] : [slice.caution]), ...cautions].join(' ') };
}

/** Standard deviation at the money of a smile. */
function deviationAt(model: VolModel, slice: FitSlice, theta: Float64Array): number {
  const w = new Float64Array(1);
  model.smile(slice).totalVariance(theta, new Float64Array(1), w);
  return Math.sqrt(w[0]!);
}

/**
 * What one slice is to be fitted to, or why it cannot be fitted.
 *
 * @param kept the smile it keeps: quotes are then compared with it, and none are needed
 */
export function targetSlice(
  model: VolModel,
  slice: FitSlice,
  fitSettings: FitSettings,
  kept: Float64Array | null = null,
): TargetSlice | RefusedSlice {
  const asked = settingsFor(fitSettings, slice.key);
  const chosen = kept === null || model.scope === 'surface' ? asked : frozenSettings(model, asked, kept);
  const settings = { ...chosen, parameters: constraintsInForce(model.parameters, chosen.parameters) };
  const weights = sliceWeights(slice, settings.weights);
  const used = rowsAboveZero(weights.weight);
  const mid = rowsAboveZero(slice.midVol, used);
  const needed = quotesNeeded(model.minQuotes, settings.parameters);
  if (kept === null && slice.k.length > 0 && used.length === 0) {
    return { slice, weights, message: 'every weight is 0, nothing to fit.' };
  }
  const midK = columnAt(slice.k, mid);
  const distinct = distinctUpToTwo(midK);
  if (kept === null && (mid.length < needed || distinct < Math.min(2, needed))) {
    const quotes = mid.length === 1 ? '1 usable quote' : `${mid.length} usable quotes`;
    return { slice, weights, message: `${quotes}, ${model.label} needs ${needed}.` };
  }
  const guessSlice = {
    t: slice.t,
    forward: slice.forward,
    k: midK,
    w: variances(columnAt(slice.midVol, mid), slice.t),
    weight: columnAt(weights.weight, mid),
  };
  let nearest = mid[0] ?? -1;
  for (let j = 0; j < mid.length; j++) {
    if (Math.abs(slice.k[mid[j]!]!) < Math.abs(slice.k[nearest]!)) nearest = mid[j]!;
  }
  const atmVol = fitSettings.atmPin > 0 ? marketAtmVol(midK, guessSlice.w, slice.t) : null;
  const setting = fitSettings.prior;
  const prior = setting === null ? null : slicePrior(model, slice, setting, used.length);
  const target: SliceTarget = {
    t: slice.t,
    forward: slice.forward,
    k: columnAt(slice.k, used),
    midVol: columnAt(slice.midVol, used),
    bidVol: columnAt(slice.bidVol, used),
    askVol: columnAt(slice.askVol, used),
    weight: columnAt(weights.weight, used),
    residual: fitSettings.residual,
    outsidePenalty: fitSettings.outsidePenalty,
    atmPin: atmVol === null ? null : { vol: atmVol, strength: fitSettings.atmPin },
    prior,
  };
  const cautions: string[] = [];
  if (fitSettings.atmPin > 0 && atmVol === null) cautions.push(UNPINNED);
  if (setting !== null && prior === null) cautions.push(...withoutPrior(model, setting));
  const targeted: TargetSlice = {
    slice: cautioned(slice, cautions),
    settings,
    weights,
    used,
    twoSided: mid.length,
    guess: guessSlice,
    target,
    optimiser: fitSettings.optimiser,
    unit: nearest < 0 ? deviationAt(model, slice, kept!) : slice.midVol[nearest]! * Math.sqrt(slice.t),
  };
  return kept === null ? targeted : { ...targeted, frozen: true };
}

/**
 * Sets up one slice, or says why it cannot be fitted.
 *
 * @param nearby parameters to start at; null: those that the quotes suggest
 */
export function prepareSlice(
  model: SliceModel,
  slice: FitSlice,
  fitSettings: FitSettings,
  nearby: Float64Array | null = null,
): PreparedSlice | RefusedSlice {
  const kept = frozenTheta(model, slice, fitSettings);
  const prepared = targetSlice(model, slice, fitSettings, kept);
  if ('message' in prepared) return prepared;
  if (kept !== null) {
    const still = frozenCoordinates(kept.length, kept);
    return {
      ...prepared,
      coordinates: still,
      problem: createSliceProblem(model, still, prepared.target),
      start: new Float64Array(still.size),
      startSteps: 0,
      approach: null,
    };
  }
  const { guess, target, settings, weights } = prepared;
  const coordinates = model.coordinates(guess, settings.parameters);
  if ('error' in coordinates) return { slice, weights, message: `${coordinates.error}.` };
  const theta = new Float64Array(model.parameters.length);
  if (nearby === null) model.guess(guess, theta);
  else theta.set(nearby);
  const isFree = Object.keys(settingsFor(fitSettings, slice.key).parameters).length === 0;
  const approach =
    isFree && model.approach !== undefined
      ? (quotes: GuessSlice, from: Float64Array) => model.approach!(quotes, coordinates, from)
      : null;
  const startSteps = nearby === null ? (approach?.(guess, theta) ?? 0) : 0;
  const start = new Float64Array(coordinates.size);
  coordinates.fromParameters(theta, start);
  const { used, twoSided, optimiser, unit } = prepared;
  // Named one by one: V8 gives every object spread from another here a shape of its own, which lives until a full collection.
  return {
    slice: prepared.slice,
    settings,
    weights,
    used,
    twoSided,
    guess,
    target,
    optimiser,
    unit,
    coordinates,
    problem: createSliceProblem(model, coordinates, target),
    start,
    startSteps,
    approach,
  };
}

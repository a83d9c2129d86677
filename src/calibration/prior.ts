/**
 * A fit drawn towards the one before. The rows strength s2 (y - y_prev)' P^-1 (y - y_prev) stand beside those of the
 * quotes, y steady coordinates of the smile, P the covariance the fit before left plus what the market may have moved
 * meanwhile, s2 the variance that turns it into the unit of the quotes' rows. Where y is linear in the parameters the
 * optimum at strength 1 is the Kalman update.
 *
 * R. E. Kalman, "A new approach to linear filtering and prediction problems", Journal of Basic Engineering 82(1), 1960;
 * as a least-squares problem A. H. Jazwinski, Stochastic Processes and Filtering Theory, 1970, section 7.3.
 */
import { choleskyFactor } from '#math/symmetric.ts';
import { modelById } from '#models/index.ts';
import type { SteadyCoordinates, VolModel } from '#models/model.ts';
import type { PreviousFit, PreviousSlice } from './previous-fit.ts';
import { VOL_POINTS } from './quote-residual.ts';
import type { FitSlice } from './request.ts';
import type { PriorSetting } from './settings.ts';
import { standardStrikes } from './standard-strikes.ts';

const MS_PER_DAY = 86_400_000;
const DAYS_PER_YEAR = 365;
/** Two fits are never nearer in time than a minute: quotes of one instant, fitted twice, are not the truth. */
const LEAST_DAYS = 1 / 1440;
/** Standard deviation of the log of the at-the-money vol in a day, one day before expiry, and how it falls with time to expiry. */
const LEVEL_MOVE = 0.29;
const LEVEL_DECAY = 0.45;
/** Expiries nearer than an hour move no more than it. */
const NEAREST_DAYS = 1 / 24;

/** What one slice is drawn towards. */
export interface SlicePrior {
  readonly coordinates: SteadyCoordinates;
  /** Expected coordinates. */
  readonly mean: Float64Array;
  /** Their covariance, row-major. */
  readonly covariance: Float64Array;
  /** What the squared distance is multiplied by, in squared vol points: strength times the residual variance at unit weight. */
  readonly scale: number;
}

/**
 * Why a model cannot be drawn towards a fit, as part of a sentence; null where it can. Of parameters that all expiries
 * share each expiry would count the prior again. What another model missed of the market is not in its covariance: drawn
 * towards it, a closer model would be as wrong.
 */
export function priorRefusal(model: VolModel, { model: before }: Pick<PreviousFit, 'model'>): string | null {
  if (sharesParameters(model)) return `all expiries of ${model.label} share its parameters`;
  if (before === model.id) return null;
  return `the fit before is of ${modelById(before)?.label ?? before}, not of ${model.label}`;
}

/** True where one value of a parameter holds for the whole board. */
export function sharesParameters(model: VolModel): boolean {
  return model.parameters.some(({ shared }) => shared === true);
}

/** A C A' of a row-major m by p Jacobian and a p by p covariance. */
function carried(a: Float64Array, c: readonly number[], m: number, p: number): Float64Array {
  const out = new Float64Array(m * m);
  for (let r = 0; r < m; r++) {
    for (let s = 0; s <= r; s++) {
      let sum = 0;
      for (let i = 0; i < p; i++) {
        for (let j = 0; j < p; j++) sum += a[r * p + i]! * c[i * p + j]! * a[s * p + j]!;
      }
      out[r * m + s] = sum;
      out[s * m + r] = sum;
    }
  }
  return out;
}

/** Coordinates of the smile before, and of the present one at the same place of the market. */
function coordinatePair(
  model: VolModel,
  { theta, t, forward }: PreviousSlice,
  slice: FitSlice,
): readonly [SteadyCoordinates, SteadyCoordinates] {
  if (model.steady !== undefined) return [model.steady, model.steady];
  const total = new Float64Array(1);
  model.smile({ t, forward }).totalVariance(Float64Array.from(theta), new Float64Array(1), total);
  const variance = total[0]! / t;
  return [
    standardStrikes(model, { t, forward }, Math.sqrt(total[0]!)),
    standardStrikes(model, slice, Math.sqrt(variance * slice.t)),
  ];
}

/**
 * What a slice is drawn towards; null where the fit before does not have it.
 *
 * @param used quotes the slice is fitted to
 */
export function slicePrior(
  model: VolModel,
  slice: FitSlice,
  { strength, fit }: PriorSetting,
  used: number,
): SlicePrior | null {
  const known = Object.hasOwn(fit.slices, slice.key) ? fit.slices[slice.key] : undefined;
  if (known === undefined || priorRefusal(model, fit) !== null) return null;
  const p = model.parameters.length;
  if (known.theta.length !== p || known.covariance.length !== p * p) return null;
  const [was, is] = coordinatePair(model, known, slice);
  const theta = Float64Array.from(known.theta);
  const mean = new Float64Array(was.size);
  const jacobian = new Float64Array(was.size * p);
  was.values(theta, known.t, mean);
  was.jacobian(theta, known.t, jacobian);
  const covariance = carried(jacobian, known.covariance, was.size, p);
  const days = Math.max(LEAST_DAYS, Math.abs(slice.asOf - fit.asOf) / MS_PER_DAY);
  const expiry = Math.max(NEAREST_DAYS, slice.t * DAYS_PER_YEAR);
  const level = (2 * LEVEL_MOVE * expiry ** -LEVEL_DECAY) ** 2 * days;
  was.drift(mean, level, days, covariance);
  const factor = mean.every(Number.isFinite) ? choleskyFactor(covariance, was.size) : null;
  if (factor === null || !factor.every(Number.isFinite)) return null;
  const scale = (strength * (VOL_POINTS * known.noise) ** 2) / used;
  return { coordinates: is, mean, covariance, scale };
}

/** The rows of a prior, sqrt(scale) L^-1 (y(theta) - mean) with P = L L'. */
export interface PriorRows {
  readonly count: number;
  /** Adds theirs to normal equations of the parameters (lower triangle of p by p, and p); returns half the sum of squares. */
  add(theta: Float64Array, matrix: Float64Array, vector: Float64Array): number;
  /** d row/d theta, row-major count by p, into out. */
  rows(theta: Float64Array, out: Float64Array): void;
}

/**
 * Builds the rows; nothing is allocated while they are added.
 *
 * @param t years of the slice
 * @param p parameters of its model
 */
export function createPriorRows(
  { coordinates, mean, covariance, scale }: SlicePrior,
  t: number,
  p: number,
): PriorRows {
  const m = coordinates.size;
  const l = choleskyFactor(covariance, m);
  if (l === null) throw new RangeError('The covariance of a prior is not positive definite.');
  const root = Math.sqrt(scale);
  const distance = new Float64Array(m);
  const jacobian = new Float64Array(m * p);
  /** sqrt(scale) L^-1 times each column of a row-major m by `columns`, in place. */
  const whiten = (a: Float64Array, columns: number): void => {
    for (let i = 0; i < m; i++) {
      for (let c = 0; c < columns; c++) {
        let sum = root * a[i * columns + c]!;
        for (let j = 0; j < i; j++) sum -= l[i * m + j]! * a[j * columns + c]!;
        a[i * columns + c] = sum / l[i * m + i]!;
      }
    }
  };
  const linearise = (theta: Float64Array): void => {
    coordinates.jacobian(theta, t, jacobian);
    whiten(jacobian, p);
  };
  return {
    count: m,
    add(theta, matrix, vector) {
      coordinates.values(theta, t, distance);
      for (let i = 0; i < m; i++) distance[i]! -= mean[i]!;
      whiten(distance, 1);
      linearise(theta);
      let cost = 0;
      for (let i = 0; i < m; i++) {
        const e = distance[i]!;
        cost += 0.5 * e * e;
        for (let c = 0; c < p; c++) {
          const d = jacobian[i * p + c]!;
          vector[c]! += d * e;
          for (let q = 0; q <= c; q++) matrix[c * p + q]! += d * jacobian[i * p + q]!;
        }
      }
      return cost;
    },
    rows(theta, out) {
      linearise(theta);
      out.set(jacobian);
    },
  };
}

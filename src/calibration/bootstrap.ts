/**
 * Residual bootstrap: the calibration is made again on quotes drawn from the fit and its own residuals, which says
 * how far the parameters scatter without the linear approximation of the delta method.
 *
 * B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7(1), 1979; residuals widened
 * by their leverage after C. F. J. Wu, Annals of Statistics 14(4), 1986; weighted after A. C. Davison and
 * D. V. Hinkley, Bootstrap Methods and their Application, 1997, section 6.2.
 */
import { failure, type Outcome, success } from '#base/outcome.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { modelById } from '#models/index.ts';
import type { VolModel } from '#models/model.ts';
import { type ReplicateProgress, replicate } from './holdout.ts';
import type { CalibrationRequest, FitSlice } from './request.ts';
import type { SliceFit } from './result.ts';

/** How samples are drawn. */
export interface BootstrapPlan {
  /** Number of samples, 20 or more; 300 settle a standard deviation to 4 %. */
  readonly replicates: number;
  /** Seed of the draws: same plan, same result. */
  readonly seed: number;
}

/** Probabilities of the quantiles told: the median, one and two standard deviations of a normal law. */
export const BOOTSTRAP_LEVELS = [0.025, 0.16, 0.5, 0.84, 0.975] as const;

/** The scatter of one figure over the samples. */
export interface BootstrapFigure {
  /** Parameter of the model, or `atm`, `rr25`, `bf25`. */
  readonly name: string;
  /** Of the fit to the quotes themselves. */
  readonly value: number;
  readonly standardDeviation: number;
  /** At BOOTSTRAP_LEVELS. */
  readonly quantiles: Float64Array;
}

/** The scatter of one expiry. */
export interface SliceBootstrap {
  readonly key: string;
  /** Samples that were fitted. */
  readonly replicates: number;
  /** Parameters of the model in its order. */
  readonly parameters: readonly BootstrapFigure[];
  /** At-the-money volatility, 25-delta risk reversal and butterfly, decimal; what the smile does not reach is left out. */
  readonly measures: readonly BootstrapFigure[];
  /** Why there is no scatter to tell; null where there is. */
  readonly message: string | null;
}

export interface BootstrapResult {
  readonly slices: readonly SliceBootstrap[];
}

const LEAST_REPLICATES = 20;
/** A quote that is fitted by itself alone has no residual to widen. */
const MOST_LEVERAGE = 0.99;

/** What samples of one slice are drawn from. */
interface Pool {
  /** Positions of the two-sided used quotes. */
  readonly quotes: readonly number[];
  /** Residuals, mid less model vol, at unit weight, widened by leverage and centred. */
  readonly residuals: Float64Array;
  /** Square roots of the weights relative to their mean. */
  readonly root: Float64Array;
}

/** Leverages of the quotes of a fit: W_i j_i cov j_i'/s2 with j = d sigma/d theta; 0 where nothing scatters. */
function leverageOf(
  model: VolModel,
  slice: FitSlice,
  fit: SliceFit,
  matrix: Float64Array,
  s2: number,
): Float64Array {
  const n = slice.k.length;
  const p = fit.theta!.length;
  const out = new Float64Array(n);
  const jacobian = new Float64Array(n * p);
  model.smile(slice).jacobian(fit.theta!, slice.k, jacobian);
  for (let i = 0; i < n; i++) {
    const slope = 1 / (2 * fit.modelVol[i]! * slice.t);
    let sum = 0;
    for (let r = 0; r < p; r++) {
      for (let c = 0; c < p; c++) {
        sum += jacobian[i * p + r]! * matrix[r * p + c]! * jacobian[i * p + c]!;
      }
    }
    const h = (fit.weight[i]! * slope * slope * sum) / s2;
    out[i] = Math.min(MOST_LEVERAGE, h > 0 ? h : 0);
  }
  return out;
}

/** Null where fewer than two residuals are there to be drawn, or none scatters freely. */
function poolOf(model: VolModel, slice: FitSlice, fit: SliceFit): Pool | null {
  if (fit.covariance === null) return null;
  const { matrix, degrees } = fit.covariance;
  const quotes = Array.from(slice.k.keys()).filter((i) => fit.weight[i]! > 0 && slice.midVol[i]! > 0);
  if (quotes.length < 2) return null;
  const raw = quotes.map((i) => slice.midVol[i]! - fit.modelVol[i]!);
  const chiSquare = raw.reduce((sum, r, j) => sum + fit.weight[quotes[j]!]! * r * r, 0);
  const h = leverageOf(model, slice, fit, matrix, chiSquare / degrees);
  const mean = quotes.reduce((sum, i) => sum + fit.weight[i]!, 0) / quotes.length;
  const root = Float64Array.from(quotes, (i) => Math.sqrt(fit.weight[i]! / mean));
  const residuals = Float64Array.from(raw, (r, j) => (r * root[j]!) / Math.sqrt(1 - h[quotes[j]!]!));
  const centre = residuals.reduce((sum, r) => sum + r, 0) / residuals.length;
  return { quotes, residuals: residuals.map((r) => r - centre), root };
}

/** One sample: every two-sided quote moved, with its spread as it is, to the model and a residual drawn for it. */
function sample(slice: FitSlice, fit: SliceFit, pool: Pool, random: () => number): FitSlice {
  const [bidVol, askVol, midVol] = [slice.bidVol, slice.askVol, slice.midVol].map((c) =>
    Float64Array.from(c),
  ) as [Float64Array, Float64Array, Float64Array];
  pool.quotes.forEach((i, j) => {
    const drawn = pool.residuals[Math.floor(random() * pool.residuals.length)]! / pool.root[j]!;
    const model = fit.modelVol[i]!;
    // A volatility below zero is no quote: the residual is taken with the other sign, or left.
    const mid = [model + drawn, model - drawn, model].find((vol) => vol > 0)!;
    const move = mid - midVol[i]!;
    midVol[i] = mid;
    bidVol[i]! += move;
    askVol[i]! += move;
  });
  return { ...slice, bidVol, askVol, midVol };
}

/** Figures of a fit by name; NaN where the smile does not reach. */
function figuresOf(fit: SliceFit): { readonly parameters: Float64Array; readonly measures: Float64Array } {
  const { measures: m } = fit;
  return {
    parameters: fit.theta!,
    measures: Float64Array.of(
      m?.vol ?? Number.NaN,
      m?.riskReversal25 ?? Number.NaN,
      m?.butterfly25 ?? Number.NaN,
    ),
  };
}

/** Quantile of an ascending column by linear interpolation (Hyndman and Fan, 1996, definition 7). */
function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

function figure(name: string, value: number, samples: readonly number[]): BootstrapFigure | null {
  const column = Float64Array.from(samples.filter(Number.isFinite)).sort();
  const n = column.length;
  if (n < 2 || !Number.isFinite(value)) return null;
  const mean = column.reduce((sum, v) => sum + v, 0) / n;
  const squares = column.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return {
    name,
    value,
    standardDeviation: Math.sqrt(squares / (n - 1)),
    quantiles: Float64Array.from(BOOTSTRAP_LEVELS, (p) => quantile(column, p)),
  };
}

const MEASURES = ['atm', 'rr25', 'bf25'] as const;

/**
 * Scatter of every expiry of a board over samples of its residuals. One-sided quotes stay as they are. The same
 * request and plan give the same figures. Yields after every step of every calibration, so that it can be stopped.
 *
 * Fails where fewer than 20 samples are asked for, and where the request cannot be fitted at all.
 */
export function* bootstrap(
  request: CalibrationRequest,
  { replicates, seed }: BootstrapPlan,
): Generator<ReplicateProgress, Outcome<BootstrapResult>, void> {
  if (!(Number.isInteger(replicates) && replicates >= LEAST_REPLICATES)) {
    return failure('invalid', `A bootstrap needs ${LEAST_REPLICATES} samples or more.`);
  }
  const model = modelById(request.settings.model);
  const total = replicates + 1;
  const whole = yield* replicate(request, 0, total);
  if (!whole.ok || model === undefined)
    return whole.ok ? failure('invalid', 'There is no such model.') : whole;
  const { slices } = request;
  const fits = whole.value.slices;
  const pools = slices.map((slice, s) => poolOf(model, slice, fits[s]!));
  const random = seededRandom(seed);
  const drawn = slices.map((): { parameters: Float64Array; measures: Float64Array }[] => []);
  for (let done = 1; done < total; done++) {
    const part = slices.map((slice, s) =>
      pools[s] === null ? slice : sample(slice, fits[s]!, pools[s]!, random),
    );
    const outcome = yield* replicate({ ...request, slices: part }, done, total);
    if (!outcome.ok) return outcome;
    outcome.value.slices.forEach((fit, s) => {
      if (fit.theta !== null && pools[s] !== null) drawn[s]!.push(figuresOf(fit));
    });
  }
  return success({
    slices: fits.map((fit, s): SliceBootstrap => {
      const samples = drawn[s]!;
      if (pools[s] === null || samples.length < LEAST_REPLICATES) {
        const message =
          fit.theta === null
            ? 'not fitted.'
            : pools[s] === null
              ? 'errors are not identified: there are no residuals to draw from.'
              : `${samples.length} of ${replicates} samples could be fitted, too few to tell.`;
        return { key: fit.key, replicates: samples.length, parameters: [], measures: [], message };
      }
      const value = figuresOf(fit);
      const isFigure = (f: BootstrapFigure | null): f is BootstrapFigure => f !== null;
      return {
        key: fit.key,
        replicates: samples.length,
        parameters: model.parameters
          .map(({ name }, i) =>
            figure(
              name,
              value.parameters[i]!,
              samples.map((f) => f.parameters[i]!),
            ),
          )
          .filter(isFigure),
        measures: MEASURES.map((name, i) =>
          figure(
            name,
            value.measures[i]!,
            samples.map((f) => f.measures[i]!),
          ),
        ).filter(isFigure),
        message: null,
      };
    }),
  });
}

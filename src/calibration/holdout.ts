/**
 * Out-of-sample error by stratified cross-validation: the whole calibration is made again with every fold left out.
 *
 * M. Stone, "Cross-validatory choice and assessment of statistical predictions", Journal of the Royal Statistical
 * Society B 36(2), 1974; strata after L. Breiman, J. Friedman, R. Olshen and C. Stone, Classification and Regression
 * Trees, 1984, section 8.7.
 */
import { failure, type Outcome, success } from '#base/outcome.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { calibrate } from './calibrate.ts';
import { quoteResidual, VOL_POINTS } from './quote-residual.ts';
import type { CalibrationRequest, FitSlice } from './request.ts';
import type { CalibrationResult, SliceFit } from './result.ts';

/** How quotes are held out. */
export interface HoldoutPlan {
  /** Number of folds, 2 or more. */
  readonly folds: number;
  /** Seed of the draw of folds: same plan, same result. */
  readonly seed: number;
}

/** Errors of one expiry inside and outside the sample; decimal vols, null where it could not be fitted. */
export interface SliceHoldout {
  readonly key: string;
  /** Quotes held out in one fold or another. */
  readonly held: number;
  /** Root weighted mean square residual of the fit to all quotes. */
  readonly rmseIn: number | null;
  /** The same of quotes against fits made without their fold. */
  readonly rmseOut: number | null;
  /** The same of the outermost quotes of each side against a fit made without them. */
  readonly rmseWings: number | null;
  /** What a user is to know, with its figures; null where the smile says of unseen quotes what it says of seen ones. */
  readonly message: string | null;
}

/** The errors of a board. */
export interface HoldoutResult {
  readonly slices: readonly SliceHoldout[];
  /** Calibrations made: the folds, and the one without the wings. */
  readonly fits: number;
}

/** How far a holdout or a bootstrap has come, in calibrations. */
export interface ReplicateProgress {
  readonly done: number;
  readonly total: number;
}

/** Ratio of the error outside the sample to that inside from which a fit follows the noise. */
const OVERFIT_RATIO = 2;
/** Share of the used quotes on each side of the money that the fold of the wings leaves out, at least one. */
const WING_SHARE = 0.1;

/**
 * Fold of each quote, 0 to folds - 1, -1 where it is not used: quotes in order of |k| in groups of `folds`, each
 * group dealt to the folds at random, so that every fold has its share of the money and of the wings.
 */
export function stratifiedFolds(
  k: Float64Array,
  weight: Float64Array,
  folds: number,
  random: () => number,
): Int32Array {
  const fold = new Int32Array(k.length).fill(-1);
  const used = Array.from(k.keys()).filter((i) => weight[i]! > 0);
  used.sort((a, b) => Math.abs(k[a]!) - Math.abs(k[b]!) || a - b);
  const deal = Array.from({ length: folds }, (_, f) => f);
  used.forEach((quote, place) => {
    const position = place % folds;
    const other = position + Math.floor(random() * (folds - position));
    [deal[position], deal[other]] = [deal[other]!, deal[position]!];
    fold[quote] = deal[position]!;
  });
  return fold;
}

/** 0 for the outermost used quotes of each side, -1 for the others. */
function wingFold(k: Float64Array, weight: Float64Array): Int32Array {
  const fold = new Int32Array(k.length).fill(-1);
  const used = Array.from(k.keys()).filter((i) => weight[i]! > 0);
  const left = used.filter((i) => k[i]! < 0).sort((a, b) => k[a]! - k[b]!);
  const right = used.filter((i) => k[i]! > 0).sort((a, b) => k[b]! - k[a]!);
  for (const side of [left, right]) {
    const count = Math.max(1, Math.round(WING_SHARE * side.length));
    for (const i of side.slice(0, count)) fold[i] = 0;
  }
  return fold;
}

/** The slice with the quotes of one fold left out. */
function without(slice: FitSlice, folds: Int32Array, fold: number): FitSlice {
  return { ...slice, manual: slice.manual.map((share, i) => (folds[i] === fold ? 0 : share)) };
}

/** Sum of weighted squared residuals in vol points, and of the weights. */
class Errors {
  #sum = 0;
  #weight = 0;
  /** Adds the quotes of one fold against a fit. One that failed has no vols, and where it is added there is no error. */
  add(slice: FitSlice, weight: Float64Array, fit: SliceFit, folds: Int32Array, fold: number): void {
    for (let i = 0; i < folds.length; i++) {
      if (folds[i] !== fold) continue;
      const r = quoteResidual(fit.modelVol[i]!, slice.midVol[i]!, slice.bidVol[i]!, slice.askVol[i]!);
      this.#sum += weight[i]! * r * r;
      this.#weight += weight[i]!;
    }
  }
  rms(): number | null {
    const value = Math.sqrt(this.#sum / this.#weight) / VOL_POINTS;
    return Number.isFinite(value) ? value : null;
  }
}

/**
 * Errors of every expiry inside and outside the sample. The same request and plan give the same figures. Yields
 * after every step of every calibration, so that it can be stopped or let messages in.
 *
 * Fails where the plan has fewer than two folds, and where the request cannot be fitted at all.
 */
export function* holdout(
  request: CalibrationRequest,
  { folds, seed }: HoldoutPlan,
): Generator<ReplicateProgress, Outcome<HoldoutResult>, void> {
  if (!(Number.isInteger(folds) && folds >= 2))
    return failure('invalid', 'A holdout needs two folds or more.');
  const total = folds + 2;
  const { slices } = request;
  const whole = yield* replicate(request, 0, total);
  if (!whole.ok) return whole;
  const random = seededRandom(seed);
  const fits = whole.value.slices;
  const dealt = slices.map(({ k }, s) => stratifiedFolds(k, fits[s]!.weight, folds, random));
  const wings = slices.map(({ k }, s) => wingFold(k, fits[s]!.weight));
  const errors = slices.map(() => new Errors());
  for (let fold = 0; fold < folds; fold++) {
    const part = slices.map((slice, s) => without(slice, dealt[s]!, fold));
    const outcome = yield* replicate({ ...request, slices: part }, 1 + fold, total);
    if (!outcome.ok) return outcome;
    outcome.value.slices.forEach((fit, s) => {
      errors[s]!.add(slices[s]!, fits[s]!.weight, fit, dealt[s]!, fold);
    });
  }
  const core = slices.map((slice, s) => without(slice, wings[s]!, 0));
  const inner = yield* replicate({ ...request, slices: core }, 1 + folds, total);
  if (!inner.ok) return inner;
  const told = fits.map((fit, s): SliceHoldout => {
    const outside = new Errors();
    outside.add(slices[s]!, fit.weight, inner.value.slices[s]!, wings[s]!, 0);
    const rmseOut = errors[s]!.rms();
    return {
      key: fit.key,
      held: dealt[s]!.reduce((sum, f) => sum + (f >= 0 ? 1 : 0), 0),
      rmseIn: fit.rmseVol,
      rmseOut,
      rmseWings: outside.rms(),
      message: sentence(fit, rmseOut, folds),
    };
  });
  return success({ slices: told, fits: total });
}

/** What the errors of one expiry say. */
function sentence({ theta, rmseVol }: SliceFit, rmseOut: number | null, folds: number): string | null {
  if (theta === null || rmseVol === null) return null;
  if (rmseOut === null) return `too few quotes to hold any out in ${folds} folds.`;
  if (!(rmseOut > OVERFIT_RATIO * rmseVol)) return null;
  const [inside, outside] = [rmseVol, rmseOut].map((error) => (VOL_POINTS * error).toFixed(2));
  return `overfitted: RMSE ${inside} vol points on the quotes fitted, ${outside} on quotes held out in ${folds} folds.`;
}

/** One calibration on the way, told of as the `done`th. */
export function* replicate(
  request: CalibrationRequest,
  done: number,
  total: number,
): Generator<ReplicateProgress, Outcome<CalibrationResult>, void> {
  const steps = calibrate(request);
  let step = steps.next();
  while (!step.done) {
    yield { done, total };
    step = steps.next();
  }
  return step.value;
}

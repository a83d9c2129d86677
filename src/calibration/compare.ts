/**
 * Several models on the same quotes, side by side. Errors, share inside bid-ask and information criteria are over the
 * expiries that every model fitted, so that no model is the better for what it failed at.
 */
import { modelById } from '#models/index.ts';
import { butterflyGain, calendarGain } from '#surface/arbitrage-gain.ts';
import { ARBITRAGE_TOLERANCE } from './arbitrage-tolerance.ts';
import type { FitSlice } from './request.ts';
import type { CalibrationResult, FitSummary, SliceFit } from './result.ts';
import { quoteVariances } from './weights.ts';

/** Violations of one no-arbitrage condition on the board. */
export interface Violations {
  /** Expiries, or pairs of neighbours, violated between the quotes, and those violated in the wings only. */
  readonly quoted: number;
  readonly wings: number;
  /** What the best spread against them earns, as a fraction of the forward: the same unit for either condition. */
  readonly gain: number;
}

/** Figures of one model; null where they do not exist. Volatilities are decimals. */
export interface ModelFigures {
  readonly model: string;
  readonly rmseVol: number | null;
  readonly looRmseVol: number | null;
  readonly insideSpread: number | null;
  /** Parameters that are free at the optimum: neither fixed nor at a bound. */
  readonly freeParameters: number;
  readonly logLikelihood: number | null;
  readonly aic: number | null;
  readonly bic: number | null;
  readonly butterfly: Violations;
  readonly calendar: Violations;
  readonly slicesOk: number;
  readonly slicesFailed: number;
}

/** Models side by side, and what they are compared on. */
export interface ModelComparison {
  /** Expiries that every model fitted. */
  readonly expiries: number;
  /** Used quotes of those, and their effective number: the sample size of the criteria. */
  readonly quotes: number;
  readonly effectiveQuotes: number;
  readonly models: readonly ModelFigures[];
}

/** What a comparison needs of one expiry. */
type ExpiryFigures = Pick<
  SliceFit,
  'effectiveQuotes' | 'freeParameters' | 'inside' | 'insideSpread' | 'looRmseVol' | 'twoSided' | 'used'
> & {
  readonly rmseVol: number;
  /** Mean squared error that the spreads of its quotes let expect, in volatility, under the weights of the fit. */
  readonly expected: number;
};

/** What a comparison needs of one fit: a few numbers an expiry, whatever the number of quotes. */
export interface BoardFigures
  extends Pick<ModelFigures, 'butterfly' | 'calendar' | 'model' | 'slicesFailed' | 'slicesOk'> {
  /** By position in the request; null where the expiry was not fitted. */
  readonly expiries: readonly (ExpiryFigures | null)[];
  /** Free parameters that the expiries share. */
  readonly shared: number;
}

/** The figures of one fit of the slices. */
export function boardFigures(slices: readonly FitSlice[], result: CalibrationResult): BoardFigures {
  return {
    model: result.model,
    expiries: result.slices.map((fit, i) => {
      const { rmseVol, looRmseVol, inside, insideSpread, twoSided, used } = fit;
      if (rmseVol === null) return null;
      const { effectiveQuotes, freeParameters } = fit;
      const expected = expectedVariance(slices[i]!, fit);
      return {
        rmseVol,
        looRmseVol,
        inside,
        insideSpread,
        twoSided,
        used,
        effectiveQuotes,
        freeParameters,
        expected,
      };
    }),
    shared: result.surface?.parameters.filter(({ fixed, atBound }) => !fixed && atBound === null).length ?? 0,
    ...violations(result),
    slicesOk: result.summary.slicesOk,
    slicesFailed: result.summary.slicesFailed,
  };
}

/** Puts fits of the same slices under the same weights side by side, in the order given. */
export function compareBoards(boards: readonly BoardFigures[]): ModelComparison {
  const [first] = boards;
  const common = (first?.expiries ?? []).flatMap((_, i) =>
    boards.every(({ expiries }) => expiries[i] != null) ? [i] : [],
  );
  const leftOut = common.filter((i) => boards.every(({ expiries }) => expiries[i]!.looRmseVol !== null));
  const of = ({ expiries }: BoardFigures, places: readonly number[]) => places.map((i) => expiries[i]!);
  const known = first === undefined ? [] : of(first, common);
  const effectiveQuotes = known.reduce((sum, fit) => sum + fit.effectiveQuotes, 0);
  return {
    expiries: common.length,
    quotes: known.reduce((sum, { used }) => sum + used, 0),
    effectiveQuotes,
    models: boards.map((board): ModelFigures => {
      const fits = of(board, common);
      const freeParameters = fits.reduce((sum, fit) => sum + fit.freeParameters, board.shared);
      const logLikelihood = likelihood(fits);
      // The scale of the errors is estimated as well.
      const estimated = freeParameters + 1;
      return {
        model: board.model,
        rmseVol: pooled(fits, (fit) => fit.rmseVol),
        looRmseVol: pooled(of(board, leftOut), (fit) => fit.looRmseVol!),
        insideSpread: insideShare(fits),
        freeParameters,
        logLikelihood,
        aic: logLikelihood === null ? null : 2 * estimated - 2 * logLikelihood,
        bic: logLikelihood === null ? null : Math.log(effectiveQuotes) * estimated - 2 * logLikelihood,
        butterfly: board.butterfly,
        calendar: board.calendar,
        slicesOk: board.slicesOk,
        slicesFailed: board.slicesFailed,
      };
    }),
  };
}

/** Root mean of squared errors, each expiry counting with its used quotes. */
function pooled(fits: readonly ExpiryFigures[], error: (fit: ExpiryFigures) => number): number | null {
  const quotes = fits.reduce((sum, { used }) => sum + used, 0);
  const squares = fits.reduce((sum, fit) => sum + fit.used * error(fit) ** 2, 0);
  return quotes > 0 ? Math.sqrt(squares / quotes) : null;
}

function insideShare(fits: readonly ExpiryFigures[]): number | null {
  const spread = fits.filter(({ insideSpread }) => insideSpread !== null);
  const twoSided = spread.reduce((sum, fit) => sum + fit.twoSided, 0);
  return twoSided > 0 ? spread.reduce((sum, fit) => sum + fit.inside, 0) / twoSided : null;
}

function expectedVariance(slice: FitSlice, { weight }: SliceFit): number {
  return quoteVariances(slice).reduce((sum, v, i) => sum + (weight[i]! > 0 ? weight[i]! * v : 0), 0);
}

/**
 * Gaussian log-likelihood at the fit, its scale at the maximum. The residual of quote i of expiry e is normal with
 * variance s^2 h_e^2/(n_e w_i): w_i are the normalised weights of the fit, n_e = 1/sum w_i^2 the effective number of
 * quotes (Kish), h_e^2 the squared error their spreads let expect, s one factor for the whole board. With
 * s^2 = sum n_e (RMSE_e/h_e)^2 / N, N = sum n_e,
 *
 *   ln L = -N/2 (ln(2 pi s^2) + 1) - sum n_e ln h_e,
 *
 * up to a sum over weights that is the same for every model. One s, not one an expiry: an expiry with as many
 * parameters as quotes would make its own likelihood infinite. Models that are fitted to the whole board weigh its
 * expiries otherwise and are judged a little below their maximum.
 *
 * H. Akaike, "A new look at the statistical model identification", IEEE Transactions on Automatic Control 19(6), 1974;
 * G. Schwarz, "Estimating the dimension of a model", Annals of Statistics 6(2), 1978; L. Kish, Survey Sampling, 1965,
 * section 11.7.
 */
function likelihood(fits: readonly ExpiryFigures[]): number | null {
  let n = 0;
  let squares = 0;
  let scale = 0;
  for (const { effectiveQuotes, rmseVol, expected } of fits) {
    n += effectiveQuotes;
    squares += (effectiveQuotes * rmseVol ** 2) / expected;
    scale += 0.5 * effectiveQuotes * Math.log(expected);
  }
  const value = -0.5 * n * (Math.log((2 * Math.PI * squares) / n) + 1) - scale;
  return Number.isFinite(value) ? value : null;
}

/** Counts of the board's own check, and the gain of the best spread among the violations it found. */
function violations(result: CalibrationResult): Pick<ModelFigures, 'butterfly' | 'calendar'> {
  const { butterflyViolations, calendarViolations }: FitSummary = result.summary;
  const model = modelById(result.model);
  const smiles = new Map(
    result.slices.flatMap(({ key, t, forward, theta }) =>
      model === undefined || theta === null
        ? []
        : [[key, { functions: model.smile({ t, forward }), theta }] as const],
    ),
  );
  let butterfly = 0;
  for (const { key, arbitrage } of result.slices) {
    const smile = smiles.get(key);
    if (smile === undefined || arbitrage === null || arbitrage.minG >= ARBITRAGE_TOLERANCE) continue;
    butterfly = Math.max(butterfly, butterflyGain(smile, ...arbitrage.kRange));
  }
  let calendar = 0;
  for (const { fromKey, toKey, minDw, kRange } of result.calendar) {
    const earlier = smiles.get(fromKey);
    const later = smiles.get(toKey);
    if (earlier === undefined || later === undefined || minDw >= ARBITRAGE_TOLERANCE) continue;
    calendar = Math.max(calendar, calendarGain(earlier, later, ...kRange));
  }
  return {
    butterfly: { ...butterflyViolations, gain: butterfly },
    calendar: { ...calendarViolations, gain: calendar },
  };
}

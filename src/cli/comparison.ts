import { ascii, count, expiryName, fixed, share, volPercent } from '#base/format.ts';
import type { Issue, Outcome } from '#base/outcome.ts';
import {
  boardFigures,
  compareBoards,
  type ModelComparison,
  type ModelFigures,
  type Violations,
} from '#calibration/compare.ts';
import { makeRequest } from '#calibration/make-request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import type { FitExport } from '#exporters/exporter.ts';
import { aligned, messages, read, screen } from './summary.ts';

/** A fit with what was said on the way and the time it took. */
export interface Fitted {
  readonly fit: FitExport;
  readonly issues: readonly Issue[];
  /** Wall time of the fit, request to result. */
  readonly ms: number;
}

/** Models side by side, each with its time. */
export interface Comparison extends Omit<ModelComparison, 'models'> {
  readonly models: readonly (ModelFigures & { readonly ms: number })[];
}

/** A fit that is this quick is timed again: the first of a process pays for what is compiled on the way. */
const TIMED_AGAIN_MS = 250;

/** Fits and takes the time; where times are compared, that of the quicker of two for a fit that is over at once. */
export function timedFit(
  fit: () => Outcome<CalibrationResult>,
  isCompared: boolean,
): { readonly outcome: Outcome<CalibrationResult>; readonly ms: number } {
  const once = () => {
    const began = performance.now();
    const outcome = fit();
    return { outcome, ms: performance.now() - began };
  };
  const first = once();
  if (!isCompared || !first.outcome.ok || first.ms > TIMED_AGAIN_MS) return first;
  return { outcome: first.outcome, ms: Math.min(first.ms, once().ms) };
}

/** The models of several fits of one board, in their order. */
export function compareModels(fits: readonly Fitted[]): Comparison {
  const [first] = fits;
  if (first === undefined) return { expiries: 0, quotes: 0, effectiveQuotes: 0, models: [] };
  const { quotes, market, filtered, settings } = first.fit;
  const { slices } = makeRequest(quotes, market, filtered, settings);
  const compared = compareBoards(fits.map(({ fit }) => boardFigures(slices, fit.result)));
  return {
    ...compared,
    models: compared.models.map((figures, i) => ({
      ...figures,
      ms: Math.round(10 * (fits[i]?.ms ?? 0)) / 10,
    })),
  };
}

const HEAD = [
  'model',
  'fitted',
  'RMSE vp',
  'left out',
  'inside',
  'free',
  'AIC',
  'BIC',
  'g < 0',
  'gain bp',
  'cross',
  'gain bp',
  'ms',
];

/** The comparison on one screen: what was read, one line a model, what the figures mean, what is worth knowing. */
export function comparisonSummary(fits: readonly Fitted[], { models, ...on }: Comparison): string {
  const [first] = fits;
  if (first === undefined) return '';
  const rows = models.map((figures) => [
    figures.model,
    `${figures.slicesOk} of ${figures.slicesOk + figures.slicesFailed}`,
    volPercent(figures.rmseVol),
    volPercent(figures.looRmseVol),
    share(figures.insideSpread),
    String(figures.freeParameters),
    fixed(figures.aic, 1),
    fixed(figures.bic, 1),
    ...arbitrage(figures.butterfly),
    ...arbitrage(figures.calendar),
    fixed(figures.ms, 1),
  ]);
  const { notes } = first.fit.quotes;
  const issues = fits.flatMap((each) => each.issues).filter(({ message }) => !notes.includes(message));
  const cells = [HEAD, ...rows].map((row) => row.map((cell) => ascii(cell) || '-'));
  return screen([
    ...read(first.fit),
    ...aligned(cells, [0]),
    '',
    `Compared on ${on.expiries} expiries that all fitted, ${count(on.quotes)} quotes, worth ${fixed(on.effectiveQuotes, 1)} of equal weight.`,
    'g < 0, cross: expiries and pairs in quotes + in wings; gain: the best spread against them, in basis points of the forward.',
    ...messages([...failures(fits), ...issues]),
  ]);
}

/** Expiries that a model could not fit, as messages. */
function failures(fits: readonly Fitted[]): Issue[] {
  return fits.flatMap(({ fit: { result } }) =>
    result.slices
      .filter(({ status }) => status === 'failed')
      .map(({ key, message }) => ({
        severity: 'error',
        code: 'slice-failed',
        message: `${result.model}, ${expiryName(key)}: ${message ?? 'failed'}`,
      })),
  );
}

function arbitrage({ quoted, wings, gain }: Violations): readonly [string, string] {
  return [quoted + wings === 0 ? 'none' : `${quoted}+${wings}`, fixed(1e4 * gain, 2)];
}

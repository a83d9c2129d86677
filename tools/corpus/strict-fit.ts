import { isAbsolute, resolve } from 'node:path';
import { failure, type Outcome, success } from '#base/outcome.ts';
import { calibrateNow } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import { type FitSettings, withoutConstraints } from '#calibration/settings.ts';
import { prepare, read } from '#cli/pipeline.ts';
import { pathSource } from '#cli/sources.ts';
import type { MarketOptions } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { ByteSource, ReadOptions } from '#readers/reader.ts';

/** Figures of one model on the board of one file: what `--json` writes, key by key. */
export interface CorpusRow {
  /** As it was named; names of files that make one board together are joined by ` + `. */
  readonly file: string;
  readonly model: string;
  /** Expiries that were fitted. */
  readonly slices: number;
  /** Expiries with g below zero somewhere on the common range, in quotes or in the wings. */
  readonly gViolations: number;
  /** Neighbouring expiries whose total variances cross somewhere on it. */
  readonly calendarViolations: number;
  /** Share of two-sided used quotes inside their bid-ask; null where no quote has a spread. */
  readonly insideSpread: number | null;
  /** The same of the fit without constraints. */
  readonly insideSpreadFree: number | null;
  /** Wall time of the fit, request to result, ms. The free fit goes before it and is not in it. */
  readonly ms: number;
}

/** A row with what the table tells besides. */
export interface CorpusFit {
  readonly row: CorpusRow;
  /** Expiries that could not be fitted. */
  readonly failed: number;
  /** Largest loss of share inside bid-ask of one expiry against its free fit, with that expiry; null without spreads. */
  readonly dearest: { readonly expiry: string; readonly loss: number } | null;
}

/** The quotes of files that make one board, named as they were given. */
export async function readBoard(
  folder: string,
  names: readonly string[],
  options: ReadOptions,
): Promise<Outcome<QuoteSet>> {
  const sources: ByteSource[] = [];
  for (const name of names) {
    const source = await pathSource(isAbsolute(name) ? name : resolve(folder, name), name);
    if (!source.ok) return source;
    sources.push(source.value);
  }
  return read(sources, options, () => undefined);
}

/** Whether any quote that may be fitted has a bid below its ask. */
export function hasSpreads({ slices }: CalibrationRequest): boolean {
  return slices.some(({ bidVol, askVol }) => bidVol.some((bid, i) => askVol[i]! > bid));
}

/** The request of a board under settings. */
export function boardRequest(
  quotes: QuoteSet,
  market: MarketOptions,
  settings: FitSettings,
): Outcome<CalibrationRequest> {
  const prepared = prepare(quotes, market, settings.filters);
  if (!prepared.ok) return prepared;
  return success(makeRequest(quotes, prepared.value.market, prepared.value.filtered, settings));
}

/** Fits a board freely and then as its settings say, and counts what is left of arbitrage. */
export function fitBoth(file: string, request: CalibrationRequest): Outcome<CorpusFit> {
  const free = calibrateNow({ ...request, settings: withoutConstraints(request.settings) });
  if (!free.ok) return free;
  const began = performance.now();
  const outcome = calibrateNow(request);
  const ms = performance.now() - began;
  if (!outcome.ok) return outcome;
  const { summary, model } = outcome.value;
  if (summary.slicesOk === 0) {
    const why =
      outcome.value.slices.find(({ message }) => message !== null)?.message ?? 'nothing was fitted.';
    return failure('calculation-failed', `${file}: ${model} fits no expiry; the first: ${why}`);
  }
  const { butterflyViolations: butterfly, calendarViolations: calendar } = summary;
  return success({
    row: {
      file,
      model,
      slices: summary.slicesOk,
      gViolations: butterfly.quoted + butterfly.wings,
      calendarViolations: calendar.quoted + calendar.wings,
      insideSpread: summary.insideSpread,
      insideSpreadFree: free.value.summary.insideSpread,
      ms: Math.round(10 * ms) / 10,
    },
    failed: summary.slicesFailed,
    dearest: dearestExpiry(outcome.value, free.value),
  });
}

function dearestExpiry(constrained: CalibrationResult, free: CalibrationResult): CorpusFit['dearest'] {
  let dearest: CorpusFit['dearest'] = null;
  constrained.slices.forEach(({ key, insideSpread }, i) => {
    const before = free.slices[i]?.insideSpread;
    if (insideSpread === null || before === null || before === undefined) return;
    const loss = before - insideSpread;
    if (dearest === null || loss > dearest.loss) dearest = { expiry: key, loss };
  });
  return dearest;
}

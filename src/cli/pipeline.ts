import { failure, type Outcome, success } from '#base/outcome.ts';
import { calibrate } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import type { FitSettings } from '#calibration/settings.ts';
import { applyFilters } from '#market/apply-filters.ts';
import { arbitrageIssues } from '#market/arbitrage-words.ts';
import type { MarketBook, MarketOptions } from '#market/book.ts';
import { buildBook } from '#market/build-book.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import { type ByteSource, LAST_INSTANT, type ReadOptions } from '#readers/reader.ts';
import { recordedQuotes } from './recorded-quotes.ts';

/** Says how far the work has come, as a short line. */
export type Tell = (line: string) => void;

/** Reads the sources into one QuoteSet: files of quotes, or a recording of a live market as it stood. */
export async function read(
  sources: readonly ByteSource[],
  options: ReadOptions,
  tell: Tell,
): Promise<Outcome<QuoteSet>> {
  const names = sources.map(({ name }) => name).join(', ');
  const [only] = sources;
  if (only !== undefined && sources.length === 1) {
    const recorded = await recordedQuotes(only, options.at ?? LAST_INSTANT, (bytes) =>
      tell(`Running ${names}: ${Math.floor(bytes / 1e6)} MB`),
    );
    if (recorded !== null) return recorded;
  }
  const reading = readFiles(sources, options);
  for (;;) {
    const step = await reading.next();
    if (step.done === true) return step.value;
    const { bytes, totalBytes, rows } = step.value;
    const part = totalBytes === null ? '' : ` ${Math.floor((100 * bytes) / Math.max(1, totalBytes))} %,`;
    tell(`Reading ${names}:${part} ${rows} rows`);
  }
}

/** The market a fit draws from. */
export interface FilteredMarket {
  readonly market: MarketBook;
  readonly filtered: FilteredBook;
}

/** Forwards, volatilities and filters. Fails as `missing-data` where no quote is left to fit. */
export function prepare(
  quotes: QuoteSet,
  options: MarketOptions,
  filters: FitSettings['filters'],
): Outcome<FilteredMarket> {
  const built = buildBook(quotes, options);
  if (!built.ok) return built;
  const filtered = applyFilters(quotes, built.value, filters);
  if (filtered.kept === 0) {
    return failure('missing-data', nothingLeft(quotes, built.value, filtered), undefined, built.issues);
  }
  const among = arbitrageIssues(quotes, built.value);
  return success({ market: built.value, filtered }, [...built.issues, ...among]);
}

/** One calibration, driven to its end. */
export function fit(
  quotes: QuoteSet,
  { market, filtered }: FilteredMarket,
  settings: FitSettings,
  tell: Tell,
): Outcome<CalibrationResult> {
  const running = calibrate(makeRequest(quotes, market, filtered, settings));
  for (;;) {
    const step = running.next();
    if (step.done === true) return step.value;
    tell(`Fitting ${settings.model}: ${step.value.done} of ${step.value.total} (${step.value.stage})`);
  }
}

function nothingLeft(quotes: QuoteSet, market: MarketBook, filtered: FilteredBook): string {
  const reasons = [
    ...market.dropped.map(({ reason, count }): [string, number] => [reason, count]),
    ['near-expiry', filtered.nearExpiry] as const,
    ['settlement-window', filtered.inSettlement] as const,
    ...Object.entries(filtered.counts),
  ];
  const named = reasons.filter(([, count]) => count > 0).map(([reason, count]) => `${count} ${reason}`);
  const names = quotes.files.map(({ name }) => name).join(', ');
  return `No quote in ${names} can be fitted: ${quotes.rowsRead} read, ${named.join(', ')}.`;
}

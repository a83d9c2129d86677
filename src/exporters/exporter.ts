import type { Assessed } from '#calibration/assess.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import type { FitSettings } from '#calibration/settings.ts';
import type { MarketBook, MarketOptions } from '#market/book.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { MovedSurface } from './moved-surface.ts';

/** Everything an export can draw from: one consistent fit. */
export interface FitExport {
  readonly quotes: QuoteSet;
  readonly market: MarketBook;
  readonly marketOptions: MarketOptions;
  readonly filtered: FilteredBook;
  readonly settings: FitSettings;
  readonly result: CalibrationResult;
  /** Whether it is the fit that was accepted, or how many expiries differ from that; absent: none was. */
  readonly working?: number;
  /** What was found out of this very fit by making it again; absent: nothing was asked. */
  readonly assessed?: readonly Assessed[];
  /** How a live market has moved the fit since; absent: it is as it was fitted. Each slice says its own part of it. */
  readonly moved?: MovedSurface;
  readonly appVersion: string;
}

/** One kind of file to take away. Adding one touches its folder and the list in index.ts. */
export interface Exporter {
  /** Id on the command line, e.g. `fit-json`. */
  readonly id: string;
  /** Menu item, e.g. `Fit (JSON)`. */
  readonly label: string;
  readonly extension: string;
  readonly mediaType: string;
  /** One sentence said before the download: what it will contain, with its counts. */
  describe(fit: FitExport): string;
  /** Why there is nothing to write, as a sentence; null or absent where there is something. */
  lacks?(fit: FitExport): string | null;
  /** The file's text. Deterministic: same fit, same bytes. */
  write(fit: FitExport): string;
}

/** A number of things by their name: `1 expiry`, `13 expiries`. */
export function counted(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** For files of nothing but fitted expiries. */
export function lacksFittedExpiry({ result }: FitExport): string | null {
  const fitted = result.slices.some(({ status, theta }) => status !== 'failed' && theta !== null);
  return fitted ? null : 'No expiry is fitted.';
}

export { csvText } from './csv-text.ts';
export {
  type MovedSlice,
  movedCells,
  movedHeads,
  withMovedParameters,
  withoutParameters,
} from './moved-surface.ts';
export { bookVerdicts, excludedBy } from './quote-verdicts.ts';

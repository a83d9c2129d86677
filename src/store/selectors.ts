/**
 * Everything the screen shows that is not a fact of its own, derived from the
 * state by pure functions. Memoised: the same facts give the same object.
 */
import type { FitSlice } from '#calibration/request.ts';
import type { SliceFit } from '#calibration/result.ts';
import { type ScopedSettings, settingsFor } from '#calibration/settings.ts';
import { bookKey, type ExpiryBook } from '#market/book.ts';
import type { LeftOutReason } from '#market/filters.ts';
import { drawnQuotes } from './cursor.ts';
import { derive } from './derive.ts';
import { leftOutWords } from './empty-sentence.ts';
import { shownKeys } from './focus.ts';
import { type QuoteRow, quoteRowsOf } from './quote-rows.ts';
import type { WorkbenchState } from './state.ts';
import { type StatusSentence, statusSentenceOf } from './status-sentence.ts';
import { type StripCell, stripCellsOf } from './strip-cells.ts';
import { type ThroughCount, throughOf } from './through.ts';
import { type Verdict, verdictsOf } from './verdicts.ts';

export { leftOutWords } from './empty-sentence.ts';
export type { QuoteRow } from './quote-rows.ts';
export { asOfSentence, readingSentence, type StatusSentence, sourceName } from './status-sentence.ts';
export type { StripCell } from './strip-cells.ts';
export { halfSpreadsOf, type Side, sideOf, type ThroughCount } from './through.ts';
export { butterflyDetail, type Verdict } from './verdicts.ts';

type State = WorkbenchState;

/** Keys of the expiries on the strip, ascending in time. */
export const expiryKeysShown: (state: State) => readonly string[] = derive(
  (s: State) => [s.quotes, s.market, s.filtered],
  (quotes, market, filtered) =>
    quotes === null || market === null || filtered === null ? [] : shownKeys(quotes, market, filtered),
);

/** The book in focus and its place in the market; null without one. */
export const focusedBook: (
  state: State,
) => { readonly key: string; readonly index: number; readonly book: ExpiryBook } | null = derive(
  (s: State) => [s.quotes, s.market, s.look.focus],
  (quotes, market, key) => {
    if (quotes === null || market === null || key === null) return null;
    const index = market.books.findIndex((book) => bookKey(book, quotes) === key);
    const book = market.books[index];
    return book === undefined ? null : { key, index, book };
  },
);

/** The fit in focus with the quotes it was made from; null without one. */
export const focusedFit: (state: State) => SliceFit | null = (s) =>
  s.fitted?.result.slices.find((slice) => slice.key === s.look.focus) ?? null;

/** The quotes the focused fit was made from; columns align with the fit. */
export const focusedSlice: (state: State) => FitSlice | null = (s) =>
  s.fitted?.request.slices.find((slice) => slice.key === s.look.focus) ?? null;

/** One cell an expiry. */
export const stripCells: (state: State) => readonly StripCell[] = derive(
  (s: State) => [s.quotes, s.market, s.filtered, s.fitted],
  (quotes, market, filtered, fitted) =>
    quotes === null || market === null || filtered === null
      ? []
      : stripCellsOf(quotes, market, filtered, fitted?.quotes === quotes ? fitted : null),
);

/** Quotes of the focused smile through the fit. */
export const throughCount: (state: State) => ThroughCount = derive(
  (s: State) => [focusedSlice(s), focusedFit(s)],
  (slice, fit) => throughOf(slice ?? undefined, fit ?? undefined),
);

const rowsOfKeys = derive(
  (s: State) => [
    s.quotes,
    s.market,
    s.filtered,
    s.fitted,
    s.decisions.settings.manual,
    s.look.quotesOf === 'all' ? null : s.look.focus,
    s.look.quotesOf,
  ],
  (quotes, market, filtered, fitted, manual, focus, of): readonly QuoteRow[] => {
    if (quotes === null || market === null || filtered === null) return [];
    const keys = of === 'all' ? shownKeys(quotes, market, filtered) : focus === null ? [] : [focus];
    return keys.flatMap((key) => quoteRowsOf(quotes, market, filtered, fitted, manual, key));
  },
);

/** Rows of the Quotes table: the focused expiry or all, through the fit only where that is chosen. */
export const quoteRows: (state: State) => readonly QuoteRow[] = derive(
  (s: State) => [rowsOfKeys(s), s.look.throughOnly],
  (rows, throughOnly) =>
    throughOnly ? rows.filter((row) => row.side === 'rich' || row.side === 'cheap') : rows,
);

/** Rows the quote cursor steps along. */
export const cursorRows: (state: State) => readonly number[] = derive(
  (s: State) => [s.fitted, s.look.focus, s.look.allStrikes],
  (fitted, focus, allStrikes) => drawnQuotes(fitted, focus, allStrikes),
);

/** The row `e`, `+` and `-` act on: cursor or pointer, whichever moved last. */
export function activeQuote(s: State): number | null {
  const { lastMoved, hover, cursor } = s.look;
  return lastMoved === 'hover' ? (hover ?? cursor) : (cursor ?? hover);
}

/** The settings in force for one expiry. */
export const inForceSettings: (key: string) => (state: State) => ScopedSettings = (key) =>
  derive(
    (s: State) => [s.decisions.settings],
    (settings) => settingsFor(settings, key),
  );

/** The settings the Fit panel shows: those of all expiries, or of the focused one where the scope is This. */
export const shownSettings: (state: State) => ScopedSettings = derive(
  (s: State) => [s.decisions.settings, s.look.scope === 'this' ? s.look.focus : null],
  (settings, key) => (key === null ? settings.all : settingsFor(settings, key)),
);

/** True where an expiry has settings of its own. */
export const hasOwnSettings: (key: string) => (state: State) => boolean = (key) => (s) =>
  s.decisions.settings.byExpiry[key] !== undefined;

/** What takes no part in the fit. */
export interface LeftOutCounts {
  readonly total: number;
  readonly byFilter: Readonly<Record<LeftOutReason, number>>;
  readonly nearExpiry: number;
  /** Excluded by hand, of the quotes the filters keep. */
  readonly excluded: number;
  /** Weighed by hand, but not excluded. */
  readonly reweighed: number;
  /** Reasons with a count above zero, in words: `434 in the money`. */
  readonly words: readonly string[];
}

const NOTHING_LEFT_OUT: LeftOutCounts['byFilter'] = {
  'in-the-money': 0,
  'no-quote': 0,
  'no-bid': 0,
  'no-ask': 0,
  crossed: 0,
  'wide-spread': 0,
  'low-bid': 0,
  'no-implied-vol': 0,
};

export const leftOutCounts: (state: State) => LeftOutCounts = derive(
  (s: State) => [s.quotes, s.market, s.filtered, s.decisions.settings.manual],
  (quotes, market, filtered, manual) => {
    let excluded = 0;
    let reweighed = 0;
    market?.books.forEach((book, i) => {
      if (filtered?.dropped[i]) return;
      book.quote.forEach((row, j) => {
        const byHand = manual[quotes?.symbol[row] ?? ''];
        if (byHand === undefined || filtered?.state[i]?.[j] !== 0) return;
        if (byHand === 0) excluded++;
        else reweighed++;
      });
    });
    const byFilter = filtered?.counts ?? NOTHING_LEFT_OUT;
    const nearExpiry = filtered?.nearExpiry ?? 0;
    const entries = Object.entries(byFilter) as [LeftOutReason, number][];
    return {
      total: entries.reduce((sum, [, n]) => sum + n, nearExpiry),
      byFilter,
      nearExpiry,
      excluded,
      reweighed,
      words: entries.filter(([, n]) => n > 0).map(([reason, n]) => `${n} ${leftOutWords(reason)}`),
    };
  },
);

/** Butterfly and calendar over the board; null without a fit. */
export const verdicts: (state: State) => { readonly butterfly: Verdict; readonly calendar: Verdict } | null =
  derive(
    (s: State) => [s.fitted],
    (fitted) => (fitted === null ? null : verdictsOf(fitted.result)),
  );

/** The sentence of the status line with its next step; null when there is nothing to say. */
export const statusSentence: (state: State) => StatusSentence | null = derive(
  (s: State) => [s.quotes, s.market, s.filtered, s.fitted, s.fit, s.loading, s.openError],
  (quotes, market, filtered, fitted, fit, loading, openError) =>
    statusSentenceOf({ quotes, market, filtered, fitted, fit, loading, openError }),
);

/** The shown fit is older than the decisions by 150 ms, or its successor failed or was cancelled: dimmed. */
export function fitIsOld(s: State): boolean {
  return s.fit.overdue;
}

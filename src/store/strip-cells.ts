import { expiryMarks, shortDate } from '#base/format.ts';
import type { FitSlice } from '#calibration/request.ts';
import type { SliceFit } from '#calibration/result.ts';
import { type FitSettings, settingsFor } from '#calibration/settings.ts';
import { type ThroughCount, throughOf } from '#calibration/through.ts';
import { bookKey, type ExpiryBook, type MarketBook } from '#market/book.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { constraintsInForce, quotesNeeded } from '#models/constraints.ts';
import { modelById } from '#models/index.ts';
import type { Fitted } from './state.ts';

/** One expiry of the strip. */
export interface StripCell {
  readonly key: string;
  /** Its name, unique on the board: `7 Aug 2026`, `20 Feb 2026 SPXW`. */
  readonly name: string;
  /** `7 Aug`, with the year only where it differs from the expiry before: `26 Mar ’27`. */
  readonly label: string;
  /** What tells it from others of its date: `W`; empty where the date is enough. */
  readonly suffix: string;
  readonly expiry: number;
  readonly t: number;
  readonly forward: number;
  readonly atmVol: number | null;
  readonly rmseVol: number | null;
  /** Of none where no fitted quote has a spread. */
  readonly through: ThroughCount;
  readonly status: SliceFit['status'] | 'unfitted';
  /** Why it failed, in full; null when it did not. */
  readonly message: string | null;
  /** Why it failed in the width of a thumbnail: `3 quotes, needs 5`. */
  readonly short: string | null;
}

/** Cells of every expiry that the filters do not leave out whole, ascending in time. */
export function stripCellsOf(
  quotes: QuoteSet,
  market: MarketBook,
  filtered: FilteredBook,
  fitted: Fitted | null,
): StripCell[] {
  const fits = new Map(fitted?.result.slices.map((fit) => [fit.key, fit]));
  const slices = new Map(fitted?.request.slices.map((slice) => [slice.key, slice]));
  const marks = marksOf(market, quotes);
  const shown = market.books.filter((_, i) => !filtered.dropped[i]);
  return shown.map((book, i) => {
    const key = bookKey(book, quotes);
    const mark = marks.get(key);
    const fit = fits.get(key);
    const failed = fit?.status === 'failed';
    return {
      key,
      name: mark?.name ?? key,
      label: shortDate(book.expiry, yearChanges(shown[i - 1], book)),
      suffix: mark?.suffix ?? '',
      expiry: book.expiry,
      t: book.t,
      forward: book.forward.value,
      atmVol: fit?.measures?.vol ?? null,
      rmseVol: fit?.rmseVol ?? null,
      through: throughOf(fit),
      status: fit?.status ?? 'unfitted',
      message: failed ? fit.message : null,
      short: failed
        ? shortReason(slices.get(key), fitted?.request.settings, book.expiry <= market.asOf)
        : null,
    };
  });
}

const marked = new WeakMap<MarketBook, { readonly quotes: QuoteSet; readonly marks: Marks }>();
type Marks = ReturnType<typeof expiryMarks>;

/** What tells the expiries apart; written once a market. */
function marksOf(market: MarketBook, quotes: QuoteSet): Marks {
  const known = marked.get(market);
  if (known?.quotes === quotes) return known.marks;
  const keys = market.books.map((book) => bookKey(book, quotes));
  const marks = expiryMarks(keys, quotes.underlying);
  marked.set(market, { quotes, marks });
  return marks;
}

function yearChanges(before: ExpiryBook | undefined, book: ExpiryBook): boolean {
  return (
    before !== undefined &&
    new Date(before.expiry).getUTCFullYear() !== new Date(book.expiry).getUTCFullYear()
  );
}

function shortReason(
  slice: FitSlice | undefined,
  settings: FitSettings | undefined,
  hasExpired: boolean,
): string {
  if (hasExpired) return 'expired';
  const model = modelById(settings?.model ?? '');
  const needs =
    settings === undefined || slice === undefined || model === undefined
      ? undefined
      : quotesNeeded(
          model.minQuotes,
          constraintsInForce(model.parameters, settingsFor(settings, slice.key).parameters),
        );
  const quotes = slice?.manual.length ?? 0;
  const usable = slice?.manual.filter((weight) => weight > 0).length ?? 0;
  if (usable === 0 && quotes > 0) return 'every weight is 0';
  if (needs === undefined || usable >= needs) return 'fit failed';
  return `${usable} ${usable === 1 ? 'quote' : 'quotes'}, needs ${needs}`;
}

import { bookKey, type ExpiryBook, type MarketBook } from '#market/book.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';

/** The expiry a desk looks at first: a month out. */
const FIRST_LOOK_YEARS = 30 / 365;

/** Keys of the expiries on the strip, ascending in time: those not left out whole. */
export function shownKeys(quotes: QuoteSet, market: MarketBook, filtered: FilteredBook): string[] {
  return market.books.flatMap((book, i) => (filtered.dropped[i] ? [] : [bookKey(book, quotes)]));
}

/**
 * Focus on a new board: the same expiry, else the one nearest to it in time;
 * without a focus before, the one with enough quotes nearest to thirty days.
 */
export function refocus(
  focus: string | null,
  quotes: QuoteSet,
  market: MarketBook,
  filtered: FilteredBook,
): string | null {
  const shown = market.books.filter((_, i) => !filtered.dropped[i]);
  if (shown.length === 0) return null;
  if (focus !== null) {
    const same = shown.find((book) => bookKey(book, quotes) === focus);
    const wanted = same?.expiry ?? Date.parse(focus.slice(focus.lastIndexOf('@') + 1));
    if (!Number.isNaN(wanted))
      return bookKey(same ?? nearest(shown, (b) => Math.abs(b.expiry - wanted)), quotes);
  }
  const fittable = market.books.filter((_, i) => !filtered.dropped[i] && kept(filtered.state[i]) >= 5);
  const from = fittable.length > 0 ? fittable : shown;
  return bookKey(
    nearest(from, (b) => Math.abs(Math.log(b.t / FIRST_LOOK_YEARS))),
    quotes,
  );
}

function kept(state: Uint8Array | undefined): number {
  let n = 0;
  for (let i = 0; i < (state?.length ?? 0); i++) if (state?.[i] === 0) n++;
  return n;
}

function nearest(books: readonly ExpiryBook[], distance: (book: ExpiryBook) => number): ExpiryBook {
  return books.reduce((best, book) => (distance(book) < distance(best) ? book : best));
}

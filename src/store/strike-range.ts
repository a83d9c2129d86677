/** Weights by hand over a range of strikes: what a brush on the smile does. */
import { bookKey, type MarketBook } from '#market/book.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { RANGES, withSettings } from './edits.ts';
import type { Decisions } from './state.ts';

/** What is done to the weights: multiplied by a number, taken out, or what was done by hand forgotten. */
export type StrikeWeighing = number | 'exclude' | 'reset';

/** Symbols of the quotes of an expiry that the filters keep, between two strikes in either order, ends included. */
export function quotesBetween(
  quotes: QuoteSet,
  market: MarketBook,
  filtered: FilteredBook,
  key: string,
  from: number,
  to: number,
): string[] {
  const b = market.books.findIndex((book) => bookKey(book, quotes) === key);
  const book = market.books[b];
  const state = filtered.state[b];
  if (book === undefined || state === undefined) return [];
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const found: string[] = [];
  for (let i = 0; i < book.quote.length; i++) {
    const strike = book.strike[i] ?? Number.NaN;
    const symbol = quotes.symbol[book.quote[i] ?? -1];
    if (state[i] === 0 && strike >= low && strike <= high && symbol !== undefined) found.push(symbol);
  }
  return found;
}

/**
 * The weights of these quotes multiplied, taken out or forgotten. A quote that is out stays out under a multiplier:
 * only forgetting brings it back. A factor that is not a number from 0 up changes nothing.
 */
export function withStrikesWeighed(d: Decisions, symbols: readonly string[], by: StrikeWeighing): Decisions {
  if (typeof by === 'number' && !(by >= 0 && Number.isFinite(by))) return d;
  const manual = new Map(Object.entries(d.settings.manual));
  for (const symbol of symbols) {
    const before = manual.get(symbol) ?? 1;
    const after = by === 'exclude' ? 0 : by === 'reset' ? 1 : Math.min(RANGES.manual[1], before * by);
    if (after === 1) manual.delete(symbol);
    else manual.set(symbol, after);
  }
  return withSettings(d, { manual: Object.fromEntries(manual) });
}

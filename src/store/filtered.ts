import { applyFilters } from '#market/apply-filters.ts';
import type { MarketBook } from '#market/book.ts';
import type { FilteredBook, FilterSettings } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';

interface Applied {
  readonly quotes: QuoteSet;
  readonly filters: FilterSettings;
  readonly filtered: FilteredBook;
}

const latest = new WeakMap<MarketBook, Applied>();

/**
 * What the filters keep of a market; the same object for the same filters, and of each expiry the same verdicts
 * while they say the same, so that what is made of them and what shows them stays as it is.
 */
export function filteredBook(quotes: QuoteSet, market: MarketBook, filters: FilterSettings): FilteredBook {
  const known = latest.get(market);
  if (known?.quotes === quotes && known.filters === filters) return known.filtered;
  const filtered = withSame(applyFilters(quotes, market, filters), known?.filtered);
  latest.set(market, { quotes, filters, filtered });
  return filtered;
}

function withSame(filtered: FilteredBook, before: FilteredBook | undefined): FilteredBook {
  if (before === undefined) return filtered;
  const same = (now: Uint8Array, then: Uint8Array | undefined): Uint8Array =>
    then !== undefined && equal(now, then) ? then : now;
  return {
    ...filtered,
    state: filtered.state.map((verdicts, i) => same(verdicts, before.state[i])),
    admitted: filtered.admitted.map((letIn, i) => same(letIn, before.admitted[i])),
  };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}

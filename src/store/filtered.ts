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

/** What the filters keep of a market; the same object for the same filters, so that what shows it stays as it is. */
export function filteredBook(quotes: QuoteSet, market: MarketBook, filters: FilterSettings): FilteredBook {
  const known = latest.get(market);
  if (known?.quotes === quotes && known.filters === filters) return known.filtered;
  const filtered = applyFilters(quotes, market, filters);
  latest.set(market, { quotes, filters, filtered });
  return filtered;
}

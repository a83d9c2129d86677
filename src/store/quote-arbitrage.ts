/** The violations among the quotes of the board on the screen, found once for each market. */

import { arbitrageSentence } from '#market/arbitrage-words.ts';
import { bookKey, type MarketBook } from '#market/book.ts';
import type { FilteredBook } from '#market/filters.ts';
import { type QuoteArbitrage, quoteArbitrage } from '#market/quote-arbitrage.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { derive } from './derive.ts';
import { type Draft, draft } from './messages.ts';
import type { WorkbenchState } from './state.ts';

interface Found {
  readonly dropped: string;
  readonly violations: readonly QuoteArbitrage[];
}

const known = new WeakMap<MarketBook, Found>();

/** Violations of the expiries that are not left out whole. */
export function violationsOf(
  quotes: QuoteSet,
  market: MarketBook,
  filtered: FilteredBook,
): readonly QuoteArbitrage[] {
  const dropped = filtered.dropped.join();
  const before = known.get(market);
  if (before?.dropped === dropped) return before.violations;
  const violations = quoteArbitrage(quotes, market, filtered.dropped);
  known.set(market, { dropped, violations });
  return violations;
}

/** Violations among the quotes on the screen. */
export const quoteViolations: (state: WorkbenchState) => readonly QuoteArbitrage[] = derive(
  (s: WorkbenchState) => [s.quotes, s.market, s.filtered],
  (quotes, market, filtered) =>
    quotes === null || market === null || filtered === null ? [] : violationsOf(quotes, market, filtered),
);

/** One message a kind and expiry, on its largest violation. */
export function arbitrageDrafts(quotes: QuoteSet, market: MarketBook, filtered: FilteredBook): Draft[] {
  const groups = new Map<string, QuoteArbitrage[]>();
  for (const violation of violationsOf(quotes, market, filtered)) {
    const key = `${violation.kind} ${violation.book}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [violation]);
    else group.push(violation);
  }
  return [...groups.values()].map((group) => {
    const worst = group.reduce((a, b) => (b.size > a.size ? b : a));
    const { kind, book } = worst;
    return draft('warning', `quote-${kind}`, arbitrageSentence(quotes, market, worst, group.length), {
      count: group.length,
      expiry: bookKey(market.books[book]!, quotes),
      action: { label: 'Show arbitrage', kind: 'show-arbitrage' },
    });
  });
}

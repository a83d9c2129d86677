/** What is said of the violations among the quotes. */
import { arbitrageSentence } from '#market/arbitrage-words.ts';
import { bookKey, type MarketBook } from '#market/book.ts';
import type { QuoteArbitrage } from '#market/quote-arbitrage.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { type Draft, draft } from './messages.ts';

/** One message a kind and expiry, on its largest violation. */
export function arbitrageDrafts(quotes: QuoteSet, market: MarketBook): Draft[] {
  const groups = new Map<string, QuoteArbitrage[]>();
  for (const violation of market.arbitrage) {
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

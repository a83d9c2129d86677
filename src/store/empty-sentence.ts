import { count } from '#base/format.ts';
import type { MarketBook } from '#market/book.ts';
import type { FilteredBook, LeftOutReason } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';

const WORDS: Readonly<Record<LeftOutReason, string>> = {
  'in-the-money': 'in the money',
  'no-quote': 'without bid and ask',
  'no-bid': 'without a bid',
  'no-ask': 'without an ask',
  crossed: 'crossed',
  'low-bid': 'with a bid below the limit',
  'wide-spread': 'with too wide a spread',
  stale: 'too old',
  'no-implied-vol': 'without an implied volatility',
};

/** Name of what was read: the file, or the first of several. */
export function quoteSetName(quotes: Pick<QuoteSet, 'files'>): string {
  const [first, ...more] = quotes.files;
  if (first === undefined) return 'the file';
  return more.length === 0 ? first.name : `${first.name} and ${more.length} more`;
}

/** `No quote in {name} can be fitted: 868 read, 434 in the money, 434 without a bid.` */
export function emptySentence(quotes: QuoteSet, market: MarketBook, filtered: FilteredBook): string {
  const left = Object.entries(filtered.counts) as [LeftOutReason, number][];
  const parts = [
    `${count(quotes.symbol.length)} read`,
    ...market.dropped
      .filter((d) => d.count > 0)
      .map((d) => `${count(d.count)} ${d.reason.replaceAll('-', ' ')}`),
    ...(filtered.nearExpiry > 0 ? [`${count(filtered.nearExpiry)} too close to expiry`] : []),
    ...(filtered.inSettlement > 0 ? [`${count(filtered.inSettlement)} inside their settlement window`] : []),
    ...left.filter(([, n]) => n > 0).map(([reason, n]) => `${count(n)} ${WORDS[reason]}`),
  ];
  return `No quote in ${quoteSetName(quotes)} can be fitted: ${parts.join(', ')}.`;
}

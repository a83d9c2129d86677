import { date, expiryName, fixed, price, strike } from '#base/format.ts';
import type { Issue } from '#base/outcome.ts';
import { bookKey, type MarketBook } from './book.ts';
import type { ArbitrageKind, ArbitrageLeg, QuoteArbitrage } from './quote-arbitrage.ts';
import type { QuoteSet } from './quote-set.ts';

/** What each kind is called, and how it speaks of several. */
const KINDS: Readonly<Record<ArbitrageKind, readonly [one: string, many: string]>> = {
  vertical: ['vertical', 'verticals'],
  butterfly: ['butterfly', 'butterflies'],
  calendar: ['calendar', 'calendars'],
  box: ['box', 'boxes'],
  parity: ['pair against the future', 'pairs against the future'],
};

/** One word or few for a kind of violation. */
function kindWord(kind: ArbitrageKind, count = 1): string {
  return KINDS[kind][count === 1 ? 0 : 1];
}

/** The quotes dealt in on one side, with their prices: `0.667 × 105 C at 2.41 + 0.333 × 120 C at 0.62`. */
export function legsText(
  quotes: QuoteSet,
  market: MarketBook,
  violation: QuoteArbitrage,
  side: ArbitrageLeg['side'],
): string {
  const home = market.books[violation.book]?.expiry;
  return violation.legs
    .filter((leg) => leg.side === side)
    .map(({ row, units }) => {
      const times = Math.abs(units - 1) < 5e-4 ? '' : `${fixed(units, 3)} × `;
      const paid = dealt(quotes, row, side);
      // Without a tick, the decimals that the file gives it.
      const at = quotes.unit === 'vol' ? '' : ` at ${price(paid, quotes.tick?.[row] || paid)}`;
      const day = quotes.expiry[row] === home ? '' : ` ${date(quotes.expiry[row])}`;
      const type = quotes.isCall[row] === 1 ? 'C' : 'P';
      return `${times}${strike(quotes.strike[row])} ${type}${day}${at}`;
    })
    .join(' + ');
}

/** What is gained on one unit, in the premium of the file. */
export function gainText(quotes: QuoteSet, { size, legs }: QuoteArbitrage): string {
  const tick = quotes.tick?.[legs[0]?.row ?? -1];
  // A mixture gains fractions of a tick; where there is none, three digits tell the size.
  return price(size, tick !== undefined && tick > 0 ? tick / 10 : 10 ** (Math.floor(Math.log10(size)) - 2));
}

/** `25 Sep 2026: sell 120 C at 3.10, buy 110 C at 2.90 and gain 0.20 (4.0 ticks).` */
export function violationSentence(quotes: QuoteSet, market: MarketBook, violation: QuoteArbitrage): string {
  const book = market.books[violation.book];
  const name = book === undefined ? '' : `${expiryName(bookKey(book, quotes))}: `;
  const ticks = violation.ticks === null ? '' : ` (${fixed(violation.ticks, 1)} ticks)`;
  const sell = legsText(quotes, market, violation, 'sell');
  const buy = legsText(quotes, market, violation, 'buy');
  return `${name}sell ${sell}, buy ${buy} and gain ${gainText(quotes, violation)}${ticks}`;
}

/** One issue a kind of violation over the whole board, on its largest. */
export function arbitrageIssues(quotes: QuoteSet, market: MarketBook): Issue[] {
  return (Object.keys(KINDS) as ArbitrageKind[]).flatMap((kind): Issue[] => {
    const group = market.arbitrage.filter((violation) => violation.kind === kind);
    const [first, ...more] = group;
    if (first === undefined) return [];
    const worst = more.reduce((a, b) => (b.size > a.size ? b : a), first);
    return [
      {
        severity: 'warning',
        code: `quote-${kind}`,
        message: arbitrageSentence(quotes, market, worst, group.length),
        count: group.length,
      },
    ];
  });
}

/** How many there are of a kind, and the largest of them in full. */
export function arbitrageSentence(
  quotes: QuoteSet,
  market: MarketBook,
  worst: QuoteArbitrage,
  count: number,
): string {
  const text = violationSentence(quotes, market, worst);
  return count === 1
    ? `Arbitrage among the quotes, ${kindWord(worst.kind)}, ${text}.`
    : `Arbitrage among the quotes, ${count} ${kindWord(worst.kind, count)}, the largest ${text}.`;
}

function dealt(quotes: QuoteSet, row: number, side: ArbitrageLeg['side']): number | undefined {
  return side === 'sell' ? quotes.bid[row] : quotes.ask[row];
}

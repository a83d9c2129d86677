import { bookKey, type ExpiryBook } from '#market/book.ts';
import { buildBook } from '#market/build-book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { blackPrice } from '#pricing/black76.ts';
import { ChainExpiry } from './chain-expiry.ts';
import type { ChainView } from './live-chain.ts';

/** The expiries of a whole chain, as the market room reads it; null where it cannot. */
export function givenExpiries(quotes: QuoteSet): readonly ChainView[] | null {
  const market = buildBook(quotes, { asOf: null, forwards: {} });
  if (!market.ok) return null;
  return market.value.books.map((book) => ({
    expiry: expiryOf(quotes, book, market.value.asOf),
    forward: book.forward.value,
    unit: quotes.unit === 'currency' ? book.forward.discount * book.forward.value : 1,
  }));
}

function expiryOf(quotes: QuoteSet, book: ExpiryBook, asOf: number): ChainExpiry {
  const expiry = new ChainExpiry(bookKey(book, quotes), book.expiry);
  // A file of volatilities has no prices: those that they are.
  const priceOf = (side: Float64Array, vol: Float64Array, j: number): number =>
    quotes.unit === 'vol'
      ? blackPrice(1, Math.exp(book.k[j]!), book.t, vol[j]!, book.isCall[j] === 1)
      : side[book.quote[j]!]!;
  book.quote.forEach((row, j) => {
    const quote = expiry.list(quotes.symbol[row]!, book.strike[j]!, book.isCall[j] === 1);
    quote.bid = priceOf(quotes.bid, book.bidVol, j);
    quote.ask = priceOf(quotes.ask, book.askVol, j);
    quote.bidSize = quotes.bidSize?.[row] ?? Number.NaN;
    quote.askSize = quotes.askSize?.[row] ?? Number.NaN;
    quote.bidDepth = quotes.bidDepth?.[row] ?? Number.NaN;
    quote.askDepth = quotes.askDepth?.[row] ?? Number.NaN;
    quote.stamp = quotes.timestamp?.[row] ?? asOf;
    quote.isCurrent = true;
    expiry.touched(quote, quote.stamp);
  });
  return expiry;
}

import type { ExpiryBook, MarketBook } from './book.ts';
import { median } from './columns.ts';
import type { QuoteSet } from './quote-set.ts';

/** What may be wrong with a quote that no filter leaves out; it is shown, and takes part all the same. */
export type QuoteFlag = 'one-tick-bid' | 'wide-ask' | 'stale';

/** Flags of the quotes of one book. Columns of its length. */
export interface BookFlags {
  /** Flags of the quote at a place of the book. */
  flagsOf(place: number): readonly QuoteFlag[];
  /** Bid-ask in volatility over the median of the two-sided out-of-the-money quotes; NaN without both sides. */
  readonly spreadRatio: Float64Array;
  /** Seconds between the quote and the as-of instant, NaN where it has no stamp; null: the file has none. */
  readonly age: Float64Array | null;
}

/** A spread in volatility this many times the median of its expiry is flagged: the size up to which microprices are believed. */
const WIDE_ASK = 3;
/** Seconds after which a quote is flagged as stale: its weight by age has halved at the default half-life. */
export const STALE_SECONDS = 60;

/** Flags of every quote of a book. */
export function bookFlags(quotes: QuoteSet, market: Pick<MarketBook, 'asOf'>, book: ExpiryBook): BookFlags {
  const n = book.quote.length;
  const spreadRatio = new Float64Array(n);
  const known = new Float64Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    const spread = book.askVol[i]! - book.bidVol[i]!;
    spreadRatio[i] = spread;
    const outOfTheMoney = book.isCall[i] === 1 ? book.k[i]! >= 0 : book.k[i]! <= 0;
    if (spread > 0 && outOfTheMoney) known[count++] = spread;
  }
  const typical = count === 0 ? Number.NaN : median(known, count);
  for (let i = 0; i < n; i++) spreadRatio[i]! /= typical;
  const { timestamp, tick } = quotes;
  const age = timestamp === null ? null : new Float64Array(n);
  if (age !== null && timestamp !== null) {
    for (let i = 0; i < n; i++) age[i] = Math.max(0, (market.asOf - timestamp[book.quote[i]!]!) / 1000);
  }
  const flagsOf = (i: number): QuoteFlag[] => {
    const row = book.quote[i]!;
    const bid = quotes.bid[row]!;
    const step = tick?.[row] ?? 0;
    const found: QuoteFlag[] = [];
    // Half a millionth of a tick forgives prices that are multiples of it only in decimal.
    if (step > 0 && bid > 0 && bid / step < 1 + 5e-7) found.push('one-tick-bid');
    if (spreadRatio[i]! > WIDE_ASK) found.push('wide-ask');
    if (age !== null && age[i]! > STALE_SECONDS) found.push('stale');
    return found;
  };
  return { flagsOf, spreadRatio, age };
}

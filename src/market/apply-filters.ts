import type { ExpiryBook, MarketBook } from './book.ts';
import { type FilteredBook, type FilterSettings, LEFT_OUT_REASONS, type LeftOutReason } from './filters.ts';
import type { QuoteSet } from './quote-set.ts';

const MS_PER_HOUR = 3_600_000;

const CODE = Object.fromEntries(LEFT_OUT_REASONS.map((reason, code) => [reason, code])) as Readonly<
  Record<'kept' | LeftOutReason, number>
>;

/**
 * The verdict of the filters on every quote. Each quote gets the first reason that applies, in the
 * order of LEFT_OUT_REASONS, so the counts of reasons and `kept` add up to the quotes of the books
 * that stay. A quote kept has a volatility; one with both sides has those of bid, ask and mid.
 */
export function applyFilters(quotes: QuoteSet, market: MarketBook, filters: FilterSettings): FilteredBook {
  const counts = Object.fromEntries(LEFT_OUT_REASONS.slice(1).map((reason) => [reason, 0])) as Record<
    LeftOutReason,
    number
  >;
  const state: Uint8Array[] = [];
  const dropped: boolean[] = [];
  let nearExpiry = 0;
  let kept = 0;
  for (const book of market.books) {
    const verdicts = new Uint8Array(book.quote.length);
    for (let i = 0; i < verdicts.length; i++) verdicts[i] = CODE[verdict(quotes, book, i, filters)];
    const near = book.expiry - market.asOf < filters.expiryWithinHours * MS_PER_HOUR;
    state.push(verdicts);
    dropped.push(near);
    if (near) {
      nearExpiry += verdicts.length;
      continue;
    }
    for (const code of verdicts) {
      const reason = LEFT_OUT_REASONS[code]!;
      if (reason === 'kept') kept++;
      else counts[reason]++;
    }
  }
  return { state, dropped, counts, nearExpiry, kept };
}

function verdict(
  quotes: QuoteSet,
  book: ExpiryBook,
  i: number,
  filters: FilterSettings,
): 'kept' | LeftOutReason {
  const row = book.quote[i]!;
  const bid = quotes.bid[row]!;
  const ask = quotes.ask[row]!;
  const hasBid = bid > 0;
  const hasAsk = ask > 0;
  const k = book.k[i]!;
  if (!filters.inTheMoney && (book.isCall[i] === 1 ? k < 0 : k > 0)) return 'in-the-money';
  if (!hasBid && !hasAsk) return 'no-quote';
  if (!hasBid && !filters.oneSided) return 'no-bid';
  if (!hasAsk && !filters.oneSided) return 'no-ask';
  if (hasBid && hasAsk && bid > ask && !filters.crossed) return 'crossed';
  const tick = quotes.tick?.[row] ?? 0;
  // Half a millionth of a tick forgives prices that are multiples of it only in decimal.
  if (hasBid && tick > 0 && bid / tick < filters.bidBelowTicks - 5e-7) return 'low-bid';
  if (hasBid && hasAsk) {
    const low = book.bidPrice[i]!;
    const high = book.askPrice[i]!;
    if ((2 * (high - low)) / (high + low) > filters.relativeSpreadAbove) return 'wide-spread';
    const complete = book.bidVol[i]! > 0 && book.askVol[i]! > 0 && book.midVol[i]! > 0;
    return complete ? 'kept' : 'no-implied-vol';
  }
  return book.bidVol[i]! > 0 || book.askVol[i]! > 0 ? 'kept' : 'no-implied-vol';
}

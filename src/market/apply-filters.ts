import type { ExpiryBook, MarketBook } from './book.ts';
import { type FilteredBook, type FilterSettings, LEFT_OUT_REASONS, type LeftOutReason } from './filters.ts';
import type { QuoteSet } from './quote-set.ts';
import { isUnsettled } from './settlement.ts';

const MS_PER_HOUR = 3_600_000;

const CODE = Object.fromEntries(LEFT_OUT_REASONS.map((reason, code) => [reason, code])) as Readonly<
  Record<'kept' | LeftOutReason, number>
>;

/**
 * The verdict of the filters on every quote. Each quote gets the first reason that applies, in the
 * order of LEFT_OUT_REASONS, so the counts of reasons and `kept` add up to the quotes of the books
 * that stay. A quote kept has a volatility; one that no hand let in and that has both sides has
 * those of bid, ask and mid. A quote let in by hand is kept wherever it has a volatility at all.
 */
export function applyFilters(quotes: QuoteSet, market: MarketBook, filters: FilterSettings): FilteredBook {
  const counts = Object.fromEntries(LEFT_OUT_REASONS.slice(1).map((reason) => [reason, 0])) as Record<
    LeftOutReason,
    number
  >;
  const state: Uint8Array[] = [];
  const admitted: Uint8Array[] = [];
  const dropped: boolean[] = [];
  const settling: boolean[] = [];
  let nearExpiry = 0;
  let inSettlement = 0;
  let kept = 0;
  const anyAdmitted = Object.keys(filters.admitted).length > 0;
  for (const book of market.books) {
    const verdicts = new Uint8Array(book.quote.length);
    const letIn = new Uint8Array(book.quote.length);
    for (let i = 0; i < verdicts.length; i++) {
      const code = CODE[verdict(quotes, market, book, i, filters)];
      if (code !== 0 && anyAdmitted && isAdmitted(quotes, book, i, filters)) letIn[i] = code;
      else verdicts[i] = code;
    }
    state.push(verdicts);
    admitted.push(letIn);
    const near = book.expiry - market.asOf < filters.expiryWithinHours * MS_PER_HOUR;
    const unsettled = !near && isUnsettled(book);
    dropped.push(near || unsettled);
    settling.push(unsettled);
    if (near) nearExpiry += verdicts.length;
    if (unsettled) inSettlement += verdicts.length;
    if (near || unsettled) continue;
    for (const code of verdicts) {
      const reason = LEFT_OUT_REASONS[code]!;
      if (reason === 'kept') kept++;
      else counts[reason]++;
    }
  }
  return { state, admitted, dropped, settling, counts, nearExpiry, inSettlement, kept };
}

/** A quote that a hand may let in: at least one side has a volatility. */
export function canBeAdmitted(book: Pick<ExpiryBook, 'bidVol' | 'askVol'>, i: number): boolean {
  return book.bidVol[i]! > 0 || book.askVol[i]! > 0;
}

function isAdmitted(quotes: QuoteSet, book: ExpiryBook, i: number, { admitted }: FilterSettings): boolean {
  return Object.hasOwn(admitted, quotes.symbol[book.quote[i]!]!) && canBeAdmitted(book, i);
}

function verdict(
  quotes: QuoteSet,
  market: MarketBook,
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
  const twoSided = hasBid && hasAsk;
  if (twoSided && relativeSpread(book, i) > filters.relativeSpreadAbove) return 'wide-spread';
  if (filters.olderThanSeconds !== null && quotes.timestamp !== null) {
    if (market.asOf - quotes.timestamp[row]! > 1000 * filters.olderThanSeconds) return 'stale';
  }
  const hasVol = twoSided
    ? book.bidVol[i]! > 0 && book.askVol[i]! > 0 && book.midVol[i]! > 0
    : canBeAdmitted(book, i);
  return hasVol ? 'kept' : 'no-implied-vol';
}

/** (ask - bid)/mid of the prices of a two-sided quote. */
function relativeSpread(book: ExpiryBook, i: number): number {
  const low = book.bidPrice[i]!;
  const high = book.askPrice[i]!;
  return (2 * (high - low)) / (high + low);
}

import type { ExpiryBook, MarketBook } from './book.ts';
import { type FilteredBook, type FilterSettings, LEFT_OUT_REASONS, type LeftOutReason } from './filters.ts';
import type { QuoteSet } from './quote-set.ts';
import { isUnsettled } from './settlement.ts';

const MS_PER_HOUR = 3_600_000;

const codeOf = (reason: (typeof LEFT_OUT_REASONS)[number]): number => LEFT_OUT_REASONS.indexOf(reason);

const KEPT = codeOf('kept');
const IN_THE_MONEY = codeOf('in-the-money');
const NO_QUOTE = codeOf('no-quote');
const NO_BID = codeOf('no-bid');
const NO_ASK = codeOf('no-ask');
const CROSSED = codeOf('crossed');
const LOW_BID = codeOf('low-bid');
const WIDE_SPREAD = codeOf('wide-spread');
const STALE = codeOf('stale');
const NO_IMPLIED_VOL = codeOf('no-implied-vol');

/**
 * The verdict of the filters on every quote. Each quote gets the first reason that applies, in the
 * order of LEFT_OUT_REASONS, so the counts of reasons and `kept` add up to the quotes of the books
 * that stay. A quote kept has a volatility; one that no hand let in and that has both sides has
 * those of bid, ask and mid. A quote let in by hand is kept wherever it has a volatility at all.
 */
export function applyFilters(quotes: QuoteSet, market: MarketBook, filters: FilterSettings): FilteredBook {
  const byCode: number[] = LEFT_OUT_REASONS.map(() => 0);
  const state: Uint8Array[] = [];
  const admitted: Uint8Array[] = [];
  const dropped: boolean[] = [];
  const settling: boolean[] = [];
  let nearExpiry = 0;
  let inSettlement = 0;
  // A set, for looking a symbol up among the keys of an object makes a key of it first.
  const byName = new Set(Object.keys(filters.admitted));
  for (const book of market.books) {
    const verdicts = new Uint8Array(book.quote.length);
    const letIn = new Uint8Array(book.quote.length);
    for (let i = 0; i < verdicts.length; i++) {
      const code = verdict(quotes, market, book, i, filters);
      if (code !== KEPT && byName.size > 0 && isAdmitted(quotes, book, i, byName)) letIn[i] = code;
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
    for (let i = 0; i < verdicts.length; i++) byCode[verdicts[i]!]!++;
  }
  const kept = byCode[0]!;
  const counts = Object.fromEntries(
    LEFT_OUT_REASONS.slice(1).map((reason, i) => [reason, byCode[i + 1]!]),
  ) as Record<LeftOutReason, number>;
  return { state, admitted, dropped, settling, counts, nearExpiry, inSettlement, kept };
}

/** A quote that a hand may let in: at least one side has a volatility. */
export function canBeAdmitted(book: Pick<ExpiryBook, 'bidVol' | 'askVol'>, i: number): boolean {
  return book.bidVol[i]! > 0 || book.askVol[i]! > 0;
}

function isAdmitted(quotes: QuoteSet, book: ExpiryBook, i: number, byName: ReadonlySet<string>): boolean {
  return canBeAdmitted(book, i) && byName.has(quotes.symbol[book.quote[i]!]!);
}

/** Code of the first reason that applies: a number, for strings would take most of the time on a large board. */
function verdict(
  quotes: QuoteSet,
  market: MarketBook,
  book: ExpiryBook,
  i: number,
  filters: FilterSettings,
): number {
  const row = book.quote[i]!;
  const bid = quotes.bid[row]!;
  const ask = quotes.ask[row]!;
  const hasBid = bid > 0;
  const hasAsk = ask > 0;
  const k = book.k[i]!;
  if (!filters.inTheMoney && (book.isCall[i] === 1 ? k < 0 : k > 0)) return IN_THE_MONEY;
  if (!hasBid && !hasAsk) return NO_QUOTE;
  if (!hasBid && !filters.oneSided) return NO_BID;
  if (!hasAsk && !filters.oneSided) return NO_ASK;
  if (hasBid && hasAsk && bid > ask && !filters.crossed) return CROSSED;
  const tick = quotes.tick?.[row] ?? 0;
  // Half a millionth of a tick forgives prices that are multiples of it only in decimal.
  if (hasBid && tick > 0 && bid / tick < filters.bidBelowTicks - 5e-7) return LOW_BID;
  const twoSided = hasBid && hasAsk;
  if (twoSided && relativeSpread(book, i) > filters.relativeSpreadAbove) return WIDE_SPREAD;
  if (filters.olderThanSeconds !== null && quotes.timestamp !== null) {
    if (market.asOf - quotes.timestamp[row]! > 1000 * filters.olderThanSeconds) return STALE;
  }
  const hasVol = twoSided
    ? book.bidVol[i]! > 0 && book.askVol[i]! > 0 && book.midVol[i]! > 0
    : canBeAdmitted(book, i);
  return hasVol ? KEPT : NO_IMPLIED_VOL;
}

/** (ask - bid)/mid of the prices of a two-sided quote. */
function relativeSpread(book: ExpiryBook, i: number): number {
  const low = book.bidPrice[i]!;
  const high = book.askPrice[i]!;
  return (2 * (high - low)) / (high + low);
}

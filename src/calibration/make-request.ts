import { MS_PER_YEAR } from '#base/units.ts';
import { bookKey, type ExpiryBook, type MarketBook } from '#market/book.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { SettlementAverage } from '#market/settlement.ts';
import type { CalibrationRequest, FitSlice } from './request.ts';
import type { FitSettings } from './settings.ts';

function fitSlice(
  quotes: QuoteSet,
  market: MarketBook,
  book: ExpiryBook,
  state: Uint8Array,
  manual: FitSettings['manual'],
): FitSlice {
  const kept: number[] = [];
  for (let i = 0; i < state.length; i++) if (state[i] === 0) kept.push(i);
  // Rows quoted against their own forward need not be in the order of their strikes.
  kept.sort((i, j) => book.k[i]! - book.k[j]! || i - j);
  const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, (i) => column[i]!);
  const fromSet = (column: Float64Array): Float64Array =>
    Float64Array.from(kept, (i) => column[book.quote[i]!]!);
  const { openInterest, volume, timestamp, bidSize, askSize } = quotes;
  const known = (value: number | undefined): number => (value !== undefined && value > 0 ? value : 0);
  return {
    key: bookKey(book, quotes),
    expiry: book.expiry,
    t: book.t,
    forward: book.forward.value,
    quote: Int32Array.from(kept, (i) => book.quote[i]!),
    k: pick(book.k),
    bidVol: pick(book.bidVol),
    askVol: pick(book.askVol),
    midVol: pick(book.midVol),
    tickVol: pick(book.tickVol),
    bidSize: bidSize === null ? null : fromSet(bidSize),
    askSize: askSize === null ? null : fromSet(askSize),
    activity:
      openInterest === null && volume === null
        ? null
        : Float64Array.from(kept, (i) => {
            const row = book.quote[i]!;
            return Math.log1p(known(openInterest?.[row]) + known(volume?.[row]));
          }),
    age:
      timestamp === null
        ? null
        : Float64Array.from(kept, (i) => Math.max(0, (market.asOf - timestamp[book.quote[i]!]!) / 1000)),
    manual: Float64Array.from(kept, (i) => manual[quotes.symbol[book.quote[i]!]!] ?? 1),
    caution: book.settlement?.inside === true ? caution(book.settlement) : null,
  };
}

function caution({ window, fixed }: SettlementAverage): string {
  const minutes = Math.round((window * MS_PER_YEAR) / 60_000);
  return `inside the last ${minutes} minutes: the settlement average is partly fixed (${fixed.toPrecision(6)} of it), the volatility is that of the rest`;
}

/** The request of the present quotes, filters and settings; one slice an expiry that no filter dropped whole. */
export function makeRequest(
  quotes: QuoteSet,
  market: MarketBook,
  filtered: FilteredBook,
  settings: FitSettings,
): CalibrationRequest {
  const slices: FitSlice[] = [];
  market.books.forEach((book, i) => {
    if (filtered.dropped[i]) return;
    slices.push(fitSlice(quotes, market, book, filtered.state[i]!, settings.manual));
  });
  return { slices, settings };
}

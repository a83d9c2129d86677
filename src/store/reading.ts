import { withKey } from '#base/with-key.ts';
import { bookKey, type ExpiryBook, type MarketBook } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { derive } from './derive.ts';
import type { Fitted, WorkbenchState } from './state.ts';

/** What a pointer shows of the surface where it shows no quote: an expiry, and where it tells, a strike of it. */
export interface Pointed {
  /** Key of the expiry; the nearest one where the pointer is between two. */
  readonly key: string;
  /** Years, where the pointer is between expiries; null is the expiry's own time. */
  readonly t: number | null;
  /** Log-moneyness on the expiry's forward; null where only the expiry is meant. */
  readonly k: number | null;
}

/** The one place of the board that is being read: what every view marks and puts in words. */
export interface Reading {
  readonly key: string;
  /** Years. */
  readonly t: number;
  /** Log-moneyness and strike; null where a whole expiry is read. */
  readonly k: number | null;
  readonly strike: number | null;
  /** Row in the QuoteSet; null where no quote is read. */
  readonly quote: number | null;
}

/** The place under the pointer, else under the keyboard cursor: whichever moved last. Null where nothing is read. */
export const readingOf: (state: WorkbenchState) => Reading | null = derive(
  (s: WorkbenchState) => [s.market, s.quotes, s.look.lastMoved, s.look.hover, s.look.pointed, s.look.cursor],
  (market, quotes, lastMoved, hover, pointed, cursor) => {
    if (market === null || quotes === null) return null;
    const ofPointer = () => quoteReading(market, quotes, hover) ?? pointReading(market, quotes, pointed);
    const ofCursor = () => quoteReading(market, quotes, cursor);
    return lastMoved === 'hover' ? (ofPointer() ?? ofCursor()) : (ofCursor() ?? ofPointer());
  },
);

/** The used quote of an expiry nearest to a log-moneyness, as its row; null where the expiry has none. */
export function nearestQuote(fitted: Fitted | null, key: string, k: number): number | null {
  const slice = withKey(fitted?.request.slices ?? [], key);
  const weight = withKey(fitted?.result.slices ?? [], key)?.weight;
  let [nearest, least] = [null as number | null, Number.POSITIVE_INFINITY];
  slice?.quote.forEach((row, i) => {
    const distance = Math.abs((slice.k[i] ?? Number.NaN) - k);
    if (distance < least && (weight?.[i] ?? 1) > 0) [nearest, least] = [row, distance];
  });
  return nearest;
}

function quoteReading(market: MarketBook, quotes: QuoteSet, row: number | null): Reading | null {
  if (row === null) return null;
  const places = placesOf(market, quotes.symbol.length);
  const book = market.books[places[2 * row] ?? -1];
  const place = places[2 * row + 1] ?? -1;
  if (book === undefined) return null;
  const k = book.k[place] ?? Number.NaN;
  return {
    key: bookKey(book, quotes),
    t: book.t,
    k: Number.isFinite(k) ? k : null,
    strike: book.strike[place] ?? null,
    quote: row,
  };
}

function pointReading(market: MarketBook, quotes: QuoteSet, pointed: Pointed | null): Reading | null {
  const book = pointed === null ? undefined : market.books.find((b) => bookKey(b, quotes) === pointed.key);
  if (pointed === null || book === undefined) return null;
  const { key, t, k } = pointed;
  return { key, t: t ?? book.t, k, strike: k === null ? null : strikeAt(book, k), quote: null };
}

/** Log-moneyness counts from the part of the settlement price that is fixed already. */
function strikeAt({ forward, settlement }: ExpiryBook, k: number): number {
  const fixed = settlement?.fixed ?? 0;
  return fixed + (forward.value - fixed) * Math.exp(k);
}

const known = new WeakMap<MarketBook, Int32Array>();

/** Book and place in it of every row of the QuoteSet, in pairs; -1 for a row in no book. Made once a market. */
function placesOf(market: MarketBook, rows: number): Int32Array {
  const before = known.get(market);
  if (before !== undefined) return before;
  const places = new Int32Array(2 * rows).fill(-1);
  market.books.forEach((book, at) => {
    book.quote.forEach((row, place) => {
      places[2 * row] = at;
      places[2 * row + 1] = place;
    });
  });
  known.set(market, places);
  return places;
}

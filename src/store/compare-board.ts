/** The board against the second file: which quotes of it lie where against the fit, derived from the state. */
import { count, date, expiryMarks, halfSpreads, strike } from '#base/format.ts';
import type { EpochMs } from '#base/units.ts';
import { byDistance, type CrossQuote, crossQuotes, type ReadAt } from '#calibration/cross-market.ts';
import { bookKey, type ExpiryBook, type MarketBook } from '#market/book.ts';
import type { FilterSettings } from '#market/filters.ts';
import { pairBooks } from '#market/pair-books.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { ONE_MOMENT, sideNames } from './compare-names.ts';
import { derive } from './derive.ts';
import { filteredBook } from './filtered.ts';
import type { Fitted, WorkbenchState } from './state.ts';

/** One expiry that both boards list and that is fitted. */
export interface CrossedExpiry {
  /** Key of the expiry on the board. */
  readonly key: string;
  readonly name: string;
  readonly a: ExpiryBook;
  readonly b: ExpiryBook;
  /** The contract roots differ. */
  readonly otherRoot: boolean;
  /** Kept quotes of the second file, in the order of its book. */
  readonly quotes: readonly CrossQuote[];
}

/** One row of the list: a quote of the second file with its expiry. */
export interface CrossRow {
  readonly expiry: CrossedExpiry;
  readonly quote: CrossQuote;
  /** Size on the side that would be hit, in the venue's own unit; NaN where the file has none. */
  readonly size: number;
}

/** The board (A) and the second file (B). */
export interface CrossBoard {
  readonly names: { readonly a: string; readonly b: string };
  readonly asOf: { readonly a: EpochMs; readonly b: EpochMs };
  /** Quotes of both are of one moment. */
  readonly oneMoment: boolean;
  readonly sized: boolean;
  readonly expiries: readonly CrossedExpiry[];
  /** All rows, the farthest from the fit first. */
  readonly rows: readonly CrossRow[];
  /** Rows through the fit, where A has quotes and past its last one. */
  readonly through: number;
  readonly throughPast: number;
  /** Bids above the other's asks. */
  readonly crossings: number;
  /** Dates one side alone lists, or that are not fitted. */
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  readonly unfitted: readonly string[];
  /** Dates on which both list contracts that expire at different hours. */
  readonly otherHours: readonly string[];
}

/** What the comparison is made of. */
interface Facts {
  readonly fitted: WorkbenchState['fitted'];
  readonly second: WorkbenchState['second'];
  readonly filters: FilterSettings;
  readonly at: ReadAt;
}

/** Null until a second file is read and the board is fitted. */
export const crossBoard: (facts: Facts) => CrossBoard | null = derive(
  (s: Facts) => [s.fitted, s.second?.quotes ?? null, s.second?.market ?? null, s.filters, s.at],
  (fitted, quotes, market, filters, at) =>
    fitted === null || quotes === null || market === null
      ? null
      : crossed(fitted, quotes, market, filters, at),
);

function crossed(
  fitted: Fitted,
  quotes: QuoteSet,
  market: MarketBook,
  filters: FilterSettings,
  at: ReadAt,
): CrossBoard {
  const asOf = { a: fitted.market.asOf, b: market.asOf };
  const oneMoment = Math.abs(asOf.b - asOf.a) <= ONE_MOMENT;
  const { pairs, onlyA, onlyB, sameDay } = pairBooks(fitted.market.books, market.books);
  const filtered = filteredBook(quotes, market, filters);
  const keys = fitted.market.books.map((book) => bookKey(book, fitted.quotes));
  const marks = expiryMarks(keys, fitted.quotes.underlying);
  const fits = new Map(fitted.result.slices.map((slice) => [slice.key, slice]));
  const expiries: CrossedExpiry[] = [];
  const unfitted: string[] = [];
  for (const { a, b, otherRoot } of pairs) {
    const key = keys[a]!;
    const name = marks.get(key)?.name ?? key;
    const [bookA, bookB, state] = [fitted.market.books[a]!, market.books[b]!, filtered.state[b]!];
    const fit = fits.get(key);
    if (fit === undefined || fit.theta === null || filtered.dropped[b] === true) {
      unfitted.push(name);
      continue;
    }
    const expiry = { model: fitted.result.model, fit, a: bookA, b: bookB, state };
    const across = sided(crossQuotes(expiry, at, oneMoment));
    expiries.push({ key, name, a: bookA, b: bookB, otherRoot, quotes: across });
  }
  const rows = expiries
    .flatMap((expiry) => expiry.quotes.map((quote) => ({ expiry, quote, size: sizeOf(quote, quotes) })))
    .sort((x, y) => byDistance(x.quote, y.quote));
  const through = rows.filter(isThrough);
  const dates = (books: readonly ExpiryBook[], of: readonly number[]) => [
    ...new Set(of.map((i) => date(books[i]!.expiry))),
  ];
  return {
    names: sideNames({ quotes: fitted.quotes, asOf: asOf.a }, { quotes, asOf: asOf.b }),
    asOf,
    oneMoment,
    sized: quotes.bidSize !== null || quotes.askSize !== null,
    expiries,
    rows,
    through: through.filter(({ quote }) => !quote.past).length,
    throughPast: through.filter(({ quote }) => quote.past).length,
    crossings: rows.filter(({ quote }) => quote.crossing !== null).length,
    onlyA: dates(fitted.market.books, onlyA),
    onlyB: dates(market.books, onlyB),
    unfitted,
    otherHours: dates(
      fitted.market.books,
      sameDay.map(({ a }) => a),
    ),
  };
}

/**
 * Where none of an expiry has a spread, as in a table of vols, they lie on no side of the fit; and at the mids of either
 * file nobody deals, whatever they cross.
 */
function sided(quotes: readonly CrossQuote[]): readonly CrossQuote[] {
  const isOfMids = (of: (quote: CrossQuote) => readonly [bid: number, ask: number]) =>
    quotes.some((quote) => of(quote)[0] >= of(quote)[1]) &&
    !quotes.some((quote) => of(quote)[1] > of(quote)[0]);
  const isB = isOfMids(({ bid, ask }) => [bid, ask]);
  const isA = isOfMids(({ bidA, askA }) => [bidA, askA]);
  if (!isA && !isB) return quotes;
  return quotes.map((quote) => ({ ...quote, side: isB ? 'unknown' : quote.side, crossing: null }));
}

/** One of them at least can be through the fit. */
export function isJudged(quotes: readonly CrossQuote[]): boolean {
  return quotes.some(({ side }) => side !== 'unknown');
}

/** Two-sided and wholly on one side of the fit. */
export function isThrough({ quote }: Pick<CrossRow, 'quote'>): boolean {
  return quote.side === 'rich' || quote.side === 'cheap';
}

/** The bid is what is hit where the quote is above the model, the ask where it is below. */
function sizeOf(quote: CrossQuote, quotes: QuoteSet): number {
  const column = quote.residual >= 0 ? quotes.bidSize : quotes.askSize;
  return column?.[quote.row] ?? Number.NaN;
}

/** What the list has to say, in one sentence: who against whom, how many, and the farthest. */
export function crossFinding(board: CrossBoard): string {
  const { names, rows, through, throughPast } = board;
  const who = `${names.b} against ${names.a}`;
  if (board.expiries.length === 0) return `${who}: no fitted expiry in common.`;
  if (rows.length > 0 && !board.expiries.some(({ quotes }) => isJudged(quotes))) {
    return `${who}: ${count(rows.length)} quotes without a bid-ask, which the model cannot be through.`;
  }
  const past = throughPast === 0 ? '' : `, and ${count(throughPast)} past the last quotes it was fitted to`;
  const many = `${through === 0 ? 'none' : count(through)} of ${count(rows.length)} quotes through the model${past}`;
  const farthest = rows.find((row) => isThrough(row) && !row.quote.past);
  if (farthest === undefined) return `${who}: ${many}.`;
  const { quote, expiry } = farthest;
  const type = quote.isCall ? 'call' : 'put';
  const far = halfSpreads(Math.abs(quote.halfSpreads));
  return `${who}: ${many}, farthest ${expiry.name} ${strike(quote.strike)} ${type}, ${quote.side} ${far} half-spreads.`;
}

/** What is to be known before the list is believed: unlike times, unlike contracts, expiries without a partner. */
export function crossCautions(board: CrossBoard): string[] {
  const { names } = board;
  const list = (dates: readonly string[]) =>
    `${dates.slice(0, 3).join(', ')}${dates.length > 3 ? ` and ${dates.length - 3} more` : ''}`;
  const roots = board.expiries.filter(({ otherRoot }) => otherRoot);
  return [
    ...(board.oneMoment
      ? []
      : [
          'Not of one moment: forwards and times to expiry differ, each side is taken at its own. No crossing is offered.',
        ]),
    ...(roots.length === 0
      ? []
      : [`${roots[0]!.a.root} is held against ${roots[0]!.b.root}: the same instant, other contracts.`]),
    ...(board.otherHours.length === 0
      ? []
      : [`Not paired, for they expire at different hours of the day: ${list(board.otherHours)}.`]),
    ...(board.onlyB.length === 0 ? [] : [`${names.b} alone lists ${list(board.onlyB)}.`]),
    ...(board.unfitted.length === 0 ? [] : [`Not fitted here: ${list(board.unfitted)}.`]),
  ];
}

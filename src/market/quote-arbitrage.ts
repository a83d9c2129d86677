import type { ExpiryBook } from './book.ts';
import { inTicks, pairArbitrage } from './pair-arbitrage.ts';
import { askHull, HullWalk, mergePoints, type PricePoints, type Superhedge } from './price-hull.ts';
import type { QuoteSet } from './quote-set.ts';
import { isUnsettled } from './settlement.ts';

/**
 * Static arbitrage among the quotes themselves: portfolios bought at asks and sold at bids that cost less
 * than nothing and never pay less than nothing. Fees and sizes are not counted.
 *
 * - `vertical`: an option sold above one of another strike that is worth at least as much, or above it
 *   and the difference of the strikes.
 * - `butterfly`: an option sold above the mixture of a lower and a higher strike that is worth at least
 *   as much, neighbours or not.
 * - `calendar`: an option sold above one option or a mixture, of later expiries or of its own and a later
 *   one, at the same moneyness K/F with premiums over D F (European), or at the same strike (American).
 * - `box`: a call-put pair sold above another strike's pair: two forwards of one expiry.
 * - `parity`: a call-put pair dealt against the listed forward of its expiry.
 *
 * Covered: the calls of a board among themselves and its puts among themselves, completely. With u_i the
 * largest convex curve below the asks of expiry i and below u_(i+1), prices between all bids and asks that
 * are convex in the strike and rise with the expiry exist exactly where no bid lies above its u_i, and each
 * bid that does is listed. Every call-put pair is held against the cheapest other pair of its expiry. Not
 * covered: calls and puts mixed otherwise than as pairs; prices below intrinsic value, which have no
 * volatility and say so. Calendars must exceed what two standard errors of the forwards explain.
 *
 * S. N. Cohen, C. Reisinger and S. Wang, "Detecting and repairing arbitrage in traded option prices",
 * Applied Mathematical Finance 27 (2020) 345-373, section 2, list the same conditions on mid prices.
 */
export type ArbitrageKind = 'vertical' | 'butterfly' | 'calendar' | 'box' | 'parity';

/** One quote dealt in. */
export interface ArbitrageLeg {
  /** Row in the QuoteSet. */
  readonly row: number;
  readonly side: 'sell' | 'buy';
  /** Units for one unit of the first leg. */
  readonly units: number;
}

/** One violation. The first leg is the quote sold (of a pair, its call). */
export interface QuoteArbitrage {
  readonly kind: ArbitrageKind;
  /** Place in `MarketBook.books` of the quote sold. */
  readonly book: number;
  readonly legs: readonly ArbitrageLeg[];
  /** What is gained on one unit of the first leg: in the file's premium, or in currency for quoted volatilities. */
  readonly size: number;
  /** The same in price ticks of the first leg; null where the tick is unknown. */
  readonly ticks: number | null;
}

/** Gains below this part of the forward are rounding. */
const ROUNDING = 1e-9;

/** The options of one type of a board, expiry by expiry, as points. Columns of one length. */
interface TypePoints extends PricePoints {
  readonly bid: Float64Array;
  /** Row in the QuoteSet. */
  readonly row: Int32Array;
  /** Place of its expiry among the sides. */
  readonly side: Int32Array;
}

/** One expiry among the points. */
interface Side {
  readonly book: number;
  readonly expiry: number;
  /** Points of its calls and of its puts, ascending in x. */
  readonly calls: Int32Array;
  readonly puts: Int32Array;
  /** Premium of one unit of price. */
  readonly scale: number;
  /** Two standard errors of its forward in units of price. */
  readonly slack: number;
  /** Smallest gain that counts, in units of price. */
  readonly least: number;
  /** The forward is more than the spot: there is a moneyness to compare expiries at. */
  readonly hasMoneyness: boolean;
}

interface Board {
  readonly quotes: QuoteSet;
  readonly sides: readonly Side[];
  readonly calls: TypePoints;
  readonly puts: TypePoints;
}

/**
 * Violations of every expiry, ascending in time, by strike of the quote sold. Expiries whose settlement
 * price is being averaged take no part: their options are of another kind.
 */
export function quoteArbitrage(quotes: QuoteSet, books: readonly ExpiryBook[]): QuoteArbitrage[] {
  const board = boardOf(quotes, books);
  const found = board.sides.map((side) => [
    ...withinExpiry(board, side, 'calls'),
    ...withinExpiry(board, side, 'puts'),
  ]);
  for (const type of ['calls', 'puts'] as const) {
    calendars(board, type).forEach((violations, i) => {
      for (const each of violations) found[i]!.push(each);
    });
  }
  return board.sides.flatMap(({ book }, i) => [...found[i]!, ...pairArbitrage(quotes, books[book]!, book)]);
}

function boardOf(quotes: QuoteSet, books: readonly ExpiryBook[]): Board {
  let [n, isCalls] = [0, 0];
  for (const book of books) {
    if (isUnsettled(book)) continue;
    n += book.isCall.length;
    for (let i = 0; i < book.isCall.length; i++) isCalls += book.isCall[i]!;
  }
  const calls = emptyPoints(isCalls);
  const puts = emptyPoints(n - isCalls);
  const sides: Side[] = [];
  let [callsEnd, putsEnd] = [0, 0];
  books.forEach((book, at) => {
    if (isUnsettled(book)) return;
    const { value: forward, discount, stdError, source } = book.forward;
    const american = quotes.exercise === 'american' && quotes.unit === 'currency';
    // American options are compared at equal strikes, undiscounted: they can be exercised any day.
    const unit = american ? 1 : forward;
    const scale = american ? 1 : quotes.unit === 'coin' ? 1 : discount * forward;
    const [callsStart, putsStart] = [callsEnd, putsEnd];
    callsEnd = addPoints(calls, callsStart, quotes, book, 1, unit, scale, sides.length);
    putsEnd = addPoints(puts, putsStart, quotes, book, 0, unit, scale, sides.length);
    sides.push({
      book: at,
      expiry: book.expiry,
      calls: range(callsStart, callsEnd),
      puts: range(putsStart, putsEnd),
      scale,
      slack: american ? 0 : (2 * (stdError ?? 0)) / forward,
      least: ROUNDING * (american ? forward : 1),
      hasMoneyness: american || source !== 'spot',
    });
  });
  return { quotes, sides, calls, puts };
}

function emptyPoints(n: number): TypePoints {
  return {
    x: new Float64Array(n),
    bid: new Float64Array(n),
    ask: new Float64Array(n),
    row: new Int32Array(n),
    side: new Int32Array(n),
  };
}

/** Writes the options of one type of a book as points from `from` on, ascending in x; their end. */
function addPoints(
  { x, bid, ask, row, side }: TypePoints,
  from: number,
  quotes: QuoteSet,
  book: ExpiryBook,
  isCall: number,
  unit: number,
  scale: number,
  at: number,
): number {
  const inVol = quotes.unit === 'vol';
  const n = book.quote.length;
  let end = from;
  for (let j = 0; j < n; j++) {
    const i = isCall === 1 ? j : n - 1 - j;
    if (book.isCall[i] !== isCall) continue;
    const quote = book.quote[i]!;
    x[end] = (isCall === 1 ? book.strike[i]! : -book.strike[i]!) / unit;
    bid[end] = inVol ? book.bidPrice[i]! : positive(quotes.bid[quote]!) / scale;
    ask[end] = inVol ? book.askPrice[i]! : positive(quotes.ask[quote]!) / scale;
    row[end] = quote;
    side[end++] = at;
  }
  return end;
}

function range(from: number, to: number): Int32Array {
  const points = new Int32Array(to - from);
  for (let i = 0; i < points.length; i++) points[i] = from + i;
  return points;
}

/** NaN for what is no price. */
function positive(value: number): number {
  return value > 0 && value < 1e15 ? value : Number.NaN;
}

function withinExpiry(board: Board, side: Side, type: 'calls' | 'puts'): QuoteArbitrage[] {
  const points = board[type];
  const walk = new HullWalk(points, askHull(points, side[type]));
  const found: QuoteArbitrage[] = [];
  for (const point of side[type]) {
    const gain = points.bid[point]! - walk.costAt(points.x[point]!);
    if (!(gain > side.least)) continue;
    const hedge = walk.hedge();
    // A bid above its own ask is a crossed quote, which has a filter of its own.
    if (hedge.first === point) continue;
    const kind = hedge.second < 0 ? 'vertical' : 'butterfly';
    found.push(violation(board, type, kind, side, point, hedge, gain));
  }
  return found;
}

/** Violations that need a later expiry, by side. Walks from the last expiry to the first, the later asks in one hull. */
function calendars(board: Board, type: 'calls' | 'puts'): QuoteArbitrage[][] {
  const { sides } = board;
  const points = board[type];
  const found = sides.map((): QuoteArbitrage[] => []);
  let later: Int32Array = new Int32Array(0);
  let end = sides.length;
  while (end > 0) {
    // Roots that expire at one instant are not later than each other.
    let start = end - 1;
    while (start > 0 && sides[start - 1]!.expiry === sides[end - 1]!.expiry) start--;
    const group = sides.slice(start, end).filter(({ hasMoneyness }) => hasMoneyness);
    for (const side of group) {
      if (later.length > 0) found[sides.indexOf(side)] = againstLater(board, side, type, later);
    }
    for (const side of group) later = askHull(points, mergePoints(points, later, side[type]));
    end = start;
  }
  return found;
}

function againstLater(board: Board, side: Side, type: 'calls' | 'puts', later: Int32Array): QuoteArbitrage[] {
  const { sides } = board;
  const points = board[type];
  const slackOf = (point: number) => sides[points.side[point]!]!.slack;
  const isOwn = (point: number) => sides[points.side[point]!] === side;
  const walk = new HullWalk(points, askHull(points, mergePoints(points, later, side[type])));
  const found: QuoteArbitrage[] = [];
  for (const point of side[type]) {
    const gain = points.bid[point]! - walk.costAt(points.x[point]!);
    if (!(gain > side.least)) continue;
    const hedge = walk.hedge();
    const { first, second } = hedge;
    if (isOwn(first) && (second < 0 || isOwn(second))) continue;
    const bought = Math.max(slackOf(first), second < 0 ? 0 : slackOf(second));
    if (!(gain > side.slack + bought + side.least)) continue;
    found.push(violation(board, type, 'calendar', side, point, hedge, gain));
  }
  return found;
}

function violation(
  { quotes, sides, ...board }: Board,
  type: 'calls' | 'puts',
  kind: ArbitrageKind,
  side: Side,
  sold: number,
  { first, second, share }: Superhedge,
  gain: number,
): QuoteArbitrage {
  const { row, side: sideOf } = board[type];
  const bought = (point: number, part: number): ArbitrageLeg => ({
    row: row[point]!,
    side: 'buy',
    units: (part * side.scale) / sides[sideOf[point]!]!.scale,
  });
  const legs: ArbitrageLeg[] = [{ row: row[sold]!, side: 'sell', units: 1 }, bought(first, share)];
  if (second >= 0) legs.push(bought(second, 1 - share));
  const size = gain * side.scale;
  return { kind, book: side.book, legs, size, ticks: inTicks(quotes, row[sold]!, size) };
}

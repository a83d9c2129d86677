import type { ExpiryBook } from './book.ts';
import { isForward } from './columns.ts';
import { matchPairs, type OptionPair } from './option-pairs.ts';
import { askHull, mergePoints, type PricePoint, type Superhedge, walkHull } from './price-hull.ts';
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

/** A quote on the axis on which prices of its type fall, with slopes between -1 and 0. */
interface QuotePoint extends PricePoint {
  /** Premium of one unit of price. */
  readonly scale: number;
  /** Two standard errors of its forward in units of price. */
  readonly slack: number;
}

interface Side {
  readonly book: number;
  readonly expiry: number;
  readonly calls: readonly QuotePoint[];
  readonly puts: readonly QuotePoint[];
  /** Smallest gain that counts, in units of price. */
  readonly least: number;
  /** The forward is more than the spot: there is a moneyness to compare expiries at. */
  readonly hasMoneyness: boolean;
}

/**
 * Violations of every expiry, ascending in time, by strike of the quote sold. Expiries whose settlement
 * price is being averaged take no part: their options are of another kind.
 */
export function quoteArbitrage(quotes: QuoteSet, books: readonly ExpiryBook[]): QuoteArbitrage[] {
  const sides = books.flatMap((book, i) => (isUnsettled(book) ? [] : [sideOf(quotes, book, i)]));
  const found = sides.map((side) => [
    ...withinExpiry(quotes, side, side.calls),
    ...withinExpiry(quotes, side, side.puts),
  ]);
  for (const type of ['calls', 'puts'] as const) {
    calendars(quotes, sides, type).forEach((violations, i) => {
      found[i]!.push(...violations);
    });
  }
  return sides.flatMap(({ book }, i) => [...found[i]!, ...pairArbitrage(quotes, books[book]!, book)]);
}

function sideOf(quotes: QuoteSet, book: ExpiryBook, at: number): Side {
  const { value: forward, discount, stdError, source } = book.forward;
  const american = quotes.exercise === 'american' && quotes.unit === 'currency';
  // American options are compared at equal strikes, undiscounted: they can be exercised any day.
  const unit = american ? 1 : forward;
  const scale = american ? 1 : quotes.unit === 'coin' ? 1 : discount * forward;
  const slack = american ? 0 : (2 * (stdError ?? 0)) / forward;
  const points = (isCall: number): QuotePoint[] => {
    const found: QuotePoint[] = [];
    for (let i = 0; i < book.quote.length; i++) {
      if (book.isCall[i] !== isCall) continue;
      const row = book.quote[i]!;
      const price = (column: Float64Array, ofVol: Float64Array): number =>
        quotes.unit === 'vol' ? ofVol[i]! : positive(column[row]!) / scale;
      const x = (isCall === 1 ? book.strike[i]! : -book.strike[i]!) / unit;
      const bid = price(quotes.bid, book.bidPrice);
      found.push({ x, bid, ask: price(quotes.ask, book.askPrice), row, scale, slack });
    }
    return isCall === 1 ? found : found.reverse();
  };
  return {
    book: at,
    expiry: book.expiry,
    calls: points(1),
    puts: points(0),
    least: ROUNDING * (american ? forward : 1),
    hasMoneyness: american || source !== 'spot',
  };
}

/** NaN for what is no price. */
function positive(value: number): number {
  return value > 0 && value < 1e15 ? value : Number.NaN;
}

function withinExpiry(quotes: QuoteSet, side: Side, points: readonly QuotePoint[]): QuoteArbitrage[] {
  const walk = walkHull(askHull(points));
  const found: QuoteArbitrage[] = [];
  for (const point of points) {
    const gain = point.bid - walk.costAt(point.x);
    if (!(gain > side.least)) continue;
    const hedge = walk.hedge();
    // A bid above its own ask is a crossed quote, which has a filter of its own.
    if (hedge.first.row === point.row) continue;
    const kind = hedge.second === null ? 'vertical' : 'butterfly';
    found.push(violation(quotes, kind, side.book, point, hedge, gain));
  }
  return found;
}

/** Violations that need a later expiry, by side. Walks from the last expiry to the first, the later asks in one hull. */
function calendars(quotes: QuoteSet, sides: readonly Side[], type: 'calls' | 'puts'): QuoteArbitrage[][] {
  const found = sides.map((): QuoteArbitrage[] => []);
  let later: QuotePoint[] = [];
  let end = sides.length;
  while (end > 0) {
    // Roots that expire at one instant are not later than each other.
    let start = end - 1;
    while (start > 0 && sides[start - 1]!.expiry === sides[end - 1]!.expiry) start--;
    const group = sides.slice(start, end).filter(({ hasMoneyness }) => hasMoneyness);
    for (const side of group) {
      if (later.length > 0) found[sides.indexOf(side)] = againstLater(quotes, side, side[type], later);
    }
    for (const side of group) later = askHull(mergePoints(later, side[type]));
    end = start;
  }
  return found;
}

function againstLater(
  quotes: QuoteSet,
  side: Side,
  points: readonly QuotePoint[],
  later: readonly QuotePoint[],
): QuoteArbitrage[] {
  const own = new Set(points);
  const walk = walkHull(askHull(mergePoints(later, points)));
  const found: QuoteArbitrage[] = [];
  for (const point of points) {
    const gain = point.bid - walk.costAt(point.x);
    if (!(gain > side.least)) continue;
    const hedge = walk.hedge();
    const { first, second } = hedge;
    if (own.has(first) && (second === null || own.has(second))) continue;
    if (!(gain > point.slack + Math.max(first.slack, second?.slack ?? 0) + side.least)) continue;
    found.push(violation(quotes, 'calendar', side.book, point, hedge, gain));
  }
  return found;
}

function violation(
  quotes: QuoteSet,
  kind: ArbitrageKind,
  book: number,
  sold: QuotePoint,
  { first, second, share }: Superhedge<QuotePoint>,
  gain: number,
): QuoteArbitrage {
  const bought = ({ row, scale }: QuotePoint, part: number): ArbitrageLeg => ({
    row,
    side: 'buy',
    units: (part * sold.scale) / scale,
  });
  const legs: ArbitrageLeg[] = [{ row: sold.row, side: 'sell', units: 1 }, bought(first, share)];
  if (second !== null) legs.push(bought(second, 1 - share));
  const size = gain * sold.scale;
  return { kind, book, legs, size, ticks: inTicks(quotes, sold.row, size) };
}

function inTicks(quotes: QuoteSet, row: number, size: number): number | null {
  const tick = quotes.tick?.[row] ?? 0;
  return tick > 0 ? size / tick : null;
}

/** A pair as a forward struck at K: what selling and buying it brings, in premium. */
interface DealtPair extends OptionPair {
  readonly sold: number;
  readonly bought: number;
}

/**
 * Pairs against each other and against the listed forward; none where exercise is American, whose parity
 * is an inequality, or where the file quotes volatilities.
 */
function pairArbitrage(quotes: QuoteSet, book: ExpiryBook, at: number): QuoteArbitrage[] {
  if (quotes.unit === 'vol' || quotes.exercise === 'american') return [];
  const pairs = matchPairs(quotes, book.quote).map(
    (pair): DealtPair => ({
      strike: pair.strike,
      call: pair.call,
      put: pair.put,
      sold: positive(quotes.bid[pair.call]!) - positive(quotes.ask[pair.put]!),
      bought: positive(quotes.ask[pair.call]!) - positive(quotes.bid[pair.put]!),
    }),
  );
  return [...boxes(quotes, book, at, pairs), ...againstForward(quotes, book, at, pairs)];
}

/** Forward at which a pair struck at K is worth `premium`. */
function forwardAt(quotes: QuoteSet, { discount }: ExpiryBook['forward'], strike: number, premium: number) {
  const value = premium / discount;
  if (quotes.unit !== 'coin') return strike + value;
  return value < 1 ? strike / (1 - value) : Number.NaN;
}

/** Worth of a pair struck at K where the forward is F. */
function pairAt(quotes: QuoteSet, { discount }: ExpiryBook['forward'], strike: number, forward: number) {
  return discount * (quotes.unit === 'coin' ? 1 - strike / forward : forward - strike);
}

function boxes(
  quotes: QuoteSet,
  book: ExpiryBook,
  at: number,
  pairs: readonly DealtPair[],
): QuoteArbitrage[] {
  let cheapest: { pair: DealtPair; forward: number } | null = null;
  for (const pair of pairs) {
    const forward = forwardAt(quotes, book.forward, pair.strike, pair.bought);
    if (forward > 0 && !(forward >= (cheapest?.forward ?? Infinity))) cheapest = { pair, forward };
  }
  if (cheapest === null) return [];
  const { pair: other, forward } = cheapest;
  return pairs.flatMap((pair) => {
    const size = pair.sold - pairAt(quotes, book.forward, pair.strike, forward);
    if (pair === other || !(size > leastGain(quotes, book))) return [];
    // In coin the payoffs cancel in the ratio of the strikes.
    const units = quotes.unit === 'coin' ? pair.strike / other.strike : 1;
    return [
      {
        kind: 'box' as const,
        book: at,
        legs: [...pairLegs(pair, 'sell', 1), ...pairLegs(other, 'buy', units)],
        size,
        ticks: inTicks(quotes, pair.call, size),
      },
    ];
  });
}

function againstForward(
  quotes: QuoteSet,
  book: ExpiryBook,
  at: number,
  pairs: readonly DealtPair[],
): QuoteArbitrage[] {
  const { source, value } = book.forward;
  const listed =
    source === 'future' ? quotes.futures.find(({ expiry }) => expiry === book.expiry) : undefined;
  if (source !== 'quoted' && listed === undefined) return [];
  return pairs.flatMap((pair) => {
    // Rows stamped at different instants carry their own forward: the less favourable of the two legs counts.
    const own = [pair.call, pair.put].map((row) => {
      const attached = quotes.underlyingPrice?.[row] ?? Number.NaN;
      return source === 'quoted' && isForward(attached) ? attached : value;
    });
    const ask = listed?.ask ?? Math.max(...own);
    const bid = listed?.bid ?? Math.min(...own);
    const overpaid = pair.sold - pairAt(quotes, book.forward, pair.strike, ask);
    const underpaid = pairAt(quotes, book.forward, pair.strike, bid) - pair.bought;
    const least = leastGain(quotes, book);
    const made = (side: 'sell' | 'buy', size: number): QuoteArbitrage => ({
      kind: 'parity',
      book: at,
      legs: pairLegs(pair, side, 1),
      size,
      ticks: inTicks(quotes, pair.call, size),
    });
    if (overpaid > least) return [made('sell', overpaid)];
    return underpaid > least ? [made('buy', underpaid)] : [];
  });
}

function pairLegs({ call, put }: OptionPair, side: 'sell' | 'buy', units: number): ArbitrageLeg[] {
  return [
    { row: call, side, units },
    { row: put, side: side === 'sell' ? 'buy' : 'sell', units },
  ];
}

function leastGain(quotes: QuoteSet, { forward }: ExpiryBook): number {
  return ROUNDING * (quotes.unit === 'coin' ? 1 : forward.value);
}

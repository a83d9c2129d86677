import type { ExpiryBook, MarketBook } from './book.ts';
import { isForward } from './columns.ts';
import { matchPairs, type OptionPair } from './option-pairs.ts';
import { askHull, type PricePoint, type Superhedge, walkHull } from './price-hull.ts';
import type { QuoteSet } from './quote-set.ts';

/**
 * Static arbitrage among the quotes themselves: portfolios bought at asks and sold at bids that cost less
 * than nothing and never pay less than nothing. Fees and sizes are not counted.
 *
 * - `vertical`: an option sold above one of another strike that is worth at least as much, or above it
 *   and the difference of the strikes.
 * - `butterfly`: an option sold above the mixture of a lower and a higher strike that is worth at least
 *   as much, neighbours or not.
 * - `calendar`: an option sold above one option or a mixture of a later expiry, at the same moneyness
 *   K/F with premiums over D F (European), or at the same strike (American).
 * - `box`: a call-put pair sold above another strike's pair: two forwards of one expiry.
 * - `parity`: a call-put pair dealt against the listed forward of its expiry.
 *
 * Covered: per expiry the calls among themselves and the puts among themselves completely (a bid is
 * listed exactly where no arbitrage-free price curve passes between all bids and asks below it), every
 * pair of expiries, every pair of call-put pairs. Not covered: portfolios that mix three or more
 * expiries, or calls and puts otherwise than as pairs; prices below intrinsic value, which have no
 * volatility and say so. Of each quote sold the costliest violation of a kind is given.
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

/** One expiry and type on the axis on which its prices fall, with slopes between -1 and 0. */
interface Curve {
  readonly points: readonly PricePoint[];
  readonly hull: readonly PricePoint[];
}

interface Side {
  readonly book: number;
  readonly expiry: number;
  readonly calls: Curve;
  readonly puts: Curve;
  /** Premium of one unit of price. */
  readonly scale: number;
  /** Smallest gain that counts, in units of price. */
  readonly least: number;
  /** Two standard errors of the forward in units of price; what a calendar must exceed. NaN: no forward to rely on. */
  readonly slack: number;
}

/**
 * Violations of every expiry, ascending in time, by strike of the quote sold.
 *
 * @param skip Expiries that take no part, aligned with the books (`FilteredBook.dropped`).
 */
export function quoteArbitrage(
  quotes: QuoteSet,
  market: MarketBook,
  skip: readonly boolean[] = [],
): QuoteArbitrage[] {
  const sides = market.books.flatMap((book, i) => (skip[i] ? [] : [sideOf(quotes, book, i)]));
  return sides.flatMap((side, s) => {
    const book = market.books[side.book]!;
    const later = sides.slice(s + 1).filter(({ expiry }) => expiry > side.expiry);
    const found = (['calls', 'puts'] as const).flatMap((type) => [
      ...withinExpiry(quotes, side, side[type]),
      ...calendars(quotes, side, later, type),
    ]);
    return [...found, ...pairArbitrage(quotes, book, side.book)];
  });
}

function sideOf(quotes: QuoteSet, book: ExpiryBook, at: number): Side {
  const { value: forward, discount, stdError, source } = book.forward;
  const american = quotes.exercise === 'american' && quotes.unit === 'currency';
  // American options are compared at equal strikes, undiscounted: they can be exercised any day.
  const unit = american ? 1 : forward;
  const scale = american ? 1 : quotes.unit === 'coin' ? 1 : discount * forward;
  const points = (isCall: number): PricePoint[] => {
    const found: PricePoint[] = [];
    for (let i = 0; i < book.quote.length; i++) {
      if (book.isCall[i] !== isCall) continue;
      const row = book.quote[i]!;
      const price = (column: Float64Array, ofVol: Float64Array): number =>
        quotes.unit === 'vol' ? ofVol[i]! : positive(column[row]!) / scale;
      const x = (isCall === 1 ? book.strike[i]! : -book.strike[i]!) / unit;
      found.push({ x, bid: price(quotes.bid, book.bidPrice), ask: price(quotes.ask, book.askPrice), row });
    }
    return isCall === 1 ? found : found.reverse();
  };
  const curve = (isCall: number): Curve => {
    const found = points(isCall);
    return { points: found, hull: askHull(found) };
  };
  return {
    book: at,
    expiry: book.expiry,
    calls: curve(1),
    puts: curve(0),
    scale,
    least: ROUNDING * (american ? forward : 1),
    slack: american ? 0 : source === 'spot' ? Number.NaN : (2 * (stdError ?? 0)) / forward,
  };
}

/** NaN for what is no price. */
function positive(value: number): number {
  return value > 0 && value < 1e15 ? value : Number.NaN;
}

function withinExpiry(quotes: QuoteSet, side: Side, curve: Curve): QuoteArbitrage[] {
  const hedgeAt = walkHull(curve.hull);
  return curve.points.flatMap((point) => {
    const hedge = hedgeAt(point.x);
    // A bid above its own ask is a crossed quote, which has a filter of its own.
    if (hedge === null || hedge.first.row === point.row) return [];
    const gain = point.bid - hedge.cost;
    if (!(gain > side.least)) return [];
    const kind = hedge.second === null ? 'vertical' : 'butterfly';
    return [violation(quotes, kind, side.book, point, hedge, 1, gain * side.scale)];
  });
}

function calendars(
  quotes: QuoteSet,
  side: Side,
  later: readonly Side[],
  type: 'calls' | 'puts',
): QuoteArbitrage[] {
  const worst = new Map<number, QuoteArbitrage>();
  for (const other of later) {
    const slack = side.slack + other.slack + side.least;
    // Where a forward is only the spot there is no moneyness to compare at.
    if (Number.isNaN(slack)) continue;
    const hedgeAt = walkHull(other[type].hull);
    for (const point of side[type].points) {
      const hedge = hedgeAt(point.x);
      if (hedge === null) return [...worst.values()];
      const gain = point.bid - hedge.cost;
      if (!(gain > slack)) continue;
      const size = gain * side.scale;
      if (size <= (worst.get(point.row)?.size ?? 0)) continue;
      const units = side.scale / other.scale;
      worst.set(point.row, violation(quotes, 'calendar', side.book, point, hedge, units, size));
    }
  }
  return [...worst.values()];
}

function violation(
  quotes: QuoteSet,
  kind: ArbitrageKind,
  book: number,
  sold: PricePoint,
  { first, second, share }: Superhedge,
  units: number,
  size: number,
): QuoteArbitrage {
  const legs: ArbitrageLeg[] = [
    { row: sold.row, side: 'sell', units: 1 },
    { row: first.row, side: 'buy', units: share * units },
  ];
  if (second !== null) legs.push({ row: second.row, side: 'buy', units: (1 - share) * units });
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
      ...pair,
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

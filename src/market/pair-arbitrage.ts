import type { ExpiryBook } from './book.ts';
import { isForward } from './columns.ts';
import { matchPairs, type OptionPairs } from './option-pairs.ts';
import type { ArbitrageLeg, QuoteArbitrage } from './quote-arbitrage.ts';
import type { QuoteSet } from './quote-set.ts';

/** Gains below this part of the forward are rounding. */
const ROUNDING = 1e-9;

/** Pairs as forwards struck at K: what selling and buying each brings, in premium. */
interface DealtPairs extends OptionPairs {
  readonly sold: Float64Array;
  readonly bought: Float64Array;
}

/**
 * Call-put pairs of one expiry against each other and against the listed forward; none where exercise is American,
 * whose parity is an inequality, or where the file quotes volatilities.
 *
 * @param at Place of the book in `MarketBook.books`.
 */
export function pairArbitrage(quotes: QuoteSet, book: ExpiryBook, at: number): QuoteArbitrage[] {
  if (quotes.unit === 'vol' || quotes.exercise === 'american') return [];
  const pairs = matchPairs(quotes, book.quote);
  const n = pairs.strike.length;
  const sold = new Float64Array(n);
  const bought = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const call = pairs.call[i]!;
    const put = pairs.put[i]!;
    sold[i] = positive(quotes.bid[call]!) - positive(quotes.ask[put]!);
    bought[i] = positive(quotes.ask[call]!) - positive(quotes.bid[put]!);
  }
  const dealt = { ...pairs, sold, bought };
  return [...boxes(quotes, book, at, dealt), ...againstForward(quotes, book, at, dealt)];
}

/** What is gained in price ticks of a quote; null where its tick is unknown. */
export function inTicks(quotes: QuoteSet, row: number, size: number): number | null {
  const tick = quotes.tick?.[row] ?? 0;
  return tick > 0 ? size / tick : null;
}

/** NaN for what is no price. */
function positive(value: number): number {
  return value > 0 && value < 1e15 ? value : Number.NaN;
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

function boxes(quotes: QuoteSet, book: ExpiryBook, at: number, pairs: DealtPairs): QuoteArbitrage[] {
  const { strike, sold, bought } = pairs;
  let other = -1;
  let cheapest = Infinity;
  for (let i = 0; i < strike.length; i++) {
    const forward = forwardAt(quotes, book.forward, strike[i]!, bought[i]!);
    if (!(forward > 0) || forward >= cheapest) continue;
    other = i;
    cheapest = forward;
  }
  const found: QuoteArbitrage[] = [];
  if (other < 0) return found;
  const least = leastGain(quotes, book);
  for (let i = 0; i < strike.length; i++) {
    const size = sold[i]! - pairAt(quotes, book.forward, strike[i]!, cheapest);
    if (i === other || !(size > least)) continue;
    // In coin the payoffs cancel in the ratio of the strikes.
    const units = quotes.unit === 'coin' ? strike[i]! / strike[other]! : 1;
    found.push({
      kind: 'box',
      book: at,
      legs: [...pairLegs(pairs, i, 'sell', 1), ...pairLegs(pairs, other, 'buy', units)],
      size,
      ticks: inTicks(quotes, pairs.call[i]!, size),
    });
  }
  return found;
}

function againstForward(quotes: QuoteSet, book: ExpiryBook, at: number, pairs: DealtPairs): QuoteArbitrage[] {
  const { source, value } = book.forward;
  const listed =
    source === 'future' ? quotes.futures.find(({ expiry }) => expiry === book.expiry) : undefined;
  const found: QuoteArbitrage[] = [];
  if (source !== 'quoted' && listed === undefined) return found;
  const forwardOf = (row: number): number => {
    const attached = quotes.underlyingPrice?.[row] ?? Number.NaN;
    return source === 'quoted' && isForward(attached) ? attached : value;
  };
  const least = leastGain(quotes, book);
  for (let i = 0; i < pairs.strike.length; i++) {
    const call = pairs.call[i]!;
    // Rows stamped at different instants carry their own forward: the less favourable of the two legs counts.
    const own = [forwardOf(call), forwardOf(pairs.put[i]!)] as const;
    const ask = listed?.ask ?? Math.max(...own);
    const bid = listed?.bid ?? Math.min(...own);
    const overpaid = pairs.sold[i]! - pairAt(quotes, book.forward, pairs.strike[i]!, ask);
    const underpaid = pairAt(quotes, book.forward, pairs.strike[i]!, bid) - pairs.bought[i]!;
    if (!(overpaid > least || underpaid > least)) continue;
    const size = overpaid > least ? overpaid : underpaid;
    found.push({
      kind: 'parity',
      book: at,
      legs: pairLegs(pairs, i, overpaid > least ? 'sell' : 'buy', 1),
      size,
      ticks: inTicks(quotes, call, size),
    });
  }
  return found;
}

function pairLegs(pairs: OptionPairs, i: number, side: 'sell' | 'buy', units: number): ArbitrageLeg[] {
  return [
    { row: pairs.call[i]!, side, units },
    { row: pairs.put[i]!, side: side === 'sell' ? 'buy' : 'sell', units },
  ];
}

function leastGain(quotes: QuoteSet, { forward }: ExpiryBook): number {
  return ROUNDING * (quotes.unit === 'coin' ? 1 : forward.value);
}

import type { EpochMs, Years } from '#base/units.ts';
import type { DiscountSource, ForwardEstimate, ForwardSource } from './book.ts';
import { isForward, median } from './columns.ts';
import {
  executableInterval,
  matchPairs,
  NO_PAIRS,
  type OptionPairs,
  pairsAt,
  parityColumns,
} from './option-pairs.ts';
import { type ParityEstimate, type ParityPairs, parityByLine, parityByMean } from './parity.ts';
import type { QuoteSet } from './quote-set.ts';
import { timeGap } from './time-gap.ts';

/** Fewest pairs that may decide the discount factor beside the forward. */
const PAIRS_FOR_DISCOUNT = 4;
/** Largest relative standard error of a discount factor that is still believed. */
const DISCOUNT_ERROR = 1e-3;
/** Largest rate a year, of either sign: over hours wide markets tilt the line of pairs by more than any interest does. */
const LARGEST_RATE = 1;
/** Early exercise makes American parity an inequality; near the money it costs least. */
const NEAR_MONEY = 0.02;
/** Fewest pairs near the money before the nearest ones are taken instead. */
const NEAREST_PAIRS = 3;
const SYNTHETIC = 'SYN.';

/** What call-put pairs say about one expiry. */
export interface PairEvidence {
  /** Pairs the evidence rests on. */
  readonly pairs: OptionPairs;
  /** The two-sided ones among them; without early exercise where it is priced. */
  readonly columns: ParityPairs;
  /** What early exercise adds to call less put of each pair, in premium; null where it is not priced. */
  readonly early: Float64Array | null;
  /** Discount read from the pairs; null where it has to be given. */
  readonly discount: number | null;
  /** The line through the pairs where it tells the discount, else null. */
  readonly line: ParityEstimate | null;
}

/** A forward with whether its rows carry their own. */
export interface ChosenForward {
  readonly estimate: ForwardEstimate;
  /** Each row is to be inverted at its own `underlyingPrice`. */
  readonly byRow: boolean;
}

/**
 * Pairs of one expiry, and the discount where they can tell it: European chains in currency that
 * are not settled by a crypto venue, four pairs or more, standard error below 0.1 %, a rate that interest can have.
 *
 * @param years Time to the expiry.
 */
export function pairEvidence(quotes: QuoteSet, rows: Int32Array, years: Years): PairEvidence {
  if (quotes.unit === 'vol') {
    return {
      pairs: NO_PAIRS,
      columns: parityColumns(quotes, NO_PAIRS),
      discount: 1,
      line: null,
      early: null,
    };
  }
  const all = matchPairs(quotes, rows);
  const pairs = quotes.exercise === 'american' ? nearMoney(quotes, all) : all;
  const columns = parityColumns(quotes, pairs);
  if (pairsTellNoDiscount(quotes)) return { pairs, columns, discount: 1, line: null, early: null };
  if (columns.strike.length < PAIRS_FOR_DISCOUNT)
    return { pairs, columns, discount: null, line: null, early: null };
  const line = parityByLine(columns, false);
  const believed =
    line?.discountStdError != null &&
    line.discountStdError / line.discount <= DISCOUNT_ERROR &&
    line.discount > 0.2 &&
    line.discount < 1.2 &&
    Math.abs(Math.log(line.discount)) <= LARGEST_RATE * years;
  return {
    pairs,
    columns,
    discount: believed ? line.discount : null,
    line: believed ? line : null,
    early: null,
  };
}

/** Coin premiums and premiums in a stablecoin, which are taken undiscounted; volatilities; American chains, whose pairs cannot tell. */
export function pairsTellNoDiscount(quotes: QuoteSet): boolean {
  return (
    quotes.unit !== 'currency' ||
    quotes.settlement === 'inverse' ||
    quotes.exercise === 'american' ||
    STABLECOINS.has(quotes.premiumCurrency)
  );
}

const STABLECOINS: ReadonlySet<string> = new Set(['USDC', 'USDT', 'EURR']);

/**
 * The forward of one expiry, in the order of trust: by hand; the venue's own where every row names
 * the same one and it is not the index; the listed future's mid; a forward column of the file;
 * parity; spot. Null where none of these exists.
 *
 * @param discount Discount factor to the expiry; the evidence's own where it has one.
 * @param discountSource Where it comes from.
 * @param byHand Forward the user imposes.
 */
export function chooseForward(
  quotes: QuoteSet,
  rows: Int32Array,
  expiry: EpochMs,
  evidence: PairEvidence,
  discount: number,
  discountSource: DiscountSource,
  byHand: number | undefined,
): ChosenForward | null {
  const inverse = quotes.unit === 'coin';
  const parity = evidence.line ?? parityByMean(evidence.columns, inverse, discount);
  const future = futureMid(quotes, expiry);
  const common = {
    discount,
    discountSource,
    discountStdError: discountSource === 'pairs' ? (parity?.discountStdError ?? null) : null,
    parity: besideChosen(parity),
    executable: executableInterval(quotes, evidence.pairs, inverse, discount, evidence.early),
    future: future?.mid ?? null,
  };
  const chosen = (
    value: number,
    source: ForwardSource,
    instrument: string | null = null,
    byRow = false,
  ): ChosenForward => ({
    estimate: {
      value,
      source,
      instrument,
      stdError: source === 'parity' ? (parity?.stdError ?? null) : null,
      timeGap: timeGap(quotes, rows, stampedRows(quotes, rows, evidence, source)),
      ...common,
    },
    byRow,
  });
  if (byHand !== undefined && isForward(byHand)) return chosen(byHand, 'user');
  const attached = medianForward(quotes, rows);
  const name = commonName(quotes, rows);
  if (attached !== null && name !== null) {
    return chosen(attached, name.startsWith(SYNTHETIC) ? 'quoted-synthetic' : 'quoted', name, true);
  }
  if (future !== null) return chosen(future.mid, 'future', future.name);
  if (attached !== null && quotes.underlyingName === null) return chosen(attached, 'file', null, true);
  if (parity !== null && isForward(parity.forward)) return chosen(parity.forward, 'parity');
  // What is left of the attached prices here is the index, or a mixture.
  const spot = quotes.spot ?? attached;
  return spot !== null && isForward(spot) ? chosen(spot, 'spot') : null;
}

/**
 * A forward with what the quotes of a later instant say of it, at its own discount: parity, what can be traded against
 * it, how far apart in time they are. No future is told with them; and where early exercise was taken off the pairs of
 * then, those of now tell nothing until it is again.
 *
 * @param years Time to the expiry.
 */
export function judgedAnew(
  estimate: ForwardEstimate,
  quotes: QuoteSet,
  rows: Int32Array,
  years: Years,
): ForwardEstimate {
  const { discount, source, exercise } = estimate;
  const evidence = pairEvidence(quotes, rows, years);
  const inverse = quotes.unit === 'coin';
  const parity = exercise === undefined ? parityByMean(evidence.columns, inverse, discount) : null;
  return {
    ...estimate,
    timeGap: timeGap(quotes, rows, stampedRows(quotes, rows, evidence, source)),
    parity: besideChosen(parity),
    executable:
      exercise === undefined ? executableInterval(quotes, evidence.pairs, inverse, discount, null) : null,
    future: null,
  };
}

function besideChosen(parity: ParityEstimate | null): ForwardEstimate['parity'] {
  return parity === null || parity.pairs < 2
    ? null
    : { value: parity.forward, stdError: parity.stdError, pairs: parity.pairs };
}

/** Rows whose stamps are those of the forward. */
function stampedRows(
  quotes: QuoteSet,
  rows: Int32Array,
  { pairs }: PairEvidence,
  source: ForwardSource,
): Int32Array {
  if (quotes.timestamp === null) return new Int32Array(0);
  if (source === 'parity') {
    const both = new Int32Array(2 * pairs.call.length);
    both.set(pairs.call);
    both.set(pairs.put, pairs.call.length);
    return both;
  }
  const column = source === 'quoted' || source === 'quoted-synthetic' || source === 'file';
  const attached = column ? quotes.underlyingPrice : null;
  return attached === null ? new Int32Array(0) : rows.filter((row) => isForward(attached[row]!));
}

/** Pairs within 2 % of the money, or the few nearest. Money: the spot, else where call and put are worth the same. */
function nearMoney(quotes: QuoteSet, pairs: OptionPairs): OptionPairs {
  const columns = parityColumns(quotes, pairs);
  let money = quotes.spot;
  if (money === null || !(money > 0)) {
    let least = Infinity;
    columns.difference.forEach((y, j) => {
      if (Math.abs(y) >= least) return;
      least = Math.abs(y);
      money = columns.strike[j]! + y;
    });
  }
  if (money === null) return NO_PAIRS;
  const distance = pairs.strike.map((strike) => Math.abs(strike / (money as number) - 1));
  const usable = new Set(columns.strike);
  const ranked = Array.from(pairs.strike.keys())
    .filter((i) => usable.has(pairs.strike[i]!))
    .sort((a, b) => distance[a]! - distance[b]!);
  const near = ranked.filter((i) => distance[i]! <= NEAR_MONEY);
  const kept = near.length >= NEAREST_PAIRS ? near : ranked.slice(0, NEAREST_PAIRS);
  return pairsAt(
    pairs,
    kept.sort((a, b) => pairs.strike[a]! - pairs.strike[b]!),
  );
}

/** Mid of the listed future of this instant; null without one quoted on both sides. */
function futureMid(quotes: QuoteSet, expiry: EpochMs): { name: string; mid: number } | null {
  for (const { name, expiry: at, bid, ask } of quotes.futures) {
    if (at === expiry && bid !== null && ask !== null && isForward(bid) && isForward(ask) && ask >= bid) {
      return { name, mid: 0.5 * (bid + ask) };
    }
  }
  return null;
}

/** Median of the forwards attached to the rows; null without any. */
function medianForward(quotes: QuoteSet, rows: Int32Array): number | null {
  const column = quotes.underlyingPrice;
  if (column === null) return null;
  const values = new Float64Array(rows.length);
  let n = 0;
  for (const row of rows) {
    const value = column[row]!;
    if (isForward(value)) values[n++] = value;
  }
  return n === 0 ? null : median(values, n);
}

/** Name of the forward that every row of the expiry shares; null where they differ or it is the index. */
function commonName(quotes: QuoteSet, rows: Int32Array): string | null {
  const names = quotes.underlyingName;
  const first = names?.[rows[0] ?? -1];
  if (names === null || first === undefined || first === '' || first === 'index_price') return null;
  return rows.every((row) => names[row] === first) ? first : null;
}

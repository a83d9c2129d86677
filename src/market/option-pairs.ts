import type { ParityPairs } from './parity.ts';
import type { QuoteSet } from './quote-set.ts';

/** Rows of the call and the put of one strike. */
export interface OptionPair {
  readonly strike: number;
  readonly call: number;
  readonly put: number;
}

/** Interval in which no call-put pair can be traded against the forward; empty when low > high. */
export interface ExecutableInterval {
  readonly low: number;
  readonly high: number;
  /** Strikes of the pairs that set each end. */
  readonly lowStrike: number;
  readonly highStrike: number;
}

/** Calls and puts of one expiry matched by strike, ascending. `rows` are sorted by strike then puts first. */
export function matchPairs(quotes: QuoteSet, rows: Int32Array): OptionPair[] {
  const pairs: OptionPair[] = [];
  for (let j = 0; j + 1 < rows.length; j++) {
    const put = rows[j]!;
    const call = rows[j + 1]!;
    const strike = quotes.strike[put]!;
    if (quotes.strike[call] === strike && quotes.isCall[put] === 0 && quotes.isCall[call] === 1) {
      pairs.push({ strike, call, put });
    }
  }
  return pairs;
}

/**
 * Columns for the parity regression: the pairs with both legs two-sided and uncrossed. A locked
 * leg (no spread) counts with the smallest spread seen, so that it cannot take all the weight.
 */
export function parityColumns(quotes: QuoteSet, pairs: readonly OptionPair[]): ParityPairs {
  const usable = pairs.filter(({ call, put }) => twoSided(quotes, call) && twoSided(quotes, put));
  const square = usable.map(({ call, put }) => halfSpread(quotes, call) ** 2 + halfSpread(quotes, put) ** 2);
  const floor = square.reduce((least, h) => (h > 0 && h < least ? h : least), Infinity);
  return {
    strike: new Float64Array(usable.map((pair) => pair.strike)),
    difference: new Float64Array(usable.map(({ call, put }) => mid(quotes, call) - mid(quotes, put))),
    weight: new Float64Array(square.map((h) => (floor === Infinity ? 1 : floor / Math.max(h, floor)))),
  };
}

/**
 * Bounds on the forward from prices that can be dealt at. A pair bought (call ask, put bid) or sold
 * (call bid, put ask) is a forward struck at K:
 * coin premiums   F in [max K/(1 - (Cb - Pa)/D), min K/(1 - (Ca - Pb)/D)],
 * linear premiums F in [max K + (Cb - Pa)/D, min K + (Ca - Pb)/D].
 * Null where one end has no pair.
 */
export function executableInterval(
  quotes: QuoteSet,
  pairs: readonly OptionPair[],
  inverse: boolean,
  discount: number,
): ExecutableInterval | null {
  let low = -Infinity;
  let high = Infinity;
  let lowStrike = Number.NaN;
  let highStrike = Number.NaN;
  for (const { strike, call, put } of pairs) {
    const sold = forwardAt(
      strike,
      (premium(quotes.bid, call) - premium(quotes.ask, put)) / discount,
      inverse,
    );
    const bought = forwardAt(
      strike,
      (premium(quotes.ask, call) - premium(quotes.bid, put)) / discount,
      inverse,
    );
    if (sold > low) {
      low = sold;
      lowStrike = strike;
    }
    if (bought < high) {
      high = bought;
      highStrike = strike;
    }
  }
  return low > -Infinity && high < Infinity ? { low, high, lowStrike, highStrike } : null;
}

/** Forward at which a pair struck at K is worth `difference`; NaN for a missing side or none. */
function forwardAt(strike: number, difference: number, inverse: boolean): number {
  if (!inverse) return strike + difference;
  return difference < 1 ? strike / (1 - difference) : Number.NaN;
}

/** NaN for what is no price: zero, a negative number, an absurd one. */
function premium(column: Float64Array, row: number): number {
  const value = column[row]!;
  return value > 0 && value < 1e15 ? value : Number.NaN;
}

function twoSided(quotes: QuoteSet, row: number): boolean {
  return premium(quotes.ask, row) >= premium(quotes.bid, row);
}

function mid(quotes: QuoteSet, row: number): number {
  return 0.5 * (quotes.bid[row]! + quotes.ask[row]!);
}

function halfSpread(quotes: QuoteSet, row: number): number {
  return 0.5 * (quotes.ask[row]! - quotes.bid[row]!);
}

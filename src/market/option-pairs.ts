import type { ParityPairs } from './parity.ts';
import type { QuoteSet } from './quote-set.ts';

/** Calls and puts of one expiry matched by strike, ascending. Columns of one length. */
export interface OptionPairs {
  readonly strike: Float64Array;
  /** Rows of the QuoteSet. */
  readonly call: Int32Array;
  readonly put: Int32Array;
}

/** No pair at all. */
export const NO_PAIRS: OptionPairs = {
  strike: new Float64Array(0),
  call: new Int32Array(0),
  put: new Int32Array(0),
};

/** Interval in which no call-put pair can be traded against the forward; empty when low > high. */
export interface ExecutableInterval {
  readonly low: number;
  readonly high: number;
  /** Strikes of the pairs that set each end. */
  readonly lowStrike: number;
  readonly highStrike: number;
}

/** Calls and puts of one expiry matched by strike, ascending. `rows` are sorted by strike then puts first. */
export function matchPairs(quotes: QuoteSet, rows: Int32Array): OptionPairs {
  const most = rows.length >> 1;
  const strike = new Float64Array(most);
  const call = new Int32Array(most);
  const put = new Int32Array(most);
  let n = 0;
  for (let j = 0; j + 1 < rows.length; j++) {
    const first = rows[j]!;
    const second = rows[j + 1]!;
    if (quotes.isCall[first] !== 0 || quotes.isCall[second] !== 1) continue;
    const at = quotes.strike[first]!;
    if (quotes.strike[second] !== at) continue;
    strike[n] = at;
    put[n] = first;
    call[n++] = second;
  }
  return { strike: strike.subarray(0, n), call: call.subarray(0, n), put: put.subarray(0, n) };
}

/** The pairs at the given places. */
export function pairsAt(pairs: OptionPairs, places: readonly number[]): OptionPairs {
  return {
    strike: Float64Array.from(places, (i) => pairs.strike[i]!),
    call: Int32Array.from(places, (i) => pairs.call[i]!),
    put: Int32Array.from(places, (i) => pairs.put[i]!),
  };
}

/**
 * Columns for the parity regression: the pairs with both legs two-sided and uncrossed. A locked
 * leg (no spread) counts with the smallest spread seen, so that it cannot take all the weight.
 */
export function parityColumns(quotes: QuoteSet, pairs: OptionPairs): ParityPairs {
  const most = pairs.strike.length;
  const strike = new Float64Array(most);
  const difference = new Float64Array(most);
  const square = new Float64Array(most);
  let n = 0;
  let floor = Infinity;
  for (let i = 0; i < most; i++) {
    const call = pairs.call[i]!;
    const put = pairs.put[i]!;
    if (!twoSided(quotes, call) || !twoSided(quotes, put)) continue;
    const h = halfSpread(quotes, call) ** 2 + halfSpread(quotes, put) ** 2;
    if (h > 0 && h < floor) floor = h;
    strike[n] = pairs.strike[i]!;
    difference[n] = mid(quotes, call) - mid(quotes, put);
    square[n++] = h;
  }
  for (let i = 0; i < n; i++) square[i] = floor === Infinity ? 1 : floor / Math.max(square[i]!, floor);
  return {
    strike: strike.subarray(0, n),
    difference: difference.subarray(0, n),
    weight: square.subarray(0, n),
  };
}

/**
 * Bounds on the forward from prices that can be dealt at. A pair bought (call ask, put bid) or sold
 * (call bid, put ask) is a forward struck at K:
 * coin premiums   F in [max K/(1 - (Cb - Pa)/D), min K/(1 - (Ca - Pb)/D)],
 * linear premiums F in [max K + (Cb - Pa)/D, min K + (Ca - Pb)/D].
 * Null where one end has no pair.
 *
 * @param early What early exercise adds to call less put of each pair, in premium; null where nothing is taken off.
 */
export function executableInterval(
  quotes: QuoteSet,
  pairs: OptionPairs,
  inverse: boolean,
  discount: number,
  early: Float64Array | null,
): ExecutableInterval | null {
  let low = -Infinity;
  let high = Infinity;
  let lowStrike = Number.NaN;
  let highStrike = Number.NaN;
  for (let i = 0; i < pairs.strike.length; i++) {
    const strike = pairs.strike[i]!;
    const call = pairs.call[i]!;
    const put = pairs.put[i]!;
    const exercise = early?.[i] ?? 0;
    const sold = forwardAt(
      strike,
      (premium(quotes.bid, call) - premium(quotes.ask, put) - exercise) / discount,
      inverse,
    );
    const bought = forwardAt(
      strike,
      (premium(quotes.ask, call) - premium(quotes.bid, put) - exercise) / discount,
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

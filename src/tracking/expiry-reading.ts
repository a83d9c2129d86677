import { impliedVol } from '#pricing/implied-vol.ts';
import type { SmileCurve } from '#surface/smile-curve.ts';
import type { LevelQuotes } from './level-reading.ts';

/** The quotes of one expiry as a feed keeps them. Columns of one length; a missing side is NaN. */
export interface LiveQuotes {
  readonly strike: Float64Array;
  /** 1 call, 0 put. */
  readonly isCall: Uint8Array;
  /** Undiscounted prices over the forward: a coin premium as it is, a price in currency over D F. */
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  readonly bidSize: Float64Array;
  readonly askSize: Float64Array;
  /** Amount of each side within one spread of the mid, where the whole books are known: the sizes stand for them else. */
  readonly bidDepth?: Float64Array;
  readonly askDepth?: Float64Array;
  /** Instant of each quote on the venue's clock, ms. */
  readonly stamp: Float64Array;
}

/** Where an expiry stands now. */
export interface LiveMarket {
  /** Years to expiry. */
  readonly t: number;
  readonly forward: number;
}

/** A microprice leans to the thin side; on spreads this many times the usual it says nothing. */
const WIDE = 3;

/** The upper middle of values; NaN where there is none. */
function median(values: Float64Array): number {
  return values.length === 0 ? Number.NaN : values.sort()[values.length >> 1]!;
}

/** Volatility of an out-of-the-money price over the forward; NaN where it has none. */
function volOf(strike: number, t: number, isCall: number, price: number): number {
  const found = impliedVol(1, strike, t, isCall, price);
  return found > 0 ? found : Number.NaN;
}

/** What a side of little size lets the price lean to: bid x ask size + ask x bid size over both. */
function microprice(bid: number, ask: number, bidSize: number, askSize: number): number {
  const both = bidSize + askSize;
  return bidSize > 0 && askSize > 0 ? (bid * askSize + ask * bidSize) / both : (bid + ask) / 2;
}

/**
 * The two-sided out-of-the-money quotes of an expiry, against the base smile's volatility at their k with the present
 * forward. Depth is the harmonic mean of the two sides: a book of one side says little.
 *
 * @param baseT years to expiry at which the base smile's total variance was fitted
 * @returns with the k of each
 */
export function levelQuotes(
  quotes: LiveQuotes,
  { t, forward }: LiveMarket,
  base: SmileCurve,
  baseT: number,
): LevelQuotes & { readonly k: Float64Array } {
  const { strike, isCall, bid, ask, bidSize, askSize, bidDepth = bidSize, askDepth = askSize } = quotes;
  const rows = new Int32Array(strike.length);
  let n = 0;
  for (let j = 0; j < strike.length; j++) {
    const isOut = isCall[j] === 1 ? strike[j]! >= forward : strike[j]! < forward;
    if (isOut && bid[j]! > 0 && ask[j]! > bid[j]!) rows[n++] = j;
  }
  const columns = new Float64Array(7 * n);
  const [k, vol, halfSpread, depth, w, w1, w2] = Array.from({ length: 7 }, (_, c) =>
    columns.subarray(c * n, (c + 1) * n),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  for (let i = 0; i < n; i++) w[i] = ask[rows[i]!]! - bid[rows[i]!]!;
  const usual = median(w);
  let isKnown = false;
  for (let i = 0; i < n; i++) {
    const j = rows[i]!;
    const at = strike[j]! / forward;
    const [low, high, lowSize, highSize] = [bid[j]!, ask[j]!, bidSize[j]!, askSize[j]!];
    const price = high - low <= WIDE * usual ? microprice(low, high, lowSize, highSize) : (low + high) / 2;
    k[i] = Math.log(at);
    vol[i] = volOf(at, t, isCall[j]!, price);
    halfSpread[i] = (volOf(at, t, isCall[j]!, high) - volOf(at, t, isCall[j]!, low)) / 2;
    const size = (2 * bidDepth[j]! * askDepth[j]!) / (bidDepth[j]! + askDepth[j]!);
    depth[i] = size > 0 ? size : 0;
    isKnown ||= size > 0;
  }
  base.derivatives(k, w, w1, w2);
  for (let i = 0; i < n; i++) w[i] = Math.sqrt(w[i]! / baseT);
  return { k, vol, halfSpread, depth: isKnown ? depth : null, base: w };
}

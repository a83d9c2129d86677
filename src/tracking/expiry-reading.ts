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

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[sorted.length >> 1]!;
}

/** What a side of little size lets the price lean to: bid x ask size + ask x bid size over both. */
function microprice(bid: number, ask: number, bidSize: number, askSize: number): number {
  const both = bidSize + askSize;
  return bidSize > 0 && askSize > 0 ? (bid * askSize + ask * bidSize) / both : (bid + ask) / 2;
}

/**
 * The two-sided out-of-the-money quotes of an expiry, against the base smile's volatility at their k with the present
 * forward. Depth is the harmonic mean of the two sizes: a book of one side says little.
 *
 * @param baseT years to expiry at which the base smile's total variance was fitted
 */
export function levelQuotes(
  quotes: LiveQuotes,
  { t, forward }: LiveMarket,
  base: SmileCurve,
  baseT: number,
): LevelQuotes {
  const rows: number[] = [];
  for (let j = 0; j < quotes.strike.length; j++) {
    const isOut = quotes.isCall[j] === 1 ? quotes.strike[j]! >= forward : quotes.strike[j]! < forward;
    if (isOut && quotes.bid[j]! > 0 && quotes.ask[j]! > quotes.bid[j]!) rows.push(j);
  }
  const usual = median(rows.map((j) => quotes.ask[j]! - quotes.bid[j]!));
  const n = rows.length;
  const [k, vol, halfSpread, depth, w, w1, w2] = Array.from({ length: 7 }, () => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  rows.forEach((j, i) => {
    const [strike, isCall] = [quotes.strike[j]! / forward, quotes.isCall[j]!];
    const [bid, ask] = [quotes.bid[j]!, quotes.ask[j]!];
    const [bidSize, askSize] = [quotes.bidSize[j]!, quotes.askSize[j]!];
    const price = ask - bid <= WIDE * usual ? microprice(bid, ask, bidSize, askSize) : (bid + ask) / 2;
    const of = (value: number): number => {
      const found = impliedVol(1, strike, t, isCall, value);
      return found > 0 ? found : Number.NaN;
    };
    k[i] = Math.log(strike);
    vol[i] = of(price);
    halfSpread[i] = (of(ask) - of(bid)) / 2;
    depth[i] = (2 * bidSize * askSize) / (bidSize + askSize);
  });
  base.derivatives(k, w, w1, w2);
  const known = depth.some((size) => size > 0);
  return {
    vol,
    halfSpread,
    depth: known ? depth.map((size) => (size > 0 ? size : 0)) : null,
    base: w.map((value) => Math.sqrt(value / baseT)),
  };
}

import { MS_PER_YEAR } from '#base/units.ts';
import { blackPrice } from '#pricing/black76.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import type { QuoteSet } from './quote-set.ts';

/** The columns that units are recomputed from; bid and ask as the file writes them. */
export type PricedColumns = Pick<
  QuoteSet,
  'expiry' | 'strike' | 'isCall' | 'bid' | 'ask' | 'underlyingPrice'
>;

/** What a volatility column is written in, by the prices beside it. */
export interface VolUnit {
  /** `mixed`: both, each in two rows or more. `undecided`: prices cannot tell. */
  readonly unit: 'decimal' | 'percent' | 'mixed' | 'undecided';
  /** Rows that could tell. */
  readonly rows: number;
  /** First row of each kind, -1 where there is none. */
  readonly firstDecimal: number;
  readonly firstPercent: number;
}

/** Rows looked at; more tell nothing more. */
const MOST_ROWS = 20_000;
/** A volatility within this factor of the recomputed one is of its unit; decimal and percent are 100 apart. */
const FACTOR = 5;
/** Time value below which a rounded price says little of its volatility, relative to the forward. */
const LEAST_TIME_VALUE = 5e-5;
/** Share of rows below which the other unit is a slip of single rows. */
const MIXED_SHARE = 0.02;

/**
 * Forward of each row's expiry, good to a few percent: what the rows carry, else parity of the pairs nearest the
 * money, else the spot. NaN where none is known.
 *
 * @param inCoin Premiums are per unit of the underlying, so that F = K / (1 - (C - P)).
 */
export function roughForwards(columns: PricedColumns, inCoin: boolean, spot: number | null): Float64Array {
  const { expiry, strike, isCall, underlyingPrice } = columns;
  const n = strike.length;
  const mids = midsOf(columns);
  const pairs = new Map<number, Map<number, { call: number; put: number }>>();
  for (let i = 0; i < n; i++) {
    if (!(mids[i]! > 0)) continue;
    const byStrike = pairs.get(expiry[i]!) ?? new Map<number, { call: number; put: number }>();
    pairs.set(expiry[i]!, byStrike);
    const pair = byStrike.get(strike[i]!) ?? { call: Number.NaN, put: Number.NaN };
    if (isCall[i] === 1) pair.call = mids[i]!;
    else pair.put = mids[i]!;
    byStrike.set(strike[i]!, pair);
  }
  const forwards = new Map<number, number>();
  for (const [at, byStrike] of pairs) {
    const found = [...byStrike]
      .map(([k, { call, put }]) => ({
        gap: Math.abs(call - put),
        forward: inCoin ? k / (1 - (call - put)) : k + call - put,
      }))
      .filter(({ forward }) => forward > 0)
      .sort((a, b) => a.gap - b.gap)
      .slice(0, 5)
      .map(({ forward }) => forward)
      .sort((a, b) => a - b);
    forwards.set(at, found[found.length >> 1] ?? Number.NaN);
  }
  return Float64Array.from(strike, (_, i) => {
    const own = underlyingPrice?.[i] ?? Number.NaN;
    if (own > 0) return own;
    const parity = forwards.get(expiry[i]!) ?? Number.NaN;
    return parity > 0 ? parity : (spot ?? Number.NaN);
  });
}

/**
 * Decides between decimals and percent by inverting the mid price of each row (F. Black, "The pricing of commodity
 * contracts", Journal of Financial Economics 3, 1976, equation 16, undiscounted), never by the size of the numbers:
 * 5 is a legal volatility of 500 %.
 *
 * @param vols The column, length n, NaN where missing.
 * @param forwards Of each row; premiums in coin are turned into currency with them.
 * @param asOf Epoch ms from which maturities count.
 */
export function volUnit(
  columns: PricedColumns,
  vols: Float64Array,
  forwards: Float64Array,
  inCoin: boolean,
  asOf: number,
): VolUnit {
  const mids = midsOf(columns);
  let [decimals, percents, firstDecimal, firstPercent] = [0, 0, -1, -1];
  const step = Math.max(1, Math.floor(vols.length / MOST_ROWS));
  for (let i = 0; i < vols.length; i += step) {
    const [vol, forward, strike, t] = [
      vols[i]!,
      forwards[i]!,
      columns.strike[i]!,
      (columns.expiry[i]! - asOf) / MS_PER_YEAR,
    ];
    if (!(vol > 1e-3 && forward > 0 && t > 0 && mids[i]! > 0)) continue;
    const price = inCoin ? mids[i]! * forward : mids[i]!;
    const intrinsic = Math.max(0, columns.isCall[i] === 1 ? forward - strike : strike - forward);
    if (intrinsic > 0.05 * forward || price - intrinsic < LEAST_TIME_VALUE * forward) continue;
    const ratio = vol / impliedVol(forward, strike, t, columns.isCall[i]!, price);
    if (ratio > 1 / FACTOR && ratio < FACTOR) {
      decimals++;
      if (firstDecimal < 0) firstDecimal = i;
    } else if (ratio > 100 / FACTOR && ratio < 100 * FACTOR) {
      percents++;
      if (firstPercent < 0) firstPercent = i;
    }
  }
  const rows = decimals + percents;
  const fewer = Math.min(decimals, percents);
  const unit =
    rows < 3
      ? 'undecided'
      : fewer >= 2 && fewer >= MIXED_SHARE * rows
        ? 'mixed'
        : decimals > percents
          ? 'decimal'
          : 'percent';
  return { unit, rows, firstDecimal, firstPercent };
}

/**
 * Decides between premiums in coin and in currency by pricing each row at its own volatility (Black, as above): the
 * reading whose price is the nearer, in most rows. `undecided` without rows that can tell.
 *
 * @param vols Decimal volatilities, length n.
 */
export function premiumUnit(
  columns: PricedColumns,
  vols: Float64Array,
  forwards: Float64Array,
  asOf: number,
): 'coin' | 'currency' | 'undecided' {
  const mids = midsOf(columns);
  let [coin, currency] = [0, 0];
  for (let i = 0; i < vols.length; i++) {
    const [vol, forward, t] = [vols[i]!, forwards[i]!, (columns.expiry[i]! - asOf) / MS_PER_YEAR];
    // Of an underlying worth about one, a price in coin and in currency is the same number.
    if (!(vol > 0 && vol < 20 && Math.abs(Math.log(forward)) > 0.3 && t > 0 && mids[i]! > 0)) continue;
    const price = blackPrice(forward, columns.strike[i]!, t, vol, columns.isCall[i] === 1);
    if (!(price > LEAST_TIME_VALUE * forward)) continue;
    const asCurrency = Math.abs(Math.log(mids[i]! / price));
    const asCoin = Math.abs(Math.log((mids[i]! * forward) / price));
    if (asCoin < asCurrency) coin++;
    else currency++;
  }
  if (coin + currency < 3) return 'undecided';
  if (coin > 0.8 * (coin + currency)) return 'coin';
  return currency > 0.8 * (coin + currency) ? 'currency' : 'undecided';
}

/** Volatilities of coins lie about here; a reading in the wrong unit is off by many times. */
const USUAL_COIN_VOL = 0.7;

/**
 * Decides between premiums in coin and in currency where no volatility stands beside them: the reading under which the
 * out-of-the-money prices have the more usual volatility of a coin, by the middle of their logarithms (Black, as
 * above). `undecided` without three rows that can tell.
 *
 * @param inCoin, inCurrency Forwards of each row under either reading.
 */
export function premiumUnitByVols(
  columns: PricedColumns,
  inCoin: Float64Array,
  inCurrency: Float64Array,
  asOf: number,
): 'coin' | 'currency' | 'undecided' {
  const mids = midsOf(columns);
  const oddity = (forwards: Float64Array, coin: boolean): number => {
    const found: number[] = [];
    const step = Math.max(1, Math.floor(mids.length / 2000));
    for (let i = 0; i < mids.length; i += step) {
      const [forward, strike, t] = [
        forwards[i]!,
        columns.strike[i]!,
        (columns.expiry[i]! - asOf) / MS_PER_YEAR,
      ];
      const isCall = columns.isCall[i]!;
      if (!(forward > 0 && t > 0 && mids[i]! > 0) || (isCall === 1) !== strike >= forward) continue;
      const price = coin ? mids[i]! * forward : mids[i]!;
      const vol = impliedVol(forward, strike, t, isCall, price);
      // A price that no volatility gives is the oddest there is.
      found.push(vol > 0 ? Math.abs(Math.log(vol / USUAL_COIN_VOL)) : Number.POSITIVE_INFINITY);
    }
    found.sort((a, b) => a - b);
    return found.length < 3 ? Number.NaN : found[found.length >> 1]!;
  };
  const [coin, currency] = [oddity(inCoin, true), oddity(inCurrency, false)];
  if (Number.isNaN(coin) || Number.isNaN(currency) || coin === currency) return 'undecided';
  return coin < currency ? 'coin' : 'currency';
}

/** Mid prices, or the one side there is. */
function midsOf({ bid, ask }: PricedColumns): Float64Array {
  return Float64Array.from(bid, (b, i) => (b > 0 && ask[i]! > 0 ? 0.5 * (b + ask[i]!) : b > 0 ? b : ask[i]!));
}

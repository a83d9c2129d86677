import { normalCdf, normalDensity } from '#math/normal.ts';
import type { AmericanExpiry } from '#pricing/american-expiry.ts';
import { blackPrice } from '#pricing/black76.ts';
import { BAD_INPUT, impliedVol, NO_PRICE, NON_POSITIVE } from '#pricing/implied-vol.ts';
import { logMoneyness } from '#pricing/log-moneyness.ts';
import type { ExpiryBook } from './book.ts';
import { median } from './columns.ts';
import type { QuoteSet } from './quote-set.ts';

/** Microprices are believed up to this multiple of the expiry's median spread. */
const WIDE = 3;
/** Volatility error of a tick beyond which the number says nothing more. */
const TICK_VOL_CAP = 10;

/** The columns of an expiry book that follow from its quotes and forward. */
export type QuoteVols = Pick<
  ExpiryBook,
  | 'k'
  | 'bidVol'
  | 'askVol'
  | 'midVol'
  | 'bidReason'
  | 'askReason'
  | 'bidPrice'
  | 'askPrice'
  | 'vega'
  | 'tickVol'
  | 'delta'
>;

/**
 * Implied volatilities of bid, ask and mid of one expiry, with what follows from them.
 *
 * Premiums become undiscounted prices in units of the forward: c for coin premiums (V = c F), price
 * over D F for currency. The mid is the microprice (bid x ask size + ask x bid size over both) where
 * both sizes are known and the spread is at most three times the median, else the middle. A
 * one-sided quote has no mid; its vega and delta are those of the side it has.
 *
 * @param rows Rows of the QuoteSet, in the order of the book.
 * @param forwards Forward of each row: the chosen one, or the row's own where rows carry theirs.
 * @param t Years to expiry, positive.
 * @param fixed Part of the settlement price that is fixed already, in currency: forwards and strikes
 *   count from it, and a strike at or below it is exercised whatever comes and has no volatility.
 * @param american Early exercise of the expiry, which is then taken off every price; null where it is not priced.
 */
export function quoteVols(
  quotes: QuoteSet,
  rows: Int32Array,
  forwards: Float64Array,
  t: number,
  discount: number,
  fixed = 0,
  american: AmericanExpiry | null = null,
): QuoteVols {
  const n = rows.length;
  const columns = {
    k: new Float64Array(n),
    bidVol: new Float64Array(n),
    askVol: new Float64Array(n),
    midVol: new Float64Array(n),
    bidReason: new Uint8Array(n),
    askReason: new Uint8Array(n),
    bidPrice: new Float64Array(n),
    askPrice: new Float64Array(n),
    vega: new Float64Array(n),
    tickVol: new Float64Array(n),
    delta: new Float64Array(n),
  };
  const widest = WIDE * medianSpread(quotes, rows);
  const inVol = quotes.unit === 'vol';
  const root = Math.sqrt(t);
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    const open = forwards[i]! - fixed;
    const strike = quotes.strike[row]! - fixed;
    const moneyness = strike / open;
    const isCall = quotes.isCall[row]!;
    const bid = quotes.bid[row]!;
    const ask = quotes.ask[row]!;
    const unit = (quotes.unit === 'coin' ? forwards[i]! : 1 / discount) / open;
    const early = american?.prices(isCall) === true ? american : null;
    const bidVol = inVol ? quotedVol(bid) : volOf(moneyness, t, isCall, bid * unit, early);
    const askVol = inVol ? quotedVol(ask) : volOf(moneyness, t, isCall, ask * unit, early);
    const bidExists = bidVol > 0;
    const askExists = askVol > 0;
    columns.k[i] = moneyness > 0 ? logMoneyness(open, strike) : Number.NaN;
    columns.bidVol[i] = bidExists ? bidVol : Number.NaN;
    columns.askVol[i] = askExists ? askVol : Number.NaN;
    columns.bidReason[i] = bidExists ? 0 : -bidVol;
    columns.askReason[i] = askExists ? 0 : -askVol;
    columns.bidPrice[i] = inVol
      ? priceOfVol(moneyness, t, bid, isCall)
      : priceOf(moneyness, isCall, bid * unit, bidVol, early);
    columns.askPrice[i] = inVol
      ? priceOfVol(moneyness, t, ask, isCall)
      : priceOf(moneyness, isCall, ask * unit, askVol, early);
    const mid = bid > 0 && ask > 0 ? midPremium(quotes, row, widest) : Number.NaN;
    const midVol = inVol ? quotedVol(mid) : volOf(moneyness, t, isCall, mid * unit, early);
    columns.midVol[i] = midVol > 0 ? midVol : Number.NaN;
    const central = midVol > 0 ? midVol : bidExists ? bidVol : askExists ? askVol : Number.NaN;
    const s = central * root;
    const d1 = 0.5 * s - columns.k[i]! / s;
    const vega = root * normalDensity(d1);
    columns.vega[i] = vega;
    columns.delta[i] = isCall === 1 ? normalCdf(d1) : -normalCdf(-d1);
    columns.tickVol[i] = tickVol(quotes, row, inVol ? 1 : vega / unit);
    if (early !== null && columns.tickVol[i]! > 0) {
      columns.tickVol[i] = tickVol(quotes, row, early.vega(moneyness, isCall, central) / unit);
    }
  }
  return columns;
}

/** A volatility that came as such, or minus the reason why it is none. */
function quotedVol(vol: number): number {
  if (vol > 0) return vol < Infinity ? vol : -BAD_INPUT;
  return vol <= 0 ? -NON_POSITIVE : -NO_PRICE;
}

/** `impliedVol` of a price in units of the forward, without its early exercise where there is one to take off. */
function volOf(
  moneyness: number,
  t: number,
  isCall: number,
  price: number,
  early: AmericanExpiry | null,
): number {
  return early === null
    ? impliedVol(1, moneyness, t, isCall, price)
    : early.impliedVol(moneyness, isCall, price);
}

/** The price itself, or what is left of it without its early exercise; NaN for what is no price. */
function priceOf(
  moneyness: number,
  isCall: number,
  price: number,
  vol: number,
  early: AmericanExpiry | null,
): number {
  if (!(price > 0)) return Number.NaN;
  return early === null ? price : early.european(moneyness, isCall, price, vol);
}

/** Undiscounted price over the forward of a quoted volatility; NaN of none. */
function priceOfVol(moneyness: number, t: number, vol: number, isCall: number): number {
  return vol > 0 ? blackPrice(1, moneyness, t, vol, isCall) : Number.NaN;
}

/** Volatility of half a tick; 0 where the tick is unknown or there is no vega to measure it with. */
function tickVol(quotes: QuoteSet, row: number, vegaPremium: number): number {
  const tick = quotes.tick?.[row] ?? 0;
  if (!(tick > 0 && vegaPremium >= 0)) return 0;
  return Math.min((0.5 * tick) / vegaPremium, TICK_VOL_CAP);
}

function midPremium(quotes: QuoteSet, row: number, widest: number): number {
  const bid = quotes.bid[row]!;
  const ask = quotes.ask[row]!;
  const bidSize = quotes.bidSize?.[row] ?? 0;
  const askSize = quotes.askSize?.[row] ?? 0;
  if (bidSize > 0 && askSize > 0 && ask >= bid && ask - bid <= widest) {
    return (bid * askSize + ask * bidSize) / (bidSize + askSize);
  }
  return 0.5 * (bid + ask);
}

/** Median ask - bid of the two-sided quotes; 0 without any. */
function medianSpread(quotes: QuoteSet, rows: Int32Array): number {
  const spreads = new Float64Array(rows.length);
  let n = 0;
  for (const row of rows) {
    const spread = quotes.ask[row]! - quotes.bid[row]!;
    if (quotes.bid[row]! > 0 && spread >= 0) spreads[n++] = spread;
  }
  return n === 0 ? 0 : median(spreads, n);
}

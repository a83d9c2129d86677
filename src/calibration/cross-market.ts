/**
 * Quotes of one market against the model fitted to another, and against the quotes of that other. The common unit
 * is implied volatility: coin-settled, stablecoin and currency premiums are all Black's on the forward of their own
 * market, so that neither the settlement nor the basis between two futures passes for a difference of prices.
 */
import type { ExpiryBook } from '#market/book.ts';
import { samePlaces } from '#market/pair-books.ts';
import { modelById } from '#models/index.ts';
import { blackPrice } from '#pricing/black76.ts';
import { smileOf } from '#surface/moved-smile.ts';
import type { SliceFit } from './result.ts';
import { inHalfSpreads, type Side, sideOf } from './through.ts';

/** Where on the fitted smile a quote of the other market is read: at its own K/F, or at its strike. */
export type ReadAt = 'moneyness' | 'strike';

/** The bid of one market above the ask of the other in one contract. */
export interface Crossing {
  /** The market whose bid is hit; the other's ask is lifted. */
  readonly sell: 'a' | 'b';
  /** Bid less ask, in volatility (decimal). */
  readonly gap: number;
  /** The same in price, undiscounted, per unit of A's forward, before fees. */
  readonly gain: number;
}

/** One quote of market B. Volatilities are decimals; NaN marks what is missing. */
export interface CrossQuote {
  /** Row in the QuoteSet of B. */
  readonly row: number;
  /** Row of the same contract in the QuoteSet of A; null where A does not list it. */
  readonly rowA: number | null;
  readonly strike: number;
  readonly isCall: boolean;
  /** Log-moneyness at which A's smile is read. */
  readonly k: number;
  readonly bid: number;
  /** Halfway between bid and ask: a mid that sizes pull to one side would make half a spread of nothing. */
  readonly mid: number;
  readonly ask: number;
  /** A's own quote of the contract. */
  readonly bidA: number;
  readonly askA: number;
  /** Volatility of A's model at `k`. */
  readonly model: number;
  readonly side: Side;
  /** Mid of B minus A's model. */
  readonly residual: number;
  /** The same in half-spreads of B. */
  readonly halfSpreads: number;
  /** `k` lies past the outermost quotes that A was fitted to: the model's opinion alone. */
  readonly past: boolean;
  readonly crossing: Crossing | null;
}

/** One expiry of both markets. */
export interface CrossExpiry {
  /** Id of the model fitted to A. */
  readonly model: string;
  readonly fit: Pick<SliceFit, 't' | 'forward' | 'theta' | 'arbitrage'>;
  readonly a: ExpiryBook;
  readonly b: ExpiryBook;
  /** Verdict of the filters on each quote of `b`: 0 is kept. */
  readonly state: Uint8Array;
}

/**
 * The kept quotes of B in the order of its book. Empty where A has no fit.
 *
 * @param crossable whether quotes of the two markets stand for the same moment and may be held against each other
 */
export function crossQuotes(expiry: CrossExpiry, at: ReadAt, crossable: boolean): CrossQuote[] {
  const { fit, a, b, state } = expiry;
  const model = modelById(expiry.model);
  if (fit.theta === null || model === undefined || !(fit.t > 0)) return [];
  const k = at === 'moneyness' ? b.k : moneynessAt(b.strike, a);
  const w = new Float64Array(k.length);
  smileOf(model, fit).totalVariance(fit.theta, k, w);
  const partner = samePlaces(a, b);
  const [low, high] = fit.arbitrage?.quotedRange ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const out: CrossQuote[] = [];
  for (let j = 0; j < k.length; j++) {
    if (state[j] !== 0) continue;
    const [bid, ask] = [b.bidVol[j]!, b.askVol[j]!];
    const mid = (bid + ask) / 2;
    const vol = w[j]! > 0 ? Math.sqrt(w[j]! / fit.t) : Number.NaN;
    const place = partner[j]!;
    const bidA = place < 0 ? Number.NaN : a.bidVol[place]!;
    const askA = place < 0 ? Number.NaN : a.askVol[place]!;
    const contract = { k: moneyness(b.strike[j]!, a), t: fit.t, isCall: b.isCall[j]! };
    out.push({
      row: b.quote[j]!,
      rowA: place < 0 ? null : a.quote[place]!,
      strike: b.strike[j]!,
      isCall: b.isCall[j] === 1,
      k: k[j]!,
      bid,
      mid,
      ask,
      bidA,
      askA,
      model: vol,
      side: sideOf(bid, ask, vol),
      residual: mid - vol,
      halfSpreads: inHalfSpreads(bid, mid, ask, vol),
      past: k[j]! < low || k[j]! > high,
      crossing: crossable ? crossingOf({ bid, ask }, { bid: bidA, ask: askA }, contract) : null,
    });
  }
  return out;
}

/** Farthest from the model first, in half-spreads; those without any follow by their distance in volatility. */
export function byDistance(x: CrossQuote, y: CrossQuote): number {
  const [p, q] = [Math.abs(x.halfSpreads), Math.abs(y.halfSpreads)];
  if (Number.isNaN(p) !== Number.isNaN(q)) return Number.isNaN(p) ? 1 : -1;
  if (!Number.isNaN(p) && p !== q) return q - p;
  const [r, s] = [Math.abs(x.residual), Math.abs(y.residual)];
  return Number.isNaN(r) || Number.isNaN(s) ? Number(Number.isNaN(r)) - Number(Number.isNaN(s)) : s - r;
}

/** What remains of a crossing when a share `fee` of the forward is paid for each of its two legs. */
export function afterFees({ gain }: Crossing, fee: number): number {
  return gain - 2 * fee;
}

interface Sides {
  readonly bid: number;
  readonly ask: number;
}

interface Contract {
  readonly k: number;
  readonly t: number;
  readonly isCall: number;
}

/** A missing side is NaN and crosses nothing. */
function crossingOf(b: Sides, a: Sides, contract: Contract): Crossing | null {
  const sellB = b.bid - a.ask;
  const sellA = a.bid - b.ask;
  if (sellB > 0) return { sell: 'b', gap: sellB, gain: worth(b.bid, contract) - worth(a.ask, contract) };
  return sellA > 0 ? { sell: 'a', gap: sellA, gain: worth(a.bid, contract) - worth(b.ask, contract) } : null;
}

/** Undiscounted price per unit of the forward. */
function worth(vol: number, { k, t, isCall }: Contract): number {
  return blackPrice(1, Math.exp(k), t, vol, isCall);
}

function moneynessAt(strikes: Float64Array, book: ExpiryBook): Float64Array {
  return strikes.map((strike) => moneyness(strike, book));
}

/** As the book counts it: from what of the settlement price is fixed already. */
function moneyness(strike: number, { forward, settlement }: ExpiryBook): number {
  const fixed = settlement?.fixed ?? 0;
  return strike > fixed ? Math.log((strike - fixed) / (forward.value - fixed)) : Number.NaN;
}

import { blackPrice, blackVega } from '#pricing/black76.ts';
import type { ResidualKind } from './settings.ts';

/** Residuals are in vol points, so that tolerances and penalty strengths mean something. */
export const VOL_POINTS = 100;

/** Share of the vega at the money below which no quote's vega is taken: prices over less say nothing of volatility. */
const LEAST_VEGA = 1e-6;
const INV_SQRT_2PI = 0.3989422804014327;

/**
 * The volatility a one-sided quote is held against: the side it has. Volatilities decimal, NaN where a side or the mid is
 * missing.
 */
export function quotedVol(mid: number, bid: number, ask: number): number {
  return mid > 0 ? mid : bid > 0 ? bid : ask;
}

/** Keeps of a residual against `quotedVol` what counts: all of it where there is a mid, else where the model passes the side. */
export function oneSided(r: number, mid: number, bid: number): number {
  if (mid > 0) return r;
  return bid > 0 ? Math.min(0, r) : Math.max(0, r);
}

/**
 * Residual of one quote in vol points against a model vol: two-sided against the mid, one-sided only
 * where the model passes the quoted side.
 */
export function quoteResidual(model: number, mid: number, bid: number, ask: number): number {
  return oneSided(VOL_POINTS * (model - quotedVol(mid, bid, ask)), mid, bid);
}

/**
 * How far a model vol lies outside bid and ask, in vol points: below zero under the bid, above zero over the ask, 0
 * between them and where a side is missing. Its square is once differentiable.
 */
export function beyondQuotes(model: number, bid: number, ask: number): number {
  if (model < bid) return VOL_POINTS * (model - bid);
  return model > ask ? VOL_POINTS * (model - ask) : 0;
}

/**
 * The vega a price residual is divided by: that of the quote. With it a residual in price is to first order the one
 * in volatility, and goes with the same weight: 1/h^2 of half-spreads in volatility is vega^2/h^2 of those in price.
 */
export function residualVega(forward: number, strike: number, t: number, vol: number): number {
  const least = LEAST_VEGA * forward * Math.sqrt(t) * INV_SQRT_2PI;
  return Math.max(least, blackVega(forward, strike, t, vol));
}

/** Residuals of the quotes of one slice against total variances, and how they move with them. */
export interface QuoteResiduals {
  /** Residual of quote i in vol points at total variance w; NaN where the model has no volatility. */
  at(i: number, w: number): number;
  /** d residual/d w of quote i at w, where the residual is r. */
  slope(i: number, w: number, r: number): number;
}

/** The quotes of a slice; columns of one length. */
interface QuotedSlice {
  readonly t: number;
  readonly forward: number;
  readonly k: Float64Array;
  readonly midVol: Float64Array;
  readonly bidVol: Float64Array;
  readonly askVol: Float64Array;
  readonly residual: ResidualKind;
}

function volResiduals({ t, midVol, bidVol, askVol, residual }: QuotedSlice): QuoteResiduals {
  const inVariance = residual === 'total-variance';
  return {
    at(i, w) {
      if (!(w > 0)) return Number.NaN;
      const mid = midVol[i]!;
      // (w - w_mid)/(2 sigma_mid t) is the same residual to first order, linear in w.
      if (inVariance && mid > 0) return (VOL_POINTS * (w - mid * mid * t)) / (2 * mid * t);
      return quoteResidual(Math.sqrt(w / t), mid, bidVol[i]!, askVol[i]!);
    },
    slope(i, w, r) {
      const mid = midVol[i]!;
      if (inVariance && mid > 0) return VOL_POINTS / (2 * mid * t);
      if (!(mid > 0) && r === 0) return 0;
      return VOL_POINTS / (2 * Math.sqrt(w * t));
    },
  };
}

/** (V(w) - V_quote)/vega of the out-of-the-money option, undiscounted. */
function priceResiduals({ t, forward, k, midVol, bidVol, askVol }: QuotedSlice): QuoteResiduals {
  const quotes = Array.from(k, (logMoneyness, i) => {
    const strike = forward * Math.exp(logMoneyness);
    const isCall = logMoneyness >= 0;
    const vol = quotedVol(midVol[i]!, bidVol[i]!, askVol[i]!);
    return {
      strike,
      isCall,
      price: blackPrice(forward, strike, t, vol, isCall),
      vega: residualVega(forward, strike, t, vol),
    };
  });
  return {
    at(i, w) {
      if (!(w > 0)) return Number.NaN;
      const quote = quotes[i]!;
      const price = blackPrice(forward, quote.strike, t, Math.sqrt(w / t), quote.isCall);
      return oneSided((VOL_POINTS * (price - quote.price)) / quote.vega, midVol[i]!, bidVol[i]!);
    },
    slope(i, w, r) {
      if (!(midVol[i]! > 0) && r === 0) return 0;
      const { strike, vega } = quotes[i]!;
      const vol = Math.sqrt(w / t);
      return (VOL_POINTS * blackVega(forward, strike, t, vol)) / (vega * 2 * vol * t);
    },
  };
}

/** The residuals a slice is fitted by. */
export function createQuoteResiduals(slice: QuotedSlice): QuoteResiduals {
  return slice.residual === 'price' ? priceResiduals(slice) : volResiduals(slice);
}

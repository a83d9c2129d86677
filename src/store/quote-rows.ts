import type { FitSlice } from '#calibration/request.ts';
import type { SliceFit } from '#calibration/result.ts';
import { bookKey, type ExpiryBook, type MarketBook } from '#market/book.ts';
import { type FilteredBook, LEFT_OUT_REASONS, type LeftOutReason } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { modelById } from '#models/index.ts';
import { blackPrice } from '#pricing/black76.ts';
import type { Fitted } from './state.ts';
import { halfSpreadsOf, type Side, sideOf } from './through.ts';

/** One row of the Quotes table. Vols are decimals, prices in the unit of the file; NaN is missing. */
export interface QuoteRow {
  /** Row in the QuoteSet. */
  readonly quote: number;
  readonly symbol: string;
  readonly expiryKey: string;
  readonly strike: number;
  readonly isCall: boolean;
  readonly delta: number;
  readonly bid: number;
  readonly ask: number;
  /** Model price in the unit of bid and ask. */
  readonly modelPrice: number;
  readonly bidVol: number;
  readonly midVol: number;
  readonly askVol: number;
  readonly modelVol: number;
  readonly markVol: number;
  /** Market minus model in volatility, and in half-spreads. */
  readonly residualVol: number;
  readonly halfSpreads: number;
  /** Share of the weight of its expiry, 0 to 1. */
  readonly weight: number;
  /** Multiplier by hand; 1 untouched, 0 excluded. */
  readonly manual: number;
  readonly openInterest: number;
  readonly volume: number;
  /** In the fit, left out by hand, by its weights, or by a filter and which. */
  readonly state: 'used' | 'excluded' | 'no-weight' | 'not-fitted' | LeftOutReason;
  /** Of quotes in the fit: where the market lies against the model. */
  readonly side: Side;
}

/** Rows of one expiry, ascending in strike, puts before calls. `manual` is as decided now. */
export function quoteRowsOf(
  quotes: QuoteSet,
  market: MarketBook,
  filtered: FilteredBook,
  fitted: Fitted | null,
  manual: Readonly<Record<string, number>>,
  key: string,
): QuoteRow[] {
  const at = market.books.findIndex((book) => bookKey(book, quotes) === key);
  const book = market.books[at];
  const states = filtered.state[at];
  if (book === undefined || states === undefined) return [];
  const ofThese = fitted?.quotes === quotes ? fitted : null;
  const slice = ofThese?.request.slices.find((s) => s.key === key);
  const fit = ofThese?.result.slices.find((s) => s.key === key);
  const model = modelVols(book, fit, ofThese?.result.model);
  const place = new Map(Array.from(slice?.quote ?? [], (quote, i) => [quote, i]));
  return Array.from(book.quote, (quote, i) => {
    const symbol = quotes.symbol[quote] ?? '';
    const byHand = manual[symbol] ?? 1;
    const weight = weightOf(fit, place.get(quote));
    const bidVol = book.bidVol[i] ?? Number.NaN;
    const askVol = book.askVol[i] ?? Number.NaN;
    const midVol = book.midVol[i] ?? Number.NaN;
    const modelVol = model[i] ?? Number.NaN;
    const strike = book.strike[i] ?? Number.NaN;
    const isCall = book.isCall[i] === 1;
    const state = stateOf(states[i] ?? 0, byHand, weight, slice, fit);
    return {
      quote,
      symbol,
      expiryKey: key,
      strike,
      isCall,
      delta: book.delta[i] ?? Number.NaN,
      bid: quotes.bid[quote] ?? Number.NaN,
      ask: quotes.ask[quote] ?? Number.NaN,
      modelPrice: priceInUnit(quotes, book, strike, isCall, modelVol),
      bidVol,
      midVol,
      askVol,
      modelVol,
      markVol: quotes.markVol?.[quote] ?? Number.NaN,
      residualVol: midVol - modelVol,
      halfSpreads: halfSpreadsOf(bidVol, askVol, modelVol),
      weight: weight ?? 0,
      manual: byHand,
      openInterest: quotes.openInterest?.[quote] ?? Number.NaN,
      volume: quotes.volume?.[quote] ?? Number.NaN,
      state,
      side: state === 'used' ? sideOf(bidVol, askVol, modelVol) : 'unknown',
    };
  });
}

/** Model vols at every quote of a book, those the fit did not use included. */
function modelVols(book: ExpiryBook, fit: SliceFit | undefined, modelId: string | undefined): Float64Array {
  const out = new Float64Array(book.k.length).fill(Number.NaN);
  const model = modelId === undefined ? undefined : modelById(modelId);
  if (model === undefined || fit === undefined || fit.theta === null) return out;
  // The fit may be a moment older than the book: its own forward and time hold for its smile.
  const k = Float64Array.from(book.strike, (strike) => Math.log(strike / fit.forward));
  model.totalVariance(fit.theta, k, out);
  for (let i = 0; i < out.length; i++) {
    const w = out[i] ?? Number.NaN;
    out[i] = w >= 0 ? Math.sqrt(w / fit.t) : Number.NaN;
  }
  return out;
}

function priceInUnit(
  quotes: QuoteSet,
  book: ExpiryBook,
  strike: number,
  isCall: boolean,
  vol: number,
): number {
  if (quotes.unit === 'vol' || !Number.isFinite(vol)) return vol;
  const { value, discount } = book.forward;
  const price = discount * blackPrice(value, strike, book.t, vol, isCall);
  return quotes.unit === 'coin' ? price / value : price;
}

function weightOf(fit: SliceFit | undefined, place: number | undefined): number | null {
  return fit === undefined || fit.theta === null || place === undefined ? null : (fit.weight[place] ?? 0);
}

function stateOf(
  code: number,
  byHand: number,
  weight: number | null,
  slice: FitSlice | undefined,
  fit: SliceFit | undefined,
): QuoteRow['state'] {
  const reason = LEFT_OUT_REASONS[code] ?? 'kept';
  if (reason !== 'kept') return reason;
  if (byHand === 0) return 'excluded';
  if (slice === undefined || fit === undefined || fit.theta === null || weight === null) return 'not-fitted';
  return weight > 0 ? 'used' : 'no-weight';
}

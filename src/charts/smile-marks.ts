import { inHalfSpreads, type Side, sideOf } from '#calibration/through.ts';
import { gather } from '#market/columns.ts';
import { LEFT_OUT_REASONS, type LeftOutReason } from '#market/filters.ts';
import type { BoardExpiry } from './board.ts';
import { modelVols } from './model-curve.ts';
import { slotsOf } from './slots.ts';

/** One quote as the smile draws it. Volatilities are decimals; NaN marks a missing side. */
export interface SmileMark {
  /** Row in the QuoteSet. */
  readonly row: number;
  /** Place in the ExpiryBook and in the FitSlice (-1: filtered). */
  readonly place: number;
  readonly slot: number;
  readonly strike: number;
  readonly k: number;
  readonly isCall: boolean;
  readonly bid: number;
  readonly ask: number;
  /** Where the dot stands: the mid, or the one side there is. */
  readonly vol: number;
  readonly model: number;
  readonly delta: number;
  /** Used in the fit, excluded by hand (or of weight 0), or left out by a filter. */
  readonly state: 'used' | 'excluded' | 'filtered';
  readonly filter: LeftOutReason | null;
  /** Let in by hand past a filter. */
  readonly admitted: boolean;
  /** Share of the weight of its expiry, 0 to 1. */
  readonly weight: number;
  /** Multiplier by hand. */
  readonly manual: number;
  /** Unknown as well where no fitted quote of the expiry has a spread: a mid alone has no sides to be through. */
  readonly side: Side;
  /** Market minus model; NaN without a model or mid. */
  readonly residual: number;
  /** The same in half-spreads of the quote. */
  readonly halfSpreads: number;
}

/**
 * The quotes of one expiry as marks, by strike. In-the-money quotes that the
 * filter leaves out have a mark only where `inTheMoney` asks for it: they hide
 * the rest. `manual` holds the present weights by hand, by symbol, which may be
 * newer than the fit.
 */
export function smileMarks(
  expiry: BoardExpiry,
  symbols: readonly string[],
  manual: Readonly<Record<string, number>>,
  inTheMoney = false,
): SmileMark[] {
  const { book, state, slice, fit } = expiry;
  const places = markedPlaces(expiry, inTheMoney);
  const model = vols(expiry, places);
  const slots = slotsOf(state, slice, book.quote);
  // A map, for looking a symbol up among the keys of an object makes a key of it first.
  const multipliers = new Map(Object.entries(manual));
  const marks: SmileMark[] = [];
  for (let i = 0; i < places.length; i++) {
    const place = at(places, i);
    const row = at(book.quote, place);
    const bid = at(book.bidVol, place);
    const ask = at(book.askVol, place);
    const mid = at(book.midVol, place);
    const reason = LEFT_OUT_REASONS[at(state, place)] ?? 'kept';
    const slot = at(slots, place);
    const byHand = multipliers.size === 0 ? 1 : (multipliers.get(symbols[row] ?? '') ?? 1);
    const weight = slot < 0 || fit === null ? 0 : at(fit.weight, slot);
    const used = byHand > 0 && (fit === null || fit.status === 'failed' || weight > 0);
    const modelVol = at(model, i);
    const kept = reason === 'kept';
    marks.push({
      row,
      place,
      slot,
      strike: at(book.strike, place),
      k: at(book.k, place),
      isCall: book.isCall[place] === 1,
      bid,
      ask,
      vol: shownVol(book, place),
      model: modelVol,
      delta: at(book.delta, place),
      state: kept ? (used ? 'used' : 'excluded') : 'filtered',
      admitted: at(expiry.admitted, place) !== 0,
      filter: kept ? null : (reason as LeftOutReason),
      weight: Number.isFinite(weight) ? weight : 0,
      manual: byHand,
      side: fit?.insideSpread === null ? 'unknown' : sideOf(bid, ask, modelVol),
      residual: mid - modelVol,
      halfSpreads: inHalfSpreads(bid, mid, ask, modelVol),
    });
  }
  return marks;
}

const IN_THE_MONEY = LEFT_OUT_REASONS.indexOf('in-the-money');

/** Places in the book of the quotes that get a mark: those with a volatility to stand at. */
function markedPlaces({ book, state }: BoardExpiry, inTheMoney: boolean): Int32Array {
  const places = new Int32Array(book.quote.length);
  let count = 0;
  for (let place = 0; place < book.quote.length; place++) {
    if (state[place] === IN_THE_MONEY && !inTheMoney) continue;
    if (!Number.isNaN(shownVol(book, place))) places[count++] = place;
  }
  return places.subarray(0, count);
}

/** Volatility at which a quote stands: its mid, or the one side there is; NaN without any. */
export function shownVol({ bidVol, askVol, midVol }: BoardExpiry['book'], place: number): number {
  const mid = at(midVol, place);
  if (Number.isFinite(mid)) return mid;
  const bid = at(bidVol, place);
  if (Number.isFinite(bid)) return bid;
  const ask = at(askVol, place);
  return Number.isFinite(ask) ? ask : Number.NaN;
}

/** Every n-th of more marks than can be told apart, with those that are treated by hand. */
export function thinned(marks: readonly SmileMark[], most: number): readonly SmileMark[] {
  const step = Math.ceil(marks.length / most);
  return step <= 1 ? marks : marks.filter((mark, i) => i % step === 0 || mark.manual !== 1 || mark.admitted);
}

/** Through the fit and counted: used, two-sided, model outside bid and ask. */
export function isThrough(mark: SmileMark): boolean {
  return mark.state === 'used' && (mark.side === 'rich' || mark.side === 'cheap');
}

/** Dot radius in px: area grows with the weight against the largest of its expiry. */
export function dotRadius(weight: number, largest: number): number {
  return 1.5 + 4 * Math.sqrt(largest > 0 ? Math.max(0, weight) / largest : 0.25);
}

/** Model volatilities at some places of the book; NaN without a fit. */
function vols({ book, fit, model }: BoardExpiry, places: Int32Array): Float64Array {
  if (fit?.theta === null || fit?.theta === undefined || model === null) {
    return new Float64Array(places.length).fill(Number.NaN);
  }
  return modelVols({ ...fit, model, theta: fit.theta }, gather(book.k, places));
}

function at(column: Float64Array | Int32Array | Uint8Array, i: number): number {
  return column[i] ?? Number.NaN;
}

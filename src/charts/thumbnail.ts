import { gather } from '#market/columns.ts';
import type { BoardExpiry } from './board.ts';
import { type CurveSource, modelVols } from './model-curve.ts';
import { PathPen } from './path-pen.ts';
import { slotsOf } from './slots.ts';
import { linePath } from './smile-layout.ts';
import { shownVol } from './smile-marks.ts';

/** Half width of a thumbnail in standard deviations at the money. */
const WIDTH = 2.6;
const LINE_POINTS = 40;

const pens = { bars: new PathPen(), rich: new PathPen(), cheap: new PathPen() };

/** The used quotes of one expiry, by strike. Volatilities are decimals; NaN marks a missing side. */
export interface UsedQuotes {
  readonly k: Float64Array;
  /** Where the quote stands: the mid, or the one side there is. */
  readonly vol: Float64Array;
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  /** Of the fitted model; NaN without one. */
  readonly model: Float64Array;
}

/** SVG paths of one thumbnail, in its own px. */
export interface Thumbnail {
  readonly bars: string;
  readonly rich: string;
  readonly cheap: string;
  readonly line: string;
}

/**
 * The quotes that a fit of this expiry uses, or would use. `manual` holds the present weights by hand, by symbol; where
 * more quotes than `most` are fitted, every n-th is taken, for a picture too small to tell them apart.
 */
export function usedQuotes(
  expiry: BoardExpiry,
  symbols: readonly string[],
  manual: ReadonlyMap<string, number>,
  most: number,
): UsedQuotes {
  const { book, state, slice, fit } = expiry;
  const judged = fit !== null && fit.status !== 'failed';
  const slots = judged ? slotsOf(state, slice, book.quote) : null;
  const step = Math.max(1, Math.ceil((slice?.quote.length ?? book.quote.length) / most));
  const places = new Int32Array(Math.ceil(book.quote.length / step));
  let count = 0;
  for (let place = 0; place < book.quote.length; place += step) {
    if (state[place] !== 0 || Number.isNaN(shownVol(book, place))) continue;
    if (manual.size > 0 && !((manual.get(symbols[book.quote[place] ?? -1] ?? '') ?? 1) > 0)) continue;
    if (slots !== null && !((fit?.weight[slots[place] ?? -1] ?? 0) > 0)) continue;
    places[count++] = place;
  }
  const used = places.subarray(0, count);
  const k = gather(book.k, used);
  const vol = new Float64Array(count);
  for (let i = 0; i < count; i++) vol[i] = shownVol(book, used[i] ?? -1);
  const { model } = expiry;
  const theta = fit?.theta ?? null;
  return {
    k,
    vol,
    bid: gather(book.bidVol, used),
    ask: gather(book.askVol, used),
    model:
      fit === null || theta === null || model === null
        ? new Float64Array(count).fill(Number.NaN)
        : modelVols({ ...fit, model, theta }, k),
  };
}

/**
 * Bid-ask bars and fitted line of one expiry in a picture of this size, on its
 * own scales: ±2.6 σ√T across, the used quotes and the line up and down.
 */
export function thumbnail(
  expiry: BoardExpiry,
  curve: CurveSource | null,
  quotes: UsedQuotes,
  width: number,
  height: number,
): Thumbnail {
  const reach = reachOf(expiry, quotes);
  const k = new Float64Array(LINE_POINTS);
  for (let i = 0; i < LINE_POINTS; i++) k[i] = reach * ((2 * i) / (LINE_POINTS - 1) - 1);
  const vols = curve === null ? null : modelVols(curve, k);
  const [low, high] = levels(quotes, reach, k, vols);
  const span = high - low || 1;
  const x = (at: number) => ((at + reach) / (2 * reach)) * width;
  const y = (vol: number) => height - 3 - ((vol - low) / span) * (height - 6);
  const hold = (at: number) => Math.max(0, Math.min(height, at));
  // Mids alone are through nothing.
  const mids = expiry.fit?.insideSpread === null;
  for (let i = 0; i < quotes.k.length; i++) {
    const at = quotes.k[i] ?? Number.NaN;
    const bid = quotes.bid[i] ?? Number.NaN;
    const ask = quotes.ask[i] ?? Number.NaN;
    const model = quotes.model[i] ?? Number.NaN;
    if (!(Math.abs(at) <= reach) || !Number.isFinite(bid) || !Number.isFinite(ask)) continue;
    const kind = mids || !(model < bid || model > ask) ? 'bars' : model < bid ? 'rich' : 'cheap';
    // A bar of less than 2 px would vanish under the line.
    const middle = y((bid + ask) / 2);
    const half = Math.max(1, (y(bid) - y(ask)) / 2);
    pens[kind].to('M', Math.floor(x(at)) + 0.5, hold(middle + half));
    pens[kind].along('V', hold(middle - half));
  }
  const drawn = { bars: pens.bars.take(), rich: pens.rich.take(), cheap: pens.cheap.take() };
  // Only where quotes or the edge of the picture hold the line: wings beyond both say nothing here.
  return { ...drawn, line: vols === null ? '' : evenLine(vols, width, y) };
}

/** Half width of the picture in log-moneyness. */
function reachOf(expiry: BoardExpiry, { k }: UsedQuotes): number {
  const atm = expiry.fit?.measures?.vol ?? null;
  if (atm !== null && expiry.book.t > 0) return WIDTH * atm * Math.sqrt(expiry.book.t);
  let reach = 0.01;
  for (const at of k) reach = Math.max(reach, Math.abs(at));
  return reach;
}

/** Least and greatest volatility of the quotes in the picture and of the line between them. */
function levels(
  quotes: UsedQuotes,
  reach: number,
  k: Float64Array,
  vols: Float64Array | null,
): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < quotes.k.length; i++) {
    const at = quotes.k[i] ?? Number.NaN;
    const vol = quotes.vol[i] ?? Number.NaN;
    if (!(Math.abs(at) <= reach)) continue;
    first = Math.min(first, at);
    last = Math.max(last, at);
    if (!Number.isFinite(vol)) continue;
    low = Math.min(low, vol);
    high = Math.max(high, vol);
  }
  for (let i = 0; vols !== null && i < k.length; i++) {
    const at = k[i] ?? Number.NaN;
    const vol = vols[i] ?? Number.NaN;
    if (!Number.isFinite(vol) || (first <= last && (at < first || at > last))) continue;
    low = Math.min(low, vol);
    high = Math.max(high, vol);
  }
  return [low, high];
}

/** The line through volatilities that stand evenly across the picture; broken where there is none. */
function evenLine(vols: Float64Array, width: number, y: (vol: number) => number): string {
  const across = new Float64Array(vols.length);
  for (let i = 0; i < vols.length; i++) across[i] = (width * i) / (vols.length - 1);
  return linePath(across, vols.map(y));
}

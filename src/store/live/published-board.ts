/**
 * The board as a live market has it now: the quotes of a frame in the rows of the snapshot that was fitted, and each
 * smile moved by its scalar to the present time to expiry and forward. Everything of it is of one instant.
 */
import { time } from '#base/format.ts';
import { type EpochMs, epochMs, type Years, years, yearsBetween } from '#base/units.ts';
import { failedSlice } from '#calibration/failed-slice.ts';
import type { FitSlice } from '#calibration/request.ts';
import type { SliceFit } from '#calibration/result.ts';
import { summarise } from '#calibration/summary.ts';
import { sideOf } from '#calibration/through.ts';
import type { LiveExpiryFrame, LiveFrame } from '#live/live-frame.ts';
import { bookKey, type ExpiryBook } from '#market/book.ts';
import { gather } from '#market/columns.ts';
import { judgedAnew } from '#market/forward.ts';
import { quoteArbitrage } from '#market/quote-arbitrage.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { quoteVols } from '#market/quote-vols.ts';
import { averagedTime, fixedPart } from '#market/settlement.ts';
import { modelById } from '#models/index.ts';
import type { VolModel } from '#models/model.ts';
import type { Fitted } from '#store/state.ts';
import { type SmileMove, smileOf } from '#surface/moved-smile.ts';
import { smileMeasures } from '#surface/smile-measures.ts';
import { drawnArbitrage } from './moved-arbitrage.ts';

/** Time that is never less, years: a smile stands at a time above zero. */
const SOON = 1e-9;
const MINUTE = 60_000;

/**
 * A fit of a snapshot as a later frame has it. Rows of the quotes stay what they are, so that what is selected stays so;
 * an instrument that the frame does not tell of has neither side.
 *
 * @param scalarsHold the scalars of the frame go on from a fit of the same snapshot; else the smiles only age
 * @param venueNow instant of the frame on the venue's clock
 */
export function publishedBoard(
  fitted: Fitted,
  frame: LiveFrame,
  scalarsHold: boolean,
  venueNow: number,
): Fitted {
  const model = modelById(fitted.result.model);
  const byKey = new Map(frame.expiries.map((expiry) => [expiry.key, expiry]));
  const asOf = epochMs(Math.max(fitted.market.asOf, venueNow));
  const quotes = quotesNow(fitted.quotes, frame, asOf);
  const books = fitted.market.books.map((book) => bookNow(book, fitted, quotes, byKey, asOf));
  const placed = new Map(books.map((book) => [bookKey(book, quotes), book]));
  const slices = fitted.request.slices.map((slice) => sliceNow(slice, placed.get(slice.key), asOf));
  const fits = fitted.result.slices.map((fit, i) => {
    const [slice, book] = [slices[i], placed.get(fit.key)];
    if (model === undefined || slice === undefined || book === undefined || slice.key !== fit.key) return fit;
    if (book.expiry <= asOf) return settledFit(fit, slice);
    return fitNow(model, fit, slice, moveOf(fit, frame, byKey.get(fit.key), scalarsHold, slice.t));
  });
  const scalars = Object.fromEntries(
    fits.map(({ key }) => [key, scalarsHold ? Math.exp(byKey.get(key)?.scalar?.published ?? 0) : 1]),
  );
  // Time alone changes little of it in a minute.
  const by = JSON.stringify([scalars, frame.map, Math.floor(asOf / MINUTE)]);
  const { calendar } = fitted.result;
  const looked =
    model === undefined
      ? { slices: fits, calendar }
      : drawnArbitrage(model, fitted.request, slices, { slices: fits, calendar }, by);
  const publishedAt =
    frame.publishedAt === null || !scalarsHold ? null : frame.publishedAt + (frame.feed.clock?.offset ?? 0);
  return {
    moved: {
      fitAsOf: epochMs(fitted.market.asOf),
      // Told by our own clock, which may be off the venue's by its error.
      publishedAt: publishedAt === null ? null : epochMs(Math.min(publishedAt, asOf)),
      map: frame.map,
      scalars,
    },
    quotes,
    market: { ...fitted.market, asOf, books, arbitrage: quoteArbitrage(quotes, books) },
    filtered: fitted.filtered,
    request: { ...fitted.request, slices },
    decisions: fitted.decisions,
    ...(fitted.inHand === undefined ? {} : { inHand: fitted.inHand }),
    result: {
      ...fitted.result,
      ...looked,
      summary: {
        ...summarise(slices, looked.slices, looked.calendar),
        // Left out in turn were the quotes of the fit.
        looRmseVol: null,
      },
    },
  };
}

/** Bids, asks, sizes and stamps of the frame in the rows of the snapshot. */
function quotesNow(quotes: QuoteSet, frame: LiveFrame, asOf: EpochMs): QuoteSet {
  const n = quotes.symbol.length;
  const [bid, ask, bidSize, askSize, timestamp, underlyingPrice] = Array.from({ length: 6 }, () =>
    new Float64Array(n).fill(Number.NaN),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const rows = rowsOf(quotes);
  for (const { expiry, quotes: told, forward } of frame.expiries) {
    if (expiry <= asOf) continue;
    told.symbol.forEach((symbol, i) => {
      const row = rows.get(symbol);
      if (row === undefined) return;
      bid[row] = told.bid[i]!;
      ask[row] = told.ask[i]!;
      bidSize[row] = told.bidSize[i]!;
      askSize[row] = told.askSize[i]!;
      timestamp[row] = told.stamp[i]!;
      underlyingPrice[row] = forward ?? Number.NaN;
    });
  }
  return {
    ...quotes,
    asOf,
    bid,
    ask,
    bidSize: quotes.bidSize === null ? null : bidSize,
    askSize: quotes.askSize === null ? null : askSize,
    timestamp: quotes.timestamp === null ? null : timestamp,
    underlyingPrice,
    // The forwards of now go with the quotes; futures of the snapshot would speak against them.
    futures: [],
    spot: frame.index,
    // Depth beyond the best price and the venue's mark are of the snapshot alone.
    bidDepth: null,
    askDepth: null,
    markVol: null,
  };
}

const rowsBySymbol = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

function rowsOf({ symbol }: QuoteSet): ReadonlyMap<string, number> {
  let rows = rowsBySymbol.get(symbol);
  if (rows === undefined) {
    rows = new Map(symbol.map((name, row) => [name, row]));
    rowsBySymbol.set(symbol, rows);
  }
  return rows;
}

/** A book with the quotes and the forward of now, at the time that is left. */
function bookNow(
  book: ExpiryBook,
  fitted: Fitted,
  quotes: QuoteSet,
  byKey: ReadonlyMap<string, LiveExpiryFrame>,
  asOf: number,
): ExpiryBook {
  const key = bookKey(book, quotes);
  const told = byKey.get(key);
  // A forward by hand stays what the hand said.
  const value = book.forward.source === 'user' ? book.forward.value : (told?.forward ?? book.forward.value);
  const whole = yearsBetween(epochMs(asOf), book.expiry);
  const settlement = settlementNow(book, whole, key, fitted);
  const t = Math.max(SOON, settlement?.applied === true ? averagedTime(whole, settlement.window) : whole);
  const forwards = new Float64Array(book.quote.length).fill(value);
  const vols = quoteVols(quotes, book.quote, forwards, t, book.forward.discount, settlement?.fixed);
  const forward = judgedAnew({ ...book.forward, value }, quotes, book.quote, years(Math.max(SOON, whole)));
  return { ...book, ...vols, settlement, t: years(t), forward };
}

/**
 * How an expiry settles at the years that are left of it. One that was fitted as paid on the average stays so in the window
 * itself: its smile goes on as that of what is not fixed yet, though only a hand can say how much is.
 */
function settlementNow(
  { settlement }: ExpiryBook,
  whole: Years,
  key: string,
  { decisions }: Fitted,
): ExpiryBook['settlement'] {
  if (settlement === null) return null;
  const { window, applied } = settlement;
  const soFar = decisions.marketOptions.settlement?.soFar[key];
  const fixed = applied && soFar !== undefined ? fixedPart(whole, window, soFar) : 0;
  return { window, applied, inside: whole < window, fixed };
}

/** The quotes that may take part in the fit, as they stand now. */
function sliceNow(slice: FitSlice, book: ExpiryBook | undefined, asOf: FitSlice['asOf']): FitSlice {
  if (book === undefined) return slice;
  const place = new Map(Array.from(book.quote, (row, i) => [row, i]));
  const at = slice.quote.map((row) => place.get(row) ?? 0);
  return {
    ...slice,
    asOf,
    t: book.t,
    forward: book.forward.value,
    k: gather(book.k, at),
    bidVol: gather(book.bidVol, at),
    askVol: gather(book.askVol, at),
    midVol: gather(book.midVol, at),
  };
}

/**
 * How the smile of a fit has moved: by its scalar, or by the time that has gone where there is none. Either way to the
 * instant of the quotes: the tracker's own factor is of its last step, and a feed that is silent takes no more of them.
 */
function moveOf(
  fit: SliceFit,
  frame: LiveFrame,
  told: LiveExpiryFrame | undefined,
  scalarsHold: boolean,
  t: number,
): SmileMove {
  const from = { t: fit.t, forward: fit.forward };
  const scalar = scalarsHold ? (told?.scalar ?? null) : null;
  const factor = scalar === null ? t / fit.t : (scalar.factor * t) / scalar.t;
  return { factor, map: frame.map, from };
}

/** No time is left to an expiry that has settled, and so no volatility: it is without a smile until a full fit leaves it out. */
function settledFit({ expiry, weight, effectiveQuotes: effective }: SliceFit, slice: FitSlice): SliceFit {
  const message = `expired at ${time(expiry)}; the next full fit leaves it out.`;
  return failedSlice({ slice, weights: { weight, effective }, message });
}

/** A fit with its smile moved, and what its quotes of now say of it. */
function fitNow(model: VolModel, fit: SliceFit, slice: FitSlice, moved: SmileMove): SliceFit {
  const { theta } = fit;
  if (theta === null || !(moved.factor > 0 && Number.isFinite(moved.factor))) return fit;
  const { t, forward } = slice;
  const smile = smileOf(model, { t, forward, moved });
  const modelVol = new Float64Array(slice.k.length);
  smile.totalVariance(theta, slice.k, modelVol);
  for (let i = 0; i < modelVol.length; i++) modelVol[i] = Math.sqrt(modelVol[i]! / t);
  let [sum, weights, twoSided, inside] = [0, 0, 0, 0];
  for (let i = 0; i < modelVol.length; i++) {
    const weight = fit.weight[i] ?? 0;
    if (!(weight > 0)) continue;
    const residual = slice.midVol[i]! - modelVol[i]!;
    if (Number.isFinite(residual)) {
      sum += weight * residual * residual;
      weights += weight;
    }
    const side = sideOf(slice.bidVol[i]!, slice.askVol[i]!, modelVol[i]!);
    if (side === 'unknown') continue;
    twoSided++;
    if (side === 'inside') inside++;
  }
  const hasSpread = fit.insideSpread !== null;
  return {
    ...fit,
    t,
    forward,
    moved,
    modelVol,
    twoSided,
    inside,
    rmseVol: weights > 0 ? Math.sqrt(sum / weights) : null,
    looRmseVol: null,
    insideSpread: hasSpread && twoSided > 0 ? inside / twoSided : null,
    measures: smileMeasures(smile, theta, t),
  };
}

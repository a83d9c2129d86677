import { inHalfSpreads, type Side, sideOf } from '#calibration/through.ts';
import { type Board, type BoardExpiry, boardExpiries, droppedExpiries } from '#charts/board.ts';
import { modelVols } from '#charts/model-curve.ts';
import { slotsOf } from '#charts/slots.ts';
import { canBeAdmitted } from '#market/apply-filters.ts';
import { FILTER_REASONS, LEFT_OUT_REASONS, type LeftOutReason } from '#market/filters.ts';
import { type BookFlags, bookFlags, type QuoteFlag } from '#market/quote-flags.ts';
import type { LeftOutChoice } from '#store/state.ts';

/** One quote of the table. Volatilities are decimals; NaN where there is none. */
export interface QuoteRow {
  /** Row in the QuoteSet. */
  readonly quote: number;
  readonly expiry: BoardExpiry;
  /** Place in the ExpiryBook. */
  readonly place: number;
  readonly bidVol: number;
  readonly midVol: number;
  readonly askVol: number;
  readonly modelVol: number;
  readonly halfSpreads: number;
  /** Share of the weight of its expiry. */
  readonly weight: number;
  /** Multiplier by hand; 0 excludes. */
  readonly byHand: number;
  /** Why a filter leaves it out; null where none does. */
  readonly leftOut: LeftOutReason | null;
  /** Why its whole expiry is left out; null where it is not. */
  readonly expiryLeft: BoardExpiry['left'];
  /** The reason of the filter past which it was let in by hand; null where none was needed. */
  readonly admittedPast: LeftOutReason | null;
  /** It can be let in by hand: it has a volatility. */
  readonly admissible: boolean;
  readonly flags: readonly QuoteFlag[];
  /** Bid-ask in volatility over the median of its expiry. */
  readonly spreadRatio: number;
  /** Seconds before the as-of instant; NaN where the quote has no stamp, null where the file has none. */
  readonly age: number | null;
  /** Where the model lies; `unknown` for quotes that take no part. */
  readonly side: Side;
}

/** Which quotes the table shows. */
export interface QuoteChoice {
  /** Key of one expiry; null shows all. */
  readonly key: string | null;
  readonly throughOnly: boolean;
  /** Only quotes left out, by which filter; null shows all. */
  readonly leftOut: LeftOutChoice | null;
}

/** Rows that are made as they come into sight: a large board has more than a page can hold. */
export interface QuoteRows {
  readonly length: number;
  at(index: number): QuoteRow | undefined;
  /** Index of the row of a quote by its row in the QuoteSet; -1 where it is not among these. */
  find(quote: number): number;
}

export const NO_ROWS: QuoteRows = { length: 0, at: () => undefined, find: () => -1 };

/**
 * Rows by expiry; in each first the quotes the filters keep, by strike, then those they leave out.
 * `manual` holds the present multipliers by symbol, which may be newer than the fit.
 */
export function quoteRows(
  board: Board,
  choice: QuoteChoice,
  manual: Readonly<Record<string, number>>,
): QuoteRows {
  const { leftOut } = choice;
  const whole = leftOut === 'expiry' || leftOut === 'any' ? droppedExpiries(board) : [];
  const expiries = [...whole, ...boardExpiries(board)].filter(
    ({ key, left }) => left !== null || choice.key === null || key === choice.key,
  );
  const parts: { readonly first: number; readonly places: Int32Array; readonly maker: RowMaker }[] = [];
  let length = 0;
  // A map, for looking a symbol up among the keys of an object makes a key of it first.
  const multipliers = new Map(Object.entries(manual));
  for (const expiry of expiries) {
    const maker = rowMaker(board, expiry, multipliers);
    const places = choice.throughOnly
      ? chosen(maker, (place) => isOutside(maker.side(place)))
      : leftOut !== null
        ? chosen(maker, (place) => isLeftOut(expiry, place, leftOut))
        : keptFirst(expiry);
    parts.push({ first: length, places, maker });
    length += places.length;
  }
  return {
    length,
    at(index) {
      const part = parts.findLast(({ first }) => first <= index);
      const place = part?.places[index - part.first];
      return place === undefined ? undefined : part?.maker.row(place);
    },
    find(quote) {
      for (const { first, places, maker } of parts) {
        const place = maker.expiry.book.quote.indexOf(quote);
        const at = place < 0 ? -1 : places.indexOf(place);
        if (at >= 0) return first + at;
      }
      return -1;
    },
  };
}

function chosen({ expiry }: RowMaker, test: (place: number) => boolean): Int32Array {
  const places = new Int32Array(expiry.book.quote.length);
  let count = 0;
  for (let place = 0; place < places.length; place++) if (test(place)) places[count++] = place;
  return places.subarray(0, count);
}

function keptFirst({ book, state }: BoardExpiry): Int32Array {
  const places = new Int32Array(book.quote.length);
  let count = 0;
  for (let place = 0; place < places.length; place++) if (state[place] === 0) places[count++] = place;
  for (let place = 0; place < places.length; place++) if (state[place] !== 0) places[count++] = place;
  return places;
}

/** Used, and the model outside its bid and ask. */
export function isThrough(row: QuoteRow): boolean {
  return isOutside(row.side);
}

function isOutside(side: Side): boolean {
  return side === 'rich' || side === 'cheap';
}

/** What is let in by hand stays in the list of its filter, so that the next click meets the same quote. */
function isLeftOut({ left, state, admitted }: BoardExpiry, place: number, choice: LeftOutChoice): boolean {
  const leftOut = reasonOf(state, place) ?? reasonOf(admitted, place);
  if (choice === 'any') return leftOut !== null || left !== null;
  if (choice === 'expiry' || left !== null) return choice === 'expiry' && left !== null;
  const reasons: readonly LeftOutReason[] = FILTER_REASONS[choice];
  return leftOut !== null && reasons.includes(leftOut);
}

function reasonOf(codes: Uint8Array, place: number): LeftOutReason | null {
  const reason = LEFT_OUT_REASONS[codes[place] ?? 0] ?? 'kept';
  return reason === 'kept' ? null : reason;
}

/** Makes the rows of one expiry; what they share is made with the first of them. */
interface RowMaker {
  readonly expiry: BoardExpiry;
  row(place: number): QuoteRow;
  /** Where the model lies at a quote that takes part; else `unknown`. */
  side(place: number): Side;
}

function rowMaker(board: Board, expiry: BoardExpiry, manual: ReadonlyMap<string, number>): RowMaker {
  const { book, state, slice, fit } = expiry;
  let fitted: { readonly model: Float64Array; readonly slots: Int32Array } | null = null;
  let flags: BookFlags | null = null;

  const ofFit = () => {
    fitted ??= { model: vols(expiry), slots: slotsOf(state, slice, book.quote) };
    return fitted;
  };
  const modelAt = (place: number): number => ofFit().model[place] ?? Number.NaN;
  const weightAt = (place: number): number => fit?.weight[ofFit().slots[place] ?? -1] ?? 0;
  const byHandAt = (quote: number): number =>
    manual.size === 0 ? 1 : (manual.get(board.quotes.symbol[quote] ?? '') ?? 1);
  const takesPart = (place: number): boolean =>
    state[place] === 0 && weightAt(place) > 0 && byHandAt(book.quote[place] ?? -1) > 0;
  const side = (place: number): Side =>
    takesPart(place) && fit?.insideSpread !== null
      ? sideOf(book.bidVol[place] ?? Number.NaN, book.askVol[place] ?? Number.NaN, modelAt(place))
      : 'unknown';

  return {
    expiry,
    side,
    row(place) {
      flags ??= bookFlags(board.quotes, board.market, book);
      const quote = book.quote[place] ?? -1;
      const bidVol = book.bidVol[place] ?? Number.NaN;
      const midVol = book.midVol[place] ?? Number.NaN;
      const askVol = book.askVol[place] ?? Number.NaN;
      const modelVol = modelAt(place);
      return {
        quote,
        expiry,
        place,
        bidVol,
        midVol,
        askVol,
        modelVol,
        halfSpreads: inHalfSpreads(bidVol, midVol, askVol, modelVol),
        weight: takesPart(place) ? weightAt(place) : 0,
        byHand: byHandAt(quote),
        leftOut: reasonOf(state, place),
        expiryLeft: expiry.left,
        admittedPast: reasonOf(expiry.admitted, place),
        admissible: canBeAdmitted(book, place),
        flags: flags.flagsOf(place),
        spreadRatio: flags.spreadRatio[place] ?? Number.NaN,
        age: flags.age === null ? null : (flags.age[place] ?? Number.NaN),
        side: side(place),
      };
    },
  };
}

function vols({ book, fit, model }: BoardExpiry): Float64Array {
  if (fit === null || fit.theta === null || model === null) return new Float64Array(0);
  return modelVols({ ...fit, model, theta: fit.theta }, book.k);
}

import { expiryMarks } from '#base/format.ts';
import { withKey } from '#base/with-key.ts';
import type { CalibrationRequest, FitSlice } from '#calibration/request.ts';
import type { CalibrationResult, SliceFit } from '#calibration/result.ts';
import { bookKey, type ExpiryBook, type MarketBook } from '#market/book.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';

/**
 * What pictures are drawn from: the quotes, the market made of them and the fit
 * of exactly these, or no fit yet. `Fitted` of the store is one.
 */
export interface Board {
  readonly quotes: QuoteSet;
  readonly market: MarketBook;
  readonly filtered: FilteredBook;
  readonly request: CalibrationRequest | null;
  readonly result: CalibrationResult | null;
}

/** One expiry of a board. `slice` and `fit` are null where the fit does not cover it. */
export interface BoardExpiry {
  readonly key: string;
  /** Its name, unique on the board: `7 Aug 2026`, `20 Feb 2026 SPXW`. */
  readonly name: string;
  readonly book: ExpiryBook;
  /** Codes into LEFT_OUT_REASONS, aligned with the book. */
  readonly state: Uint8Array;
  /** Of quotes let in by hand, the code of the reason that would leave them out; else 0. */
  readonly admitted: Uint8Array;
  /** Why the whole expiry is left out; null where it is not. */
  readonly left: 'near-expiry' | 'settlement-window' | null;
  readonly slice: FitSlice | null;
  readonly fit: SliceFit | null;
  /** Id of the fitted model; null without a fit. */
  readonly model: string | null;
}

const fittedExpiries = new WeakMap<Board, readonly BoardExpiry[]>();

/** The expiries of a board that are not left out whole, ascending in time; the same list for the same board. */
export function boardExpiries(board: Board): readonly BoardExpiry[] {
  const known = fittedExpiries.get(board) ?? expiriesOf(board, false);
  fittedExpiries.set(board, known);
  return known;
}

/** The expiries of a board that are left out whole, ascending in time. */
export function droppedExpiries(board: Board): BoardExpiry[] {
  return expiriesOf(board, true);
}

function expiriesOf(board: Board, dropped: boolean): BoardExpiry[] {
  const slices = new Map(board.request?.slices.map((slice) => [slice.key, slice]));
  const fits = new Map(board.result?.slices.map((fit) => [fit.key, fit]));
  const names = boardNames(board);
  const expiries: BoardExpiry[] = [];
  board.market.books.forEach((book, i) => {
    const state = board.filtered.state[i];
    if (state === undefined || (board.filtered.dropped[i] === true) !== dropped) return;
    const key = bookKey(book, board.quotes);
    expiries.push({
      key,
      name: names.get(key)?.name ?? key,
      book,
      state,
      admitted: board.filtered.admitted[i] ?? new Uint8Array(state.length),
      left: !dropped ? null : board.filtered.settling[i] === true ? 'settlement-window' : 'near-expiry',
      slice: slices.get(key) ?? null,
      fit: fits.get(key) ?? null,
      model: board.result?.model ?? null,
    });
  });
  return expiries;
}

type Names = ReturnType<typeof expiryMarks>;

const named = new WeakMap<MarketBook, { readonly quotes: QuoteSet; readonly names: Names }>();

/** Names of all expiries of a board by their keys, as they are told apart; written once a market. */
export function boardNames({ market, quotes }: Pick<Board, 'market' | 'quotes'>): Names {
  const known = named.get(market);
  if (known?.quotes === quotes) return known.names;
  const keys = market.books.map((book) => bookKey(book, quotes));
  const names = expiryMarks(keys, quotes.underlying);
  named.set(market, { quotes, names });
  return names;
}

/** The expiry of this key; null where the board has none. */
export function boardExpiry(board: Board, key: string): BoardExpiry | null {
  return withKey(boardExpiries(board), key) ?? null;
}

/**
 * The board to draw: the last good fit with exactly its input, else the market
 * without a fit, else null.
 */
export function boardOf(
  fitted: Board | null,
  quotes: QuoteSet | null,
  market: MarketBook | null,
  filtered: FilteredBook | null,
): Board | null {
  if (fitted !== null) return fitted;
  if (quotes === null || market === null || filtered === null) return null;
  return { quotes, market, filtered, request: null, result: null };
}

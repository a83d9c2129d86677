import { inHalfSpreads, type Side, sideOf } from '#calibration/through.ts';
import { type Board, type BoardExpiry, boardExpiries, droppedExpiries } from '#charts/board.ts';
import { modelVols } from '#charts/model-curve.ts';
import { canBeAdmitted } from '#market/apply-filters.ts';
import { FILTER_REASONS, LEFT_OUT_REASONS, type LeftOutReason } from '#market/filters.ts';
import { bookFlags, type QuoteFlag } from '#market/quote-flags.ts';
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

/**
 * Rows by expiry; in each first the quotes the filters keep, by strike, then those they leave out.
 * `manual` holds the present multipliers by symbol, which may be newer than the fit.
 */
export function quoteRows(
  board: Board,
  choice: QuoteChoice,
  manual: Readonly<Record<string, number>>,
): QuoteRow[] {
  const { leftOut } = choice;
  const whole = leftOut === 'expiry' || leftOut === 'any' ? droppedExpiries(board) : [];
  const expiries = [...whole, ...boardExpiries(board)].filter(
    ({ key, left }) => left !== null || choice.key === null || key === choice.key,
  );
  return expiries.flatMap((expiry) => {
    const rows = rowsOf(board, expiry, manual);
    if (choice.throughOnly) return rows.filter(isThrough);
    if (leftOut !== null) return rows.filter((row) => isLeftOut(row, leftOut));
    return [...rows.filter((row) => row.leftOut === null), ...rows.filter((row) => row.leftOut !== null)];
  });
}

/** Used, and the model outside its bid and ask. */
export function isThrough(row: QuoteRow): boolean {
  return row.side === 'rich' || row.side === 'cheap';
}

/** What is let in by hand stays in the list of its filter, so that the next click meets the same quote. */
function isLeftOut(row: QuoteRow, choice: LeftOutChoice): boolean {
  const { expiryLeft } = row;
  const leftOut = row.leftOut ?? row.admittedPast;
  if (choice === 'any') return leftOut !== null || expiryLeft !== null;
  if (choice === 'expiry' || expiryLeft !== null) return choice === 'expiry' && expiryLeft !== null;
  const reasons: readonly LeftOutReason[] = FILTER_REASONS[choice];
  return leftOut !== null && reasons.includes(leftOut);
}

function rowsOf(board: Board, expiry: BoardExpiry, manual: Readonly<Record<string, number>>): QuoteRow[] {
  const { book, state, slice, fit } = expiry;
  const slots = new Map<number, number>();
  slice?.quote.forEach((quote, slot) => {
    slots.set(quote, slot);
  });
  const model = vols(expiry);
  const { flags, spreadRatio, age } = bookFlags(board.quotes, board.market, book);
  return Array.from(book.quote, (quote, place): QuoteRow => {
    const reason = LEFT_OUT_REASONS[state[place] ?? 0] ?? 'kept';
    const past = LEFT_OUT_REASONS[expiry.admitted[place] ?? 0] ?? 'kept';
    const slot = slots.get(quote);
    const weight = slot === undefined ? 0 : (fit?.weight[slot] ?? 0);
    const byHand = manual[board.quotes.symbol[quote] ?? ''] ?? 1;
    const bidVol = book.bidVol[place] ?? Number.NaN;
    const midVol = book.midVol[place] ?? Number.NaN;
    const askVol = book.askVol[place] ?? Number.NaN;
    const modelVol = model[place] ?? Number.NaN;
    const used = reason === 'kept' && byHand > 0 && weight > 0;
    return {
      quote,
      expiry,
      place,
      bidVol,
      midVol,
      askVol,
      modelVol,
      halfSpreads: inHalfSpreads(bidVol, midVol, askVol, modelVol),
      weight: used ? weight : 0,
      byHand,
      leftOut: reason === 'kept' ? null : reason,
      expiryLeft: expiry.left,
      admittedPast: past === 'kept' ? null : past,
      admissible: canBeAdmitted(book, place),
      flags: flags[place] ?? [],
      spreadRatio: spreadRatio[place] ?? Number.NaN,
      age: age === null ? null : (age[place] ?? Number.NaN),
      side: used ? sideOf(bidVol, askVol, modelVol) : 'unknown',
    };
  });
}

function vols({ book, fit, model }: BoardExpiry): Float64Array {
  if (fit === null || fit.theta === null || model === null) return new Float64Array(0);
  return modelVols({ model, theta: fit.theta, t: fit.t, forward: fit.forward }, book.k);
}

import type { SliceFit } from '#calibration/result.ts';
import type { ExpiryBook } from '#market/book.ts';
import { LEFT_OUT_REASONS, type LeftOutReason } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';

/**
 * What became of one quote of a fitted expiry: it carried weight, a filter left
 * it out, the user did, its weight came out as zero, or its expiry was not fitted.
 */
type QuoteVerdict = 'used' | LeftOutReason | 'by-hand' | 'zero-weight' | 'not-fitted';

/** The verdict of every quote of one book, and where the fit's columns hold it (-1: nowhere). */
interface BookVerdicts {
  readonly verdict: readonly QuoteVerdict[];
  readonly column: Int32Array;
}

/**
 * Verdicts of one book. The columns of a SliceFit hold what the filters kept, in
 * the order of the book; `state` is the book's entry of `FilteredBook.state`.
 */
export function bookVerdicts(
  quotes: Pick<QuoteSet, 'symbol'>,
  book: ExpiryBook,
  state: Uint8Array,
  fit: SliceFit | undefined,
  manual: Readonly<Record<string, number>>,
): BookVerdicts {
  const column = new Int32Array(book.quote.length).fill(-1);
  let kept = 0;
  const verdict = Array.from(book.quote, (row, i): QuoteVerdict => {
    const reason = LEFT_OUT_REASONS[state[i] ?? 0] ?? 'kept';
    if (reason !== 'kept') return reason;
    const at = kept++;
    const symbol = quotes.symbol[row] ?? '';
    const byHand = Object.hasOwn(manual, symbol) && manual[symbol] === 0;
    if (fit === undefined || fit.status === 'failed') return byHand ? 'by-hand' : 'not-fitted';
    column[i] = at;
    if ((fit.weight[at] ?? 0) > 0) return 'used';
    return byHand ? 'by-hand' : 'zero-weight';
  });
  if (fit !== undefined && fit.weight.length !== kept) {
    throw new Error(`The fit of ${fit.key} has ${fit.weight.length} quotes, the filtered book ${kept}.`);
  }
  return { verdict, column };
}

/** Counts of all verdicts but `used`, in the order filters test, then hand and weights; none of zero. */
export function excludedBy(verdicts: readonly QuoteVerdict[]): { reason: string; count: number }[] {
  const order: readonly string[] = [...LEFT_OUT_REASONS.slice(1), 'by-hand', 'zero-weight', 'not-fitted'];
  return order
    .map((reason) => ({ reason, count: verdicts.filter((verdict) => verdict === reason).length }))
    .filter(({ count }) => count > 0);
}

import { withKey } from '#base/with-key.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { Fitted } from './state.ts';

/** Window of the focused smile: this many at-the-money standard deviations either side of the forward. */
const WINDOW_SIGMAS = 2.6;

/** Rows of the quotes drawn on a smile, ascending in strike: all its fit may use, or those in the window. */
export function drawnQuotes(fitted: Fitted | null, key: string | null, allStrikes: boolean): number[] {
  const slice = withKey(fitted?.request.slices ?? [], key);
  if (slice === undefined) return [];
  const vol = withKey(fitted?.result.slices ?? [], key)?.measures?.vol;
  const reach =
    allStrikes || vol === undefined ? Number.POSITIVE_INFINITY : WINDOW_SIGMAS * vol * Math.sqrt(slice.t);
  return Array.from(slice.quote).filter((_, i) => Math.abs(slice.k[i] ?? 0) <= reach);
}

/** The row a step leads to; null where there is nothing to step on. */
export function steppedCursor(
  rows: readonly number[],
  cursor: number | null,
  by: 1 | -1 | 'home' | 'end',
): number | null {
  if (rows.length === 0) return null;
  if (by === 'home') return rows[0] ?? null;
  if (by === 'end') return rows.at(-1) ?? null;
  const at = cursor === null ? -1 : rows.indexOf(cursor);
  // Without a place to start from, the first step lands at the money's side of the line: its middle.
  if (at < 0) return rows[Math.floor(rows.length / 2)] ?? null;
  return rows[Math.min(rows.length - 1, Math.max(0, at + by))] ?? null;
}

/** The row of the same instrument in another QuoteSet. */
export function sameQuote(row: number | null, before: QuoteSet | null, next: QuoteSet): number | null {
  const symbol = row === null ? undefined : before?.symbol[row];
  if (symbol === undefined) return null;
  const at = next.symbol.indexOf(symbol);
  return at < 0 ? null : at;
}

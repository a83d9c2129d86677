import { expiryMarks } from '#base/format.ts';
import { type BoardExpiry, boardExpiries, boardOf, droppedExpiries } from '#charts/board.ts';
import { bookKey } from '#market/book.ts';
import { expiryKeys } from '#store/carry-over.ts';
import type { WorkbenchState } from '#store/state.ts';

/** An expiry as Forwards lists it: where nothing tells its forward it has no book, and can be given one by hand. */
export interface ForwardRow {
  readonly key: string;
  readonly name: string;
  /** Null where it has no forward. */
  readonly told: BoardExpiry | null;
  /** It is not fitted for want of what can be given here. */
  readonly left: boolean;
}

type Facts = Pick<WorkbenchState, 'quotes' | 'market' | 'filtered'> & {
  /** Instant given by hand; null: the file's own. */
  readonly asOf: number | null;
};

/** Ascending in time. Empty where the instant of the quotes is not known. */
export function forwardRows({ quotes, market, filtered, asOf }: Facts): readonly ForwardRow[] {
  const board = boardOf(null, quotes, market, filtered);
  // An expiry that settles on an average is left out until that average is given here.
  const settling =
    board === null ? [] : droppedExpiries(board).filter(({ left }) => left === 'settlement-window');
  const fitted = board === null ? [] : boardExpiries(board);
  const told = [...settling, ...fitted].map((each) => ({
    key: each.key,
    name: each.name,
    told: each,
    left: each.left !== null,
  }));
  return [...told, ...untold({ quotes, market, asOf })].sort((a, b) => instantOf(a.key) - instantOf(b.key));
}

/** Expiries to come for which the market has found no forward; all of them where it could not be made. */
function untold({ quotes, market, asOf }: Omit<Facts, 'filtered'>): ForwardRow[] {
  const now = market?.asOf ?? asOf ?? quotes?.asOf ?? null;
  if (quotes === null || now === null) return [];
  if (market !== null && !market.dropped.some(({ reason }) => reason === 'no-forward')) return [];
  const known = new Set(market?.books.map((book) => bookKey(book, quotes)));
  const keys = [...expiryKeys(quotes)];
  const names = expiryMarks(keys, quotes.underlying);
  return keys
    .filter((key) => !known.has(key) && instantOf(key) > now)
    .map((key) => ({ key, name: names.get(key)?.name ?? key, told: null, left: true }));
}

/** Instant of an expiry key, ms. */
function instantOf(key: string): number {
  return Date.parse(key.slice(key.lastIndexOf('@') + 1));
}

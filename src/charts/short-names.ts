import { type Board, type BoardExpiry, boardNames } from './board.ts';
import { datesOf } from './surface-axes.ts';

/** Names of expiries where room is scarce: `2 Aug`, `26 Mar ’27`, `20 Feb W`. */
export function shortNames(board: Board, expiries: readonly BoardExpiry[]): string[] {
  const names = boardNames(board);
  const dates = datesOf(expiries.map(({ book }) => book.expiry));
  return expiries.map(({ key }, i) => `${dates[i]} ${names.get(key)?.suffix ?? ''}`.trimEnd());
}

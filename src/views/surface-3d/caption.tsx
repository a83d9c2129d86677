import { count, expiryName, strike, volPercent } from '#base/format.ts';
import type { Board } from '#charts/board.ts';
import { boardExpiries } from '#charts/board.ts';
import type { SurfacePoints } from '#charts/surface-grid.ts';
import { useWorkbench } from '#store/workbench.ts';

/** What the axes are and how many of the quotes are drawn where not all are, or the quote under the pointer. */
export function Caption({
  board,
  axis,
  points,
  time,
}: {
  readonly board: Board | null;
  readonly axis: string;
  readonly points: SurfacePoints | null;
  /** What is to be said of time between expiries. */
  readonly time: string | null;
}) {
  const hover = useWorkbench((s) => s.look.hover);
  const quote = board === null || hover === null ? null : quoteText(board, hover);
  const drawn =
    points === null || points.row.length === points.of
      ? ''
      : ` · ${count(points.row.length)} of ${count(points.of)} quotes drawn`;
  const between = time === null ? '' : ` · ${time} between expiries`;
  return (
    <p className="surface-caption quiet">{quote ?? `IV %, against ${axis} and √time${between}${drawn}`}</p>
  );
}

function quoteText(board: Board, row: number): string | null {
  const expiry = boardExpiries(board).find((e) => e.book.quote.includes(row));
  const place = expiry?.book.quote.indexOf(row) ?? -1;
  const mid = expiry?.book.midVol[place];
  if (expiry === undefined || mid === undefined || !Number.isFinite(mid)) return null;
  const type = expiry.book.isCall[place] === 1 ? 'C' : 'P';
  return `${expiryName(expiry.key)}  ${strike(expiry.book.strike[place])} ${type}  ${volPercent(mid)}`;
}

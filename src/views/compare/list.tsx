import { useMemo } from 'react';
import type { CrossBoard, CrossRow } from '#store/compare-board.ts';
import { isThrough } from '#store/compare-board.ts';
import { timesText } from '#store/compare-names.ts';
import type { CrossLook } from '#store/state.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { VirtualTable } from '#views/controls/virtual-table.tsx';
import { listColumns } from './list-columns.tsx';

/** Quotes of the second file by their distance from the fit. */
export function List({ board }: { readonly board: CrossBoard }) {
  const { columns, rows } = useListed(board);
  const cursor = useWorkbench((s) => s.look.cursor);
  const chosen = useWorkbench((s) => s.look.cross.cursor);
  const selected = useMemo(
    () => rows.find(({ quote }) => quote.rowA !== null && quote.rowA === cursor)?.quote.row ?? chosen,
    [rows, cursor, chosen],
  );
  return (
    <div className="compare-list">
      {!board.oneMoment && (
        <p className="warn">▲ {timesText(board.asOf.a, board.asOf.b, board.names)}: not of one moment.</p>
      )}
      <VirtualTable
        name="Compare"
        columns={columns}
        rows={rows}
        rowKey={({ quote }) => quote.row}
        rowTone={({ quote }) => (quote.past ? 'left-out' : undefined)}
        selected={selected}
        onSelect={pick}
        onHover={(row) => actions.hover(row?.quote.rowA ?? null)}
        empty={board.rows.length === 0 ? 'No expiry in common is fitted.' : 'No quote passes these filters.'}
      />
    </div>
  );
}

/** Rows that pass the filters, with the columns they are read in. */
export function useListed(board: CrossBoard) {
  const look = useWorkbench((s) => s.look.cross);
  const focus = useWorkbench((s) => s.look.focus);
  return useMemo(() => listed(board, look, focus), [board, look, focus]);
}

export function listed(board: CrossBoard, look: CrossLook, focus: string | null) {
  const { throughOnly, of, leastSize, feeBp } = look;
  const rows = board.rows.filter(
    (row) =>
      (!throughOnly || isThrough(row)) &&
      (of === 'all' || row.expiry.key === focus) &&
      // A file without sizes has none that is too small.
      (leastSize === 0 || !board.sized || row.size >= leastSize),
  );
  return { columns: listColumns(board, feeBp, pick), rows };
}

/** Shows the quote everywhere: the smile of its expiry, and the board's own quote of the contract where it has one. */
function pick({ expiry, quote }: CrossRow): void {
  actions.focusExpiry(expiry.key);
  actions.look({ cursor: quote.rowA });
  actions.lookAcross({ cursor: quote.row });
}

import { useMemo } from 'react';
import { type Board, boardOf } from '#charts/board.ts';
import { useWorkbench } from '#store/workbench.ts';
import type { Column } from '#views/controls/virtual-table.tsx';
import { quoteColumns } from './columns.tsx';
import { type QuoteRow, quoteRows } from './quote-rows.ts';

/** What the Quotes table shows now. */
export interface ShownQuotes {
  readonly board: Board | null;
  readonly columns: readonly Column<QuoteRow>[];
  readonly rows: readonly QuoteRow[];
}

const NOTHING: ShownQuotes = { board: null, columns: [], rows: [] };

/** Rows and columns of the Quotes table under the present choices. */
export function useQuoteRows(): ShownQuotes {
  const fitted = useWorkbench((s) => s.fitted);
  const quotes = useWorkbench((s) => s.quotes);
  const market = useWorkbench((s) => s.market);
  const filtered = useWorkbench((s) => s.filtered);
  const manual = useWorkbench((s) => s.decisions.settings.manual);
  const focus = useWorkbench((s) => s.look.focus);
  const of = useWorkbench((s) => s.look.quotesOf);
  const throughOnly = useWorkbench((s) => s.look.throughOnly);
  return useMemo(() => {
    const board = boardOf(fitted, quotes, market, filtered);
    if (board === null) return NOTHING;
    const key = of === 'all' ? null : focus;
    return {
      board,
      columns: quoteColumns(board.quotes, key === null),
      rows: quoteRows(board, { key, throughOnly }, manual),
    };
  }, [fitted, quotes, market, filtered, manual, focus, of, throughOnly]);
}

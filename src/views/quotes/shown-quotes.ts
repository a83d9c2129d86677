import { boardOf } from '#charts/board.ts';
import type { WorkbenchState } from '#store/state.ts';
import type { Column } from '#views/controls/virtual-table.tsx';
import { quoteColumns } from './columns.tsx';
import { NO_ROWS, type QuoteRow, type QuoteRows, quoteRows } from './quote-rows.ts';

/** What the Quotes table shows in a state. */
export interface ShownQuotes {
  readonly columns: readonly Column<QuoteRow>[];
  readonly rows: QuoteRows;
}

/** The facts the table is made of: while they are the same, so is the table. */
export function quoteFacts({ fitted, quotes, market, filtered, decisions, look }: WorkbenchState) {
  return {
    fitted,
    quotes,
    market,
    filtered,
    manual: decisions.settings.manual,
    key: look.quotesOf === 'all' ? null : look.focus,
    throughOnly: look.throughOnly,
    leftOut: look.leftOut,
  };
}

/** Rows and columns of the Quotes table. */
export function shownQuotes(facts: ReturnType<typeof quoteFacts>): ShownQuotes {
  const { fitted, quotes, market, filtered, manual, key, throughOnly, leftOut } = facts;
  const shown = boardOf(fitted, quotes, market, filtered);
  if (shown === null) return { columns: [], rows: NO_ROWS };
  // What is let in or shut out is so at once, as what is excluded is: its box answers the click, the fit follows.
  const board = filtered !== null && shown.market === market ? { ...shown, filtered } : shown;
  return {
    columns: quoteColumns(board.quotes, key === null),
    rows: quoteRows(board, { key, throughOnly, leftOut }, manual),
  };
}

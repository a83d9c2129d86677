import { count, expiryName } from '#base/format.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { Choice } from '#views/controls/choice.tsx';
import { CopyButton } from '#views/controls/copy-button.tsx';
import { VirtualTable } from '#views/controls/virtual-table.tsx';
import type { TableView } from '#views/view.ts';
import type { QuoteRow } from './quote-rows.ts';
import { useQuoteRows } from './use-quote-rows.ts';
import './quotes.css';

/** Every quote with what the fit makes of it. */
export const quotesTable: TableView = {
  id: 'quotes',
  label: 'Quotes',
  Count: UsedOfAll,
  Tools,
  Component: Quotes,
};

function Quotes() {
  const { columns, rows } = useQuoteRows();
  const throughOnly = useWorkbench((s) => s.look.throughOnly);
  const selected = useWorkbench((s) => s.look.cursor);
  return (
    <VirtualTable
      name="Quotes"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.quote}
      rowTone={(row) => (row.leftOut !== null || row.byHand === 0 ? 'left-out' : undefined)}
      selected={selected}
      onSelect={select}
      onHover={(row) => actions.hover(row?.quote ?? null)}
      empty={throughOnly ? 'No quote is through the fit.' : 'No quote.'}
    />
  );
}

function select(row: QuoteRow): void {
  actions.focusExpiry(row.expiry.key);
  actions.look({ cursor: row.quote });
}

/** `39 of 120`: used quotes of all of the focused expiry. */
function UsedOfAll() {
  const fit = useWorkbench(
    (s) => s.fitted?.result.slices.find((slice) => slice.key === s.look.focus) ?? null,
  );
  const { board } = useQuoteRows();
  if (fit === null || board === null) return null;
  const book = board.market.books.find((b) => b.expiry === fit.expiry && b.t === fit.t);
  return (
    <>
      {count(fit.used)}
      {book !== undefined && ` of ${count(book.quote.length)}`}
    </>
  );
}

function Tools() {
  const { columns, rows } = useQuoteRows();
  const focus = useWorkbench((s) => s.look.focus);
  const of = useWorkbench((s) => s.look.quotesOf);
  const throughOnly = useWorkbench((s) => s.look.throughOnly);
  return (
    <>
      <span className="tool-pair">
        <span className="quiet">Show:</span>
        <Choice
          name="Show"
          className="choice-plain"
          value={of}
          options={[
            { value: 'focus', label: focus === null ? 'Focus' : expiryName(focus) },
            { value: 'all', label: 'All expiries' },
          ]}
          onChange={(value) => actions.look({ quotesOf: value === 'all' ? 'all' : 'focus' })}
        />
      </span>
      <button
        type="button"
        className="tool"
        aria-pressed={throughOnly}
        onClick={() => actions.look({ throughOnly: !throughOnly })}
      >
        Through the fit only
      </button>
      <CopyButton columns={columns} rows={rows} />
    </>
  );
}

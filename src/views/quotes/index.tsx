import { useMemo } from 'react';
import { count, expiryName } from '#base/format.ts';
import { withKey } from '#base/with-key.ts';
import { bookKey } from '#market/book.ts';
import type { LeftOutChoice } from '#store/state.ts';
import { actions, shownNow, useWorkbench } from '#store/workbench.ts';
import { Choice } from '#views/controls/choice.tsx';
import { CopyButton } from '#views/controls/copy-button.tsx';
import { usePacedFit } from '#views/controls/use-paced-fit.ts';
import { VirtualTable } from '#views/controls/virtual-table.tsx';
import type { TableView } from '#views/view.ts';
import type { QuoteRow } from './quote-rows.ts';
import { isUsed } from './quote-words.ts';
import { quoteFacts, shownQuotes } from './shown-quotes.ts';
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
  const facts = useWorkbench(quoteFacts);
  // The focused smile answers the hand first; what the fit says of its quotes is read when the hand rests.
  const fitted = usePacedFit();
  const { quotes, market, filtered, manual, key, throughOnly, leftOut } = facts;
  const { columns, rows } = useMemo(
    () => shownQuotes({ fitted, quotes, market, filtered, manual, key, throughOnly, leftOut }),
    [fitted, quotes, market, filtered, manual, key, throughOnly, leftOut],
  );
  const selected = useWorkbench((s) => s.look.cursor);
  const mids = fitted !== null && fitted.result.summary.insideSpread === null;
  return useMemo(
    () => (
      <VirtualTable
        name="Quotes"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.quote}
        find={(quote) => rows.find(Number(quote))}
        rowTone={(row) => (!isUsed(row) ? 'left-out' : undefined)}
        selected={selected}
        onSelect={select}
        onHover={(row) => actions.hover(row?.quote ?? null)}
        read={({ quote }) => quote}
        empty={
          throughOnly
            ? mids
              ? 'No quote has a bid-ask to be through.'
              : 'No quote is through the fit.'
            : leftOut !== null
              ? 'Nothing is left out here.'
              : 'No quote.'
        }
      />
    ),
    [columns, rows, selected, throughOnly, leftOut, mids],
  );
}

function select(row: QuoteRow): void {
  actions.select({ key: row.expiry.key, t: null, k: null, quote: row.quote });
}

/** `39 of 120`: used quotes of all of the focused expiry. */
function UsedOfAll() {
  return useWorkbench(({ fitted, look }) => {
    const fit = withKey(fitted?.result.slices ?? [], look.focus);
    if (fitted === null || fit === undefined) return null;
    const book = fitted.market.books.find((b) => bookKey(b, fitted.quotes) === fit.key);
    return book === undefined ? count(fit.used) : `${count(fit.used)} of ${count(book.quote.length)}`;
  });
}

const LEFT_OUT_CHOICES: readonly { value: LeftOutChoice | 'all'; label: string }[] = [
  { value: 'all', label: 'All quotes' },
  { value: 'any', label: 'Left out' },
  { value: 'inTheMoney', label: 'In the money' },
  { value: 'oneSided', label: 'One-sided' },
  { value: 'crossed', label: 'Crossed' },
  { value: 'relativeSpreadAbove', label: 'Wide' },
  { value: 'bidBelowTicks', label: 'Low bid' },
  { value: 'olderThanSeconds', label: 'Too old' },
  { value: 'expiry', label: 'Whole expiries' },
  { value: 'always', label: 'No price or no vol' },
];

function choiceOf(value: string): LeftOutChoice | null {
  const found = LEFT_OUT_CHOICES.find((choice) => choice.value === value)?.value ?? 'all';
  return found === 'all' ? null : found;
}

function Tools() {
  const focus = useWorkbench((s) => s.look.focus);
  const of = useWorkbench((s) => s.look.quotesOf);
  const throughOnly = useWorkbench((s) => s.look.throughOnly);
  const leftOut = useWorkbench((s) => s.look.leftOut);
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
      <Choice
        name="Left out"
        className="choice-plain"
        value={leftOut ?? 'all'}
        options={LEFT_OUT_CHOICES}
        onChange={(value) => actions.look({ leftOut: choiceOf(value), throughOnly: false })}
      />
      <button
        type="button"
        className="tool"
        aria-pressed={throughOnly}
        onClick={() => actions.look({ throughOnly: !throughOnly, leftOut: null })}
      >
        Through the fit only
      </button>
      <CopyButton table={() => shownQuotes(quoteFacts(shownNow()))} />
    </>
  );
}

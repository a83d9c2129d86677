import { useMemo } from 'react';
import { count, date, fixed, MISSING } from '#base/format.ts';
import { gainText, legsText, violationSentence } from '#market/arbitrage-words.ts';
import { bookKey, type MarketBook } from '#market/book.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteArbitrage } from '#market/quote-arbitrage.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { actions, shownNow, useWorkbench } from '#store/workbench.ts';
import { CopyButton } from '#views/controls/copy-button.tsx';
import { type Column, VirtualTable } from '#views/controls/virtual-table.tsx';
import type { TableView } from '#views/view.ts';

/** Static arbitrage among the quotes themselves, on bids and asks that can be dealt at. */
export const arbitrageTable: TableView = {
  id: 'arbitrage',
  label: 'Arbitrage',
  Count: HowMany,
  Tools,
  Component: Arbitrage,
};

const NOTHING: readonly QuoteArbitrage[] = [];
const NONE = 'None: no bid can be sold against asks for a gain (verticals, butterflies, calendars, boxes).';

function useRows() {
  const violations = useWorkbench((s) => s.market?.arbitrage ?? NOTHING);
  const quotes = useWorkbench((s) => s.quotes);
  const market = useWorkbench((s) => s.market);
  const filtered = useWorkbench((s) => s.filtered);
  return useMemo(() => {
    if (quotes === null || market === null) return { rows: [], columns: [] };
    const kept = keptRows(quotes, market, filtered);
    const isInside = ({ legs }: QuoteArbitrage) => legs.every(({ row }) => kept[row] === 1);
    // What the fit sees comes first.
    const inside = violations.filter(isInside);
    const rows = [...inside, ...violations.filter((violation) => !isInside(violation))];
    return { rows, columns: columnsOf(quotes, market, kept) };
  }, [violations, quotes, market, filtered]);
}

function Arbitrage() {
  const { rows, columns } = useRows();
  const cursor = useWorkbench((s) => s.look.cursor);
  const selected = rows.find(({ legs }) => legs[0]?.row === cursor);
  return (
    <VirtualTable
      name="Arbitrage"
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      selected={selected === undefined ? null : keyOf(selected)}
      onSelect={select}
      empty={NONE}
    />
  );
}

function keyOf({ kind, legs }: QuoteArbitrage): string {
  return `${kind} ${legs[0]?.row}`;
}

function select({ book, legs }: QuoteArbitrage): void {
  const { quotes, market } = shownNow();
  const of = market?.books[book];
  if (quotes === null || of === undefined) return;
  actions.focusExpiry(bookKey(of, quotes));
  actions.look({ cursor: legs[0]?.row ?? null });
}

function Tools() {
  const { rows, columns } = useRows();
  return <CopyButton table={() => ({ columns, rows })} />;
}

function HowMany() {
  const n = useWorkbench((s) => s.market?.arbitrage.length ?? 0);
  return count(n);
}

/** By rows of the QuoteSet, 1 where the filters keep it. */
function keptRows(quotes: QuoteSet, market: MarketBook, filtered: FilteredBook | null): Uint8Array {
  const kept = new Uint8Array(quotes.symbol.length);
  market.books.forEach((book, b) => {
    const state = filtered?.state[b];
    for (let i = 0; i < book.quote.length; i++) if (state?.[i] === 0) kept[book.quote[i] ?? -1] = 1;
  });
  return kept;
}

function columnsOf(
  quotes: QuoteSet,
  market: MarketBook,
  kept: Uint8Array,
): readonly Column<QuoteArbitrage>[] {
  const inForward = quotes.unit === 'vol';
  const left = (row: QuoteArbitrage) => row.legs.filter((leg) => kept[leg.row] !== 1).length;
  return [
    {
      id: 'expiry',
      head: 'Expiry',
      width: 122,
      align: 'left',
      pinned: true,
      text: ({ book }) => {
        const of = market.books[book];
        if (of === undefined) return MISSING;
        return of.root === quotes.underlying ? date(of.expiry) : `${of.root} ${date(of.expiry)}`;
      },
    },
    { id: 'kind', head: 'Kind', width: 74, align: 'left', text: ({ kind }) => kind },
    {
      id: 'sell',
      head: 'Sell at bid',
      width: 170,
      align: 'left',
      text: (row) => legsText(quotes, market, row, 'sell'),
      hint: (row) => violationSentence(quotes, market, row),
    },
    {
      id: 'buy',
      head: 'Buy at ask',
      width: 260,
      align: 'left',
      text: (row) => legsText(quotes, market, row, 'buy'),
      hint: (row) => violationSentence(quotes, market, row),
    },
    {
      id: 'gain',
      head: inForward ? 'Gain' : `Gain ${quotes.premiumCurrency}`,
      title: `${inForward ? 'In the currency of the forward, for' : 'For'} one unit of the first option sold, before fees`,
      width: 82,
      text: (row) => gainText(quotes, row),
    },
    {
      id: 'ticks',
      head: 'Ticks',
      width: 52,
      text: ({ ticks }) => (ticks === null ? MISSING : fixed(ticks, 1)),
    },
    {
      id: 'in-fit',
      head: 'In the fit',
      title: 'Whether filters keep the quotes of the violation',
      width: 82,
      align: 'left',
      text: (row) => (left(row) === 0 ? 'all kept' : `${left(row)} left out`),
    },
  ];
}

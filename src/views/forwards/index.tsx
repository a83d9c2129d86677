import { useMemo } from 'react';
import { parseNumber, strike } from '#base/format.ts';
import { labelWidth } from '#charts/ticks.ts';
import type { ForwardEstimate } from '#market/book.ts';
import { RATE_RANGE, rateOfPercent } from '#market/rate.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { CopyButton } from '#views/controls/copy-button.tsx';
import { NumberField } from '#views/controls/number-field.tsx';
import { VirtualTable } from '#views/controls/virtual-table.tsx';
import type { TableView } from '#views/view.ts';
import { forwardColumns, forwardOf } from './columns.tsx';
import { parityLimits } from './forward-words.ts';
import { type ForwardRow, forwardRows } from './rows.ts';
import './forwards.css';

/** Where each forward comes from, what speaks for and against it, and the way to set it by hand. */
export const forwardsTable: TableView = {
  id: 'forwards',
  label: 'Forwards',
  Count: null,
  Tools,
  Component: Forwards,
};

const NONE: Readonly<Record<string, number>> = {};

function isSettling(rows: readonly ForwardRow[]): boolean {
  return rows.some(({ told }) => told?.book.settlement?.inside === true);
}

function useForwards() {
  const quotes = useWorkbench((s) => s.quotes);
  const market = useWorkbench((s) => s.market);
  const filtered = useWorkbench((s) => s.filtered);
  const byHand = useWorkbench((s) => s.decisions.marketOptions.forwards);
  const soFar = useWorkbench((s) => s.decisions.marketOptions.settlement?.soFar ?? NONE);
  const asOf = useWorkbench((s) => s.decisions.marketOptions.asOf);
  return useMemo(() => {
    const rows = forwardRows({ quotes, market, filtered, asOf });
    if (quotes === null) return { rows, columns: [] };
    const has = (of: (forward: ForwardEstimate) => unknown) =>
      rows.some(({ told }) => told !== null && of(forwardOf(told)) != null);
    return {
      rows,
      columns: forwardColumns(byHand, {
        stamped: quotes.timestamp !== null,
        hasFuture: has(({ future }) => future),
        hasYield: has(({ exercise }) => exercise),
        soFar: isSettling(rows) ? soFar : null,
        nameWidth: Math.max(92, ...rows.map((row) => Math.round(labelWidth(row.name) + 20))),
      }),
    };
  }, [quotes, market, filtered, asOf, byHand, soFar]);
}

function Forwards() {
  const { rows, columns } = useForwards();
  const focus = useWorkbench((s) => s.look.focus);
  const aside = useWorkbench((s) => s.look.aside);
  const marked = rows.find(({ key, left }) => key === aside && left)?.key ?? focus;
  const limits = useWorkbench((s) => {
    if (s.quotes === null) return null;
    return parityLimits(s.quotes, s.decisions.marketOptions.rate, s.market?.books[0]?.forward.exercise);
  });
  return (
    <div className="forwards">
      {limits !== null && (
        <p className="forwards-limits" title={limits}>
          {limits}
        </p>
      )}
      <VirtualTable
        name="Forwards"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.key}
        rowTone={(row) => (row.left ? 'left-out' : undefined)}
        selected={marked}
        onSelect={(row) => {
          actions.focusExpiry(row.key);
          actions.look({ aside: row.key });
        }}
        empty="No expiry."
      />
    </div>
  );
}

function Tools() {
  const { rows, columns } = useForwards();
  return (
    <>
      <RateByHand />
      <SettlementAverage />
      <CopyButton table={() => ({ columns, rows })} />
    </>
  );
}

/** The rate that discounts what nothing else tells the discount of. */
function RateByHand() {
  const open = useWorkbench((s) => s.market?.books.some(({ forward }) => isOpen(forward)) ?? false);
  const rate = useWorkbench((s) => s.decisions.marketOptions.rate ?? null);
  const title = open
    ? 'Continuously compounded, % a year: discounts the expiries whose discount nothing tells, such as American ones, whose early exercise is priced with it. One that call-put pairs tell stays as it is measured. Empty takes the rate back'
    : 'Rate n/a: pairs or the unit of the premiums tell every discount of this board';
  return (
    <span className="tool-pair" title={title}>
      <span className={open ? '' : 'faint'}>Rate %</span>
      <NumberField
        label="Rate, % a year"
        className={`forwards-rate ${rate === null ? '' : 'weight-by-hand'}`}
        value={rate === null ? null : 100 * rate}
        empty="none"
        canBeEmpty
        format={strike}
        parse={(text) => parseNumber(text, 'percent')}
        min={100 * RATE_RANGE[0]}
        max={100 * RATE_RANGE[1]}
        disabled={!open && rate === null}
        title={title}
        onApply={(percent) => actions.setRate(percent === null ? null : rateOfPercent(percent))}
      />
    </span>
  );
}

/** Nothing in the file tells the discount. */
function isOpen({ discountSource }: ForwardEstimate): boolean {
  return discountSource === 'assumed' || discountSource === 'user';
}

/** The switch that prices options as paid on the average of the index over the last minutes before expiry. */
function SettlementAverage() {
  const known = useWorkbench((s) => s.market?.books.some(({ settlement }) => settlement !== null) ?? false);
  const on = useWorkbench((s) => s.decisions.marketOptions.settlement?.average ?? false);
  const title = known
    ? 'Price options as paid on the average of the index over the last minutes before expiry; inside those minutes, with the average so far'
    : 'Settlement average n/a: no venue of this file is known to settle on an average';
  return (
    <label className="tool-pair" title={title}>
      <input
        type="checkbox"
        checked={on}
        disabled={!known && !on}
        onChange={(event) => actions.setSettlementAverage(event.target.checked)}
      />
      <span className={known ? '' : 'faint'}>Settlement average</span>
    </label>
  );
}

import { useMemo } from 'react';
import { fixed, grouped, MISSING, parseNumber, strike } from '#base/format.ts';
import { type BoardExpiry, boardExpiries, boardOf, droppedExpiries } from '#charts/board.ts';
import { forwardText, sourceWord } from '#charts/smile-words.ts';
import { labelWidth } from '#charts/ticks.ts';
import type { ForwardEstimate } from '#market/book.ts';
import { STALE_SECONDS } from '#market/quote-flags.ts';
import { RATE_RANGE, rateOfPercent } from '#market/rate.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { CopyButton } from '#views/controls/copy-button.tsx';
import { NumberField } from '#views/controls/number-field.tsx';
import { type Column, VirtualTable } from '#views/controls/virtual-table.tsx';
import type { TableView } from '#views/view.ts';
import { discountHint, discountText, discountWord, forwardReason, parityLimits } from './forward-words.ts';
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

function isSettling(rows: readonly BoardExpiry[]): boolean {
  return rows.some(({ book }) => book.settlement?.inside === true);
}

function useForwards() {
  const quotes = useWorkbench((s) => s.quotes);
  const market = useWorkbench((s) => s.market);
  const filtered = useWorkbench((s) => s.filtered);
  const byHand = useWorkbench((s) => s.decisions.marketOptions.forwards);
  const soFar = useWorkbench((s) => s.decisions.marketOptions.settlement?.soFar ?? NONE);
  return useMemo(() => {
    const board = boardOf(null, quotes, market, filtered);
    if (board === null) return { rows: [], columns: [] };
    // An expiry that settles on an average is left out until that average is given here.
    const settling = droppedExpiries(board).filter(({ left }) => left === 'settlement-window');
    const rows = [...settling, ...boardExpiries(board)].sort((a, b) => a.book.expiry - b.book.expiry);
    const nameWidth = Math.max(92, ...rows.map((row) => Math.round(labelWidth(row.name) + 20)));
    const stamped = board.quotes.timestamp !== null;
    return {
      rows,
      columns: forwardColumns(byHand, {
        stamped,
        hasYield: rows.some((row) => forwardOf(row).exercise !== undefined),
        soFar: isSettling(rows) ? soFar : null,
        nameWidth,
      }),
    };
  }, [quotes, market, filtered, byHand, soFar]);
}

function Forwards() {
  const { rows, columns } = useForwards();
  const focus = useWorkbench((s) => s.look.focus);
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
        rowTone={(row) => (row.left === null ? undefined : 'left-out')}
        selected={focus}
        onSelect={(row) => actions.focusExpiry(row.key)}
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

const forwardOf = (row: BoardExpiry) => row.book.forward;

interface Extras {
  /** The quotes carry time stamps. */
  readonly stamped: boolean;
  /** Early exercise is priced with a yield. */
  readonly hasYield: boolean;
  /** Averages so far by expiry key; null where no expiry is inside its settlement window. */
  readonly soFar: Readonly<Record<string, number>> | null;
  /** Width of the first column for its longest name, px. */
  readonly nameWidth: number;
}

function forwardColumns(
  byHand: Readonly<Record<string, number>>,
  { stamped, hasYield, soFar, nameWidth }: Extras,
): readonly Column<BoardExpiry>[] {
  return [
    {
      id: 'expiry',
      head: 'Expiry',
      width: nameWidth,
      align: 'left',
      pinned: true,
      text: (row) => row.name,
    },
    { id: 'forward', head: 'F', width: 76, text: (row) => grouped(forwardOf(row).value, 2) },
    {
      id: 'source',
      head: 'Source',
      width: 82,
      align: 'left',
      text: (row) => sourceWord(forwardOf(row)),
      hint: (row) => forwardReason(forwardOf(row)),
    },
    {
      id: 'why',
      head: 'Why this one',
      width: hasYield ? 108 : 140,
      align: 'left',
      text: (row) => forwardReason(forwardOf(row)),
      hint: (row) => forwardReason(forwardOf(row)),
      copied: [
        { head: 'Instrument', text: (row) => forwardOf(row).instrument ?? MISSING },
        { head: 'Why', text: (row) => forwardReason(forwardOf(row)) },
      ],
      tone: () => 'quiet',
    },
    {
      id: 'parity',
      head: 'Parity ± s.e.',
      title: 'Forward from put-call parity, robust regression over the two-sided pairs',
      width: 134,
      text: parityText,
      copied: [
        { head: 'Parity', text: (row) => grouped(forwardOf(row).parity?.value, parityDigits(row)) },
        { head: 'Parity s.e.', text: (row) => fixed(forwardOf(row).parity?.stdError, parityDigits(row)) },
      ],
      hint: (row) => `${forwardOf(row).parity?.pairs ?? 0} pairs`,
    },
    {
      id: 'difference',
      head: 'Parity − F',
      width: 74,
      text: (row) => fixed(parityDifference(row), parityDigits(row)),
      tone: (row) => (isFar(row) ? 'warn' : undefined),
      hint: disagreement,
    },
    {
      id: 'executable',
      head: 'Executable',
      title: 'Where no call-put pair can be traded against the forward; the strikes that bind on hover',
      width: 128,
      text: executableText,
      copied: [
        { head: 'Executable from', text: (row) => grouped(forwardOf(row).executable?.low, 2) },
        { head: 'Executable to', text: (row) => grouped(forwardOf(row).executable?.high, 2) },
      ],
      tone: (row) => (isRefuted(row) ? 'warn' : undefined),
      hint: executableHint,
    },
    {
      id: 'future',
      head: 'Future',
      title: 'Listed future of the same expiry, mid',
      width: 76,
      text: (row) => grouped(forwardOf(row).future, 2),
    },
    {
      id: 'future-difference',
      head: 'Future − F',
      width: 74,
      text: (row) => {
        const { future, value } = forwardOf(row);
        return future === null ? MISSING : fixed(future - value, 2);
      },
    },
    {
      id: 'discount',
      head: 'D',
      title: 'Discount factor to the expiry',
      width: 68,
      text: (row) => discountText(forwardOf(row).discount),
      hint: (row) => discountHint(forwardOf(row), row.book.t),
    },
    {
      id: 'discount-source',
      head: 'D from',
      width: 84,
      align: 'left',
      text: (row) => discountWord(forwardOf(row)),
      hint: (row) => discountHint(forwardOf(row), row.book.t),
      tone: (row) => (forwardOf(row).discountSource === 'assumed' ? 'warn' : 'quiet'),
    },
    ...(hasYield ? [yieldColumn] : []),
    ...(stamped ? [timeGapColumn] : []),
    ...(soFar === null ? [] : [soFarColumn(soFar)]),
    {
      id: 'by-hand',
      head: 'By hand',
      title: 'Sets the forward of this expiry; an empty field takes it back',
      width: 92,
      text: (row) => grouped(byHand[row.key], 2),
      draw: (row) => (
        <NumberField
          label={`Forward of ${row.name}`}
          className={byHand[row.key] === undefined ? '' : 'weight-by-hand'}
          value={byHand[row.key] ?? null}
          empty={MISSING}
          canBeEmpty
          format={(value) => grouped(value, 2)}
          parse={(text) => parseNumber(text, 'price')}
          min={1e-6}
          onApply={(value) => actions.setForward(row.key, value)}
        />
      ),
    },
  ];
}

const yieldColumn: Column<BoardExpiry> = {
  id: 'yield',
  head: 'q %',
  title:
    'Continuous yield, % a year, that F, D and the spot imply; early exercise is priced with it and taken off',
  width: 52,
  text: (row) => {
    const { exercise } = forwardOf(row);
    return exercise === undefined ? MISSING : fixed(100 * exercise.yield, 2);
  },
  hint: (row) => {
    const { exercise } = forwardOf(row);
    return exercise && `from a spot of ${grouped(exercise.spot, 2)}`;
  },
};

const timeGapColumn: Column<BoardExpiry> = {
  id: 'time-gap',
  head: 'Age gap s',
  title:
    'Seconds between the forward and the two-sided quote farthest from it in time; none where the forward has no stamp',
  width: 66,
  text: (row) => grouped(forwardOf(row).timeGap, 1),
  tone: (row) => ((forwardOf(row).timeGap ?? 0) > STALE_SECONDS ? 'warn' : undefined),
};

function soFarColumn(soFar: Readonly<Record<string, number>>): Column<BoardExpiry> {
  return {
    id: 'so-far',
    head: 'Average so far',
    title:
      'Average of the index since the settlement window opened; with Settlement average on it lets the expiry in',
    width: 96,
    text: (row) => grouped(soFar[row.key], 2),
    draw: (row) =>
      row.book.settlement?.inside !== true ? (
        MISSING
      ) : (
        <NumberField
          label={`Average so far of ${row.name}`}
          className={soFar[row.key] === undefined ? '' : 'weight-by-hand'}
          value={soFar[row.key] ?? null}
          empty={MISSING}
          canBeEmpty
          format={(value) => grouped(value, 2)}
          parse={(text) => parseNumber(text, 'price')}
          min={1e-6}
          onApply={(value) => actions.setSettledSoFar(row.key, value)}
        />
      ),
  };
}

/** What parity and the forward differ by, and which pair refutes the forward. */
function disagreement(row: BoardExpiry): string | undefined {
  if (!isFar(row)) return undefined;
  const { executable, value } = forwardOf(row);
  const text = 'More than two standard errors and 5 bp';
  if (executable === null || executable.low > executable.high) return text;
  if (value < executable.low) return `${text}: the ${strike(executable.lowStrike)} pair needs more`;
  if (value > executable.high) return `${text}: the ${strike(executable.highStrike)} pair needs less`;
  return `${text}; no pair refutes the forward`;
}

function parityText(row: BoardExpiry): string {
  const { parity } = forwardOf(row);
  if (parity === null) return MISSING;
  const digits = parityDigits(row);
  return parity.stdError === null
    ? grouped(parity.value, digits)
    : `${grouped(parity.value, digits)} ± ${fixed(parity.stdError, digits)}`;
}

/** Decimals that show two digits of the standard error; one without it. */
function parityDigits(row: BoardExpiry): number {
  const error = forwardOf(row).parity?.stdError ?? null;
  if (error === null || !(error > 0)) return 1;
  return Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(error))));
}

function parityDifference(row: BoardExpiry): number | null {
  const { parity, value } = forwardOf(row);
  return parity === null ? null : parity.value - value;
}

/** Parity and the forward in use differ by more than chance and five basis points explain. */
function isFar(row: BoardExpiry): boolean {
  const { parity, value } = forwardOf(row);
  if (parity === null) return false;
  return Math.abs(parity.value - value) > Math.max(2 * (parity.stdError ?? 0), 5e-4 * value);
}

function executableText(row: BoardExpiry): string {
  const { executable } = forwardOf(row);
  if (executable === null) return MISSING;
  if (executable.low > executable.high) return '▲ crossed';
  const mark = isRefuted(row) ? '▲ ' : '';
  return `${mark}${forwardText(executable.low)} to ${forwardText(executable.high)}`;
}

function executableHint(row: BoardExpiry): string | undefined {
  const { executable } = forwardOf(row);
  if (executable === null) return undefined;
  return `from below by the ${strike(executable.lowStrike)} pair, from above by the ${strike(executable.highStrike)} pair`;
}

/** The pairs can be traded against the forward, or against each other. */
function isRefuted(row: BoardExpiry): boolean {
  const { executable, value } = forwardOf(row);
  if (executable === null) return false;
  return executable.low > executable.high || value < executable.low || value > executable.high;
}

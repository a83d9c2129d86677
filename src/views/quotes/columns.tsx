import { type MouseEvent, memo } from 'react';
import {
  date,
  delta,
  grouped,
  halfSpreads,
  MISSING,
  price,
  strike,
  volPercent,
  volPoints,
  weightPercent,
} from '#base/format.ts';
import { modelPremium } from '#charts/model-premium.ts';
import { shownStep } from '#charts/shown-step.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { actions } from '#store/workbench.ts';
import { Input, useSteady } from '#views/controls/input.tsx';
import { NumberField } from '#views/controls/number-field.tsx';
import type { Column } from '#views/controls/virtual-table.tsx';
import { stepWeight } from '#views/controls/weight-ladder.ts';
import { isThrough, type QuoteRow } from './quote-rows.ts';
import { flagWords, isUsed, stateHint, stateText, tickHint } from './quote-words.ts';

const known = new WeakMap<QuoteSet, Map<boolean, readonly Column<QuoteRow>[]>>();

/** Columns for what a file holds, the same for the same file; `dated` puts the expiry in front. */
export function quoteColumns(quotes: QuoteSet, dated: boolean): readonly Column<QuoteRow>[] {
  const made = known.get(quotes) ?? new Map<boolean, readonly Column<QuoteRow>[]>();
  known.set(quotes, made);
  const columns = made.get(dated) ?? columnsOf(quotes, dated);
  made.set(dated, columns);
  return columns;
}

/** Px for the longest strike: `135 000`, or of those that are a share of the spot `2 438.8597`. */
function strikeWidth(quotes: QuoteSet): number {
  let longest = 0;
  let highest = 0;
  for (const at of quotes.strike) {
    if (!Number.isInteger(at)) longest = Math.max(longest, strike(at).length);
    else if (at > highest) highest = at;
  }
  longest = Math.max(longest, strike(highest).length);
  return Math.max(58, Math.round(7.2 * longest + 14));
}

/** Px for the highest price of the file in its steps: `3 926.10`. */
function premiumWidth(quotes: QuoteSet, step: number | undefined): number {
  let highest = 0;
  for (const side of [quotes.bid, quotes.ask]) for (const at of side) if (at > highest) highest = at;
  return Math.max(62, Math.round(7.2 * price(highest, step).length + 14));
}

function columnsOf(quotes: QuoteSet, dated: boolean): readonly Column<QuoteRow>[] {
  const vol = (id: string, head: string, width: number, of: (row: QuoteRow) => number): Column<QuoteRow> => ({
    id,
    head,
    width,
    text: (row) => volPercent(of(row)),
  });
  const quoted = (...of: Parameters<typeof vol>): Column<QuoteRow> => ({ ...vol(...of), follows: bookOf });
  return [
    {
      id: 'use',
      head: 'Use',
      width: 34,
      align: 'center',
      text: useText,
      draw: (row) => (
        <Use
          quote={row.quote}
          name={nameOf(row, dated)}
          used={isUsed(row)}
          disabled={row.expiryLeft !== null || (row.leftOut !== null && !row.admissible)}
          title={tickHint(row)}
        />
      ),
    },
    ...(dated ? [expiryColumn] : []),
    {
      id: 'strike',
      head: 'Strike',
      width: strikeWidth(quotes),
      text: (row) => strike(row.expiry.book.strike[row.place]),
      follows: bookOf,
    },
    {
      id: 'type',
      head: 'C/P',
      width: 32,
      align: 'center',
      text: (row) => (isCall(row) ? 'C' : 'P'),
      follows: bookOf,
    },
    {
      id: 'delta',
      head: 'Δ',
      title: 'Black delta on the forward, not premium-adjusted',
      width: 50,
      text: (row) => delta(row.expiry.book.delta[row.place]),
      follows: bookOf,
      copied: [{ head: 'Delta', text: (row) => delta(row.expiry.book.delta[row.place]) }],
    },
    ...premiumColumns(quotes),
    quoted('bid-vol', 'Bid vol', 56, (row) => row.bidVol),
    quoted('mid-vol', 'Mid vol', 58, (row) => row.midVol),
    quoted('ask-vol', 'Ask vol', 58, (row) => row.askVol),
    vol('model-vol', 'Model vol', 72, (row) => row.modelVol),
    ...(quotes.markVol === null
      ? []
      : [quoted('mark-vol', 'Mark vol', 64, (row) => quotes.markVol?.[row.quote] ?? Number.NaN)]),
    {
      id: 'residual',
      head: 'Mkt−mod vp',
      title: 'Market mid minus model, vol points',
      width: 84,
      text: residualText,
      copied: [{ head: 'Market minus model vp', text: residualText }],
      tone: sideTone,
    },
    {
      id: 'half-spreads',
      head: '½-spreads',
      title: 'The same over half the bid-ask: inside is −1 to 1',
      width: 74,
      text: (row) => halfSpreads(row.halfSpreads),
      copied: [{ head: 'Half-spreads', text: (row) => halfSpreads(row.halfSpreads) }],
      tone: sideTone,
    },
    {
      id: 'weight',
      head: 'Weight %',
      title: 'Share of the weight of its expiry',
      width: 68,
      text: weightText,
    },
    {
      id: 'by-hand',
      head: '×',
      title: 'Multiplier by hand, 0 to 100; 0 excludes',
      width: 34,
      text: (row) => String(row.byHand),
      copied: [{ head: 'Weight by hand', text: (row) => String(row.byHand) }],
      draw: (row) =>
        row.leftOut !== null || row.expiryLeft !== null ? null : (
          <Weight quote={row.quote} name={nameOf(row, dated)} byHand={row.byHand} />
        ),
      // What it does when it is changed goes by the quote alone.
      follows: ({ byHand, leftOut, expiryLeft }) =>
        leftOut !== null || expiryLeft !== null ? 'out' : byHand,
    },
    ...(quotes.timestamp === null ? [] : [ageColumn]),
    {
      id: 'state',
      head: 'State',
      width: 70,
      align: 'left',
      text: stateText,
      hint: stateHint,
      copied: [
        { head: 'State', text: stateText },
        { head: 'Flags', text: (row) => flagWords(row).join(', ') },
      ],
      tone: (row) => (row.side === 'rich' ? 'rich' : row.side === 'cheap' ? 'cheap' : undefined),
    },
    // Last: where the table is wider than its place it is what can best be scrolled to.
    ...(quotes.openInterest === null ? [] : [openInterest(quotes)]),
  ];
}

const expiryColumn: Column<QuoteRow> = {
  id: 'expiry',
  head: 'Expiry',
  width: 82,
  align: 'left',
  text: (row) => date(row.expiry.book.expiry),
  follows: bookOf,
};

const ageColumn: Column<QuoteRow> = {
  id: 'age',
  head: 'Age s',
  title: 'Seconds between the stamp of the quote and the as-of time',
  width: 52,
  text: (row) => grouped(row.age, (row.age ?? 0) < 10 ? 1 : 0),
  tone: (row) => (row.flags.includes('stale') ? 'warn' : undefined),
};

function premiumColumns(quotes: QuoteSet): Column<QuoteRow>[] {
  if (quotes.unit === 'vol') return [];
  const { premiumCurrency: currency, unit } = quotes;
  const step = shownStep(quotes);
  const width = premiumWidth(quotes, step);
  const tick = (row: QuoteRow): number | undefined => {
    const known = quotes.tick?.[row.quote];
    return known !== undefined && known > 0 ? known : step;
  };
  return [
    {
      id: 'bid',
      head: `Bid ${currency}`,
      width,
      text: (row) => price(quotes.bid[row.quote], tick(row)),
      follows: bookOf,
    },
    {
      id: 'ask',
      head: `Ask ${currency}`,
      width,
      text: (row) => price(quotes.ask[row.quote], tick(row)),
      follows: bookOf,
    },
    {
      id: 'model',
      head: `Model ${currency}`,
      title: 'Price of the model volatility',
      width: Math.max(76, width),
      text: (row) => price(modelPremium(unit, row.expiry.book, row.place, row.modelVol), tick(row)),
    },
  ];
}

const whole = new WeakMap<Float64Array, boolean>();

/** Only whole numbers; looked at once, for a large file has a million. */
function isWhole(column: Float64Array): boolean {
  const known = whole.get(column);
  if (known !== undefined) return known;
  let is = true;
  for (let i = 0; i < column.length && is; i++) {
    const value = column[i] ?? Number.NaN;
    is = Number.isNaN(value) || Number.isInteger(value);
  }
  whole.set(column, is);
  return is;
}

function openInterest(quotes: QuoteSet): Column<QuoteRow> {
  const digits = isWhole(quotes.openInterest ?? new Float64Array(0)) ? 0 : 1;
  return {
    id: 'open-interest',
    head: quotes.settlement === 'inverse' ? `OI ${quotes.underlying}` : 'OI',
    title: 'Open interest',
    width: 62,
    text: (row) => grouped(quotes.openInterest?.[row.quote], digits),
    follows: bookOf,
  };
}

/** What the market says of a quote is the same for every fit of it. */
function bookOf(row: QuoteRow): unknown {
  return row.expiry.book;
}

function isCall(row: QuoteRow): boolean {
  return row.expiry.book.isCall[row.place] === 1;
}

/** `50 000 put`, with the date where several expiries are listed; ordinary spaces, for it is spoken. */
function nameOf(row: QuoteRow, dated: boolean): string {
  const name = `${strike(row.expiry.book.strike[row.place]).replaceAll(/\s/g, ' ')} ${isCall(row) ? 'call' : 'put'}`;
  return dated ? `${name}, ${date(row.expiry.book.expiry)}` : name;
}

/** A fit changes none of what it shows: drawn again only when a hand or a filter does. */
const Use = memo(function Use(props: {
  readonly quote: number;
  readonly name: string;
  readonly used: boolean;
  readonly disabled: boolean;
  readonly title: string | undefined;
}) {
  const hand = useSteady({
    onClick: (event: MouseEvent) => event.stopPropagation(),
    onChange: () => actions.toggleQuote(props.quote),
  });
  return (
    <Input
      type="checkbox"
      aria-label={`Use ${props.name}`}
      checked={props.used}
      disabled={props.disabled}
      title={props.title}
      {...hand}
    />
  );
});

const Weight = memo(function Weight(props: {
  readonly quote: number;
  readonly name: string;
  readonly byHand: number;
}) {
  return (
    <NumberField
      label={`Weight of ${props.name}`}
      className={props.byHand === 1 ? 'weight-plain' : 'weight-by-hand'}
      value={props.byHand}
      format={String}
      min={0}
      max={100}
      stepTo={(from, by) => stepWeight(from ?? 1, by)}
      onApply={(weight) => actions.setManual(props.quote, weight ?? 1)}
    />
  );
});

function residualText(row: QuoteRow): string {
  return volPoints(row.midVol - row.modelVol);
}

function useText(row: QuoteRow): string {
  return isUsed(row) ? '1' : '0';
}

function weightText(row: QuoteRow): string {
  return row.weight > 0 ? weightPercent(row.weight) : MISSING;
}

function sideTone(row: QuoteRow): string | undefined {
  if (!isThrough(row)) return undefined;
  const size = Math.abs(row.halfSpreads);
  const depth = size < 1.5 ? 'slight' : size < 3 ? 'clear' : 'far';
  return `cell-${row.side} cell-${depth}`;
}

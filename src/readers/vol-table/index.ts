import { failure, type Issue } from '#base/outcome.ts';
import { type EpochMs, MS_PER_YEAR } from '#base/units.ts';
import { newYorkInstant } from '#market/expiry.ts';
import { cellsOf, findDelimiter, splitRows } from '#readers/io/csv-rows.ts';
import { openSource } from '#readers/io/file-head.ts';
import { dateInName } from '#readers/io/instant.ts';
import { LIMITS, shownName } from '#readers/io/limits.ts';
import { listedBoard } from '#readers/io/listed-board.ts';
import { readNumber } from '#readers/io/number.ts';
import { blankRow, type QuoteRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { isCoin, underlyingInName } from '#readers/io/tickers.ts';
import type { QuoteReader } from '#readers/reader.ts';
import { findColumns, type VolTableColumns } from './columns.ts';

const DAY_MS = 86_400_000;
const HEADER_LINES = 6;
/** Strikes above this many times the spot are percent of it: no option is struck so far out, nor at so few percent. */
const LARGEST_SHARE = 5;

/** Volatilities by maturity and strike as papers print them: `spot, maturity_years, strike_over_spot, implied_vol`, `spot, days, zero_rate, strike, implied_vol`. */
export const volTable: QuoteReader = {
  id: 'vol-table',
  label: 'Volatilities by maturity and strike (CSV)',

  match(head) {
    const lines = head.lines();
    const delimiter = findDelimiter(lines);
    return lines.slice(0, HEADER_LINES).some((line) => findColumns(cellsOf(line, delimiter)) !== null)
      ? 'certain'
      : 'no';
  },

  async *read(source, options) {
    const shown = shownName(source.name);
    const opened = await openSource(source);
    const date = dateInName(source.name);
    const asOf = options.asOf ?? (date === null ? null : newYorkInstant(date, 16, 0));
    if (asOf === null) {
      return failure(
        'missing-data',
        `${shown} gives maturities as a length of time and does not say from when. Set the as-of time and open it again.`,
        source.name,
      );
    }
    const rows = new QuoteRows();
    const row = blankRow();
    row.root = underlyingInName(source.name);
    const seen: Seen = { levels: [], inPercent: false };
    const pieces = splitRows(opened.source, findDelimiter(opened.head.lines()));
    let columns: VolTableColumns | null = null;
    let called = 'volatility';
    let bytes = 0;
    for (;;) {
      const next = await pieces.next();
      if (next.done === true) {
        if (!next.value.ok) return next.value;
        break;
      }
      bytes = next.value.bytes;
      for (const [i, cells] of next.value.rows.entries()) {
        const line = next.value.firstRow + i + 1;
        if (columns === null) {
          columns = findColumns(cells);
          called = cells[columns?.vol ?? -1] ?? called;
        } else if (cells.length > LIMITS.columns) rows.reject('too-many-columns', `row ${line}`);
        else readLine(row, rows, cells, columns, asOf, seen, line);
      }
      yield { bytes, totalBytes: source.size, rows: rows.accepted };
    }
    const percent = inPercent(rows);
    if (percent === null) {
      return failure(
        'invalid',
        `${shown}: the column ${shownName(called)} mixes decimals and percent. Save it in one unit.`,
        source.name,
      );
    }
    const issues: Issue[] = [
      {
        severity: 'warning',
        code: 'mid-only',
        message: `${shown} gives one vol a strike, without bid and ask: the share inside bid-ask says nothing here.`,
        at: source.name,
      },
    ];
    if (options.asOf === null) {
      issues.push({
        severity: 'warning',
        code: 'as-of-assumed-close',
        message: `${shown} gives no time: its name says ${new Date(asOf).toISOString().slice(0, 10)}, and the 16:00 New York close of that day is taken. Set the as-of time if it is another.`,
        at: source.name,
      });
    }
    const carried = columns !== null && columns.forward < 0 && columns.rate >= 0;
    const outcome = await listedBoard(source, bytes, rows, options, (underlying) => ({
      reader: volTable.id,
      notes: [
        `Implied vols (${percent ? 'in percent' : 'decimal'}) by maturity and strike, one a strike: bid and ask are both the vol given, so no spread is known.`,
        columns !== null && columns.forward >= 0
          ? 'The forward is the one the table states.'
          : carried
            ? 'The forward of each row is the spot carried at the rate (less the dividend yield) the row states.'
            : 'The table states no rates: the spot stands for the forward.',
        ...(seen.inPercent ? ['Strikes are in percent of the spot or forward they are relative to.'] : []),
        'A strike at or above the forward counts as a call, below it as a put. Maturities count from the as-of time.',
      ],
      venue: null,
      premiumCurrency: isCoin(underlying) ? underlying : 'USD',
      exercise: 'european',
      unit: 'vol',
      spot: seen.levels.sort((a, b) => a - b)[seen.levels.length >> 1] ?? null,
      issues,
      asOf: () => ({ asOf, asOfSource: options.asOf === null ? 'file-name' : 'user', issues: [] }),
    }));
    if (!outcome.ok || !percent) return outcome;
    const { bid, ask } = outcome.value;
    const decimal = (column: Float64Array) => column.map((vol) => vol / 100);
    return { ...outcome, value: { ...outcome.value, bid: decimal(bid), ask: decimal(ask) } };
  },
};

/** What the lines of a table say together. */
interface Seen {
  /** Spots of the lines. */
  readonly levels: number[];
  /** Strikes are percent of the level they are relative to. */
  inPercent: boolean;
}

function readLine(
  row: QuoteRow,
  rows: QuoteRows,
  cells: readonly string[],
  columns: VolTableColumns,
  asOf: EpochMs,
  seen: Seen,
  line: number,
): void {
  const number = (at: number) => (at < 0 ? Number.NaN : (readNumber(cells[at] ?? '') ?? Number.NaN));
  const vol = number(columns.vol);
  const spot = number(columns.spot);
  const span = columns.years >= 0 ? number(columns.years) * MS_PER_YEAR : number(columns.days) * DAY_MS;
  if (Number.isNaN(vol)) {
    rows.reject('no-quote', `row ${line}`);
    return;
  }
  const carry = zeroIfMissing(number(columns.rate)) - zeroIfMissing(number(columns.dividend));
  const stated = number(columns.forward);
  const forward = stated > 0 ? stated : spot * Math.exp((carry * span) / MS_PER_YEAR);
  if (spot > 0) seen.levels.push(spot);
  const strike = number(columns.strike);
  const [ratio, level] =
    columns.overSpot >= 0 ? [number(columns.overSpot), spot] : [number(columns.overForward), forward];
  const percent = !(strike > 0) && ratio > LARGEST_SHARE;
  seen.inPercent ||= percent;
  row.strike = strike > 0 ? strike : rounded((percent ? ratio / 100 : ratio) * level);
  row.expiry = (span > 0 && span < 200 * MS_PER_YEAR ? Math.round(asOf + span) : Number.NaN) as EpochMs;
  row.isCall = row.strike >= forward;
  row.bid = vol;
  row.ask = vol;
  row.underlyingPrice = forward;
  rows.add(row, line);
}

/** A strike made of a product, without the digits that the product has and its factors had not. */
function rounded(strike: number): number {
  return Number(strike.toPrecision(12));
}

function zeroIfMissing(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

/** True for percent, false for decimals, null for both; nothing but the size of the numbers can tell here. */
function inPercent(rows: QuoteRows): boolean | null {
  const vols = [...rows.finish().bid].filter((vol) => vol > 0).sort((a, b) => a - b);
  const share = (test: (vol: number) => boolean) => vols.filter(test).length / Math.max(1, vols.length);
  if (share((vol) => vol > 10) > 0.05 && share((vol) => vol < 1.5) > 0.05) return null;
  return (vols[vols.length >> 1] ?? 0) > 3;
}

import { failure, type Issue, type Outcome, success } from '#base/outcome.ts';
import { type EpochMs, MS_PER_YEAR } from '#base/units.ts';
import { newYorkInstant } from '#market/expiry.ts';
import { cellsOf, type Delimiter, findDelimiter, splitRows } from '#readers/io/csv-rows.ts';
import { openSource } from '#readers/io/file-head.ts';
import { dateInName } from '#readers/io/instant.ts';
import { LIMITS, shownName } from '#readers/io/limits.ts';
import { listedBoard } from '#readers/io/listed-board.ts';
import { blankRow, type QuoteRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { strikeOfShare } from '#readers/io/relative-strikes.ts';
import { underlyingInName } from '#readers/io/tickers.ts';
import type { ByteSource, QuoteReader, ReadProgress } from '#readers/reader.ts';
import { findColumns, type VolTableColumns } from './columns.ts';
import { TableSeen } from './table-seen.ts';

const HEADER_LINES = 6;

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
    const delimiter = findDelimiter(opened.head.lines());
    const seen = new TableSeen(opened.head.lines(), delimiter);
    const looked = yield* scan(opened.source, delimiter, (cells, columns) => seen.look(cells, columns));
    if (!looked.ok) return looked;
    const strikes = seen.strikes.share(seen.saysPercent);
    if (typeof strikes === 'string') return failure('invalid', `${shown}: ${strikes}`, source.name);
    if (seen.lowestShare <= 0) {
      return failure(
        'invalid',
        `${shown}: a relative strike is ${seen.lowestShare}. Write strikes as shares of the spot, 0.9 or 90 %, neither as logarithms nor as distances from the money.`,
        source.name,
      );
    }
    const stamp = seen.stamp(options.at);
    if (stamp === 'unchosen') return seen.instants.ask(source.name);
    const date = stamp === null ? dateInName(source.name) : null;
    const asOf = options.asOf ?? stamp ?? (date === null ? null : newYorkInstant(date, 16, 0));
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
    const scanned = yield* scan(opened.source, delimiter, (cells, columns, line) => {
      if (cells.length > LIMITS.columns) rows.reject('too-many-columns', `row ${line}`);
      else if (!seen.isRead(cells, columns, stamp)) rows.reject('other-snapshot', `row ${line}`);
      else readLine(row, rows, cells, columns, asOf, seen, line);
    });
    if (!scanned.ok) return scanned;
    const { bytes, columns } = scanned.value;
    const header = (at: number | undefined) => columns?.header[at ?? -1] ?? '';
    const called = header(columns?.places.vol) || 'volatility';
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
    issues.push(...seen.orderIssues(source.name));
    issues.push(...seen.lengths.issues(source.name, header(columns?.places.years)));
    if (options.asOf === null && !seen.timed) {
      issues.push({
        severity: 'warning',
        code: 'as-of-assumed-close',
        message: `${shown} gives no time: its ${stamp === null ? 'name says' : 'rows say'} ${new Date(asOf).toISOString().slice(0, 10)}, and the 16:00 New York close of that day is taken. Set the as-of time if it is another.`,
        at: source.name,
      });
    }
    const { forward = -1, rate = -1 } = columns?.places ?? {};
    const carried = forward < 0 && rate >= 0;
    const outcome = await listedBoard(source, bytes, rows, options, () => ({
      reader: volTable.id,
      notes: [
        `Implied vols (${percent ? 'in percent' : 'decimal'}) by maturity and strike, one a strike: bid and ask are both the vol given, so no spread is known.`,
        forward >= 0
          ? 'The forward is the one the table states.'
          : carried
            ? 'The forward of each row is the spot carried at the rate (less the dividend yield) the row states.'
            : 'The table states no rates: the spot stands for the forward.',
        ...(seen.lengths.areDays ? [seen.lengths.note] : []),
        ...(seen.inPercent || strikes === 0.01
          ? ['Strikes are in percent of the spot or forward they are relative to.']
          : []),
        'A strike at or above the forward counts as a call, below it as a put. Maturities count from the as-of time.',
      ],
      venue: null,
      premiumCurrency: 'USD',
      exercise: 'european',
      unit: 'vol',
      spot: seen.middleLevel(stamp),
      issues,
      asOf: () => ({
        asOf,
        asOfSource: options.asOf !== null ? 'user' : stamp === null ? 'file-name' : 'file',
        issues: [],
      }),
    }));
    if (!outcome.ok || !percent) return outcome;
    const { bid, ask } = outcome.value;
    const decimal = (column: Float64Array) => column.map((vol) => vol / 100);
    return { ...outcome, value: { ...outcome.value, bid: decimal(bid), ask: decimal(ask) } };
  },
};

/** The columns of a table with the cells of its header. */
interface FoundColumns {
  readonly header: readonly string[];
  readonly places: VolTableColumns;
}

/** Goes over the lines below the header; ends with the bytes read and the columns. */
async function* scan(
  source: ByteSource,
  delimiter: Delimiter,
  visit: (cells: readonly string[], columns: VolTableColumns, line: number) => void,
): AsyncGenerator<ReadProgress, Outcome<{ bytes: number; columns: FoundColumns | null }>, void> {
  const pieces = splitRows(source, delimiter);
  let columns = null as FoundColumns | null;
  let bytes = 0;
  let rows = 0;
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return next.value.ok ? success({ bytes, columns }) : next.value;
    bytes = next.value.bytes;
    for (const [i, cells] of next.value.rows.entries()) {
      const places: VolTableColumns | null = columns?.places ?? findColumns(cells);
      if (columns !== null) visit(cells, columns.places, next.value.firstRow + i + 1);
      else if (places !== null) columns = { header: cells, places };
    }
    rows += next.value.rows.length;
    yield { bytes, totalBytes: source.size, rows };
  }
}

function readLine(
  row: QuoteRow,
  rows: QuoteRows,
  cells: readonly string[],
  columns: VolTableColumns,
  asOf: EpochMs,
  seen: TableSeen,
  line: number,
): void {
  const number = (at: number) => seen.number(cells, at);
  const vol = number(columns.vol);
  const spot = number(columns.spot);
  const span = seen.years(cells, columns) * MS_PER_YEAR;
  if (Number.isNaN(vol)) {
    rows.reject('no-quote', `row ${line}`);
    return;
  }
  const carry = zeroIfMissing(number(columns.rate)) - zeroIfMissing(number(columns.dividend));
  const stated = number(columns.forward);
  const forward = stated > 0 ? stated : spot * Math.exp((carry * span) / MS_PER_YEAR);
  const strike = number(columns.strike);
  const [ratio, level] =
    columns.overSpot >= 0 ? [number(columns.overSpot), spot] : [number(columns.overForward), forward];
  const share = seen.strikes.share(seen.saysPercent);
  if (typeof share === 'number') row.strike = strikeOfShare(share * strike, spot > 0 ? spot : stated);
  else row.strike = strike > 0 ? strike : strikeOfShare(seen.inPercent ? ratio / 100 : ratio, level);
  row.expiry = (span > 0 && span < 200 * MS_PER_YEAR ? Math.round(asOf + span) : Number.NaN) as EpochMs;
  row.isCall = row.strike >= forward;
  row.bid = vol;
  row.ask = vol;
  row.underlyingPrice = forward;
  rows.add(row, line);
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

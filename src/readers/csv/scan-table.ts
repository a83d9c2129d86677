import { type Issue, type Outcome, success } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { underlyingOfRoot } from '#market/expiry.ts';
import { scanRows } from '#readers/io/csv-rows.ts';
import { LIMITS, shownName } from '#readers/io/limits.ts';
import type { RowCells } from '#readers/io/row-cells.ts';
import type { ByteSource, ReadProgress } from '#readers/reader.ts';
import type { TablePlan } from './plan.ts';
import { type TableContext, TableRows } from './table-rows.ts';
import type { TimeWriting } from './table-times.ts';

/** All rows of a table, with the bytes read. */
export interface ScannedTable {
  readonly table: TableRows;
  readonly bytes: number;
}

/** Reads the rows of a table below its header. */
export async function* scanTable(
  source: ByteSource,
  plan: TablePlan,
  context: TableContext,
): AsyncGenerator<ReadProgress, Outcome<ScannedTable>, void> {
  const table = new TableRows(plan, context);
  const symbols = plan.sides.flatMap(({ columns }) => columns.get('symbol') ?? []);
  const visit = (cells: RowCells, row: number) => {
    if (row <= plan.headerLine) return;
    if (cells.length > LIMITS.columns) table.rows.reject('too-many-columns', `row ${row + 1}`);
    else table.read(cells, row + 1);
  };
  const expect = (hashes: Int32Array) => table.rows.expect(hashes);
  const scanning = scanRows(source, plan.delimiter, visit, symbols, expect);
  let bytes = 0;
  for (;;) {
    const next = await scanning.next();
    if (next.done === true) return next.value.ok ? success({ table, bytes }) : next.value;
    bytes = next.value.bytes;
    yield { bytes, totalBytes: source.size, rows: table.rows.accepted };
  }
}

/** What tells the order of dates that could be of either, where no date of the file can be of one only. */
export interface OrderClues {
  /** Numbers have a decimal comma, which no country has that writes the month first. */
  readonly commas: boolean;
  /** When the quotes were taken, from elsewhere than the dates in question; null when unknown. */
  readonly asOf: EpochMs | null;
  /** The same, where it is itself a date that can be of either order, with the day first. */
  readonly asOfDayFirst: EpochMs | null;
}

/**
 * How the times turn out to be written once all rows are known, where they were read otherwise: a date that can only
 * have its day first decides for all, else decimal commas, else expiries that with the month first lie before the
 * quotes; and SPX beside SPXW is the one settled at the opening. Null where nothing changes; a sentence where one file
 * writes dates in both orders.
 */
export function otherWriting(
  table: TableRows,
  read: TimeWriting,
  { commas, asOf, asOfDayFirst }: OrderClues,
): TimeWriting | string | null {
  const { first, second, either } = table.times.orders;
  if (first !== null && second !== null && either !== null) {
    return `dates are written with the day first (${first}) and with the month first (${second}). Save them in one order.`;
  }
  const open = first === null && second === null && !commas;
  const told = first !== null || (second === null && commas);
  const dayFirst = either !== null && (told || (open && table.times.pastUnlessDayFirst(asOf, asOfDayFirst)));
  const roots = new Set<string>();
  for (let i = 0; i < table.rows.accepted; i++) roots.add(table.rows.rootAt(i));
  const rootsTell = [...roots].some((root) => {
    const index = underlyingOfRoot(root);
    return index !== root && roots.has(index);
  });
  const changed = (dayFirst && read.dayFirst !== true) || (rootsTell && read.rootsTell !== true);
  return changed ? { dayFirst, rootsTell: rootsTell || read.rootsTell === true } : null;
}

/** What is told of the times of a table. */
export function writingNotes(table: TableRows, { commas }: OrderClues): readonly string[] {
  const { first, either } = table.times.orders;
  const notes: string[] = [];
  if (table.times.dayFirst && either !== null) {
    const why = commas ? 'numbers have a decimal comma' : 'else expiries would lie before the quotes';
    notes.push(
      first === null
        ? `Dates such as ${either} are read with the day first: ${why}.`
        : `Dates such as ${either} have the day first, as ${first} in the same file.`,
    );
  }
  if (table.zoneless) notes.push('Times of quotes that state no zone are read as UTC.');
  return notes;
}

/** The warning that nothing tells in which order dates are written. */
export function orderIssues(file: string, table: TableRows): readonly Issue[] {
  const { first, second, either } = table.times.orders;
  if (first !== null || second !== null || either === null || table.times.dayFirst) return [];
  const [month = '', day = '', year = ''] = either.split(/\D/);
  const other = [year.padStart(4, '20'), day.padStart(2, '0'), month.padStart(2, '0')].join('-');
  const message = `${shownName(file)}: dates such as ${either} are read with the month first. If the day is first, write them as ${other}.`;
  return [{ severity: 'warning', code: 'date-order-assumed', message, at: file }];
}

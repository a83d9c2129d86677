import type { ColumnMap, MappedRole, UnknownTable } from '#base/column-map.ts';
import type { FailureReason, Outcome } from '#base/outcome.ts';
import { cellsOf } from '#readers/io/csv-rows.ts';
import { nameOfColumn } from './mapped-columns.ts';
import type { TablePlan } from './plan.ts';
import { proposeMapping } from './propose-mapping.ts';

/** Rows that go with the question. */
const SHOWN_ROWS = 10;
/** Characters of a cell that go with it. */
const SHOWN_CHARS = 80;

/** The question a table asks whose columns are not all known: its header, ten rows, and a proposal. */
export function unknownTable(plan: TablePlan, lines: readonly string[]): UnknownTable {
  const rows = lines.slice(plan.headerLine + 1).map((line) => cellsOf(line, plan.delimiter));
  const columns = proposeMapping(plan.header, rows, plan.mark, plan.known);
  const proposed: { [role in MappedRole]?: string } = {};
  for (const [role, at] of columns) proposed[role] = nameOfColumn(plan.header, at);
  const cut = (cell: string) => (cell.length > SHOWN_CHARS ? `${cell.slice(0, SHOWN_CHARS)}…` : cell);
  return {
    fingerprint: plan.fingerprint,
    header: plan.header.map(cut),
    delimiter: plan.delimiter,
    rows: rows.slice(0, SHOWN_ROWS).map((cells) => cells.map(cut)),
    proposed: { ...proposed, ...(plan.units === null ? {} : { units: plan.units }) } satisfies ColumnMap,
  };
}

/** A failure that the user's word on the columns mends. */
export function askColumns<T>(
  reason: FailureReason,
  message: string,
  file: string,
  plan: TablePlan,
  lines: readonly string[],
): Outcome<T> {
  return { ok: false, error: { reason, message, at: file, table: unknownTable(plan, lines) }, issues: [] };
}

import type { ColumnMap, MappedRole, UnknownTable } from '#base/column-map.ts';
import type { FailureReason, Outcome } from '#base/outcome.ts';
import { cellsOf, type Delimiter } from '#readers/io/csv-rows.ts';
import { readTime } from '#readers/io/instant.ts';
import { readNumber } from '#readers/io/number.ts';
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

const TENOR = /^\d{1,3}\s*[DWMY]$/i;

/**
 * True for maturities down and strikes across, as Bloomberg's OVDV saves them: a line of numbers that rise, and below it
 * lines that begin with a day or a tenor and hold a number for each of them.
 */
export function isMatrix(lines: readonly string[], delimiter: Delimiter): boolean {
  const rows = lines.slice(0, 40).map((line) => cellsOf(line, delimiter));
  const numbers = (cells: readonly string[]) => cells.map((cell) => readNumber(cell) ?? Number.NaN);
  return rows.some((head, i) => {
    const across = numbers(head.slice(1)).filter((value) => value > 0);
    const rises = across.every((value, at) => at === 0 || value > (across[at - 1] ?? 0));
    if (across.length < 3 || !rises || readTime(head[0] ?? '') !== null) return false;
    const below = rows.slice(i + 1, i + 4).filter((cells) => cells.length === head.length);
    return below.some(([first = '', ...rest]) => {
      const filled = numbers(rest).filter((value) => value > 0).length;
      return filled >= across.length && (TENOR.test(first.trim()) || readTime(first) !== null);
    });
  });
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

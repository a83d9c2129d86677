import type { Issue } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { type CalendarDate, newYorkClose, newYorkClosingHour } from '#market/expiry.ts';
import type { AsOfSource } from '#market/quote-set.ts';
import { cellsOf } from '#readers/io/csv-rows.ts';
import { asNewYork, dateInName, dayPlace, instantInName, readTime } from '#readers/io/instant.ts';
import { shownName } from '#readers/io/limits.ts';
import { timeInPreamble } from '#readers/io/preamble.ts';
import { fromName } from '#readers/io/stated-as-of.ts';
import type { TablePlan } from './plan.ts';
import type { TableRows } from './table-rows.ts';

/** The instant of a table's quotes and where it was found. */
export interface FoundAsOf {
  readonly asOf: EpochMs | null;
  readonly asOfSource: AsOfSource;
  readonly issues: readonly Issue[];
}

/** The time the lines above the header state, as it is written; null where they state none. */
export function aboveHeader(plan: TablePlan, lines: readonly string[]): string | null {
  return timeInPreamble(lines.slice(0, Math.max(0, plan.headerLine)), plan.delimiter);
}

/** A written time as an instant, of a date its New York close; null where there is none. */
export function timeOf(written: string | null, dayFirst: boolean): EpochMs | null {
  const time = written === null ? null : readTime(written, dayFirst);
  if (time === null) return null;
  return time.kind === 'instant' ? time.at : newYorkClose(time.date);
}

/**
 * The as-of instant: the newest timestamp of the rows, else what the user said, else what the lines above the header
 * state, else the New York close of the one date the rows or the file name state, else missing. A close that is taken
 * for a date is said in a warning; a date alone says nothing of a market that never closes.
 */
export function findAsOf(
  file: string,
  columns: { readonly timestamp: Float64Array | null },
  table: Pick<TableRows, 'quoteDates' | 'times'>,
  written: string | null,
  asked: EpochMs | null,
  neverCloses: boolean,
): FoundAsOf {
  const newest = columns.timestamp?.reduce((late, at) => (at > late ? at : late), 0) ?? 0;
  if (newest > 0) return { asOf: newest as EpochMs, asOfSource: 'timestamps', issues: [] };
  if (asked !== null) return { asOf: asked, asOfSource: 'user', issues: [] };
  const above = written === null ? null : table.times.time(written);
  if (above?.kind === 'instant') {
    return {
      asOf: above.at,
      asOfSource: 'file',
      issues: above.zoneless === true ? [inUtc(file, above.at)] : [],
    };
  }
  if (above !== null && !neverCloses) {
    const asOf = newYorkClose(above.date);
    return { asOf, asOfSource: 'file', issues: [atClose(file, above.date, 'its first lines')] };
  }
  const dates = [...table.quoteDates.keys()].sort();
  const last = dates.at(-1);
  const stated = last === undefined ? null : dateFrom(last);
  const named = stated === null || neverCloses ? instantInName(file) : null;
  if (named !== null) return { asOf: named, asOfSource: 'file-name', issues: [fromName(file, named)] };
  const date = stated ?? dateInName(file);
  if (date === null || neverCloses) return { asOf: null, asOfSource: 'missing', issues: [missing(file)] };
  return {
    asOf: newYorkClose(date),
    asOfSource: stated === null ? 'file-name' : 'file',
    issues: [atClose(file, date, stated === null ? 'its name' : 'its rows')],
  };
}

/** The instant that maturities in years count from, before any row is read; null when nothing tells it. */
export function earlyAsOf(
  file: string,
  plan: TablePlan,
  lines: readonly string[],
  asked: EpochMs | null,
): { readonly asOf: EpochMs } | null {
  const cells = cellsOf(lines[plan.headerLine + 1] ?? '', plan.delimiter);
  for (const role of ['time', 'quoteDate'] as const) {
    const at = plan.columns.get(role);
    const time = at === undefined ? null : readTime(cells[at] ?? '');
    if (time?.kind === 'instant')
      return { asOf: plan.newYork && time.zoneless ? asNewYork(time.at) : time.at };
    if (time?.kind === 'date' && asked === null) return { asOf: newYorkClose(time.date) };
  }
  if (asked !== null) return { asOf: asked };
  const written = aboveHeader(plan, lines);
  const commas = plan.mark === ',';
  const above =
    written !== null && (commas || dayPlace(written) !== 'either') ? timeOf(written, commas) : null;
  if (above !== null) return { asOf: above };
  const named = instantInName(file);
  if (named !== null) return { asOf: named };
  const date = dateInName(file);
  return date === null ? null : { asOf: newYorkClose(date) };
}

function inUtc(file: string, at: EpochMs): Issue {
  const says = new Date(at).toISOString().replace('.000Z', 'Z');
  return {
    severity: 'warning',
    code: 'as-of-zoneless',
    message: `${shownName(file)} states its time without a zone: ${says} is taken, in UTC. Set the as-of time if it is another.`,
    at: file,
  };
}

function dateFrom(iso: string): CalendarDate {
  return { year: Number(iso.slice(0, 4)), month: Number(iso.slice(5, 7)), day: Number(iso.slice(8, 10)) };
}

function atClose(file: string, date: CalendarDate, where: string): Issue {
  const day = new Date(Date.UTC(date.year, date.month - 1, date.day)).toISOString().slice(0, 10);
  return {
    severity: 'warning',
    code: 'as-of-assumed-close',
    message:
      `${shownName(file)} gives no time: ${where} say ${day}, and the ${newYorkClosingHour(date)}:00 New York close of that day is taken. Set the as-of time if it is another.`.replace(
        'its name say',
        'its name says',
      ),
    at: file,
  };
}

function missing(file: string): Issue {
  return {
    severity: 'warning',
    code: 'as-of-missing',
    message: `${shownName(file)} does not say when its quotes were taken. Set the as-of time.`,
    at: file,
  };
}

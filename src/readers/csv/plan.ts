import type { ColumnMap, MappedRole, MappedUnit } from '#base/column-map.ts';
import { canonicalName, parseInstrumentName } from '#market/instrument-name.ts';
import { cellsOf, type Delimiter, findDelimiter } from '#readers/io/csv-rows.ts';
import { readTime } from '#readers/io/instant.ts';
import { LIMITS } from '#readers/io/limits.ts';
import { type DecimalMark, findMark, readNumber } from '#readers/io/number.ts';
import { oncePerHead } from '#readers/io/once-per-head.ts';
import { saysPercent } from '#readers/io/relative-strikes.ts';
import { kindsOfRows } from './cell-kinds.ts';
import { groupedHeader } from './grouped-header.ts';
import { type HeaderColumns, plainName, type Role, recognise } from './headers.ts';
import { applyMap, headerFingerprint, mapOf } from './mapped-columns.ts';
import { serialDate } from './table-times.ts';

/** Where the quote of one option stands in a row. */
export interface SideColumns {
  /** Null where the row itself says whether it is a call. */
  readonly isCall: boolean | null;
  readonly columns: ReadonlyMap<Role, number>;
}

/** How a table is read: which column holds what. */
export interface TablePlan {
  readonly delimiter: Delimiter;
  /** Position of the header among the non-empty lines; -1 where there is none and columns are named `#1`, `#2`. */
  readonly headerLine: number;
  readonly header: readonly string[];
  /** What the header is remembered by. */
  readonly fingerprint: string;
  readonly columns: ReadonlyMap<Role, number>;
  readonly sides: readonly SideColumns[];
  /** What bid and ask are read from. */
  readonly quote: 'bid-ask' | 'bid-ask-vol' | 'mid' | 'mid-vol' | 'none';
  /** The symbol column holds instrument names that state strike, expiry and type. */
  readonly named: boolean;
  readonly mark: DecimalMark;
  /** Columns whose names are known. */
  readonly recognised: number;
  /** What is needed and not there: `strike`, `expiry`, `type`, `bid and ask`. */
  readonly missing: readonly string[];
  /** The user's word on the columns, null where the names alone decide; and what of it no column answers to. */
  readonly map: ColumnMap | null;
  readonly unmatched: readonly string[];
  readonly units: MappedUnit | null;
  /** Columns whose name or cells say percent: strikes, and bid and ask that no name calls volatilities; vols by name. */
  readonly percent: { readonly strikes: boolean; readonly quotes: boolean; readonly vols: boolean };
  /** What columns hold that their names promise and that cannot be read, as sentences. */
  readonly unread: readonly string[];
  /** What strikes are divided by: OptionMetrics writes thousandths. */
  readonly strikeDivisor: number;
  /** Times of quotes are New York's though they state no zone: Cboe DataShop writes them so. */
  readonly newYork: boolean;
  /** The columns in the user's names for the roles. */
  readonly known: ReadonlyMap<MappedRole, number>;
}

/** Prices and volatilities. */
const QUOTED = ['bid', 'ask', 'bidVol', 'askVol', 'mid', 'vol'] as const;

/** The user's word on the columns of a header with that fingerprint; null where there is none. */
export type MapOfHeader = (fingerprint: string) => ColumnMap | null;

const CALL_OR_PUT: ReadonlyMap<string, boolean> = new Map([
  ['c', true],
  ['call', true],
  ['calls', true],
  ['ce', true],
  ['p', false],
  ['put', false],
  ['puts', false],
  ['pe', false],
  ['1', true],
  ['-1', false],
]);

/** True for a call, false for a put, null for text that is neither. */
export function readType(cell: string): boolean | null {
  return CALL_OR_PUT.get(cell.trim().toLowerCase()) ?? null;
}

/** The plan of a table where the names of its columns alone decide. */
export const planAsNamed = oncePerHead((lines) => planTable(lines));

/** Plans the reading of a table from the first lines of its file; the line that explains most is the header. */
export function planTable(lines: readonly string[], mapOfHeader: MapOfHeader = () => null): TablePlan | null {
  const delimiter = findDelimiter(lines);
  const cells = lines.slice(0, 52).map((line) => cellsOf(line, delimiter));
  let best: TablePlan | null = null;
  for (let i = 0; i < Math.min(cells.length, 12); i++) {
    const header = cells[i] as readonly string[];
    if (header.length < 2 || header.length > LIMITS.columns || isNumeric(header)) continue;
    const named = groupedHeader(cells[i - 1], header);
    const known = recognise(named);
    const fingerprint = headerFingerprint(header);
    const map = mapOfHeader(fingerprint);
    // A row of which nothing is known scores no higher than any header.
    if (best?.unmatched.length === 0 && map === null && countOf(known) === 0) continue;
    const plan = planFrom(named, known, cells.slice(i + 1, i + 40), delimiter, i, fingerprint, map);
    if (best === null || score(plan) > score(best)) best = plan;
  }
  const kinds = best !== null && best.recognised > 1 ? null : kindsOfRows(cells);
  if (kinds === null) return best;
  const header = kinds.map((_, i) => `#${i + 1}`);
  const fingerprint = headerFingerprint(['', ...kinds]);
  const map = mapOfHeader(fingerprint);
  return planFrom(header, recognise(header), cells.slice(0, 40), delimiter, -1, fingerprint, map);
}

/** The plan for a header and some rows that are apart already, with the user's word on the columns. */
export function planColumns(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  delimiter: string,
  map: ColumnMap,
): TablePlan {
  const known = ([';', '\t', '|'] as const).find((each) => each === delimiter) ?? ',';
  return planFrom(header, recognise(header), rows, known, 0, '', map);
}

function score(plan: TablePlan): number {
  return (
    plan.columns.size +
    (plan.sides[0]?.columns.size ?? 0) -
    3 * plan.missing.length -
    5 * plan.unmatched.length
  );
}

function isNumeric(header: readonly string[]): boolean {
  const numbers = header.filter((cell) => (readNumber(cell) ?? Number.NaN) > 0).length;
  return numbers > header.length / 2;
}

/** Columns whose names are known. */
function countOf({ shared, call, put }: HeaderColumns): number {
  return shared.size + call.size + put.size;
}

function planFrom(
  header: readonly string[],
  known: HeaderColumns,
  sample: readonly (readonly string[])[],
  delimiter: Delimiter,
  headerLine: number,
  fingerprint: string,
  map: ColumnMap | null,
): TablePlan {
  const applied = applyMap(header, known, map ?? {});
  const { shared, call, put } = applied.columns;
  const columns = new Map(shared);
  const cells = (role: Role): readonly string[] => {
    const at = columns.get(role);
    return at === undefined ? [] : sample.map((row) => (row[at] ?? '').trim()).filter((cell) => cell !== '');
  };
  const quoted = [shared, call, put].flatMap((side) => QUOTED.flatMap((role) => side.get(role) ?? []));
  const mark = findMark(
    delimiter,
    sample.flat(),
    sample.flatMap((row) => quoted.map((at) => row[at] ?? '')),
  );
  const move = (from: Role, to: Role) => {
    const at = columns.get(from);
    columns.delete(from);
    if (at !== undefined && !columns.has(to)) columns.set(to, at);
  };
  const half = (role: Role, test: (cell: string) => boolean) => {
    const found = cells(role);
    return found.length === 0 || 2 * found.filter(test).length >= found.length;
  };
  const isName = (cell: string) =>
    !['unknown-name', 'bad-name'].includes(parseInstrumentName(canonicalName(cell)).kind);
  let named = columns.has('symbol') && cells('symbol').length > 0 && half('symbol', isName);
  // A name that comes again on other rows is of what they are written on, and no option's own.
  const repeats = new Set(cells('symbol')).size <= 0.5 * cells('symbol').length;
  const isTicker = (cell: string) => /^[\^$]?[A-Za-z]{1,6}$/.test(cell);
  if (columns.has('symbol') && !named && (repeats || half('symbol', isTicker))) move('symbol', 'root');
  const unread: string[] = [];
  const leave = (role: 'type' | 'expiry', is: string) => {
    const name = (header[columns.get(role) ?? -1] ?? '').trim().slice(0, 24);
    unread.push(`"${name}" holds "${cells(role)[0]?.slice(0, 24) ?? ''}", which is no ${is}.`);
    columns.delete(role);
  };
  if (!half('type', (cell) => readType(cell) !== null)) leave('type', 'call and no put');
  if (half('root', (cell) => (readNumber(cell, mark) ?? 0) > 0) && cells('root').length > 0)
    move('root', 'underlyingPrice');
  const asYears = (cell: string) => {
    const value = readNumber(cell, mark);
    return value !== null && value > 0 && (value < 100 || (value < 10_000 && Number.isInteger(value)));
  };
  if (cells('expiry').length > 0 && half('expiry', asYears)) move('expiry', 'years');
  if (!half('expiry', (cell) => readTime(cell) !== null || serialDate(cell) !== null)) leave('expiry', 'day');
  if (
    columns.has('vol') &&
    map?.iv === undefined &&
    plainName(header[columns.get('vol') ?? -1] ?? '') === 'vol' &&
    columns.has('bid')
  ) {
    move('vol', 'volume');
  }
  if (cells('symbol').length === 0) named = false;
  const sides: SideColumns[] =
    (call.has('bid') && put.has('bid')) || (call.has('bidVol') && put.has('bidVol'))
      ? [
          { isCall: true, columns: call },
          { isCall: false, columns: put },
        ]
      : [{ isCall: null, columns }];
  const quote = quoteOf(sides[0]?.columns ?? columns);
  const missing: string[] = [];
  if (!named && !columns.has('strike')) missing.push('strike');
  if (!named && !columns.has('expiry') && !columns.has('years') && !columns.has('days'))
    missing.push('expiry');
  const typed = named || columns.has('type') || sides.length === 2;
  if (!typed && !(columns.has('forward') || columns.has('spot') || columns.has('underlyingPrice')))
    missing.push('type');
  if (quote === 'none') missing.push('bid and ask');
  const inPercent = (role: Role, from: ReadonlyMap<Role, number>) => {
    const at = from.get(role);
    const filled = sample.map((row) => row[at ?? -1] ?? '').filter((cell) => cell.trim() !== '');
    return at !== undefined && saysPercent(header[at] ?? '', filled);
  };
  const priced = ({ 'bid-ask': ['bid', 'ask'], mid: ['mid'] } as const)[quote as 'bid-ask' | 'mid'] ?? [];
  return {
    delimiter,
    headerLine,
    header,
    fingerprint,
    recognised: countOf(known),
    columns,
    sides,
    quote,
    named,
    mark,
    missing,
    map,
    unmatched: applied.unmatched,
    units: map?.units ?? null,
    percent: {
      strikes: inPercent('strike', columns),
      quotes: priced.some((role) => inPercent(role, sides[0]?.columns ?? columns)),
      vols:
        isPercentHead(header, sides[0]?.columns ?? columns) &&
        !sample.flat().some((cell) => cell.includes('%')),
    },
    unread,
    strikeDivisor: isOptionMetrics(header) ? 1000 : 1,
    newYork: isDataShop(header),
    known: mapOf(header, { shared: columns, call, put }),
  };
}

/** True where the name of the first of the columns of volatilities says percent. */
function isPercentHead(header: readonly string[], columns: ReadonlyMap<Role, number>): boolean {
  const at = columns.get('bidVol') ?? columns.get('vol');
  return at !== undefined && saysPercent(header[at] ?? '', []);
}

/** True for the names of the option price file of OptionMetrics' IvyDB. */
function isOptionMetrics(header: readonly string[]): boolean {
  const names = new Set(header.map(plainName));
  return ['exdate', 'cpflag', 'strikeprice', 'bestbid', 'bestoffer'].every((name) => names.has(name));
}

/** True for the names of the interval files of Cboe DataShop. */
function isDataShop(header: readonly string[]): boolean {
  const names = new Set(header.map(plainName));
  return ['underlyingsymbol', 'quotedatetime', 'root', 'expiration', 'strike', 'optiontype'].every((name) =>
    names.has(name),
  );
}

function quoteOf(columns: ReadonlyMap<Role, number>): TablePlan['quote'] {
  if (columns.has('bid') && columns.has('ask')) return 'bid-ask';
  if (columns.has('bidVol') && columns.has('askVol')) return 'bid-ask-vol';
  if (columns.has('vol')) return 'mid-vol';
  return columns.has('mid') ? 'mid' : 'none';
}

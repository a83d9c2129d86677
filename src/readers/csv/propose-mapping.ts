/**
 * What an unknown table's columns may hold, from the words of the header and from the values: dates, types and
 * instrument names by being read as such; strikes by standing on a grid; bid and ask by lying close under one
 * another in every row; volatilities by being flat over the strikes where prices are not.
 */
import type { MappedRole } from '#base/column-map.ts';
import { canonicalName, parseInstrumentName } from '#market/instrument-name.ts';
import { readTime } from '#readers/io/instant.ts';
import { type DecimalMark, readNumber } from '#readers/io/number.ts';
import { hintedRoles } from './header-hints.ts';
import { readType } from './plan.ts';
import { isPriceLike, type OptionRows, optionRows } from './price-like.ts';

/** Columns by role, as positions. */
export type ProposedColumns = ReadonlyMap<MappedRole, number>;

interface Column {
  readonly at: number;
  readonly hints: readonly MappedRole[];
  /** Numbers row by row, NaN where missing. */
  readonly numbers: Float64Array;
  readonly filled: number;
  /** Shares of the filled cells. */
  readonly numeric: number;
  readonly typed: number;
  readonly timed: number;
  readonly named: number;
  readonly tickers: number;
  readonly distinct: number;
  /** Instants of the cells that are times, for telling the later of two. */
  readonly latest: number;
}

/** Flat columns vary by less than this factor over a board: volatilities do, prices do not. */
const FLAT = 12;
/** Of this share of the rows something must hold before it is proposed. */
const MOST = 0.9;

/** Proposes columns for a table of which `known` (role by position) is sure already. */
export function proposeMapping(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  mark: DecimalMark,
  known: ProposedColumns = new Map(),
): ProposedColumns {
  const proposed = new Map(known);
  const taken = new Set(known.values());
  // Single letters in most columns are letters of an alphabet and no short names.
  const lettered = 2 * header.filter((name) => name.trim().length === 1).length > header.length;
  const columns = header.map((name, at) =>
    columnOf(lettered && name.trim().length === 1 ? '' : name, at, rows, mark),
  );
  const free = () => columns.filter(({ at, filled }) => filled > 0 && !taken.has(at));
  const take = (role: MappedRole, column: Column | undefined): boolean => {
    if (column === undefined || proposed.has(role)) return false;
    proposed.set(role, column.at);
    taken.add(column.at);
    return true;
  };
  const hinted = (role: MappedRole, test: (column: Column) => boolean) =>
    free().find((column) => column.hints.includes(role) && test(column));

  take('symbol', hinted('symbol', ({ named }) => named >= 0.5) ?? free().find(({ named }) => named >= 0.5));
  take(
    'type',
    hinted('type', ({ typed }) => typed >= MOST) ??
      free().find(({ typed, numeric }) => typed >= MOST && numeric < 0.5),
  );
  takeTimes(free, proposed, take);
  const isYears = (column: Column) => within(column, 1e-4, 60);
  if (!proposed.has('expiry')) {
    if (!take('years', hinted('years', isYears) ?? hinted('expiry', isYears))) {
      take(
        'days',
        hinted('days', (column) => within(column, 0, 20_000)),
      );
    }
  }
  // Values alone make a strike only beside something else that options have.
  const optionLike = (['symbol', 'type', 'expiry', 'years', 'days'] as const).some((role) =>
    proposed.has(role),
  );
  take('strike', bestStrike(free().filter(isNumeric), optionLike));
  for (const role of ['callBid', 'callAsk', 'putBid', 'putAsk'] as const) take(role, hinted(role, isNumeric));
  const strike = columns[proposed.get('strike') ?? -1];
  const struck = strike !== undefined || proposed.has('symbol');
  takePairs(free, take, hinted, struck ? optionRows(rows, proposed, mark) : null);
  takeLevels(free, take, hinted, strike);
  for (const role of ['bidSize', 'askSize', 'volume', 'openInterest', 'days'] as const) {
    take(role, hinted(role, isNumeric));
  }
  const isName = ({ numeric, distinct, filled, timed }: Column) =>
    numeric < 0.1 && timed < 0.1 && 4 * distinct <= Math.max(4, filled);
  if (!proposed.has('symbol')) {
    const byName = hinted('underlying', isName) ?? hinted('symbol', isName);
    take(
      'underlying',
      byName ??
        free().find((column) => column.hints.length === 0 && isName(column) && column.tickers >= MOST),
    );
  }
  return proposed;
}

type Take = (role: MappedRole, column: Column | undefined) => boolean;
type Hinted = (role: MappedRole, test: (column: Column) => boolean) => Column | undefined;

/** Of several columns of times the latest is the expiry, and the next the time of the quote. */
function takeTimes(
  free: () => readonly Column[],
  proposed: ReadonlyMap<MappedRole, number>,
  take: Take,
): void {
  const times = free()
    .filter(({ timed, typed }) => timed >= MOST && typed < 0.5)
    .sort((a, b) => b.latest - a.latest);
  const said = times.find(({ hints }) => hints.includes('expiry'));
  const quoted = (column: Column) =>
    column.hints.includes('timestamp') || (column.hints.includes('date') && times.length > 1);
  if (!proposed.has('symbol') || said !== undefined) {
    take(
      'expiry',
      said ?? times.find((column) => !quoted(column)) ?? (times.length > 1 ? times[0] : undefined),
    );
  }
  const at = proposed.get('expiry');
  const rest = times.filter((column) => column.at !== at && free().includes(column));
  const stamp = rest.find(({ hints }) => hints.includes('timestamp')) ?? rest[0];
  take(stamp?.hints.includes('date') ? 'date' : 'timestamp', stamp);
}

/** Bid and ask, and their volatilities: by their names, else the closest pair of columns of each kind. */
function takePairs(
  free: () => readonly Column[],
  take: Take,
  hinted: Hinted,
  options: OptionRows | null,
): void {
  for (const role of ['bidVol', 'askVol', 'bid', 'ask'] as const) take(role, hinted(role, isNumeric));
  take('iv', hinted('iv', isVol));
  if (options === null) return;
  for (let round = 0; round < 2; round++) {
    const pair = closestPair(free().filter((column) => isNumeric(column) && column.hints.length === 0));
    if (pair === null) break;
    const vols = pair.every(isVol) && pair.every((column) => isFlat(column, options));
    if (take(vols ? 'bidVol' : 'bid', pair[0])) take(vols ? 'askVol' : 'ask', pair[1]);
  }
}

/** The middle price and what stands for the underlying's level. */
function takeLevels(
  free: () => readonly Column[],
  take: Take,
  hinted: Hinted,
  strike: Column | undefined,
): void {
  const near = (column: Column) => isNumeric(column) && nearStrikes(column, strike);
  take('forward', hinted('forward', near));
  take('spot', hinted('spot', near) ?? hinted('underlying', near));
  take('mid', hinted('mid', isNumeric));
  take(
    'forward',
    free().find(
      (column) => near(column) && column.hints.length === 0 && 3 * column.distinct <= column.filled,
    ),
  );
}

function columnOf(name: string, at: number, rows: readonly (readonly string[])[], mark: DecimalMark): Column {
  const cells = rows.map((row) => (row[at] ?? '').trim());
  const filled = cells.filter((cell) => cell !== '');
  const numbers = Float64Array.from(cells, (cell) => readNumber(cell, mark) ?? Number.NaN);
  const share = (test: (cell: string) => boolean) =>
    filled.length === 0 ? 0 : filled.filter(test).length / filled.length;
  const times = filled.map(instantOf);
  const typed = share((cell) => readType(cell) !== null);
  return {
    at,
    // A column that holds no types is none, whatever single letter it goes by.
    hints: hintedRoles(name).filter((role) => role !== 'type' || typed >= 0.5),
    numbers,
    filled: filled.length,
    numeric: share((cell) => readNumber(cell, mark) !== null),
    typed,
    timed: filled.length === 0 ? 0 : times.filter((time) => time !== null).length / filled.length,
    named: share((cell) => parseInstrumentName(canonicalName(cell)).kind === 'option'),
    tickers: share((cell) => /^[\^$]?[A-Z]{1,5}$/.test(cell)),
    distinct: new Set(filled).size,
    latest: times.reduce<number>((late, time) => Math.max(late, time ?? 0), 0),
  };
}

function instantOf(cell: string): number | null {
  const time = readTime(cell);
  if (time === null) return null;
  return time.kind === 'instant' ? time.at : Date.UTC(time.date.year, time.date.month - 1, time.date.day);
}

function isNumeric({ numeric, numbers }: Column): boolean {
  return numeric >= MOST && numbers.some((value) => value > 0);
}

function within(column: Column, least: number, most: number): boolean {
  return isNumeric(column) && column.numbers.every((value) => !(value < least || value > most));
}

/** Numbers that volatilities can be, decimal or in percent. */
function isVol(column: Column): boolean {
  const { low, high } = rangeOf(column);
  return isNumeric(column) && low > 0.005 && high < 1000 && high / low < 200;
}

/** Varies little, and not as prices do. */
function isFlat(column: Column, options: OptionRows): boolean {
  const { low, high } = rangeOf(column);
  return high / low <= FLAT && !isPriceLike(column.numbers, options);
}

function rangeOf({ numbers }: Column): { readonly low: number; readonly high: number } {
  const positive = [...numbers].filter((value) => value > 0).sort((a, b) => a - b);
  // A few odd cells at either end say nothing of the rest.
  const cut = Math.floor(positive.length * 0.05);
  return { low: positive[cut] ?? Number.NaN, high: positive.at(-1 - cut) ?? Number.NaN };
}

/** The column named so; else the one whose values stand most on a grid and rise along the rows. */
function bestStrike(columns: readonly Column[], byValues: boolean): Column | undefined {
  const named = columns.find(({ hints }) => hints[0] === 'strike');
  if (named !== undefined || !byValues) return named;
  let best: Column | undefined;
  let most = 1.5;
  for (const column of columns) {
    if (column.hints.length > 0) continue;
    const value = gridScore(column);
    if (value > most) {
      most = value;
      best = column;
    }
  }
  return best;
}

/** 0 to 2: share of equal steps between neighbouring values, and of rows that do not fall below the one before. */
function gridScore({ numbers, distinct }: Column): number {
  const values = [...numbers].filter((value) => value > 0);
  if (distinct < 4 || values.length < 4 || values.length < MOST * numbers.length) return 0;
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const gaps = new Map<string, number>();
  for (let i = 1; i < sorted.length; i++) {
    const gap = (sorted[i]! - sorted[i - 1]!).toPrecision(6);
    gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
  }
  let rising = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! >= values[i - 1]!) rising++;
  return Math.max(...gaps.values()) / (sorted.length - 1) + rising / (values.length - 1);
}

/** Two columns of which the first is nearly always at most the second, and close to it. */
function closestPair(columns: readonly Column[]): readonly [Column, Column] | null {
  let best: readonly [Column, Column] | null = null;
  let least = 0.6;
  for (const low of columns) {
    for (const high of columns) {
      if (low === high) continue;
      const gap = gapOf(low.numbers, high.numbers);
      if (gap < least) {
        least = gap;
        best = [low, high];
      }
    }
  }
  return best;
}

/** Middle relative distance of two columns; infinite unless the first is nearly always the smaller. */
function gapOf(low: Float64Array, high: Float64Array): number {
  const gaps: number[] = [];
  let wrong = 0;
  for (let i = 0; i < low.length; i++) {
    if (!(low[i]! > 0 && high[i]! > 0)) continue;
    gaps.push((high[i]! - low[i]!) / high[i]!);
    if (high[i]! < low[i]!) wrong++;
  }
  gaps.sort((a, b) => a - b);
  const middle = gaps[gaps.length >> 1] ?? Number.POSITIVE_INFINITY;
  return gaps.length < 4 || wrong > 0.05 * gaps.length || middle === 0 ? Number.POSITIVE_INFINITY : middle;
}

function nearStrikes(column: Column, strike: Column | undefined): boolean {
  if (strike === undefined) return true;
  const { low, high } = rangeOf(strike);
  const level = rangeOf(column);
  return level.low > 0.2 * low && level.high < 5 * high && level.high < 1.5 * level.low;
}

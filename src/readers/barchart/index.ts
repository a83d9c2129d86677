import { failure, type Issue } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import {
  type CalendarDate,
  calendarDate,
  chicagoInstant,
  listedExpiry,
  newYorkClose,
} from '#market/expiry.ts';
import { cellsOf, eachRow } from '#readers/io/csv-rows.ts';
import { readTime } from '#readers/io/instant.ts';
import { LIMITS, shownName } from '#readers/io/limits.ts';
import { listedBoard } from '#readers/io/listed-board.ts';
import { readNumber } from '#readers/io/number.ts';
import { blankRow, type QuoteRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { statedAsOf } from '#readers/io/stated-as-of.ts';
import type { QuoteReader } from '#readers/reader.ts';
import { type FileName, readFileName, readSymbol } from './name.ts';

/** Places of the columns; -1 where there is none. */
interface Columns {
  readonly symbol: number;
  readonly strike: number;
  readonly type: number;
  readonly expiry: number;
  readonly bid: number;
  readonly ask: number;
  readonly iv: number;
  readonly volume: number;
  readonly openInterest: number;
}

/** Barchart's download of an option chain: `SPY|20210115|25.00C`, IV with a percent sign, `unch` and `N/A`; or of options on a future, `19.50C`. */
export const barchartTable: QuoteReader = {
  id: 'barchart-table',
  label: 'Barchart option chain (CSV)',

  match(head) {
    const lines = head.lines();
    const at = lines.slice(0, 4).findIndex((line) => sidesOf(cellsOf(line, ',')).length > 0);
    const [columns] = at < 0 ? [] : sidesOf(cellsOf(lines[at] ?? '', ','));
    if (columns === undefined) return 'no';
    const first = cellsOf(lines[at + 1] ?? '', ',');
    if (readSymbol(first[columns.symbol] ?? '') !== null) return 'certain';
    if (columns.type < 0)
      return /^[\d,.]+[CP]$/.test((first[columns.strike] ?? '').trim()) ? 'certain' : 'no';
    const known =
      readFileName(head.name).expiry !== null || /^"?downloaded from barchart/im.test(head.text());
    return known && /^[cp]/i.test((first[columns.type] ?? '').trim()) ? 'certain' : 'no';
  },

  async *read(source, options) {
    const shown = shownName(source.name);
    const named = readFileName(source.name);
    const rows = new QuoteRows();
    const row = blankRow();
    let sides: readonly Columns[] = [];
    let stamp = null as EpochMs | null;
    const visit = (cells: readonly string[], line: number): void => {
      if (sides.length === 0) sides = sidesOf(cells);
      else if (/^downloaded from barchart/i.test(cells.join(',').trim()))
        stamp = readFooter(cells.join(',')) ?? stamp;
      else if (cells.length > LIMITS.columns) rows.reject('too-many-columns', `row ${line}`);
      else for (const columns of sides) readLine(row, rows, cells, columns, named, line);
    };
    const read = yield* eachRow(source, ',', visit, () => rows.accepted);
    if (!read.ok) return read;
    const [columns] = sides;
    if (columns !== undefined && columns.expiry < 0 && columns.symbol < 0 && named.expiry === null) {
      return failure(
        'missing-data',
        `${shown}: neither a column nor the name of the file gives the expiry. Keep the name Barchart gave it (…-exp-2021-01-15-…), or add a column "Exp Date".`,
        source.name,
      );
    }
    const close = stamp === null && named.date !== null ? newYorkClose(named.date) : null;
    const issues: Issue[] =
      close === null || options.asOf !== null
        ? []
        : [
            {
              severity: 'warning',
              code: 'as-of-assumed-close',
              message: `${shown} gives no time: its name says ${new Date(close).toISOString().slice(0, 10)}, and the New York close of that day is taken. Set the as-of time if it is another.`,
              at: source.name,
            },
          ];
    return listedBoard(source, read.value, rows, options, () => ({
      reader: barchartTable.id,
      notes: [
        'Barchart option chain: premiums in USD, IV in percent; "unch" and "N/A" are missing.',
        'Expiry at the New York close, mostly 16:00, or 09:30 for roots settled at the opening (SPX).',
        ...(stamp === null ? [] : ['The as-of time is the download time in the last line, Chicago time.']),
      ],
      venue: null,
      premiumCurrency: 'USD',
      exercise: columns?.symbol === -1 ? 'unknown' : null,
      spot: null,
      issues,
      asOf: () => {
        if (stamp === null && options.asOf === null && close !== null)
          return { asOf: close, asOfSource: 'file-name', issues: [] };
        return statedAsOf(source.name, stamp, null, options.asOf);
      },
    }));
  },
};

function readLine(
  row: QuoteRow,
  rows: QuoteRows,
  cells: readonly string[],
  columns: Columns,
  named: FileName,
  line: number,
): void {
  const text = (at: number) => (at < 0 ? '' : (cells[at] ?? '').trim());
  const number = (at: number) => {
    const cell = text(at);
    return /^(?:unch|n\/a)$/i.test(cell) || at < 0 ? Number.NaN : readNumber(cell);
  };
  const place = `row ${line}`;
  const symbol = readSymbol(text(columns.symbol));
  const struck = /^([\d,.]+)\s*([CP])?$/i.exec(text(columns.strike));
  const strike = readNumber(struck?.[1] ?? '');
  const side = /^[cp]/i.exec(text(columns.type) || struck?.[2] || '')?.[0]?.toUpperCase();
  const bid = number(columns.bid);
  const ask = number(columns.ask);
  if (bid === null || ask === null) {
    rows.reject('bad-number', place);
    return;
  }
  if (symbol === null && side === undefined) {
    rows.reject('no-type', place);
    return;
  }
  if (
    symbol !== null &&
    ((side !== undefined && (side === 'C') !== symbol.isCall) ||
      (strike !== null && strike > 0 && strike !== symbol.strike))
  ) {
    rows.reject('contradiction', text(columns.symbol));
    return;
  }
  const time = readTime(text(columns.expiry));
  const date: CalendarDate | null = symbol?.date ?? (time?.kind === 'date' ? time.date : named.expiry);
  row.symbol = '';
  row.root = symbol?.root ?? named.symbol;
  row.expiry = date === null ? (Number.NaN as EpochMs) : listedExpiry(row.root, date);
  row.strike = symbol?.strike ?? strike ?? Number.NaN;
  row.isCall = symbol?.isCall ?? side === 'C';
  row.bid = bid;
  row.ask = ask;
  row.volume = number(columns.volume) ?? Number.NaN;
  row.openInterest = number(columns.openInterest) ?? Number.NaN;
  const iv = number(columns.iv) ?? Number.NaN;
  row.markVol = text(columns.iv).endsWith('%') ? iv : iv / 100;
  rows.add(row, line);
}

/** The columns of each option of a row: of the call and of the put where they stand on both sides of the strike. */
function sidesOf(header: readonly string[]): readonly Columns[] {
  const types = header.flatMap((cell, i) => (cell.trim().toLowerCase() === 'type' ? [i] : []));
  const strike = header.findIndex((cell) => cell.trim().toLowerCase() === 'strike');
  const [left = -1, right = -1] = types;
  if (types.length !== 2 || !(left < strike && strike < right))
    return [columnsOf(header)].flatMap((each) => each ?? []);
  const part = (from: number, to: number) =>
    columnsOf(header.map((cell, i) => (i === strike || (i >= from && i < to) ? cell : '')));
  return [part(0, strike), part(strike, header.length)].flatMap((each) => each ?? []);
}

/** The columns of a header row; null when it is not one of Barchart's. */
function columnsOf(header: readonly string[]): Columns | null {
  const cells = header.map((cell) => cell.trim().toLowerCase());
  const find = (...names: readonly string[]) => cells.findIndex((cell) => names.includes(cell));
  if (find('% from last', 'open int', 'midpoint', 'premium') < 0) return null;
  const columns: Columns = {
    symbol: find('symbol'),
    strike: find('strike'),
    type: find('type'),
    expiry: find('exp date', 'expiration date', 'expiration'),
    bid: find('bid'),
    ask: find('ask'),
    iv: find('iv', 'imp vol', 'implied volatility'),
    volume: find('volume'),
    openInterest: find('open int', 'open interest'),
  };
  return columns.strike >= 0 && columns.bid >= 0 && columns.ask >= 0 ? columns : null;
}

/** `Downloaded from Barchart.com as of 01-14-2021 05:15pm CST`: Chicago time, whatever the season. */
function readFooter(text: string): EpochMs | null {
  const m = /as of (\d{1,2})-(\d{1,2})-(\d{4}) (\d{1,2}):(\d{2})\s*([ap])m/i.exec(text);
  const date = m === null ? null : calendarDate(Number(m[3]), Number(m[1]), Number(m[2]));
  const [hour, minute] = [Number(m?.[4]), Number(m?.[5])];
  if (m === null || date === null || hour < 1 || hour > 12 || minute > 59) return null;
  return chicagoInstant(date, (hour % 12) + (m[6]?.toLowerCase() === 'p' ? 12 : 0), minute);
}

import { failure, type Issue, success } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { listedExercise, listedExpiry, underlyingOfRoot } from '#market/expiry.ts';
import { parseInstrumentName } from '#market/instrument-name.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { splitRows } from '#readers/io/csv-rows.ts';
import { openSource } from '#readers/io/file-head.ts';
import { readTime } from '#readers/io/instant.ts';
import { shownName } from '#readers/io/limits.ts';
import { readNumber } from '#readers/io/number.ts';
import { blankRow, type QuoteRow, QuoteRows } from '#readers/io/quote-rows.ts';
import type { QuoteReader } from '#readers/reader.ts';
import { quoteInstant } from './after-close.ts';
import { findColumns, type SideColumns, type TableColumns } from './columns.ts';
import { delimiterOf, isHeader, readPreamble } from './preamble.ts';

/** Cboe's quote table: one line a strike, the call on the left and the put on the right. */
export const cboeQuoteTable: QuoteReader = {
  id: 'cboe-quote-table',
  label: 'Cboe quote table (CSV)',

  match(head) {
    const preamble = readPreamble(head.lines());
    return preamble === null ? 'no' : preamble.stamp === null ? 'likely' : 'certain';
  },

  async *read(source, options) {
    const shown = shownName(source.name);
    const rows = new QuoteRows();
    const roots = new Map<string, number>();
    const opened = await openSource(source);
    const delimiter = delimiterOf(opened.head.lines().slice(0, 8).find(isHeader) ?? '');
    const pieces = splitRows(opened.source, delimiter);
    const above: string[] = [];
    let columns: TableColumns | null = null;
    let bytes = 0;
    for (;;) {
      const next = await pieces.next();
      if (next.done === true) {
        if (!next.value.ok) return next.value;
        break;
      }
      const piece = next.value;
      bytes = piece.bytes;
      for (const [i, cells] of piece.rows.entries()) {
        if (columns !== null) {
          readLine(cells, columns, piece.firstRow + i + 1, rows, roots);
          continue;
        }
        const line = cells.map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter);
        above.push(line);
        if (isHeader(line)) columns = findColumns(cells);
        else if (above.length > 8) break;
      }
      if (columns === null) break;
      yield { bytes, totalBytes: source.size, rows: rows.accepted };
    }
    const preamble = readPreamble(above);
    if (columns === null || preamble === null) {
      return failure(
        'unrecognised',
        `${shown} has no header line with "Expiration Date", "Calls", "Strike" and "Puts". Download the quote table again.`,
        source.name,
      );
    }
    const quotes = rows.finish();
    if (quotes.symbol.length === 0) {
      return failure(
        'missing-data',
        `${shown} holds a Cboe header and no option below it. Download the quote table again.`,
        source.name,
      );
    }
    const main = [...roots].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
    const made = preamble.stamp === null ? null : quoteInstant(source.name, preamble.stamp);
    const asOf = made?.asOf ?? options.asOf;
    const set: QuoteSet = {
      ...quotes,
      reader: cboeQuoteTable.id,
      notes: [
        `Cboe quote table, ${preamble.layout} layout: premiums in USD, calls left, puts right, IV decimal.`,
        'Options on roots settled at the opening (SPX) expire at 09:30 New York, all others at the close, mostly 16:00.',
        ...(preamble.stamp === null
          ? []
          : ['The as-of time is that of the date line, New York time, or the close before it.']),
      ],
      files: [{ name: source.name, bytes, sha256: await source.sha256() }],
      venue: 'cboe',
      underlying: underlyingOfRoot(main),
      settlement: 'linear',
      exercise: main === '' ? 'unknown' : listedExercise(main),
      unit: 'currency',
      premiumCurrency: 'USD',
      asOf,
      asOfSource: preamble.stamp !== null ? 'file' : asOf === null ? 'missing' : 'user',
      futures: [],
      spot: preamble.last,
    };
    return success(set, made?.issues ?? missingStamp(source.name, asOf));
  },
};

/** Two options a line. */
function readLine(
  cells: readonly string[],
  columns: TableColumns,
  line: number,
  rows: QuoteRows,
  roots: Map<string, number>,
): void {
  const strike = readNumber(cells[columns.strike] ?? '');
  const time = readTime(cells[columns.expiry] ?? '');
  for (const isCall of [true, false]) {
    const side = isCall ? columns.call : columns.put;
    const place = `row ${line} ${isCall ? 'call' : 'put'}`;
    const symbol = (cells[side.symbol] ?? '').trim().split(/\s/)[0] ?? '';
    if (strike === null || !(strike > 0)) rows.reject('no-strike', symbol || place);
    else if (time?.kind !== 'date') rows.reject('no-expiry', symbol || place);
    else {
      const name = parseInstrumentName(symbol);
      const stated = name.kind === 'option' ? name : null;
      if (stated !== null && (stated.strike !== strike || stated.isCall !== isCall)) {
        rows.reject('contradiction', symbol);
        continue;
      }
      if (stated === null && symbol !== '' && /[^A-Za-z0-9_.:-]/.test(symbol)) {
        rows.reject('bad-name', symbol);
        continue;
      }
      const root = stated?.root ?? '';
      const row = readSide(cells, side);
      if (row === null) {
        rows.reject('bad-number', symbol || place);
        continue;
      }
      row.symbol = stated === null ? '' : symbol;
      row.root = root;
      row.expiry = listedExpiry(root, time.date);
      row.strike = strike;
      row.isCall = isCall;
      roots.set(root, (roots.get(root) ?? 0) + 1);
      rows.add(row, line);
    }
  }
}

const row: QuoteRow = blankRow();

/** Prices and activity of one side; null when a price cell holds something that is no number. */
function readSide(cells: readonly string[], side: SideColumns): QuoteRow | null {
  const bid = readNumber(cells[side.bid] ?? '');
  const ask = readNumber(cells[side.ask] ?? '');
  if (bid === null || ask === null) return null;
  row.bid = bid;
  row.ask = ask;
  row.volume = readNumber(cells[side.volume] ?? '') ?? Number.NaN;
  row.markVol = readNumber(cells[side.iv] ?? '') ?? Number.NaN;
  row.openInterest = readNumber(cells[side.openInterest] ?? '') ?? Number.NaN;
  return row;
}

function missingStamp(file: string, asOf: EpochMs | null): readonly Issue[] {
  if (asOf !== null) return [];
  return [
    {
      severity: 'warning',
      code: 'as-of-missing',
      message: `${shownName(file)}: no date line can be read. Set the as-of time.`,
      at: file,
    },
  ];
}

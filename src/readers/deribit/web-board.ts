import { failure, type Issue, success } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { type CalendarDate, calendarDate, cryptoExpiry, utcInstant } from '#market/expiry.ts';
import { canonicalName, parseInstrumentName } from '#market/instrument-name.ts';
import type { AsOfSource, QuoteSet } from '#market/quote-set.ts';
import { eachRow } from '#readers/io/csv-rows.ts';
import { openSource } from '#readers/io/file-head.ts';
import { instantInName, readTime } from '#readers/io/instant.ts';
import { shownName } from '#readers/io/limits.ts';
import { readNumber } from '#readers/io/number.ts';
import { chooseUnderlying } from '#readers/io/one-underlying.ts';
import { blankRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { fromName } from '#readers/io/stated-as-of.ts';
import { documentedLadder, tickAt } from '#readers/io/tick-size.ts';
import { underlyingInName } from '#readers/io/tickers.ts';
import { venueTable } from '#readers/io/venue-tables.ts';
import type { QuoteReader } from '#readers/reader.ts';

/**
 * The option board of the Deribit web page, saved as CSV: prices in coin, volatilities in percent, `-` for none, two
 * columns named `Size` (the first belongs to the bid). Date, expiry and spot stand in the file name alone; the
 * `_USD` columns are not reliable and are not read.
 */
export const deribitWebBoard: QuoteReader = {
  id: 'deribit-web-board',
  label: 'Deribit web board export (CSV)',

  match(head) {
    return venueTable(head.lines())?.kind === 'deribit-web-board' ? 'certain' : 'no';
  },

  async *read(source, options) {
    const shown = shownName(source.name);
    const opened = await openSource(source);
    const delimiter = venueTable(opened.head.lines())?.delimiter ?? ',';
    const named = readFileName(source.name);
    const rows = new QuoteRows();
    const books = new Map<string, number>();
    let columns: BoardColumns | null = null;
    const visit = (cells: readonly string[], row: number): void => {
      if (columns === null) columns = findColumns(cells);
      else readRow(cells, columns, named, row, rows, books);
    };
    const read = yield* eachRow(opened.source, delimiter, visit, () => rows.accepted);
    if (!read.ok) return read;
    if (rows.accepted === 0) {
      const why =
        named.expiry === null ? 'neither its rows nor its name say when they expire' : 'no row is an option';
      return failure(
        'missing-data',
        `${shown}: ${why}. Name the file as in bitcoin_date20250830_strike20251226_price108864.csv and open it again.`,
        source.name,
      );
    }
    const chosen = chooseUnderlying(source.name, books, options.underlying);
    if (!chosen.ok) return chosen;
    const book = chosen.value;
    rows.refuse((i) => (rows.rootAt(i) === book || books.size === 1 ? null : 'other-underlying'));
    const quotes = rows.finish();
    const currency = book.split('_')[1] ?? null;
    const { asOf, asOfSource, issues } = asOfOf(source.name, named.date, options.asOf);
    const set: QuoteSet = {
      ...quotes,
      reader: deribitWebBoard.id,
      notes: [
        'Deribit web board: a dash is a missing side; the first Size is of the bid, the second of the ask.',
        'IV Bid and IV Ask are in percent and are recomputed, not used; the USD columns are not reliable and not read.',
        currency === null
          ? `Premiums are in ${book || 'coin'} (inverse).`
          : `Premiums are in ${currency} (linear).`,
        ...(named.spot === null ? [] : ['The spot is read from the file name.']),
      ],
      files: [{ name: source.name, bytes: read.value, sha256: await source.sha256() }],
      venue: 'deribit',
      underlying: book,
      settlement: currency === null ? 'inverse' : 'linear',
      exercise: 'european',
      unit: currency === null ? 'coin' : 'currency',
      premiumCurrency: currency ?? book,
      asOf,
      asOfSource,
      futures: [],
      spot: named.spot,
    };
    return success(set, issues);
  },
};

/** What the name of the file says. */
interface NamedFacts {
  readonly underlying: string;
  readonly date: CalendarDate | null;
  readonly expiry: EpochMs | null;
  readonly spot: number | null;
}

/**
 * Reads `bitcoin_date20250830_strike20251226_price108864.csv`: a date marked as strike, expiry or maturity is the
 * expiry, and so is one as in the venue's names (`ETH-27JUN25`); one marked as date is the day of the quotes; of two
 * unmarked dates the earlier is the day.
 */
function readFileName(name: string): NamedFacts {
  const dates = [...name.matchAll(/([a-z]*)[-_ ]?(?<!\d)(20\d{2})[-_]?(\d{2})[-_]?(\d{2})(?!\d)/gi)].flatMap(
    ([, word = '', year, month, day]) => {
      const date = calendarDate(Number(year), Number(month), Number(day));
      return date === null ? [] : [{ word: word.toLowerCase(), date }];
    },
  );
  const marked = dates.find(({ word }) => /^(?:strike|expiry|expiration|exp|maturity)$/.test(word));
  const rest = dates
    .filter((each) => each !== marked)
    .sort((a, b) => cryptoExpiry(a.date) - cryptoExpiry(b.date));
  const written = /(?<![a-z0-9])\d{1,2}[a-z]{3}\d{2}(?![a-z0-9])/i.exec(name)?.[0];
  const named = written === undefined ? null : readTime(written);
  const inName = named?.kind === 'date' ? { word: '', date: named.date } : undefined;
  const expiry = marked ?? inName ?? (rest.length > 1 ? rest.at(-1) : undefined);
  const date = rest.find((each) => each !== expiry);
  const spot = Number(/(?:price|spot)[-_ ]?(\d+(?:\.\d+)?)/i.exec(name)?.[1] ?? Number.NaN);
  return {
    underlying: underlyingInName(name),
    date: date?.date ?? null,
    expiry: expiry === undefined ? null : cryptoExpiry(expiry.date),
    spot: spot > 0 ? spot : null,
  };
}

interface BoardColumns {
  readonly instrument: number;
  readonly strike: number;
  readonly type: number;
  readonly volume: number;
  readonly openInterest: number;
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
}

function findColumns(header: readonly string[]): BoardColumns {
  const names = header.map((cell) => cell.trim().toLowerCase());
  const bid = names.indexOf('bid');
  const ask = names.indexOf('ask');
  return {
    instrument: names.indexOf('instrument'),
    strike: names.indexOf('strike'),
    type: names.findIndex((name) => name === 'optiontype' || name === 'type'),
    volume: names.indexOf('volume'),
    openInterest: names.indexOf('open'),
    bid,
    ask,
    bidSize: names.indexOf('size'),
    askSize: names.indexOf('size', ask),
  };
}

function readRow(
  cells: readonly string[],
  columns: BoardColumns,
  named: NamedFacts,
  line: number,
  rows: QuoteRows,
  books: Map<string, number>,
): void {
  const text = (at: number) => (cells[at] ?? '').trim();
  const number = (at: number) => readNumber(text(at)) ?? Number.NaN;
  const row = blankRow();
  const name = canonicalName(text(columns.instrument));
  if (name !== '') {
    const option = parseInstrumentName(name);
    if (option.kind !== 'option') {
      rows.reject(option.kind, name);
      return;
    }
    row.symbol = name;
    row.root = option.root;
    row.expiry = option.expiry;
    row.strike = option.strike;
    row.isCall = option.isCall;
  } else {
    const type = text(columns.type).toUpperCase();
    if (!/^(?:C|P|CALL|PUT)$/.test(type)) {
      rows.reject('no-type', `row ${line}`);
      return;
    }
    row.root = named.underlying;
    row.expiry = named.expiry ?? row.expiry;
    row.strike = number(columns.strike);
    row.isCall = type.startsWith('C');
  }
  row.bid = number(columns.bid);
  row.ask = number(columns.ask);
  row.bidSize = number(columns.bidSize);
  row.askSize = number(columns.askSize);
  row.volume = number(columns.volume);
  row.openInterest = number(columns.openInterest);
  row.tick = tickAt(documentedLadder(row.root), row.ask > 0 ? row.ask : row.bid);
  const before = rows.accepted;
  rows.add(row, line);
  if (rows.accepted > before) books.set(row.root, (books.get(row.root) ?? 0) + 1);
}

/** What the user says, else noon UTC of the day in the file name, which is said. */
function asOfOf(
  file: string,
  date: CalendarDate | null,
  asked: EpochMs | null,
): { asOf: EpochMs | null; asOfSource: AsOfSource; issues: readonly Issue[] } {
  if (asked !== null) return { asOf: asked, asOfSource: 'user', issues: [] };
  const shown = shownName(file);
  const stated = instantInName(file);
  if (stated !== null) return { asOf: stated, asOfSource: 'file-name', issues: [fromName(file, stated)] };
  if (date === null) {
    const message = `${shown} does not say when its quotes were taken. Set the as-of time.`;
    return {
      asOf: null,
      asOfSource: 'missing',
      issues: [{ severity: 'warning', code: 'as-of-missing', message, at: file }],
    };
  }
  const asOf = utcInstant(date, 12);
  const day = new Date(asOf).toISOString().slice(0, 10);
  const message = `${shown} gives no time: its name says ${day}, and 12:00 UTC of that day is taken. Set the as-of time if it is another.`;
  return {
    asOf,
    asOfSource: 'file-name',
    issues: [{ severity: 'warning', code: 'as-of-assumed-noon', message, at: file }],
  };
}

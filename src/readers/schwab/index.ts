import { failure } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { type CalendarDate, listedExpiry, newYorkClose, newYorkInstant } from '#market/expiry.ts';
import { numberField, textField } from '#readers/io/field-number.ts';
import { readEpoch, readTime } from '#readers/io/instant.ts';
import { field, isJsonObject, type JsonObject, readJson } from '#readers/io/json.ts';
import { shownName } from '#readers/io/limits.ts';
import { listedBoard } from '#readers/io/listed-board.ts';
import { blankRow, type QuoteRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { statedAsOf } from '#readers/io/stated-as-of.ts';
import type { QuoteReader } from '#readers/reader.ts';

/** Schwab's (formerly TD Ameritrade's) chain: `callExpDateMap` and `putExpDateMap` by expiry and strike. */
export const schwabChain: QuoteReader = {
  id: 'schwab-chain',
  label: 'Schwab option chain (JSON)',

  match(head) {
    const text = head.text();
    return /^\s*\{/.test(text) && /"(?:put|call)ExpDateMap"\s*:\s*\{/.test(text) ? 'certain' : 'no';
  },

  async *read(source, options) {
    const json = yield* readJson(source);
    if (!json.ok) return json;
    const { value, bytes } = json.value;
    if (!isJsonObject(value)) {
      return failure(
        'unrecognised',
        `${shownName(source.name)} is JSON without a chain by expiry. Expected "callExpDateMap" and "putExpDateMap"; save the whole reply.`,
        source.name,
      );
    }
    const rows = new QuoteRows();
    const row = blankRow();
    const underlying = rootText(textField(value, 'symbol'));
    let line = 0;
    for (const isCall of [true, false]) {
      const map = field(value, isCall ? 'callExpDateMap' : 'putExpDateMap');
      for (const [expiry, strikes] of entries(map)) {
        const time = readTime(expiry.split(':')[0] ?? '');
        const date = time?.kind === 'date' ? time.date : null;
        for (const [, quotes] of entries(strikes)) {
          for (const quote of Array.isArray(quotes) ? quotes : []) {
            line++;
            if (isJsonObject(quote)) readQuote(row, rows, quote, { underlying, date, isCall, line });
            else rows.reject('not-a-row', `row ${line}`);
          }
        }
      }
    }
    yield { bytes, totalBytes: source.size, rows: rows.accepted };
    const quoted = field(value, 'underlying');
    const level = isJsonObject(quoted)
      ? first(numberField(quoted, 'mark'), numberField(quoted, 'last'))
      : Number.NaN;
    const spot = first(level, numberField(value, 'underlyingPrice'));
    const stamp = isJsonObject(quoted) ? readEpoch(numberField(quoted, 'quoteTime')) : null;
    return listedBoard(source, bytes, rows, options, () => ({
      reader: schwabChain.id,
      notes: [
        'Schwab option chain: premiums in USD, volatility in percent ("NaN" and -999 mean none), sizes in contracts.',
        'The day of expiry is the key of each map; settlementType A expires at 09:30 New York, P at the close, mostly 16:00.',
        ...(field(value, 'isDelayed') === true ? ['The file says that its quotes are delayed.'] : []),
      ],
      venue: 'schwab',
      premiumCurrency: 'USD',
      exercise: null,
      spot: spot > 0 ? spot : null,
      asOf: (columns) =>
        statedAsOf(source.name, columns.timestamp === null ? stamp : null, columns.timestamp, options.asOf),
    }));
  },
};

function readQuote(
  row: QuoteRow,
  rows: QuoteRows,
  quote: JsonObject,
  place: {
    readonly underlying: string;
    readonly date: CalendarDate | null;
    readonly isCall: boolean;
    readonly line: number;
  },
): void {
  const named = textField(quote, 'symbol').trim();
  const shown = named || `row ${place.line}`;
  if (field(quote, 'nonStandard') === true || field(quote, 'mini') === true) {
    rows.reject('non-standard', shown);
    return;
  }
  const type = textField(quote, 'putCall').toUpperCase();
  if (type !== '' && type.startsWith('C') !== place.isCall) {
    rows.reject('contradiction', shown);
    return;
  }
  const root =
    rootText(textField(quote, 'optionRoot') || (/^[A-Z0-9.$]{1,7}(?=[_ ])/i.exec(named)?.[0] ?? '')) ||
    place.underlying;
  const strike = numberField(quote, 'strikePrice');
  row.root = root;
  row.strike = strike;
  row.isCall = place.isCall;
  row.symbol = place.date === null ? '' : occSymbol(root, place.date, place.isCall, strike);
  row.expiry =
    place.date === null
      ? (Number.NaN as EpochMs)
      : expiryOf(root, place.date, textField(quote, 'settlementType'));
  row.bid = numberField(quote, 'bid');
  row.ask = numberField(quote, 'ask');
  row.bidSize = numberField(quote, 'bidSize');
  row.askSize = numberField(quote, 'askSize');
  row.volume = numberField(quote, 'totalVolume');
  row.openInterest = numberField(quote, 'openInterest');
  row.markVol = numberField(quote, 'volatility') / 100;
  row.timestamp = readEpoch(numberField(quote, 'quoteTimeInLong')) ?? Number.NaN;
  rows.add(row, place.line);
}

/** The settlement the row states, else that of the root. */
function expiryOf(root: string, date: CalendarDate, settlement: string): EpochMs {
  if (settlement === 'A') return newYorkInstant(date, 9, 30);
  return settlement === 'P' ? newYorkClose(date) : listedExpiry(root, date);
}

/** The contract in OCC spelling; empty where its strike cannot be written so. */
function occSymbol(
  root: string,
  { year, month, day }: CalendarDate,
  isCall: boolean,
  strike: number,
): string {
  const thousandths = Math.round(strike * 1000);
  if (!/^[A-Z][A-Z0-9.]{0,5}$/.test(root) || !(thousandths > 0 && thousandths < 1e8)) return '';
  const two = (value: number) => String(value).padStart(2, '0');
  return `${root}${two(year % 100)}${two(month)}${two(day)}${isCall ? 'C' : 'P'}${String(thousandths).padStart(8, '0')}`;
}

/** `$SPX.X` and `$SPX` are the index SPX. */
function rootText(symbol: string): string {
  return symbol.toUpperCase().replace(/^\$/, '').replace(/\.X$/, '').trim();
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return isJsonObject(value) ? Object.entries(value) : [];
}

function first(a: number, b: number): number {
  return a > 0 ? a : b;
}

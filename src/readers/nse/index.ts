import { failure } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { indiaInstant } from '#market/expiry.ts';
import { firstNumber, numberField, textField } from '#readers/io/field-number.ts';
import { readTime } from '#readers/io/instant.ts';
import { field, isJsonObject, type JsonObject, readJson } from '#readers/io/json.ts';
import { isJsonText } from '#readers/io/json-documents.ts';
import { shownName } from '#readers/io/limits.ts';
import { listedBoard } from '#readers/io/listed-board.ts';
import { blankRow, type QuoteRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { statedAsOf } from '#readers/io/stated-as-of.ts';
import type { QuoteReader } from '#readers/reader.ts';

/** NSE's option chain: `records.data[]` with a call (`CE`) and a put (`PE`) a strike and expiry, Indian time. */
export const nseChain: QuoteReader = {
  id: 'nse-chain',
  label: 'NSE option chain (JSON)',

  match(head) {
    const text = head.text();
    if (!isJsonText(text) || !/"(?:CE|PE)"\s*:\s*\{/.test(text)) return 'no';
    return /"strikePrice"\s*:/.test(text) && /"(?:records|filtered)"\s*:\s*\{|"expiryDate"\s*:/.test(text)
      ? 'certain'
      : 'likely';
  },

  async *read(source, options) {
    const json = yield* readJson(source);
    if (!json.ok) return json;
    const { value, bytes } = json.value;
    const records = isJsonObject(value)
      ? (field(value, 'records') ?? field(value, 'filtered') ?? value)
      : Array.isArray(value)
        ? { data: value }
        : null;
    const data = isJsonObject(records) ? field(records, 'data') : null;
    if (!isJsonObject(records) || !Array.isArray(data)) {
      return failure(
        'unrecognised',
        `${shownName(source.name)} is JSON without NSE's "records.data" list. Save the option-chain reply as it came.`,
        source.name,
      );
    }
    const rows = new QuoteRows();
    const row = blankRow();
    for (const [i, pair] of data.entries()) {
      const line = i + 1;
      if (!isJsonObject(pair)) {
        rows.reject('not-a-row', `row ${line}`);
        continue;
      }
      for (const side of ['CE', 'PE'] as const) {
        const quote = field(pair, side);
        // Far strikes have one side only; what is not listed is no row.
        if (isJsonObject(quote)) readQuote(row, rows, pair, quote, side === 'CE', line);
      }
    }
    yield { bytes, totalBytes: source.size, rows: rows.accepted };
    const stamp = indianTime(textField(records, 'timestamp'));
    const level = levelOf(records, data);
    const repeats =
      isJsonObject(value) && isJsonObject(field(value, 'filtered')) && records === field(value, 'records');
    return listedBoard(source, bytes, rows, options, () => ({
      reader: nseChain.id,
      notes: [
        'NSE option chain: premiums in INR, impliedVolatility in percent (0: none), zero prices are missing sides.',
        'Expiry 15:30 Indian time; the timestamp of the file is Indian time.',
        ...(repeats ? ['The list "filtered" repeats the front expiry and is passed over.'] : []),
      ],
      venue: 'nse',
      premiumCurrency: 'INR',
      exercise: 'european',
      spot: level > 0 ? level : null,
      asOf: () => statedAsOf(source.name, stamp, null, options.asOf),
    }));
  },
};

/** Level of the underlying: of the document, else of its rows. */
function levelOf(records: JsonObject, data: readonly unknown[]): number {
  const stated = numberField(records, 'underlyingValue');
  if (stated > 0) return stated;
  const legs = data.filter(isJsonObject).flatMap((pair) => [field(pair, 'CE'), field(pair, 'PE')]);
  return legs.filter(isJsonObject).reduce((level, leg) => {
    return level > 0 ? level : numberField(leg, 'underlyingValue');
  }, Number.NaN);
}

function readQuote(
  row: QuoteRow,
  rows: QuoteRows,
  pair: JsonObject,
  quote: JsonObject,
  isCall: boolean,
  line: number,
): void {
  const place = `row ${line} ${isCall ? 'call' : 'put'}`;
  const strike = firstNumber(quote, 'strikePrice');
  const outer = numberField(pair, 'strikePrice');
  if (outer > 0 && strike > 0 && outer !== strike) {
    rows.reject('contradiction', place);
    return;
  }
  const day = readTime(
    textField(quote, 'expiryDate') || textField(pair, 'expiryDate') || textField(pair, 'expiryDates'),
  );
  row.symbol = '';
  row.root = textField(quote, 'underlying').toUpperCase();
  row.expiry = day?.kind === 'date' ? indiaInstant(day.date, 15, 30) : (Number.NaN as EpochMs);
  row.strike = Number.isNaN(strike) ? outer : strike;
  row.isCall = isCall;
  row.bid = firstNumber(quote, 'bidprice', 'bidPrice', 'buyPrice1');
  row.ask = firstNumber(quote, 'askPrice', 'askprice', 'sellPrice1');
  row.bidSize = firstNumber(quote, 'bidQty', 'buyQuantity1');
  row.askSize = firstNumber(quote, 'askQty', 'sellQuantity1');
  row.volume = numberField(quote, 'totalTradedVolume');
  row.openInterest = numberField(quote, 'openInterest');
  row.markVol = numberField(quote, 'impliedVolatility') / 100;
  rows.add(row, line);
}

/** `28-Jun-2023 15:30:00`, Indian time; null where it is none. */
function indianTime(text: string): EpochMs | null {
  const m = /^(\S+)\s+(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim());
  const day = readTime(m?.[1] ?? '');
  if (m === null || day?.kind !== 'date') return null;
  const [hour, minute] = [Number(m[2]), Number(m[3])];
  if (hour > 23 || minute > 59) return null;
  return (indiaInstant(day.date, hour, minute) + 1000 * Number(m[4] ?? 0)) as EpochMs;
}

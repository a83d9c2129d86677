import { failure } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { firstNumber, numberField, textField } from '#readers/io/field-number.ts';
import { readEpoch } from '#readers/io/instant.ts';
import { field, isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { isJsonText, type JsonLine, listAt, readDocuments } from '#readers/io/json-documents.ts';
import { shownName } from '#readers/io/limits.ts';
import type { QuoteRow } from '#readers/io/quote-rows.ts';
import { VenueBoard } from '#readers/io/venue-board.ts';
import type { FileHead, QuoteJoin, QuoteReader } from '#readers/reader.ts';
import { binanceEndOfHour } from './end-of-hour.ts';

type Kind = 'ticker' | 'mark' | 'stream';

const NO_FORWARD = 'The venue states no forward by expiry: parity is used, or forwards set by hand.';

/** Binance options `ticker`: prices in USDT and the index, no sizes, no volatilities. */
const binanceTicker: QuoteReader = reader(
  'ticker',
  'binance-ticker',
  'Binance option tickers (JSON)',
  (row, fields) => {
    row.bid = numberField(fields, 'bidPrice');
    row.ask = numberField(fields, 'askPrice');
    row.volume = numberField(fields, 'volume');
    row.markVol = numberField(fields, 'markIV');
  },
  [
    'Binance option tickers: a price of 0 is missing; exercisePrice is the index.',
    'The as-of time is the newest closeTime, the time of the last trade: set it where the file is younger.',
    NO_FORWARD,
  ],
);

/** Binance options `mark`: volatilities of bid, ask and mark, no prices of bid and ask, no forward, no time. */
const binanceMark: QuoteReader = reader(
  'mark',
  'binance-mark',
  'Binance option mark prices (JSON)',
  (row, fields) => {
    row.bid = numberField(fields, 'bidIV');
    row.ask = numberField(fields, 'askIV');
    row.markVol = numberField(fields, 'markIV');
  },
  [
    'Binance option marks: bidIV and askIV are implied vols, decimal, "-1.0" for none; riskFreeInterest is not used.',
  ],
);

/** Recorded messages of the `optionMarkPrice` stream: prices, sizes and volatilities together, short field names. */
const binanceMarkStream: QuoteReader = reader(
  'stream',
  'binance-mark-stream',
  'Binance option mark-price stream (JSON)',
  (row, fields) => {
    row.bid = numberField(fields, 'bo');
    row.ask = numberField(fields, 'ao');
    row.bidSize = numberField(fields, 'bq');
    row.askSize = numberField(fields, 'aq');
    row.markVol = numberField(fields, 'vo');
    row.timestamp = numberField(fields, 'E');
  },
  [
    'Binance mark-price stream: a price of 0 is missing, a vol of "-1.0" is none; mark vol decimal.',
    NO_FORWARD,
  ],
);

/** The two replies of one moment. */
export const binanceJoin: QuoteJoin = { prices: binanceTicker.id, facts: binanceMark.id, on: 'symbol' };

const ROW_TESTS: { readonly [kind in Kind]: readonly RegExp[] } = {
  ticker: [/"symbol"\s*:/, /"bidPrice"\s*:/, /"(?:exercisePrice|strikePrice)"\s*:/],
  mark: [/"symbol"\s*:/, /"(?:bidIV|markIV)"\s*:/],
  stream: [/"s"\s*:/, /"bo"\s*:/, /"ao"\s*:/],
};

function matches(head: FileHead, kind: Kind): boolean {
  const text = head.text();
  return isJsonText(text) && ROW_TESTS[kind].every((test) => test.test(text));
}

function reader(
  kind: Kind,
  id: string,
  label: string,
  fill: (row: QuoteRow, fields: JsonObject) => void,
  notes: readonly string[],
): QuoteReader {
  return {
    id,
    label,
    match: (head) => (matches(head, kind) ? 'certain' : 'no'),
    async *read(source, options) {
      const board = new VenueBoard('binance', options, kind === 'mark' ? 'vol' : 'price');
      const seen: Seen = { newest: null, spot: null, said: null };
      const bytes = yield* readDocuments(source, (document) => eachRow(document, board, seen, fill));
      if (!bytes.ok) return bytes;
      if (seen.said !== null)
        return failure('invalid', `${shownName(source.name)} ${seen.said}`, source.name);
      return board.finish(source, bytes.value, () => ({
        reader: id,
        notes,
        asOf: null,
        ...(kind === 'ticker' ? { newest: seen.newest } : {}),
        futures: [],
        spot: seen.spot,
      }));
    },
  };
}

interface Seen {
  /** Newest time of a last trade. */
  newest: EpochMs | null;
  spot: number | null;
  said: string | null;
}

function eachRow(
  { value, line, recorded }: JsonLine,
  board: VenueBoard,
  seen: Seen,
  fill: (row: QuoteRow, fields: JsonObject) => void,
): void {
  if (value === undefined) {
    board.rows.reject('not-json', `line ${line}`);
    return;
  }
  const list = Array.isArray(value) ? value : (listAt(value, 'data') ?? listAt(value) ?? []);
  for (const [i, fields] of list.entries()) {
    const place = recorded ? line : i + 1;
    if (!isJsonObject(fields)) {
      board.rows.reject('not-a-row', `row ${place}`);
      continue;
    }
    if (typeof field(fields, 'code') === 'number' && field(fields, 'msg') !== undefined) {
      const said = `${numberField(fields, 'code')} ${textField(fields, 'msg')}`;
      seen.said = `is an error reply of the venue (${said.replace(/[^ -~]/g, '').slice(0, 80)}), not quotes. Ask again.`;
      return;
    }
    const row = board.row(textField(fields, 'symbol') || textField(fields, 's'), place);
    if (row === null) continue;
    fill(row, fields);
    const closed = readEpoch(numberField(fields, 'closeTime'));
    if (closed !== null && (seen.newest === null || closed > seen.newest)) seen.newest = closed;
    const index = firstNumber(fields, 'exercisePrice', 'i');
    if (seen.spot === null && index > 0) seen.spot = index;
    board.add(row, place, recorded);
  }
}

/** Every Binance file that is read. */
export const binanceReaders: readonly QuoteReader[] = [
  binanceTicker,
  binanceMark,
  binanceMarkStream,
  binanceEndOfHour,
];

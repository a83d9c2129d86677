import { failure } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { firstNumber, numberField, textField } from '#readers/io/field-number.ts';
import { readEpoch } from '#readers/io/instant.ts';
import { field, isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { isJsonText, type JsonLine, listAt, readDocuments } from '#readers/io/json-documents.ts';
import { shownName } from '#readers/io/limits.ts';
import { VenueBoard } from '#readers/io/venue-board.ts';
import type { QuoteReader } from '#readers/reader.ts';

/** Name of the venue's forward of each expiry. */
const FORWARD = 'underlyingPrice';

/**
 * Bybit option tickers: the REST reply (`bid1Price`, `markIv`) and recorded messages of the tickers topic, one a
 * line (`bidPrice`, `markPriceIv`). All numbers are strings, "0" is none. Premiums in USDC, or in USDT where the
 * symbol ends so.
 */
export const bybitTickers: QuoteReader = {
  id: 'bybit-tickers',
  label: 'Bybit option tickers (JSON)',

  match(head) {
    const text = head.text();
    if (!isJsonText(text) || /"instId"\s*:|"instrument_name"\s*:/.test(text)) return 'no';
    if (/"symbol"\s*:/.test(text) && /"(?:bid1Iv|ask1Iv|bidIv|askIv|markPriceIv)"\s*:/.test(text))
      return 'certain';
    return /"retCode"\s*:/.test(text) ? 'likely' : 'no';
  },

  async *read(source, options) {
    const board = new VenueBoard('bybit', options);
    const seen: Seen = { replied: null, spot: null, said: null };
    const bytes = yield* readDocuments(source, (document) => eachRow(document, board, seen));
    if (!bytes.ok) return bytes;
    if (seen.said !== null) return failure('invalid', `${shownName(source.name)} ${seen.said}`, source.name);
    return board.finish(source, bytes.value, () => ({
      reader: bybitTickers.id,
      notes: [
        'Bybit option tickers: "0" is a missing side; the mark volatility is decimal; an ask volatility of 5 is a cap and is not used.',
        'underlyingPrice is the forward of each expiry as the venue states it.',
      ],
      asOf: seen.replied,
      futures: [],
      spot: seen.spot,
    }));
  },
};

interface Seen {
  /** Time of the reply. */
  replied: EpochMs | null;
  spot: number | null;
  said: string | null;
}

function eachRow({ value, line, recorded }: JsonLine, board: VenueBoard, seen: Seen): void {
  if (value === undefined) {
    board.rows.reject('not-json', `line ${line}`);
    return;
  }
  const envelope: JsonObject = isJsonObject(value) ? value : {};
  const code = numberField(envelope, 'retCode');
  if (code !== 0 && !Number.isNaN(code)) {
    const said = `${code} ${textField(envelope, 'retMsg')}`.replace(/[^ -~]/g, '').slice(0, 80);
    seen.said = `is an error reply of the venue (${said}), not quotes. Ask again.`;
    return;
  }
  seen.replied = readEpoch(numberField(envelope, 'time')) ?? seen.replied;
  const sent = numberField(envelope, 'ts');
  const list =
    listAt(value, 'result', 'list') ?? listAt(value, 'data') ?? listAt(value, 'list') ?? listAt(value) ?? [];
  for (const [i, fields] of list.entries()) {
    const place = recorded ? line : i + 1;
    if (!isJsonObject(fields)) {
      board.rows.reject('not-a-row', `row ${place}`);
      continue;
    }
    if (field(fields, 'symbol') === undefined && field(fields, 'op') !== undefined) continue;
    if (field(fields, 'symbol') === undefined && field(fields, 'data') !== undefined) {
      eachRow({ value: fields, line: place, recorded: true }, board, seen);
      continue;
    }
    const row = board.row(textField(fields, 'symbol'), place);
    if (row === null) continue;
    row.bid = firstNumber(fields, 'bid1Price', 'bidPrice');
    row.ask = firstNumber(fields, 'ask1Price', 'askPrice');
    row.bidSize = firstNumber(fields, 'bid1Size', 'bidSize');
    row.askSize = firstNumber(fields, 'ask1Size', 'askSize');
    row.volume = numberField(fields, 'volume24h');
    row.openInterest = numberField(fields, 'openInterest');
    row.markVol = firstNumber(fields, 'markIv', 'markPriceIv');
    row.underlyingPrice = numberField(fields, FORWARD);
    row.underlyingName = FORWARD;
    row.timestamp = sent;
    const index = numberField(fields, 'indexPrice');
    if (seen.spot === null && index > 0) seen.spot = index;
    board.add(row, place, recorded);
  }
}

import { failure } from '#base/outcome.ts';
import { numberField, textField } from '#readers/io/field-number.ts';
import { field, isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { type JsonLine, listAt, readDocuments } from '#readers/io/json-documents.ts';
import { shownName } from '#readers/io/limits.ts';
import type { QuoteRow } from '#readers/io/quote-rows.ts';
import { VenueBoard } from '#readers/io/venue-board.ts';
import type { FileHead, QuoteJoin, QuoteReader } from '#readers/reader.ts';

/** Name of the venue's forward of each expiry. */
const FORWARD = 'fwdPx';

/**
 * OKX `opt-summary`: volatilities of bid, ask and mark with the forward of each expiry, no prices. REST reply,
 * bare list, or recorded messages of the channel, one a line. All numbers are strings.
 */
export const okxOptSummary: QuoteReader = {
  id: 'okx-opt-summary',
  label: 'OKX option summary (JSON)',

  match(head) {
    return kindOf(head) === 'opt-summary' ? 'certain' : 'no';
  },

  async *read(source, options) {
    const board = new VenueBoard('okx', options, 'vol');
    const refusal = new Refusal();
    const bytes = yield* readDocuments(source, (document) =>
      eachRow(document, board, refusal, (row, fields) => {
        row.bid = numberField(fields, 'bidVol');
        row.ask = numberField(fields, 'askVol');
        row.markVol = numberField(fields, 'markVol');
        row.underlyingPrice = numberField(fields, FORWARD);
        row.underlyingName = FORWARD;
      }),
    );
    if (!bytes.ok) return bytes;
    if (refusal.said !== null)
      return failure('invalid', `${shownName(source.name)} ${refusal.said}`, source.name);
    return board.finish(source, bytes.value, () => ({
      reader: okxOptSummary.id,
      notes: [
        'OKX option summary: bidVol and askVol are implied vols, decimal, "0" for none; the file holds no prices.',
        'fwdPx is the forward of each expiry as the venue states it.',
      ],
      asOf: null,
      futures: [],
      spot: null,
    }));
  },
};

/** OKX market tickers of options: prices in coin and sizes in contracts, neither volatilities nor forwards. */
export const okxTickers: QuoteReader = {
  id: 'okx-tickers',
  label: 'OKX option tickers (JSON)',

  match(head) {
    return kindOf(head) === 'tickers' ? 'certain' : 'no';
  },

  async *read(source, options) {
    const board = new VenueBoard('okx', options);
    const refusal = new Refusal();
    const bytes = yield* readDocuments(source, (document) =>
      eachRow(document, board, refusal, (row, fields) => {
        row.bid = numberField(fields, 'bidPx');
        row.ask = numberField(fields, 'askPx');
        row.bidSize = numberField(fields, 'bidSz');
        row.askSize = numberField(fields, 'askSz');
        row.volume = numberField(fields, 'vol24h');
      }),
    );
    if (!bytes.ok) return bytes;
    if (refusal.said !== null)
      return failure('invalid', `${shownName(source.name)} ${refusal.said}`, source.name);
    return board.finish(source, bytes.value, () => ({
      reader: okxTickers.id,
      notes: [
        'OKX option tickers: an empty string is a missing price; sizes and volume are in contracts of the venue.',
        'The tickers state no forward: drop the opt-summary reply of the same moment beside them, or parity is used.',
      ],
      asOf: null,
      futures: [],
      spot: null,
    }));
  },
};

/** The two replies of one moment. */
export const okxJoin: QuoteJoin = { prices: okxTickers.id, facts: okxOptSummary.id, on: 'instId' };

function kindOf(head: FileHead): 'opt-summary' | 'tickers' | null {
  const text = head.text();
  if (!/^\s*[[{]/.test(text) || !/"instId"\s*:/.test(text)) return null;
  if (/"(?:bid|ask|mark)Vol"\s*:/.test(text)) return 'opt-summary';
  return /"(?:bid|ask)Px"\s*:/.test(text) ? 'tickers' : null;
}

/** The venue's own words when the reply is an error. */
class Refusal {
  said: string | null = null;
}

function eachRow(
  { value, line, recorded }: JsonLine,
  board: VenueBoard,
  refusal: Refusal,
  fill: (row: QuoteRow, fields: JsonObject) => void,
): void {
  if (value === undefined) {
    board.rows.reject('not-json', `line ${line}`);
    return;
  }
  const code = isJsonObject(value) ? textField(value, 'code') : '';
  if (isJsonObject(value) && code !== '' && code !== '0') {
    const said = `${code} ${textField(value, 'msg')}`.replace(/[^ -~]/g, '').slice(0, 80);
    refusal.said = `is an error reply of the venue (${said}), not quotes. Ask again.`;
    return;
  }
  const list = Array.isArray(value) ? value : (listAt(value, 'data') ?? listAt(value) ?? []);
  for (const [i, fields] of list.entries()) {
    const place = recorded ? line : i + 1;
    if (!isJsonObject(fields)) {
      board.rows.reject('not-a-row', `row ${place}`);
      continue;
    }
    if (field(fields, 'instId') === undefined && field(fields, 'event') !== undefined) continue;
    const row = board.row(textField(fields, 'instId'), place);
    if (row === null) continue;
    row.timestamp = numberField(fields, 'ts');
    fill(row, fields);
    board.add(row, place, recorded);
  }
}

import { failure, type Outcome, success } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { numberField, textField } from '#readers/io/field-number.ts';
import { joinPair } from '#readers/io/join-pair.ts';
import { field, isJsonObject } from '#readers/io/json.ts';
import { isJsonText, type JsonLine, readDocuments } from '#readers/io/json-documents.ts';
import { shownName } from '#readers/io/limits.ts';
import { VenueBoard } from '#readers/io/venue-board.ts';
import type {
  ByteSource,
  FileHead,
  QuoteJoin,
  QuoteReader,
  ReadOptions,
  ReadProgress,
} from '#readers/reader.ts';

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

  read,
};

/** OKX market tickers of options: prices in coin and sizes in contracts, neither volatilities nor forwards. */
export const okxTickers: QuoteReader = {
  id: 'okx-tickers',
  label: 'OKX option tickers (JSON)',

  match(head) {
    return kindOf(head) === 'tickers' ? 'certain' : 'no';
  },

  read,
};

/** Reads tickers, summaries, or both out of one file, which are joined then as two files would be. */
async function* read(
  source: ByteSource,
  options: ReadOptions,
): AsyncGenerator<ReadProgress, Outcome<QuoteSet>, void> {
  const prices = new VenueBoard('okx', options);
  const facts = new VenueBoard('okx', options, 'vol');
  const refusal = new Refusal();
  const bytes = yield* readDocuments(source, (document) => eachRow(document, prices, facts, refusal));
  if (!bytes.ok) return bytes;
  if (refusal.said !== null)
    return failure('invalid', `${shownName(source.name)} ${refusal.said}`, source.name);
  const finish = (board: VenueBoard, id: string, notes: readonly string[]) =>
    board.finish(source, bytes.value, () => ({ reader: id, notes, asOf: null, futures: [], spot: null }));
  const summary = () =>
    finish(facts, okxOptSummary.id, [
      'OKX option summary: bidVol and askVol are implied vols, decimal, "0" for none; the file holds no prices.',
      'fwdPx is the forward of each expiry as the venue states it.',
    ]);
  if (prices.rows.accepted === 0 && facts.rows.accepted > 0) return summary();
  const priced = await finish(prices, okxTickers.id, [
    'OKX option tickers: an empty string is a missing price; sizes and volume are in contracts of the venue.',
    ...(facts.rows.accepted === 0
      ? [
          'The tickers state no forward: it is that of the opt-summary reply where this is dropped with them, else of parity.',
        ]
      : []),
  ]);
  if (!priced.ok || facts.rows.accepted === 0) return priced;
  const summarised = await summary();
  if (!summarised.ok) return summarised;
  return success(joinPair(priced.value, summarised.value, okxJoin.on), priced.issues);
}

/** The two replies of one moment. */
export const okxJoin: QuoteJoin = { prices: okxTickers.id, facts: okxOptSummary.id, on: 'instId' };

function kindOf(head: FileHead): 'opt-summary' | 'tickers' | null {
  const text = head.text();
  if (!isJsonText(text) || !/"instId"\s*:/.test(text)) return null;
  if (/"(?:bid|ask)Px"\s*:/.test(text)) return 'tickers';
  return /"(?:bid|ask|mark)Vol"\s*:/.test(text) ? 'opt-summary' : null;
}

/** The venue's own words when the reply is an error. */
class Refusal {
  said: string | null = null;
}

function eachRow(
  { value, line, recorded }: JsonLine,
  prices: VenueBoard,
  facts: VenueBoard,
  refusal: Refusal,
): void {
  if (value === undefined) {
    prices.rows.reject('not-json', `line ${line}`);
    return;
  }
  const code = isJsonObject(value) ? textField(value, 'code') : '';
  if (isJsonObject(value) && code !== '' && code !== '0') {
    const said = `${code} ${textField(value, 'msg')}`.replace(/[^ -~]/g, '').slice(0, 80);
    refusal.said = `is an error reply of the venue (${said}), not quotes. Ask again.`;
    return;
  }
  for (const [i, fields] of rowsIn(value).entries()) {
    const place = recorded ? line : i + 1;
    if (!isJsonObject(fields)) {
      prices.rows.reject('not-a-row', `row ${place}`);
      continue;
    }
    if (field(fields, 'instId') === undefined && field(fields, 'event') !== undefined) continue;
    const has = (...keys: readonly string[]) => keys.some((key) => field(fields, key) !== undefined);
    const isSummary = has('bidVol', 'askVol', 'markVol') && !has('bidPx', 'askPx');
    const board = isSummary ? facts : prices;
    const row = board.row(textField(fields, 'instId'), place);
    if (row === null) continue;
    row.timestamp = numberField(fields, 'ts');
    row.bid = numberField(fields, isSummary ? 'bidVol' : 'bidPx');
    row.ask = numberField(fields, isSummary ? 'askVol' : 'askPx');
    row.bidSize = numberField(fields, 'bidSz');
    row.askSize = numberField(fields, 'askSz');
    row.volume = numberField(fields, 'vol24h');
    row.openInterest = numberField(fields, 'oi');
    row.markVol = numberField(fields, 'markVol');
    row.underlyingPrice = numberField(fields, FORWARD);
    if (has(FORWARD)) row.underlyingName = FORWARD;
    board.add(row, place, recorded);
  }
}

/** Rows of a reply, of a list of them, or of several by name (`{tickers: {data}, opt_summary: {data}}`). */
function rowsIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap((each) => {
      const inner = isJsonObject(each) && field(each, 'instId') === undefined ? field(each, 'data') : null;
      return Array.isArray(inner) ? rowsIn(inner) : [each];
    });
  }
  if (!isJsonObject(value) || field(value, 'instId') !== undefined) return [value];
  const list = field(value, 'data');
  if (Array.isArray(list)) return rowsIn(list);
  const parts = Object.values(value).flatMap((part) => {
    const rows = Array.isArray(part) ? part : isJsonObject(part) ? field(part, 'data') : null;
    return Array.isArray(rows) ? rowsIn(rows) : [];
  });
  return parts.length > 0 ? parts : [value];
}

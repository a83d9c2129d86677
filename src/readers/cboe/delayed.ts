import { failure } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { parseInstrumentName } from '#market/instrument-name.ts';
import { firstNumber, numberField, textField } from '#readers/io/field-number.ts';
import { readTime } from '#readers/io/instant.ts';
import { field, isJsonObject, type JsonObject, readJson } from '#readers/io/json.ts';
import { shownName } from '#readers/io/limits.ts';
import { listedBoard } from '#readers/io/listed-board.ts';
import { blankRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { statedAsOf } from '#readers/io/stated-as-of.ts';
import type { QuoteReader } from '#readers/reader.ts';
import { quoteInstant } from './after-close.ts';

/** Cboe's delayed quotes: `{timestamp, data: {symbol, current_price, options: [{option, bid, bid_size, ...}]}}`. */
export const cboeDelayedQuotes: QuoteReader = {
  id: 'cboe-delayed-quotes',
  label: 'Cboe delayed quotes (JSON)',

  match(head) {
    const text = head.text();
    if (!/^\s*\{/.test(text) || !/"options"\s*:\s*\[/.test(text)) return 'no';
    return /"option"\s*:\s*"[A-Z0-9.^]{1,6}\d{6}[CP]\d{8}"/.test(text) ? 'certain' : 'no';
  },

  async *read(source, options) {
    const json = yield* readJson(source);
    if (!json.ok) return json;
    const { value, bytes } = json.value;
    const inner = isJsonObject(value) ? field(value, 'data') : null;
    const data = isJsonObject(inner) ? inner : isJsonObject(value) ? value : {};
    const list = field(data, 'options');
    if (!isJsonObject(value) || !Array.isArray(list)) {
      return failure(
        'unrecognised',
        `${shownName(source.name)} is JSON without Cboe's "data.options" list. Download the delayed quotes again.`,
        source.name,
      );
    }
    const rows = new QuoteRows();
    const row = blankRow();
    for (const [i, quote] of list.entries()) {
      const line = i + 1;
      if (!isJsonObject(quote)) {
        rows.reject('not-a-row', `row ${line}`);
        continue;
      }
      const symbol = textField(quote, 'option').toUpperCase();
      const name = parseInstrumentName(symbol);
      if (name.kind !== 'option') {
        rows.reject(symbol === '' ? 'no-name' : name.kind, symbol || `row ${line}`);
        continue;
      }
      row.symbol = symbol;
      row.root = name.root;
      row.expiry = name.expiry;
      row.strike = name.strike;
      row.isCall = name.isCall;
      row.bid = numberField(quote, 'bid');
      row.ask = numberField(quote, 'ask');
      row.bidSize = numberField(quote, 'bid_size');
      row.askSize = numberField(quote, 'ask_size');
      row.volume = numberField(quote, 'volume');
      row.openInterest = numberField(quote, 'open_interest');
      row.markVol = numberField(quote, 'iv');
      rows.add(row, line);
    }
    yield { bytes, totalBytes: source.size, rows: rows.accepted };
    const stamp = downloadTime(value) ?? downloadTime(data);
    const made = stamp === null ? null : quoteInstant(source.name, stamp);
    const spot = firstNumber(data, 'current_price', 'close');
    return listedBoard(source, bytes, rows, options, () => ({
      reader: cboeDelayedQuotes.id,
      notes: [
        'Cboe delayed quotes: premiums in USD, iv decimal (0: none), sizes in contracts.',
        'Options on roots settled at the opening (SPX) expire at 09:30 New York, all others (SPXW) at the close, mostly 16:00.',
        ...(stamp === null
          ? []
          : [
              'The as-of time is the time of download, UTC, or the close before it; quotes are delayed by 15 minutes.',
            ]),
      ],
      venue: 'cboe',
      premiumCurrency: 'USD',
      exercise: null,
      spot: spot > 0 ? spot : null,
      issues: made?.issues ?? [],
      asOf: () => statedAsOf(source.name, made?.asOf ?? null, null, options.asOf),
    }));
  },
};

/** `timestamp` without a zone is UTC. */
function downloadTime(object: JsonObject): EpochMs | null {
  const time = readTime(textField(object, 'timestamp'));
  return time?.kind === 'instant' ? time.at : null;
}

import { failure } from '#base/outcome.ts';
import { cryptoExpiry } from '#market/expiry.ts';
import { canonicalName, parseInstrumentName } from '#market/instrument-name.ts';
import { firstNumber, numberField, textField } from '#readers/io/field-number.ts';
import { readTime } from '#readers/io/instant.ts';
import { field, isJsonObject, type JsonObject, readJson } from '#readers/io/json.ts';
import { shownName } from '#readers/io/limits.ts';
import { writtenInstant } from '#readers/io/stated-as-of.ts';
import type { QuoteReader } from '#readers/reader.ts';
import { withMarkUnit } from './mark-unit.ts';
import { DeribitRows } from './rows.ts';

/** A database of Deribit snapshots as one document: `{snapshot_time, expiries, forwards, instruments, option_quotes}`. */
export const deribitJoined: QuoteReader = {
  id: 'deribit-joined',
  label: 'Deribit quotes joined with forwards (JSON)',

  match(head) {
    const text = head.text();
    if (!/^\s*\{/.test(text)) return 'no';
    const quotes = /"option_quotes"\s*:/.test(text);
    const forwards = /"forwards"\s*:/.test(text) && /"forward_price"\s*:/.test(text);
    const instruments = /"instruments"\s*:/.test(text) || /"snapshot_time"\s*:/.test(text);
    return quotes || (forwards && instruments) ? 'certain' : 'no';
  },

  async *read(source, options) {
    const json = yield* readJson(source);
    if (!json.ok) return json;
    const { value, bytes } = json.value;
    const quotes = isJsonObject(value) ? field(value, 'option_quotes') : null;
    if (!isJsonObject(value) || !Array.isArray(quotes)) {
      return failure(
        'missing-data',
        `${shownName(source.name)} holds forwards and instruments but no "option_quotes". Save the quotes with them.`,
        source.name,
      );
    }
    const snapshot = writtenInstant(field(value, 'snapshot_time') ?? field(value, 'as_of') ?? null);
    const forwards = forwardsByExpiry(value);
    const instruments = byName(value, 'instruments');
    const rows = new DeribitRows(options);
    for (const [i, quote] of quotes.entries()) {
      if (!isJsonObject(quote)) {
        rows.take(quote, i + 1);
        continue;
      }
      const name = canonicalName(textField(quote, 'instrument_name'));
      const option = parseInstrumentName(name);
      const forward = option.kind === 'option' ? forwards.get(option.expiry) : undefined;
      const { strike, option_type } = instruments.get(name) ?? {};
      rows.take(
        {
          ...(strike === undefined ? {} : { strike }),
          ...(option_type === undefined ? {} : { option_type }),
          ...(forward === undefined ? {} : forward),
          ...quote,
          bid_price: firstNumber(quote, 'best_bid', 'best_bid_price', 'bid_price'),
          ask_price: firstNumber(quote, 'best_ask', 'best_ask_price', 'ask_price'),
          mark_iv: firstNumber(quote, 'deribit_mark_iv', 'mark_iv'),
          timestamp: writtenInstant(field(quote, 'timestamp') ?? field(quote, 'time') ?? null),
        },
        i + 1,
        { volScale: 1 },
      );
    }
    yield { bytes, totalBytes: source.size, rows: rows.board.rows.accepted };
    const finished = await rows.finish(source, bytes, {
      reader: deribitJoined.id,
      notes: ['Deribit quotes joined with forwards: null is a missing side; forward_price is the forward.'],
      asOf: snapshot,
    });
    return withMarkUnit(finished, 'deribit_mark_iv');
  },
};

/** Forward and index as fields of a row, by expiry instant. */
function forwardsByExpiry(document: JsonObject): ReadonlyMap<number, JsonObject> {
  const found = new Map<number, JsonObject>();
  const list = field(document, 'forwards');
  if (!Array.isArray(list)) return found;
  for (const entry of list) {
    if (!isJsonObject(entry)) continue;
    const expiry = expiryOf(field(entry, 'expiry') ?? field(entry, 'expiration_timestamp'));
    const forward = numberField(entry, 'forward_price');
    if (expiry === null || !(forward > 0)) continue;
    found.set(expiry, {
      underlying_price: forward,
      underlying_index: 'forward_price',
      index_price: numberField(entry, 'index_price'),
    });
  }
  return found;
}

/** An instant, or 08:00 UTC of a date, at which the venue expires. */
function expiryOf(value: unknown): number | null {
  const at = writtenInstant(value);
  if (at !== null) return at;
  const time = typeof value === 'string' ? readTime(value) : null;
  return time?.kind === 'date' ? cryptoExpiry(time.date) : null;
}

function byName(document: JsonObject, key: string): ReadonlyMap<string, JsonObject> {
  const list = field(document, key);
  const found = new Map<string, JsonObject>();
  if (!Array.isArray(list)) return found;
  for (const row of list) {
    if (isJsonObject(row)) found.set(canonicalName(textField(row, 'instrument_name')), row);
  }
  return found;
}

import { failure } from '#base/outcome.ts';
import { type CalendarDate, listedExpiry } from '#market/expiry.ts';
import { parseInstrumentName } from '#market/instrument-name.ts';
import { numberField, textField } from '#readers/io/field-number.ts';
import { readEpoch } from '#readers/io/instant.ts';
import { field, isJsonObject, type JsonObject, readJson } from '#readers/io/json.ts';
import { isJsonText } from '#readers/io/json-documents.ts';
import { shownName } from '#readers/io/limits.ts';
import { listedBoard } from '#readers/io/listed-board.ts';
import { blankRow, type QuoteRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { statedAsOf } from '#readers/io/stated-as-of.ts';
import type { QuoteReader } from '#readers/reader.ts';

/** Yahoo's option chain (API version 7): `{underlyingSymbol, quote, options: [{expirationDate, calls, puts}]}`, bare, wrapped or in a list. */
export const yahooChain: QuoteReader = {
  id: 'yahoo-chain',
  label: 'Yahoo option chain (JSON)',

  match(head) {
    const text = head.text();
    if (!isJsonText(text)) return 'no';
    const chain = /"underlyingSymbol"\s*:/.test(text) || /"optionChain"\s*:\s*\{/.test(text);
    if (!chain) return 'no';
    return /"(?:calls|puts|expirationDates)"\s*:\s*\[/.test(text) ? 'certain' : 'likely';
  },

  async *read(source, options) {
    const json = yield* readJson(source);
    if (!json.ok) return json;
    const { value, bytes } = json.value;
    const shown = shownName(source.name);
    const said = errorOf(value);
    if (said !== null) {
      return failure(
        'invalid',
        `${shown} is an error reply of Yahoo (${said}), not quotes. Ask again.`,
        source.name,
      );
    }
    const chains = findChains(value);
    if (chains.length === 0) {
      return failure(
        'unrecognised',
        `${shown} is JSON without Yahoo's "options" list of expiries. Save the reply of /v7/finance/options as it came.`,
        source.name,
      );
    }
    const rows = new QuoteRows();
    const row = blankRow();
    let line = 0;
    for (const chain of chains) {
      const root = rootOf(textField(chain, 'underlyingSymbol'));
      for (const expiry of list(chain, 'options')) {
        if (!isJsonObject(expiry)) continue;
        const date = dateOf(raw(expiry, 'expirationDate'));
        for (const side of ['calls', 'puts'] as const) {
          for (const quote of list(expiry, side)) {
            line++;
            if (isJsonObject(quote))
              readQuote(row, rows, quote, { root, date, isCall: side === 'calls', line });
            else rows.reject('not-a-row', `row ${line}`);
          }
        }
      }
    }
    const currencies = new Set(
      chains.map((chain) => textField(quoteOf(chain), 'currency')).filter(isCurrency),
    );
    const [currency = 'USD'] = currencies;
    yield { bytes, totalBytes: source.size, rows: rows.accepted };
    return listedBoard(source, bytes, rows, options, (underlying) => {
      const quote = quoteOf(
        chains.find((chain) => rootOf(textField(chain, 'underlyingSymbol')) === underlying),
      );
      const spot = raw(quote, 'regularMarketPrice');
      return {
        reader: yahooChain.id,
        notes: [
          `Yahoo option chain: premiums in ${currency}, IV decimal and computed on the spot; it is shown, never fitted.`,
          'expirationDate is the day of expiry; contracts expire at the New York close, mostly 16:00, roots settled at the opening (SPX) at 09:30.',
          'The as-of time is regularMarketTime, the last trade of the underlying.',
        ],
        venue: null,
        premiumCurrency: currency,
        exercise: null,
        spot: spot > 0 ? spot : null,
        asOf: () => statedAsOf(source.name, readEpoch(raw(quote, 'regularMarketTime')), null, options.asOf),
      };
    });
  },
};

function readQuote(
  row: QuoteRow,
  rows: QuoteRows,
  quote: JsonObject,
  place: {
    readonly root: string;
    readonly date: CalendarDate | null;
    readonly isCall: boolean;
    readonly line: number;
  },
): void {
  const symbol = textField(quote, 'contractSymbol').toUpperCase();
  const name = symbol === '' ? null : parseInstrumentName(symbol);
  const option = name?.kind === 'option' ? name : null;
  const strike = raw(quote, 'strike');
  if (
    option !== null &&
    (option.isCall !== place.isCall || Math.abs(option.strike - strike) > 1e-9 * strike)
  ) {
    rows.reject('contradiction', symbol);
    return;
  }
  row.symbol = symbol;
  row.root = option?.root ?? place.root;
  row.expiry =
    option?.expiry ??
    (place.date === null ? (Number.NaN as QuoteRow['expiry']) : listedExpiry(row.root, place.date));
  row.strike = strike;
  row.isCall = place.isCall;
  row.bid = raw(quote, 'bid');
  row.ask = raw(quote, 'ask');
  row.volume = raw(quote, 'volume');
  row.openInterest = raw(quote, 'openInterest');
  row.markVol = raw(quote, 'impliedVolatility');
  rows.add(row, place.line);
}

/** A number, bare or as `{raw, fmt}`. */
function raw(object: JsonObject, key: string): number {
  const value = field(object, key);
  return isJsonObject(value) ? numberField(value, 'raw') : numberField(object, key);
}

/** The chains of a document: a list of them, one bare, or what `optionChain.result` holds. */
function findChains(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(findChains);
  if (!isJsonObject(value)) return [];
  const wrapped = field(value, 'optionChain');
  if (isJsonObject(wrapped)) return findChains(field(wrapped, 'result'));
  return Array.isArray(field(value, 'options')) ? [value] : [];
}

function errorOf(value: unknown): string | null {
  const wrapped = isJsonObject(value) ? (field(value, 'optionChain') ?? field(value, 'finance')) : null;
  const error = isJsonObject(wrapped) ? field(wrapped, 'error') : null;
  if (!isJsonObject(error)) return null;
  return `${textField(error, 'code')} ${textField(error, 'description')}`
    .replace(/[^ -~]/g, '')
    .trim()
    .slice(0, 80);
}

function quoteOf(chain: JsonObject | undefined): JsonObject {
  const quote = chain === undefined ? null : field(chain, 'quote');
  return isJsonObject(quote) ? quote : {};
}

function list(object: JsonObject, key: string): readonly unknown[] {
  const value = field(object, key);
  return Array.isArray(value) ? value : [];
}

/** `^SPX` is the index SPX. */
function rootOf(symbol: string): string {
  return symbol.replace(/^\^/, '').toUpperCase();
}

/** The UTC day of an epoch in seconds. */
function dateOf(seconds: number): CalendarDate | null {
  const at = readEpoch(seconds);
  if (at === null) return null;
  const day = new Date(at);
  return { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() };
}

function isCurrency(text: string): boolean {
  return /^[A-Z]{3}$/.test(text);
}

import { failure } from '#base/outcome.ts';
import { recomputedMaturity } from '#market/recomputed-maturity.ts';
import { firstNumber, textField } from '#readers/io/field-number.ts';
import { readTime } from '#readers/io/instant.ts';
import { field, isJsonObject, type JsonObject, readJson } from '#readers/io/json.ts';
import { shownName } from '#readers/io/limits.ts';
import { listedBoard } from '#readers/io/listed-board.ts';
import { blankRow, QuoteRows } from '#readers/io/quote-rows.ts';
import type { QuoteReader } from '#readers/reader.ts';
import { instantsIn, tellWhen } from './when.ts';

interface Sides {
  readonly strike: number;
  readonly vol: number;
  readonly call: { readonly bid: number; readonly ask: number };
  readonly put: { readonly bid: number; readonly ask: number };
}

const SYMBOLS = ['symbol', 'underlying', 'underlying_symbol', 'name', 'ticker'];
const LEVELS = ['underlying_price', 'spot', 'spot_price', 'underlyingPrice', 'price'];
const EXPIRIES = ['expiration_date', 'expiry', 'expiration', 'expiry_date', 'expirationDate', 'maturity'];
const TIMES = ['timestamp', 'quote_time', 'quoteTime', 'as_of', 'asOf', 'time', 'datetime', 'date'];

/** A broker's chain of one expiry with the call and the put of a strike in one row: `{symbol, underlying_price, expiration_date, options: [{strike_price, call_bid, put_ask, implied_volatility}]}`. */
export const brokerChain: QuoteReader = {
  id: 'broker-chain',
  label: 'Broker chain, call and put in one row (JSON)',

  match(head) {
    const text = head.text();
    if (!/^\s*\{/.test(text)) return 'no';
    const sided = /"call_?bid"\s*:/i.test(text) && /"put_?ask"\s*:/i.test(text);
    const oneExpiry = EXPIRIES.some((key) => new RegExp(`^\\s*\\{[^[]*"${key}"\\s*:\\s*"`).test(text));
    return sided && oneExpiry ? 'certain' : 'no';
  },

  async *read(source, options) {
    const json = yield* readJson(source);
    if (!json.ok) return json;
    const { value, bytes } = json.value;
    const shown = shownName(source.name);
    const chain = isJsonObject(value) ? value : {};
    const list = ['options', 'chain', 'data', 'quotes'].map((key) => field(chain, key)).find(Array.isArray);
    if (list === undefined) {
      return failure(
        'unrecognised',
        `${shown} is JSON without a list of strikes. Expected "options".`,
        source.name,
      );
    }
    const rows = new QuoteRows();
    const strikes: { readonly sides: Sides; readonly line: number }[] = [];
    for (const [i, item] of list.entries()) {
      if (isJsonObject(item)) strikes.push({ sides: readSides(item), line: i + 1 });
      else rows.reject('not-a-row', `row ${i + 1}`);
    }
    const spot = firstNumber(chain, ...LEVELS);
    const forward = parity(strikes.map(({ sides }) => sides)) ?? spot;
    const priced = strikes.flatMap(({ sides: { strike, vol, call, put } }) => [
      { strike, vol, isCall: true, price: mid(call) },
      { strike, vol, isCall: false, price: mid(put) },
    ]);
    const vols = strikes
      .map(({ sides }) => sides.vol)
      .filter((vol) => vol > 0)
      .sort((a, b) => a - b);
    const written = TIMES.map((key) => readTime(textField(chain, key))).find(
      (time) => time?.kind === 'instant',
    );
    const quoted =
      written?.kind === 'instant'
        ? { at: written.at, source: 'file' as const }
        : options.asOf === null
          ? null
          : { at: options.asOf, source: 'user' as const };
    const stated =
      EXPIRIES.map((key) => instantsIn(textField(chain, key))).find((found) => found.length > 0) ?? [];
    const when = tellWhen(
      stated,
      quoted,
      recomputedMaturity(forward, priced),
      vols[vols.length >> 1] ?? Number.NaN,
    );
    if (when === null) {
      return failure(
        'missing-data',
        stated.length === 0
          ? `${shown} states no expiry. Expected "expiration_date".`
          : `${shown} writes one instant for quotes and expiry, and its volatilities do not tell which. Set the as-of time and open it again.`,
        source.name,
      );
    }
    const named = SYMBOLS.map((key) => textField(chain, key)).find((text) => text !== '') ?? '';
    const row = blankRow();
    row.root = named.trim().toUpperCase().replace(/\s+/g, '_');
    row.expiry = when.expiry;
    for (const { sides, line } of strikes) {
      row.strike = sides.strike;
      row.markVol = sides.vol * when.scale;
      for (const isCall of [true, false]) {
        row.isCall = isCall;
        row.bid = (isCall ? sides.call : sides.put).bid;
        row.ask = (isCall ? sides.call : sides.put).ask;
        rows.add(row, line);
      }
    }
    yield { bytes, totalBytes: source.size, rows: rows.accepted };
    const currency = textField(chain, 'currency').toUpperCase();
    const known = /^[A-Z]{3}$/.test(currency);
    return listedBoard(source, bytes, rows, options, () => ({
      reader: brokerChain.id,
      notes: [
        `Broker chain: the call and the put of a strike in one row; premiums in ${known ? currency : 'points, taken as USD'}.`,
        `The implied volatility is ${when.scale === 1 ? 'decimal' : 'in percent'}; it is shown, never fitted.`,
        when.note,
      ],
      venue: null,
      premiumCurrency: known ? currency : 'USD',
      exercise: 'unknown',
      spot: spot > 0 ? spot : null,
      asOf: () => ({ asOf: when.asOf, asOfSource: when.asOfSource, issues: [] }),
    }));
  },
};

function readSides(item: JsonObject): Sides {
  const side = (name: 'call' | 'put') => {
    const Name = name === 'call' ? 'Call' : 'Put';
    return {
      bid: firstNumber(item, `${name}_bid`, `${name}bid`, `${name}Bid`, `bid_${name}`, `${Name}Bid`),
      ask: firstNumber(item, `${name}_ask`, `${name}ask`, `${name}Ask`, `ask_${name}`, `${Name}Ask`),
    };
  };
  return {
    strike: firstNumber(item, 'strike_price', 'strike', 'strikePrice', 'Strike'),
    vol: firstNumber(item, 'implied_volatility', 'iv', 'impliedVolatility', 'volatility', 'IV'),
    call: side('call'),
    put: side('put'),
  };
}

/** Forward by parity at the five strikes where call and put are nearest each other; null without any. */
function parity(strikes: readonly Sides[]): number | null {
  const found = strikes
    .filter(({ strike, call, put }) => strike > 0 && mid(call) > 0 && mid(put) > 0)
    .map(({ strike, call, put }) => ({
      gap: Math.abs(mid(call) - mid(put)),
      forward: strike + mid(call) - mid(put),
    }))
    .sort((a, b) => a.gap - b.gap)
    .slice(0, 5)
    .map(({ forward }) => forward)
    .sort((a, b) => a - b);
  return found[found.length >> 1] ?? null;
}

/** Mid of a two-sided quote; NaN of any other. */
function mid({ bid, ask }: { readonly bid: number; readonly ask: number }): number {
  return bid > 0 && ask > 0 ? 0.5 * (bid + ask) : Number.NaN;
}

import { failure } from '#base/outcome.ts';
import { type EpochMs, MS_PER_YEAR } from '#base/units.ts';
import { newYorkInstant } from '#market/expiry.ts';
import { firstNumber, numberField, textField } from '#readers/io/field-number.ts';
import { readTime } from '#readers/io/instant.ts';
import { field, isJsonObject, type JsonObject, readJson } from '#readers/io/json.ts';
import { shownName } from '#readers/io/limits.ts';
import { listedBoard } from '#readers/io/listed-board.ts';
import { blankRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { statedAsOf } from '#readers/io/stated-as-of.ts';
import { underlyingInName } from '#readers/io/tickers.ts';
import type { QuoteReader } from '#readers/reader.ts';

/** Slices by years to expiry: `{spot, risk_free, div_yield, ref_date, slices: [{expiry_time, quotes: [{strike, option_type, price, bid, ask}]}]}`. */
export const nestedSlices: QuoteReader = {
  id: 'nested-slices',
  label: 'Slices of options by years to expiry (JSON)',

  match(head) {
    const text = head.text();
    if (!/^\s*\{/.test(text) || !/"slices"\s*:\s*\[/.test(text)) return 'no';
    return /"quotes"\s*:\s*\[/.test(text) && /"expiry_time"\s*:/.test(text) ? 'certain' : 'no';
  },

  async *read(source, options) {
    const json = yield* readJson(source);
    if (!json.ok) return json;
    const { value, bytes } = json.value;
    const shown = shownName(source.name);
    const slices = isJsonObject(value) ? field(value, 'slices') : null;
    if (!isJsonObject(value) || !Array.isArray(slices)) {
      return failure(
        'unrecognised',
        `${shown} is JSON without a "slices" list of expiries. Save the whole object.`,
        source.name,
      );
    }
    const stated = instantOf(value);
    const asOf = stated ?? options.asOf;
    if (asOf === null) {
      return failure(
        'missing-data',
        `${shown} gives maturities in years and no "ref_date" to count from. Set the as-of time and open it again.`,
        source.name,
      );
    }
    const spot = numberField(value, 'spot');
    const carry = rate(value, 'risk_free') - rate(value, 'div_yield');
    const root = (
      textField(value, 'symbol') ||
      textField(value, 'underlying') ||
      underlyingInName(source.name)
    ).toUpperCase();
    const paired = hasPairs(slices);
    const rows = new QuoteRows();
    const row = blankRow();
    row.root = root;
    let midOnly = true;
    let line = 0;
    for (const slice of slices) {
      const years = isJsonObject(slice) ? numberField(slice, 'expiry_time') : Number.NaN;
      const quotes = isJsonObject(slice) ? field(slice, 'quotes') : null;
      for (const quote of Array.isArray(quotes) ? quotes : []) {
        line++;
        const type = isJsonObject(quote)
          ? /^[cp]/i.exec(textField(quote, 'option_type') || textField(quote, 'type'))
          : null;
        if (!isJsonObject(quote) || type === null) {
          rows.reject(isJsonObject(quote) ? 'no-type' : 'not-a-row', `row ${line}`);
          continue;
        }
        row.expiry = (
          years > 0 && years < 200 ? Math.round(asOf + years * MS_PER_YEAR) : Number.NaN
        ) as EpochMs;
        row.strike = numberField(quote, 'strike');
        row.isCall = type[0].toLowerCase() === 'c';
        const price = firstNumber(quote, 'price', 'mid');
        row.bid = numberField(quote, 'bid');
        row.ask = numberField(quote, 'ask');
        if (Number.isNaN(row.bid) && Number.isNaN(row.ask)) {
          row.bid = price;
          row.ask = price;
        } else midOnly = false;
        row.volume = numberField(quote, 'volume');
        row.openInterest = numberField(quote, 'open_interest');
        row.underlyingPrice = paired ? Number.NaN : spot * Math.exp(carry * years);
        rows.add(row, line);
      }
    }
    yield { bytes, totalBytes: source.size, rows: rows.accepted };
    const inDays = stated === null ? null : textField(value, 'ref_date');
    return listedBoard(source, bytes, rows, options, () => ({
      reader: nestedSlices.id,
      notes: [
        'Slices of options: premiums in currency, maturities in years of 365 days from the reference date.',
        ...(inDays !== null && !/\d[T ]\d/.test(inDays)
          ? ['The reference date is taken at 16:00 New York.']
          : []),
        ...(paired || !(spot > 0)
          ? []
          : [
              'No strike has both a call and a put: the forward is the spot carried at risk_free less div_yield.',
            ]),
        ...(midOnly ? ['The price stands for both bid and ask.'] : []),
      ],
      venue: null,
      premiumCurrency: /^[A-Z]{3}$/.test(textField(value, 'currency')) ? textField(value, 'currency') : 'USD',
      exercise: 'unknown',
      spot: spot > 0 ? spot : null,
      issues: midOnly
        ? [
            {
              severity: 'warning',
              code: 'mid-only',
              message: `${shown} has no bid and ask; the price is the only one, so the share inside bid-ask says nothing here.`,
              at: source.name,
            },
          ]
        : [],
      asOf: () => statedAsOf(source.name, stated, null, options.asOf),
    }));
  },
};

function instantOf(value: JsonObject): EpochMs | null {
  const time = readTime(textField(value, 'ref_date'));
  return time === null ? null : time.kind === 'instant' ? time.at : newYorkInstant(time.date, 16, 0);
}

function rate(value: JsonObject, key: string): number {
  const stated = numberField(value, key);
  return Number.isNaN(stated) ? 0 : stated;
}

/** True when some strike of a slice has both a call and a put, so that parity can tell its forward. */
function hasPairs(slices: readonly unknown[]): boolean {
  return slices.some((slice) => {
    const quotes = isJsonObject(slice) ? field(slice, 'quotes') : null;
    const calls = new Set<number>();
    const puts = new Set<number>();
    for (const quote of Array.isArray(quotes) ? quotes : []) {
      if (!isJsonObject(quote)) continue;
      const side = /^c/i.test(textField(quote, 'option_type') || textField(quote, 'type')) ? calls : puts;
      side.add(numberField(quote, 'strike'));
    }
    return [...calls].some((strike) => puts.has(strike));
  });
}

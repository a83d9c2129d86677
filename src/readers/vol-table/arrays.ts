import { failure } from '#base/outcome.ts';
import { type EpochMs, MS_PER_YEAR } from '#base/units.ts';
import { calendarDate, monthNumber, newYorkInstant } from '#market/expiry.ts';
import { textField } from '#readers/io/field-number.ts';
import { field, isJsonObject, type JsonObject, readJson } from '#readers/io/json.ts';
import { shownName } from '#readers/io/limits.ts';
import { listedBoard } from '#readers/io/listed-board.ts';
import { blankRow, QuoteRows } from '#readers/io/quote-rows.ts';
import type { QuoteReader } from '#readers/reader.ts';

/** Chains of bid and ask volatilities as lists a maturity: `{ttms, forwards, strikes_ttms, optiontypes_ttms, bid_ivs, ask_ivs, ticker}`. */
export const volArrays: QuoteReader = {
  id: 'vol-arrays',
  label: 'Bid and ask volatilities in lists a maturity (JSON)',

  match(head) {
    const text = head.text();
    if (!/^\s*\{/.test(text) || !/"ttms"\s*:\s*\[/.test(text)) return 'no';
    return /"strikes_ttms"\s*:/.test(text) && /"forwards"\s*:/.test(text) ? 'certain' : 'likely';
  },

  async *read(source, options) {
    const json = yield* readJson(source);
    if (!json.ok) return json;
    const { value, bytes } = json.value;
    const shown = shownName(source.name);
    const lists = isJsonObject(value) ? value : {};
    const [ttms, forwards] = [numbers(lists, 'ttms'), numbers(lists, 'forwards')];
    const [strikes, types] = [nested(lists, 'strikes_ttms'), nested(lists, 'optiontypes_ttms')];
    const [bids, asks] = [nested(lists, 'bid_ivs'), nested(lists, 'ask_ivs')];
    const lengths = [ttms, forwards, strikes, bids, asks].map((list) => list?.length ?? 0);
    if (ttms === null || forwards === null || new Set(lengths).size !== 1 || lengths[0] === 0) {
      return failure(
        'missing-data',
        `${shown}: the lists ttms, forwards, strikes_ttms, bid_ivs and ask_ivs have ${lengths.join(', ')} maturities. They need one each.`,
        source.name,
      );
    }
    const stated = instantIn(
      textField(lists, '_doc') || textField(lists, 'ref_date') || textField(lists, 'date'),
    );
    const asOf = stated?.at ?? options.asOf;
    if (asOf === null) {
      return failure(
        'missing-data',
        `${shown} gives maturities in years and does not say from when. Set the as-of time and open it again.`,
        source.name,
      );
    }
    const rows = new QuoteRows();
    const row = blankRow();
    row.root = textField(lists, 'ticker').toUpperCase();
    let line = 0;
    for (const [i, years] of ttms.entries()) {
      const forward = forwards[i] ?? Number.NaN;
      row.expiry = (
        years > 0 && years < 200 ? Math.round(asOf + years * MS_PER_YEAR) : Number.NaN
      ) as EpochMs;
      row.underlyingPrice = forward;
      for (const [j, strike] of list(strikes?.[i]).entries()) {
        line++;
        const type = list(types?.[i])[j];
        row.strike = number(strike);
        row.isCall = typeof type === 'string' ? /^(?:c|ic)/i.test(type) : row.strike >= forward;
        row.bid = number(list(bids?.[i])[j]);
        row.ask = number(list(asks?.[i])[j]);
        rows.add(row, line);
      }
    }
    yield { bytes, totalBytes: source.size, rows: rows.accepted };
    return listedBoard(source, bytes, rows, options, () => ({
      reader: volArrays.id,
      notes: [
        'Bid and ask are implied vols (decimal), a list a maturity; the forwards are those of the file.',
        `Maturities are years of 365 days from the as-of time${stated?.dayOnly === true ? ', a day taken at 16:00 New York' : ''}.`,
      ],
      venue: null,
      premiumCurrency: 'USD',
      exercise: 'european',
      unit: 'vol',
      spot: null,
      asOf: () => ({ asOf, asOfSource: stated === null ? 'user' : 'file', issues: [] }),
    }));
  },
};

/** A day in words with or without a time, `21Oct2021`, `15_Jul_2022_16_23_02`: New York time, the close without a time. */
function instantIn(text: string): { readonly at: EpochMs; readonly dayOnly: boolean } | null {
  const m = /(\d{1,2})[ _-]?([A-Z]{3,9})[ _-]?(\d{4})(?:[ _T-](\d{2})[_:](\d{2}))?/i.exec(text);
  const iso = /(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/.exec(text);
  const date =
    m !== null
      ? calendarDate(Number(m[3]), monthNumber(m[2] as string), Number(m[1]))
      : iso === null
        ? null
        : calendarDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  if (date === null) return null;
  const [hour, minute] = [m?.[4] ?? iso?.[4], m?.[5] ?? iso?.[5]];
  const dayOnly = hour === undefined || Number(hour) > 23 || Number(minute) > 59;
  return {
    at: dayOnly ? newYorkInstant(date, 16, 0) : newYorkInstant(date, Number(hour), Number(minute)),
    dayOnly,
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function nested(lists: JsonObject, key: string): readonly unknown[] | null {
  const value = field(lists, key);
  return Array.isArray(value) ? value : null;
}

function numbers(lists: JsonObject, key: string): readonly number[] | null {
  return nested(lists, key)?.map(number) ?? null;
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;
}

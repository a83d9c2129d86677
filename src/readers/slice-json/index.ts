import { failure, type Issue, success } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { MS_PER_YEAR } from '#base/units.ts';
import { newYorkInstant } from '#market/expiry.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { numberField, textField } from '#readers/io/field-number.ts';
import { readTime } from '#readers/io/instant.ts';
import { field, isJsonObject, type JsonObject, readJson } from '#readers/io/json.ts';
import { shownName } from '#readers/io/limits.ts';
import { blankRow, QuoteRows } from '#readers/io/quote-rows.ts';
import type { QuoteReader } from '#readers/reader.ts';

/** One expiry as `{market_vols: [[strike, iv], ...], forward, expiry_years, snap_date, expiry_date}`. */
export const sliceJson: QuoteReader = {
  id: 'vol-slice',
  label: 'One expiry of mid volatilities (JSON)',

  match(head) {
    const text = head.text();
    if (!/^\s*\{/.test(text) || !/"market_vols"\s*:\s*\[/.test(text)) return 'no';
    return /"forward"\s*:/.test(text) && /"expiry_(?:years|date)"\s*:/.test(text) ? 'certain' : 'likely';
  },

  async *read(source, options) {
    const json = yield* readJson(source);
    if (!json.ok) return json;
    const { value, bytes } = json.value;
    const shown = shownName(source.name);
    const vols = isJsonObject(value) ? field(value, 'market_vols') : null;
    if (!isJsonObject(value) || !Array.isArray(vols)) {
      return failure(
        'unrecognised',
        `${shown} is JSON without a "market_vols" list. Save the whole object.`,
        source.name,
      );
    }
    const forward = numberField(value, 'forward');
    if (!(forward > 0)) {
      return failure(
        'missing-data',
        `${shown} states no forward. Expected "forward" beside "market_vols".`,
        source.name,
      );
    }
    const stated = dayClose(value, 'snap_date');
    const asOf = stated ?? options.asOf;
    const expiry = findExpiry(value, asOf);
    if (expiry === null) {
      return failure(
        'missing-data',
        `${shown} states no expiry. Expected "expiry_date", or "expiry_years" and "snap_date".`,
        source.name,
      );
    }
    const rows = new QuoteRows();
    const underlying = /^[A-Z]{1,6}(?= )/.exec(textField(value, 'description'))?.[0] ?? '';
    const row = blankRow();
    row.root = underlying;
    row.expiry = expiry;
    row.underlyingPrice = forward;
    for (const [i, pair] of vols.entries()) {
      const [strike, vol]: unknown[] = Array.isArray(pair) ? pair : [];
      if (typeof strike !== 'number' || typeof vol !== 'number' || !(vol > 0)) {
        rows.reject('not-a-row', `row ${i + 1}`);
        continue;
      }
      row.strike = strike;
      row.isCall = strike >= forward;
      row.bid = vol;
      row.ask = vol;
      rows.add(row, i + 1);
    }
    const columns = rows.finish();
    if (columns.symbol.length === 0) {
      return failure(
        'missing-data',
        `${shown} holds no pair of strike and volatility in "market_vols". Write each as [strike, vol].`,
        source.name,
      );
    }
    yield { bytes, totalBytes: source.size, rows: columns.rowsRead };
    const set: QuoteSet = {
      ...columns,
      reader: sliceJson.id,
      notes: [
        'One expiry of implied vols (decimal), one a strike: bid and ask are both the vol given, so no spread is known.',
        'A strike at or above the forward counts as a call, below it as a put. Dates are taken at 16:00 New York.',
      ],
      files: [{ name: source.name, bytes, sha256: await source.sha256() }],
      venue: null,
      underlying,
      settlement: 'linear',
      exercise: 'european',
      unit: 'vol',
      premiumCurrency: 'USD',
      asOf,
      asOfSource: stated !== null ? 'file' : asOf === null ? 'missing' : 'user',
      futures: [],
      spot: null,
    };
    const issues: Issue[] = [
      {
        severity: 'info',
        code: 'mid-only',
        message: `${shown} gives one vol a strike, without bid and ask: the share inside bid-ask says nothing here.`,
        at: source.name,
      },
    ];
    return success(set, issues);
  },
};

/** The day in a field at 16:00 New York, or its instant where it states one. */
function dayClose(object: JsonObject, key: string): EpochMs | null {
  const time = readTime(textField(object, key));
  return time === null ? null : time.kind === 'instant' ? time.at : newYorkInstant(time.date, 16, 0);
}

/** The expiry date, else the as-of time plus the years. */
function findExpiry(object: JsonObject, asOf: EpochMs | null): EpochMs | null {
  const stated = dayClose(object, 'expiry_date');
  if (stated !== null) return stated;
  const years = numberField(object, 'expiry_years');
  return asOf !== null && years > 0 && years < 100
    ? (Math.round(asOf + years * MS_PER_YEAR) as EpochMs)
    : null;
}

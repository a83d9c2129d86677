import { failure, type Issue, type Outcome, success } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { canonicalName, parseInstrumentName } from '#market/instrument-name.ts';
import type { AsOfSource, ListedFuture, QuoteSet } from '#market/quote-set.ts';
import { numberField, textField } from '#readers/io/field-number.ts';
import { readEpoch, readTime } from '#readers/io/instant.ts';
import { field, isJsonObject, readJson } from '#readers/io/json.ts';
import { shownName } from '#readers/io/limits.ts';
import type { QuoteReader } from '#readers/reader.ts';
import { collectQuotes } from './collect.ts';
import { type DeribitDocument, findLists } from './document.ts';

/** Deribit book summaries and tickers as JSON: a bare array, a REST reply, or `{as_of, futures, options, instruments}`. */
export const deribitBookSummary: QuoteReader = {
  id: 'deribit-book-summary',
  label: 'Deribit book summary (JSON)',

  match(head) {
    const text = head.text();
    if (!/^\s*[[{]/.test(text) || !/"instrument_name"\s*:/.test(text)) {
      return /^\s*\{/.test(text) && /"result"\s*:\s*\[\s*\]/.test(text) && /"us(?:Out|Diff)"/.test(text)
        ? 'likely'
        : 'no';
    }
    if (/"method"\s*:\s*"subscription"/.test(text)) return 'no';
    const prices = /"(?:best_)?(?:bid|ask)_price"\s*:/.test(text);
    const lists = /^\s*(?:\[\s*\{|\{[^[\]]*"(?:result|options|futures|instruments)"\s*:\s*[[{])/.test(text);
    return prices && lists ? 'certain' : prices || lists ? 'likely' : 'no';
  },

  async *read(source, options) {
    const json = yield* readJson(source);
    if (!json.ok) return json;
    const { value, bytes } = json.value;
    const shown = shownName(source.name);
    const error = isJsonObject(value) ? field(value, 'error') : undefined;
    if (isJsonObject(error)) {
      const said = `${numberField(error, 'code')} ${textField(error, 'message')}`.slice(0, 80);
      return failure(
        'invalid',
        `${shown} is an error reply of the venue (${said}), not quotes. Ask again.`,
        source.name,
      );
    }
    const lists = findLists(value);
    if (lists === null) {
      return failure(
        'unrecognised',
        `${shown} is JSON without a list of quotes. Expected an array, "result", or "options" and "futures".`,
        source.name,
      );
    }
    const futures = listedFutures([...lists.futures, ...lists.options]);
    const collected = collectQuotes(source.name, lists, options.underlying);
    if (!collected.ok) return collected;
    const { rows, underlying, linear } = collected.value;
    const columns = rows.finish();
    if (columns.symbol.length === 0) return noOption(source.name, lists, futures.length, columns.rejected);
    const issues: Issue[] = [...collected.issues];
    const { asOf, asOfSource } = findAsOf(lists, columns.timestamp, options.asOf);
    if (asOf === null) issues.push(missingAsOf(source.name));
    const mine = futures.filter((future) => rootOf(future.name) === underlying);
    const currency = linear ? (underlying.split('_')[1] ?? 'USDC') : underlying;
    const set: QuoteSet = {
      ...columns,
      reader: deribitBookSummary.id,
      notes: notes(lists, linear, currency, columns, mine.length),
      files: [{ name: source.name, bytes, sha256: await source.sha256() }],
      venue: 'deribit',
      underlying,
      settlement: linear ? 'linear' : 'inverse',
      exercise: 'european',
      unit: linear ? 'currency' : 'coin',
      premiumCurrency: currency,
      asOf,
      asOfSource,
      futures: mine,
      spot: findSpot(lists.options),
    };
    yield { bytes, totalBytes: source.size, rows: columns.rowsRead };
    return success(set, issues);
  },
};

function notes(
  lists: DeribitDocument,
  linear: boolean,
  currency: string,
  columns: Pick<QuoteSet, 'markVol' | 'underlyingPrice'>,
  futures: number,
): readonly string[] {
  const said = [
    'Deribit book summary: strike, expiry and type are read from the instrument name; expiry 08:00 UTC.',
    linear
      ? `Premiums are in ${currency} (linear).`
      : `Premiums are in ${currency} per ${currency} of underlying (inverse).`,
  ];
  if (columns.markVol !== null) said.push('mark_iv is in percent.');
  if (columns.underlyingPrice !== null)
    said.push('underlying_price is the forward of each expiry as the venue states it.');
  if (futures > 0) said.push(`${futures} futures are listed in the file.`);
  if (lists.simulated) said.push('The file says that its quotes are simulated.');
  return said;
}

/** Futures and perpetuals of a list; anything else in it is passed over. */
function listedFutures(rows: readonly unknown[]): readonly ListedFuture[] {
  const found = new Map<string, ListedFuture>();
  for (const row of rows) {
    if (!isJsonObject(row)) continue;
    const name = canonicalName(textField(row, 'instrument_name'));
    if (found.has(name)) continue;
    const parsed = parseInstrumentName(name);
    if (parsed.kind !== 'future' && parsed.kind !== 'perpetual') continue;
    found.set(name, { name, expiry: parsed.expiry, bid: price(row, 'bid'), ask: price(row, 'ask') });
  }
  return [...found.values()];
}

function price(row: Parameters<typeof numberField>[0], side: 'bid' | 'ask'): number | null {
  const plain = numberField(row, `${side}_price`);
  const value = Number.isNaN(plain) ? numberField(row, `best_${side}_price`) : plain;
  return value > 0 ? value : null;
}

function rootOf(future: string): string {
  const parsed = parseInstrumentName(future);
  return parsed.kind === 'future' || parsed.kind === 'perpetual' ? parsed.root : '';
}

/** The index the venue would deliver at, which is its spot index. */
function findSpot(rows: readonly unknown[]): number | null {
  for (const row of rows) {
    if (!isJsonObject(row)) continue;
    for (const key of ['index_price', 'estimated_delivery_price']) {
      const value = numberField(row, key);
      if (value > 0) return value;
    }
  }
  return null;
}

function findAsOf(
  lists: DeribitDocument,
  timestamps: Float64Array | null,
  asked: EpochMs | null,
): { asOf: EpochMs | null; asOfSource: AsOfSource } {
  const written =
    typeof lists.asOf === 'number' ? readEpoch(lists.asOf) : lists.asOf === null ? null : instant(lists.asOf);
  if (written !== null) return { asOf: written, asOfSource: 'file' };
  const replied = lists.usOut === null ? null : readEpoch(lists.usOut);
  if (replied !== null) return { asOf: replied, asOfSource: 'file' };
  const newest = timestamps?.reduce((late, at) => (at > late ? at : late), 0) ?? 0;
  if (newest > 0) return { asOf: newest as EpochMs, asOfSource: 'timestamps' };
  return asked === null ? { asOf: null, asOfSource: 'missing' } : { asOf: asked, asOfSource: 'user' };
}

function instant(text: string): EpochMs | null {
  const time = readTime(text);
  return time?.kind === 'instant' ? time.at : null;
}

function missingAsOf(file: string): Issue {
  return {
    severity: 'warning',
    code: 'as-of-missing',
    message: `${shownName(file)} does not say when its quotes were taken. Set the as-of time.`,
    at: file,
  };
}

function noOption(
  file: string,
  lists: DeribitDocument,
  futures: number,
  rejected: QuoteSet['rejected'],
): Outcome<QuoteSet> {
  const shown = shownName(file);
  if (futures > 0) {
    const others = rejected.filter(({ reason }) => reason !== 'future' && reason !== 'perpetual');
    const more = others.map(({ reason, count }) => `, ${count} ${reason}`).join('');
    return failure(
      'missing-data',
      `${shown} holds ${futures} futures${more} and no option. Open the option list of the same venue.`,
      file,
    );
  }
  const rows = lists.options.length;
  if (rows === 0) {
    return failure(
      'missing-data',
      `${shown} holds an empty list: no option in it. Save the option list again.`,
      file,
    );
  }
  const why = rejected
    .map(({ reason, count, examples }) => `${count} ${reason} (${examples[0] ?? ''})`)
    .join(', ');
  return failure(
    'missing-data',
    `${shown}: none of its ${rows} rows is an option: ${why}. Open a list of options.`,
    file,
  );
}

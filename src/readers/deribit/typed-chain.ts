import { failure, type Issue, success } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import type { ListedFuture, QuoteSet } from '#market/quote-set.ts';
import { numberField, textField } from '#readers/io/field-number.ts';
import { field, isJsonObject, type JsonObject, readJson } from '#readers/io/json.ts';
import { shownName } from '#readers/io/limits.ts';
import { chooseUnderlying } from '#readers/io/one-underlying.ts';
import { blankRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { statedAsOf, writtenInstant } from '#readers/io/stated-as-of.ts';
import { documentedLadder, tickAt } from '#readers/io/tick-size.ts';
import type { QuoteReader } from '#readers/reader.ts';

/**
 * A typed chain `{asset, asset_curve: {ref_date}, inputs: [...]}` whose inputs are a spot, forwards and options, each
 * with bid and ask as text. Options are named by strike, maturity and type alone.
 */
export const typedChain: QuoteReader = {
  id: 'typed-chain',
  label: 'Typed chain of spot, forwards and options (JSON)',

  match(head) {
    const text = head.text();
    if (!/^\s*\{/.test(text) || !/"inputs"\s*:\s*\[/.test(text)) return 'no';
    return /"security_type"\s*:\s*"(?:spot|forward|option)"/.test(text) ? 'certain' : 'no';
  },

  async *read(source, options) {
    const json = yield* readJson(source);
    if (!json.ok) return json;
    const { value, bytes } = json.value;
    const shown = shownName(source.name);
    const inputs = isJsonObject(value) ? field(value, 'inputs') : null;
    if (!isJsonObject(value) || !Array.isArray(inputs)) {
      return failure(
        'unrecognised',
        `${shown} is JSON without a list of "inputs". Save the whole object.`,
        source.name,
      );
    }
    const coin = textField(value, 'asset').toUpperCase().slice(0, 12);
    const chain = readInputs(inputs, coin);
    const { rows } = chain;
    if (rows.accepted === 0) {
      return failure(
        'missing-data',
        `${shown} holds ${chain.futures.length} forwards and no option. Save the options with them.`,
        source.name,
      );
    }
    const chosen = chooseUnderlying(source.name, chain.books, options.underlying);
    if (!chosen.ok) return chosen;
    const book = chosen.value;
    rows.refuse((i) => (rows.rootAt(i) === book ? null : 'other-underlying'));
    const columns = rows.finish();
    yield { bytes, totalBytes: source.size, rows: columns.rowsRead };
    const inverse = !book.includes('_');
    const found = statedAsOf(source.name, referenceTime(value), null, options.asOf);
    const issues: readonly Issue[] = found.issues;
    const set: QuoteSet = {
      ...columns,
      reader: typedChain.id,
      notes: [
        'Typed chain: numbers are text, maturities are instants; iv_bid and iv_ask are decimal and are recomputed, not used.',
        inverse
          ? `Premiums are in ${book} per ${book} of underlying (inverse).`
          : 'Premiums are in USD (linear).',
        `${chain.futures.length} forwards are listed in the file; its discount curves are not used.`,
      ],
      files: [{ name: source.name, bytes, sha256: await source.sha256() }],
      venue: null,
      underlying: book,
      settlement: inverse ? 'inverse' : 'linear',
      exercise: 'european',
      unit: inverse ? 'coin' : 'currency',
      premiumCurrency: inverse ? book : 'USD',
      asOf: found.asOf,
      asOfSource: found.asOfSource,
      futures: chain.futures,
      spot: chain.spot,
    };
    return success(set, issues);
  },
};

interface Chain {
  readonly rows: QuoteRows;
  readonly futures: readonly ListedFuture[];
  readonly spot: number | null;
  /** Options by book: the coin for premiums in coin, `COIN_USD` else. */
  readonly books: ReadonlyMap<string, number>;
}

function readInputs(inputs: readonly unknown[], coin: string): Chain {
  const rows = new QuoteRows();
  const futures: ListedFuture[] = [];
  const books = new Map<string, number>();
  let spot: number | null = null;
  for (const [i, input] of inputs.entries()) {
    const place = `input ${i + 1}`;
    if (!isJsonObject(input)) {
      rows.reject('not-a-row', place);
      continue;
    }
    const kind = textField(input, 'security_type').toLowerCase();
    const maturity = writtenInstant(field(input, 'maturity') ?? null);
    if (kind === 'spot') spot = midOf(input) ?? spot;
    else if (kind === 'forward' || kind === 'future') {
      if (maturity !== null) futures.push(forwardOf(input, coin, maturity));
    } else if (kind !== 'option') rows.reject('unknown-type', place);
    else {
      const type = textField(input, 'option_type').toLowerCase();
      if (type !== 'call' && type !== 'put') {
        rows.reject('no-type', place);
        continue;
      }
      const inverse = field(input, 'inverse') === true;
      const row = blankRow();
      row.root = inverse ? coin : `${coin}_USD`;
      row.expiry = maturity ?? row.expiry;
      row.strike = numberField(input, 'strike');
      row.isCall = type === 'call';
      row.bid = numberField(input, 'bid');
      row.ask = numberField(input, 'ask');
      row.bidSize = numberField(input, 'bid_size');
      row.askSize = numberField(input, 'ask_size');
      row.volume = numberField(input, 'volume');
      row.openInterest = numberField(input, 'open_interest');
      if (inverse) row.tick = tickAt(documentedLadder(coin), row.ask > 0 ? row.ask : row.bid);
      const before = rows.accepted;
      rows.add(row, i + 1);
      if (rows.accepted > before) books.set(row.root, (books.get(row.root) ?? 0) + 1);
    }
  }
  return { rows, futures, spot, books };
}

function forwardOf(input: JsonObject, coin: string, expiry: EpochMs): ListedFuture {
  const price = (side: 'bid' | 'ask') => {
    const value = numberField(input, side);
    return value > 0 ? value : null;
  };
  const day = new Date(expiry).toISOString().slice(0, 10);
  return { name: `${coin} forward ${day}`, expiry, bid: price('bid'), ask: price('ask') };
}

function midOf(input: JsonObject): number | null {
  const mid = (numberField(input, 'bid') + numberField(input, 'ask')) / 2;
  return mid > 0 ? mid : null;
}

/** Reference time of either curve. */
function referenceTime(document: JsonObject): EpochMs | null {
  for (const key of ['asset_curve', 'quote_curve']) {
    const curve = field(document, key);
    const at = isJsonObject(curve) ? writtenInstant(field(curve, 'ref_date') ?? null) : null;
    if (at !== null) return at;
  }
  return writtenInstant(field(document, 'ref_date') ?? null);
}

/** Quotes as a session file holds them: facts by name, columns as lists, null where a cell is missing. */
import * as v from 'valibot';
import type {
  AsOfSource,
  ListedFuture,
  QuoteSet,
  QuoteUnit,
  Settlement,
  SourceFile,
} from '#market/quote-set.ts';
import { epoch, fields, number, oneOf, type Shape, text, whole } from './shape.ts';

/** Quotes a session holds at most; a session of more would take longer to keep than an edit may be unkept. */
export const MOST_QUOTES = 250_000;

const numbers = column((value) => value === null || (typeof value === 'number' && Number.isFinite(value)));
const strings: Shape<readonly string[]> = v.pipe(
  column((value) => typeof value === 'string' && value.length <= 256),
  v.transform((list) => [...(list as readonly string[])]),
);
const values = v.pipe(
  numbers,
  v.transform((list) =>
    Float64Array.from(list as readonly (number | null)[], (value) => value ?? Number.NaN),
  ),
);
const flags = v.pipe(
  column((value) => value === 0 || value === 1),
  v.transform((list) => Uint8Array.from(list as readonly number[])),
);
const optional = v.nullable(values);

/** A list of cells that are all as they should be, looked at one by one without a trace for each. */
function column(isCell: (value: unknown) => boolean) {
  return v.pipe(
    v.custom<readonly unknown[]>(Array.isArray, 'no list'),
    v.check((list) => list.length <= MOST_QUOTES, 'more quotes than a session holds'),
    v.check((list) => list.every(isCell), 'a cell that is not what the column holds'),
  );
}

const columns = {
  symbol: strings,
  root: strings,
  expiry: values,
  strike: values,
  isCall: flags,
  bid: values,
  ask: values,
  bidSize: optional,
  askSize: optional,
  bidDepth: optional,
  askDepth: optional,
  volume: optional,
  openInterest: optional,
  timestamp: optional,
  markVol: optional,
  underlyingPrice: optional,
  underlyingName: v.nullable(strings),
  tick: optional,
};

const entries = {
  reader: text,
  notes: v.array(text),
  files: v.array(
    fields<SourceFile>({ name: text, bytes: whole, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
  ),
  venue: v.nullable(text),
  underlying: text,
  settlement: oneOf<Settlement>({ inverse: true, linear: true }),
  exercise: oneOf<QuoteSet['exercise']>({ european: true, american: true, unknown: true }),
  unit: oneOf<QuoteUnit>({ coin: true, currency: true, vol: true }),
  premiumCurrency: text,
  asOf: v.nullable(epoch),
  asOfSource: oneOf<AsOfSource>({
    file: true,
    timestamps: true,
    'file-name': true,
    user: true,
    missing: true,
  }),
  futures: v.array(
    fields<ListedFuture>({
      name: text,
      expiry: v.nullable(epoch),
      bid: v.nullable(number),
      ask: v.nullable(number),
    }),
  ),
  spot: v.nullable(number),
  rowsRead: whole,
  rejected: v.array(
    fields<QuoteSet['rejected'][number]>({ reason: text, count: whole, examples: v.array(text) }),
  ),
  ...columns,
};

/** Quotes of a session file; all columns of one length. */
export const quotesShape: Shape<QuoteSet> = v.pipe(
  fields<QuoteSet>(entries),
  v.check((quotes) => {
    const rows = quotes.symbol.length;
    const all = columnNames.map((name) => quotes[name]);
    return all.every((each) => each === null || each.length === rows);
  }, 'columns of different lengths'),
  v.check(({ symbol }) => new Set(symbol).size === symbol.length, 'a symbol that stands twice'),
  v.check(
    ({ expiry }) => expiry.every((at) => !Number.isNaN(new Date(at).getTime())),
    'an expiry without a date',
  ),
);

/** Names of the columns, in the order of a file. */
export const columnNames = Object.keys(columns) as readonly (keyof typeof columns)[];

/** Quotes in the order of a file; its columns are written as lists. */
export function quotesMembers(quotes: QuoteSet): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.keys(entries).map((name) => [name, quotes[name as keyof QuoteSet]]));
}

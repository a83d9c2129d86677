/**
 * A large QuoteSet on its way to the page. A million strings sent one by one hold the page up for a second; one
 * long text with its cuts is copied as a block, and cut apart here with pauses in between.
 */
import type { QuoteSet } from '#market/quote-set.ts';

/** Strings of one column: all of them in a row, or the few different ones by number. */
type PackedStrings =
  | { readonly text: string; readonly ends: Int32Array }
  | { readonly values: readonly string[]; readonly codes: Int32Array };

const STRINGS = ['symbol', 'root', 'underlyingName'] as const;

/** A QuoteSet whose columns of strings are packed. */
export interface PackedQuotes {
  readonly packed: true;
  readonly rows: number;
  readonly columns: Omit<QuoteSet, (typeof STRINGS)[number]>;
  readonly symbol: PackedStrings;
  readonly root: PackedStrings;
  readonly underlyingName: PackedStrings | null;
}

/** Fewer rows are sent as they are. */
export const LARGE_ROWS = 20_000;
/** Different strings up to which a column is sent by number. */
const MOST_VALUES = 1000;
/** Strings cut apart before the page may draw again. */
const PIECE = 20_000;

/** Packs a set; its numeric columns are copied, so that the set may stay while the copy is handed over. */
export function packQuotes(quotes: QuoteSet): PackedQuotes {
  const { symbol, root, underlyingName, ...rest } = quotes;
  const columns = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name,
      value instanceof Float64Array || value instanceof Uint8Array ? value.slice() : value,
    ]),
  ) as unknown as PackedQuotes['columns'];
  return {
    packed: true,
    rows: symbol.length,
    columns,
    symbol: pack(symbol),
    root: pack(root),
    underlyingName: underlyingName === null ? null : pack(underlyingName),
  };
}

/**
 * What a market is made of, on its way back to a worker: a million names stay behind. The columns are copied as they
 * are sent.
 */
export function packForMarket(quotes: QuoteSet): PackedQuotes {
  const { symbol, root, underlyingName, ...columns } = quotes;
  const rows = symbol.length;
  const unasked = { volume: null, openInterest: null, bidDepth: null, askDepth: null, markVol: null };
  return {
    packed: true,
    rows,
    columns: { ...columns, ...unasked },
    symbol: { values: [''], codes: new Int32Array(rows) },
    root: pack(root),
    underlyingName: underlyingName === null ? null : pack(underlyingName),
  };
}

/** True for what `packQuotes` gives, columns of one length. */
export function isPackedQuotes(value: unknown): value is PackedQuotes {
  if (typeof value !== 'object' || value === null || !('packed' in value)) return false;
  const { rows, columns, symbol, root } = value as Partial<PackedQuotes>;
  if (columns === undefined || symbol === undefined || root === undefined) return false;
  const numeric = [columns.expiry, columns.strike, columns.bid, columns.ask];
  return numeric.every((column) => column instanceof Float64Array && column.length === rows);
}

/** The set again, made with pauses; null as soon as `stop` says so. */
export async function unpackQuotes(
  packed: PackedQuotes,
  pause: () => Promise<void>,
  stop: () => boolean,
): Promise<QuoteSet | null> {
  const unpacked: (string[] | null)[] = [];
  for (const name of STRINGS) {
    const column = packed[name];
    if (column === null) {
      unpacked.push(null);
      continue;
    }
    const strings: string[] = [];
    for (let from = 0; from < packed.rows; from += PIECE) {
      unpackPiece(column, strings, Math.min(packed.rows, from + PIECE));
      if (name === 'symbol') learnHashes(strings, from);
      await pause();
      if (stop()) return null;
    }
    unpacked.push(strings);
  }
  const [symbol, root, underlyingName] = unpacked;
  return {
    ...packed.columns,
    symbol: symbol ?? [],
    root: root ?? [],
    underlyingName: underlyingName ?? null,
  };
}

function pack(strings: readonly string[]): PackedStrings {
  const values: string[] = [];
  const numbers = new Map<string, number>();
  const codes = new Int32Array(strings.length);
  for (let i = 0; i < strings.length; i++) {
    const string = strings[i] as string;
    let code = numbers.get(string);
    if (code === undefined) {
      if (values.length === MOST_VALUES) return joined(strings);
      code = values.push(string) - 1;
      numbers.set(string, code);
    }
    codes[i] = code;
  }
  return { values, codes };
}

function joined(strings: readonly string[]): PackedStrings {
  const ends = new Int32Array(strings.length);
  let end = 0;
  for (let i = 0; i < strings.length; i++) {
    end += (strings[i] as string).length;
    ends[i] = end;
  }
  return { text: strings.join(''), ends };
}

const none: ReadonlySet<string> = new Set();

/**
 * To look a string up costs several times as much the first time, when its hash is made. Done here piece by piece, the
 * first weight by hand need not wait for a million hashes.
 */
function learnHashes(strings: readonly string[], from: number): void {
  for (let i = from; i < strings.length; i++) if (none.has(strings[i] as string)) return;
}

function unpackPiece(packed: PackedStrings, into: string[], to: number): void {
  if ('values' in packed) {
    for (let i = into.length; i < to; i++) into.push(packed.values[packed.codes[i] as number] as string);
    return;
  }
  const { text, ends } = packed;
  let start = into.length === 0 ? 0 : (ends[into.length - 1] as number);
  for (let i = into.length; i < to; i++) {
    const end = ends[i] as number;
    into.push(text.slice(start, end));
    start = end;
  }
}

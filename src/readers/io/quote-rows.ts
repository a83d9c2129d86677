import type { EpochMs } from '#base/units.ts';
import { isSafeName } from '#market/instrument-name.ts';
import type { QuoteSet, RejectedRows } from '#market/quote-set.ts';
import { HASH_START, hashOn, KeyTable, mixed } from './key-table.ts';
import { LateColumn } from './late-column.ts';

/** Optional numeric columns of a QuoteSet. */
export const OPTIONAL_COLUMNS = [
  'bidSize',
  'askSize',
  'volume',
  'openInterest',
  'timestamp',
  'markVol',
  'underlyingPrice',
  'tick',
  'bidDepth',
  'askDepth',
] as const;

export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];

/** One option row as a reader understood it. Numbers are NaN where missing. */
export interface QuoteRow {
  /** The venue's name; empty where the file has none. */
  symbol: string;
  /** `RowCells.nameHash` of the symbol; 0 where it is not known. */
  symbolHash: number;
  root: string;
  expiry: EpochMs;
  strike: number;
  isCall: boolean;
  bid: number;
  ask: number;
  bidSize: number;
  askSize: number;
  volume: number;
  openInterest: number;
  timestamp: number;
  markVol: number;
  underlyingPrice: number;
  underlyingName: string;
  tick: number;
  bidDepth: number;
  askDepth: number;
}

/** A row with everything missing, to be filled and added again and again. */
export function blankRow(): QuoteRow {
  return {
    symbol: '',
    symbolHash: 0,
    root: '',
    expiry: Number.NaN as EpochMs,
    strike: Number.NaN,
    isCall: false,
    bid: Number.NaN,
    ask: Number.NaN,
    bidSize: Number.NaN,
    askSize: Number.NaN,
    volume: Number.NaN,
    openInterest: Number.NaN,
    timestamp: Number.NaN,
    markVol: Number.NaN,
    underlyingPrice: Number.NaN,
    underlyingName: '',
    tick: Number.NaN,
    bidDepth: Number.NaN,
    askDepth: Number.NaN,
  };
}

type Columns = Pick<
  QuoteSet,
  | 'symbol'
  | 'root'
  | 'expiry'
  | 'strike'
  | 'isCall'
  | 'bid'
  | 'ask'
  | OptionalColumn
  | 'underlyingName'
  | 'rowsRead'
  | 'rejected'
>;

/** More expiries than boards have. */
const KNOWN_EXPIRIES = 1000;

/** What the key of a quote without a symbol, `root|expiry|strike|type`, begins with. */
interface Prefix {
  readonly root: string;
  /** The expiry as keys write it, which takes longer than all else of a key. */
  readonly written: string;
  readonly text: string;
  /** Its hash, not yet mixed. */
  readonly hash: number;
}

type NumericName = 'expiry' | 'strike' | 'bid' | 'ask' | OptionalColumn;

/**
 * Collects quotes in columns and keeps the books: every option row is accepted, or rejected with a reason,
 * so that rows read = accepted + rejected. Keys are unique: of two rows with one key the one with the later
 * timestamp stays, else the first.
 */
export class QuoteRows {
  private count = 0;
  private readonly symbols: string[] = [];
  private readonly roots: string[] = [];
  /** Null until a row names its forward. */
  private names: string[] | null = null;
  private readonly columns: Record<NumericName, LateColumn> = {
    expiry: new LateColumn(),
    strike: new LateColumn(),
    bid: new LateColumn(),
    ask: new LateColumn(),
    bidSize: new LateColumn(),
    askSize: new LateColumn(),
    volume: new LateColumn(),
    openInterest: new LateColumn(),
    timestamp: new LateColumn(),
    markVol: new LateColumn(),
    underlyingPrice: new LateColumn(),
    tick: new LateColumn(),
    bidDepth: new LateColumn(),
    askDepth: new LateColumn(),
  };
  private readonly numeric: readonly LateColumn[] = Object.values(this.columns);
  private calls = new Uint8Array(1024);
  /** The numbers of a row, in the order of the columns. */
  private readonly numbers = new Float64Array(this.numeric.length);
  /** A root known to be a name, or none: the one met last. */
  private safeRoot = '';
  private readonly byKey = new KeyTable(this.symbols);
  private readonly prefixes = new Map<EpochMs, Prefix>();
  private readonly reasons = new Map<string, { count: number; last: string | null; examples: string[] }>();

  /** Quotes accepted so far. */
  get accepted(): number {
    return this.count;
  }

  /** Refuses a row. `example` is an instrument name or a place such as `row 17`. */
  reject(reason: string, example: string): void {
    let entry = this.reasons.get(reason);
    if (entry === undefined) {
      entry = { count: 0, last: null, examples: [] };
      this.reasons.set(reason, entry);
    }
    entry.count++;
    if (entry.examples.length === 3 || entry.last === example) return;
    entry.last = example;
    const shown = example.replace(/[^A-Za-z0-9_.:| -]/g, '\ufffd').slice(0, 64);
    if (!entry.examples.includes(shown)) entry.examples.push(shown);
  }

  /**
   * Accepts a row, or refuses it: `bad-name`, `no-strike`, `no-expiry`, `duplicate`, `conflicting` (the same option with
   * other prices), `older-tick`. Prices,
   * volatilities and sizes of zero or less are stored as missing. Of two rows of one option and one instant the
   * first stays, unless they are `ticks`, which come in the order of time: then the second does.
   */
  add(row: QuoteRow, line: number, ticks = false): void {
    const fault = this.faultOf(row);
    if (fault !== null) {
      this.reject(fault, row.symbol || `row ${line}`);
      return;
    }
    let key = row.symbol;
    let hash = row.symbolHash;
    if (key === '') {
      const prefix = this.prefixOf(row.root, row.expiry);
      const end = `${row.strike}|${row.isCall ? 'C' : 'P'}`;
      key = prefix.text + end;
      hash = mixed(hashOn(prefix.hash, end));
    }
    const twin = hash === 0 ? this.byKey.findOrAdd(key) : this.byKey.findOrAdd(key, hash);
    if (twin < 0) {
      if (this.count === this.calls.length) this.grow();
      this.store(this.count++, key, row);
      return;
    }
    const earlier = this.columns.timestamp.at(twin);
    if ((ticks || earlier !== row.timestamp) && !Number.isNaN(earlier) && !Number.isNaN(row.timestamp)) {
      this.reject('older-tick', key);
      if (row.timestamp > earlier || (ticks && row.timestamp === earlier)) this.store(twin, key, row);
    } else {
      const { bid, ask } = this.columns;
      const same = isSame(bid.at(twin), row.bid) && isSame(ask.at(twin), row.ask);
      this.reject(same ? 'duplicate' : 'conflicting', key);
    }
  }

  /** Says which symbols come next, by their `symbolHash`. */
  expect(hashes: Int32Array): void {
    this.byKey.touch(hashes);
  }

  /** Refuses accepted rows after the fact: `why` gives the reason for a row, null keeps it. */
  refuse(why: (i: number) => string | null): void {
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      const reason = why(i);
      if (reason !== null) {
        this.reject(reason, this.symbols[i] as string);
        continue;
      }
      if (kept !== i) {
        this.symbols[kept] = this.symbols[i] as string;
        this.roots[kept] = this.roots[i] as string;
        if (this.names !== null) this.names[kept] = this.names[i] as string;
        this.calls[kept] = this.calls[i] as number;
        for (const column of this.numeric) column.move(i, kept);
      }
      kept++;
    }
    this.count = kept;
    for (const list of [this.symbols, this.roots, this.names]) if (list !== null) list.length = kept;
  }

  /** Root of an accepted row. */
  rootAt(i: number): string {
    return this.roots[i] as string;
  }

  /** Rows refused so far for a reason. */
  refused(reason: string): number {
    return this.reasons.get(reason)?.count ?? 0;
  }

  /** Exchange time of an accepted row, epoch ms; NaN where it is missing. */
  timestampAt(i: number): number {
    return this.columns.timestamp.at(i);
  }

  /** Key of an accepted row. */
  symbolAt(i: number): string {
    return this.symbols[i] as string;
  }

  /** The columns; an optional one in which nothing was ever found is null. */
  finish(): Columns {
    const n = this.count;
    const numeric = (name: NumericName) => this.columns[name].first(n);
    const optional = (name: OptionalColumn) => this.columns[name].found(n);
    const rejected: RejectedRows[] = [...this.reasons].map(([reason, entry]) => ({
      reason,
      count: entry.count,
      examples: entry.examples,
    }));
    return {
      symbol: this.symbols,
      root: this.roots,
      expiry: numeric('expiry'),
      strike: numeric('strike'),
      isCall: this.calls.slice(0, n),
      bid: numeric('bid'),
      ask: numeric('ask'),
      bidSize: optional('bidSize'),
      askSize: optional('askSize'),
      volume: optional('volume'),
      openInterest: optional('openInterest'),
      timestamp: optional('timestamp'),
      markVol: optional('markVol'),
      underlyingPrice: optional('underlyingPrice'),
      underlyingName: this.names?.some((name) => name !== '') ? this.names : null,
      tick: optional('tick'),
      bidDepth: optional('bidDepth'),
      askDepth: optional('askDepth'),
      rowsRead: n + rejected.reduce((sum, entry) => sum + entry.count, 0),
      rejected,
    };
  }

  private store(i: number, key: string, row: QuoteRow): void {
    this.symbols[i] = key;
    this.roots[i] = row.root;
    if (this.names !== null) this.names[i] = row.underlyingName;
    else if (row.underlyingName !== '') {
      this.names = Array<string>(i).fill('');
      this.names[i] = row.underlyingName;
    }
    this.calls[i] = row.isCall ? 1 : 0;
    const { numbers, numeric } = this;
    numbers[0] = row.expiry;
    numbers[1] = row.strike;
    numbers[2] = positive(row.bid);
    numbers[3] = positive(row.ask);
    numbers[4] = positive(row.bidSize);
    numbers[5] = positive(row.askSize);
    numbers[6] = row.volume >= 0 ? row.volume : Number.NaN;
    numbers[7] = row.openInterest >= 0 ? row.openInterest : Number.NaN;
    numbers[8] = positive(row.timestamp);
    numbers[9] = positive(row.markVol);
    numbers[10] = positive(row.underlyingPrice);
    numbers[11] = positive(row.tick);
    numbers[12] = positive(row.bidDepth);
    numbers[13] = positive(row.askDepth);
    for (let c = 0; c < numbers.length; c++) (numeric[c] as LateColumn).put(i, numbers, c);
  }

  private faultOf(row: QuoteRow): string | null {
    // Smaller ones are no strikes of anything, and would be written with an exponent.
    if (!(row.strike >= 1e-6 && row.strike < 1e12)) return 'no-strike';
    if (!(row.expiry > 0)) return 'no-expiry';
    if (row.symbolHash === 0 && row.symbol !== '' && !isSafeName(row.symbol)) return 'bad-name';
    if (row.root === '' || row.root === this.safeRoot) return null;
    if (!isSafeName(row.root)) return 'bad-name';
    this.safeRoot = row.root;
    return null;
  }

  /** What the keys of rows of one root and expiry begin with. */
  private prefixOf(root: string, expiry: EpochMs): Prefix {
    const known = this.prefixes.get(expiry);
    if (known?.root === root) return known;
    const written = known?.written ?? new Date(expiry).toISOString();
    const text = `${root}|${written}|`;
    const prefix = { root, written, text, hash: hashOn(HASH_START, text) };
    if (known !== undefined || this.prefixes.size < KNOWN_EXPIRIES) this.prefixes.set(expiry, prefix);
    return prefix;
  }

  private grow(): void {
    const calls = new Uint8Array(2 * this.calls.length);
    calls.set(this.calls);
    this.calls = calls;
  }
}

/** True for a price as it is kept and as it is written once more. */
function isSame(kept: number, written: number): boolean {
  return Object.is(kept, written > 0 ? written : Number.NaN);
}

/** The value where it is a finite number above zero, else NaN: zero is never a price. */
function positive(value: number): number {
  return value > 0 && value < Number.POSITIVE_INFINITY ? value : Number.NaN;
}

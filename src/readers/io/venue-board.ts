import { failure, type Issue, type Outcome, success } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { type OptionName, parseInstrumentName } from '#market/instrument-name.ts';
import type { ListedFuture, QuoteSet, QuoteUnit, SourceFile } from '#market/quote-set.ts';
import type { ByteSource, ReadOptions } from '#readers/reader.ts';
import { Instants } from './instants.ts';
import { shownName } from './limits.ts';
import { chooseUnderlying } from './one-underlying.ts';
import { blankRow, type QuoteRow, QuoteRows } from './quote-rows.ts';
import { statedAsOf } from './stated-as-of.ts';
import { documentedLadder, tickAt } from './tick-size.ts';

/** Coin venues whose instrument names state strike, expiry (08:00 UTC) and type. */
export type CoinVenue = 'deribit' | 'okx' | 'bybit' | 'binance';

const SHOWN: { readonly [venue in CoinVenue]: string } = {
  deribit: 'Deribit',
  okx: 'OKX',
  bybit: 'Bybit',
  binance: 'Binance',
};

/** Venues whose inverse options follow the documented price steps. */
const STEPPED: ReadonlySet<CoinVenue> = new Set(['deribit', 'okx']);

/** Times of rows from here on, the year 2200, are no times. */
const LATEST = 7.3e12;

/** What a reader knows of its file beside the rows. */
export interface BoardFacts {
  readonly reader: string;
  readonly notes: readonly string[];
  /** Instant the file itself states. */
  readonly asOf: EpochMs | null;
  /** Stands for the stamps of the rows where these are not the quotes' own. */
  readonly newest?: EpochMs | null;
  readonly futures: readonly ListedFuture[];
  readonly spot: number | null;
}

/** What is said of a set beside its columns. */
export type SetFacts = Pick<BoardFacts, 'reader' | 'notes' | 'futures' | 'spot'> &
  Pick<QuoteSet, 'asOf' | 'asOfSource'> & { readonly file: SourceFile };

/** Collects the rows of one file of a coin venue by their instrument names, and makes one book of them. */
export class VenueBoard {
  readonly rows: QuoteRows = new QuoteRows();
  private readonly venue: CoinVenue;
  private readonly quotes: 'price' | 'vol';
  private readonly names = new Map<string, OptionName>();
  private readonly options: ReadOptions;
  private readonly instants = new Instants();
  private futuresSeen = 0;

  /** `quotes`: whether bid and ask hold premiums, in the unit the names say, or implied vols. */
  constructor(venue: CoinVenue, options: ReadOptions, quotes: 'price' | 'vol' = 'price') {
    this.venue = venue;
    this.options = options;
    this.quotes = quotes;
  }

  /**
   * A blank row with what its name states; null for a row that is refused because its name is missing or is
   * that of a future, perpetual, spot pair, combination or stranger.
   */
  row(name: string, line: number): QuoteRow | null {
    if (name === '') {
      this.rows.reject('no-name', `row ${line}`);
      return null;
    }
    const known = this.names.get(name);
    const option = known ?? parseInstrumentName(name);
    if (option.kind !== 'option') {
      if (option.kind === 'future' || option.kind === 'perpetual') this.futuresSeen++;
      this.rows.reject(option.kind, name);
      return null;
    }
    if (known === undefined) this.names.set(name, option);
    const row = blankRow();
    row.symbol = name;
    row.root = option.root;
    row.expiry = option.expiry;
    row.strike = option.strike;
    row.isCall = option.isCall;
    return row;
  }

  /**
   * Accepts a row, with the venue's documented price step where the row states none; see `QuoteRows.add`. A row
   * after the instant asked for is refused as `after-instant`. Where rows are no `ticks`, options that come again
   * at another time make the file one of several snapshots.
   */
  add(row: QuoteRow, line: number, ticks = false): void {
    if (!(row.timestamp > 0 && row.timestamp < LATEST)) row.timestamp = Number.NaN;
    if (this.isLate(row.timestamp, row.symbol, ticks)) return;
    this.withTick(row);
    this.rows.add(row, line, ticks);
  }

  /** States the venue's documented price step where the row states none. */
  withTick(row: QuoteRow): void {
    if (this.quotes === 'price' && Number.isNaN(row.tick) && STEPPED.has(this.venue)) {
      row.tick = tickAt(documentedLadder(row.root), row.ask > 0 ? row.ask : row.bid);
    }
  }

  /** Notes the time of a row; true where it lies after the instant asked for, and the row is refused. */
  isLate(stamp: number, name: string, tick = true): boolean {
    this.instants.see(stamp, tick);
    const late = this.options.at !== null && stamp > this.options.at;
    if (late) this.rows.reject('after-instant', name);
    return late;
  }

  /** The QuoteSet of the one book, or of the one asked for. Inverse and linear books of a coin are never mixed. */
  async finish(
    source: ByteSource,
    bytes: number,
    facts: (columns: ReturnType<QuoteRows['finish']>, book: string) => BoardFacts,
  ): Promise<Outcome<QuoteSet>> {
    const { rows, options, instants } = this;
    if (rows.accepted === 0) return this.nothing(source.name);
    const snapshot = instants.newest(rows, options.at);
    if (snapshot === 'unchosen') return instants.ask(source.name);
    if (snapshot !== null) rows.refuse((i) => (rows.timestampAt(i) === snapshot ? null : 'other-snapshot'));
    const counts = new Map<string, number>();
    for (let i = 0; i < rows.accepted; i++) {
      const book = this.bookOf(rows.symbolAt(i));
      counts.set(book, (counts.get(book) ?? 0) + 1);
    }
    const chosen = chooseUnderlying(source.name, counts, options.underlying);
    if (!chosen.ok) return chosen;
    const book = chosen.value;
    rows.refuse((i) => (this.bookOf(rows.symbolAt(i)) === book ? null : 'other-underlying'));
    const columns = rows.finish();
    if (![columns.bid, columns.ask, columns.markVol].some((column) => column?.some((value) => value > 0))) {
      return failure(
        'missing-data',
        `${shownName(source.name)} names ${columns.symbol.length} option${columns.symbol.length === 1 ? '' : 's'} and gives no price and no volatility of any. Save their quotes and open those.`,
        source.name,
      );
    }
    const said = facts(columns, book);
    const stamps = said.newest === undefined ? columns.timestamp : stamp(said.newest);
    const found = statedAsOf(source.name, said.asOf, stamps, options.asOf);
    // Ticks stand until the next one; beyond the end of the file nothing is known to.
    const cut = options.at !== null && snapshot === null && options.at < instants.last;
    const { asOf, asOfSource, issues } = cut
      ? { asOf: options.at, asOfSource: 'user' as const, issues: [] }
      : found;
    const file = { name: source.name, bytes, sha256: await source.sha256() };
    const set = this.setOf(columns, book, { ...said, asOf, asOfSource, file });
    return success(set, issues satisfies readonly Issue[]);
  }

  /** The columns of one book as a set. */
  setOf(
    columns: ReturnType<QuoteRows['finish']>,
    book: string,
    { reader, notes, futures, spot, asOf, asOfSource, file }: SetFacts,
  ): QuoteSet {
    const linear = book.includes('_');
    const currency = linear ? (book.split('_')[1] ?? '') : book;
    const unit: QuoteUnit = this.quotes === 'vol' ? 'vol' : linear ? 'currency' : 'coin';
    return {
      ...columns,
      reader,
      notes: [...notes, ...this.unitNotes(unit, currency)],
      files: [file],
      venue: this.venue,
      underlying: columns.root[0] ?? book,
      settlement: linear ? 'linear' : 'inverse',
      exercise: 'european',
      unit,
      premiumCurrency: currency,
      asOf,
      asOfSource,
      futures,
      spot,
    };
  }

  /** Book of an option: `BTC` for premiums in coin, `BTC_USDC` for premiums in currency. */
  bookOf(name: string): string {
    const option = this.names.get(name);
    if (option === undefined) return '';
    const { root, premiumCurrency } = option;
    if (root.includes('_')) return root;
    const currency = premiumCurrency ?? (this.venue === 'bybit' ? 'USDC' : null);
    return currency === null ? root : `${root}_${currency}`;
  }

  private unitNotes(unit: QuoteUnit, currency: string): readonly string[] {
    const names = `Strike, expiry and type are read from the ${SHOWN[this.venue]} instrument name; expiry 08:00 UTC.`;
    if (unit === 'vol') return [names];
    return [
      names,
      unit === 'coin'
        ? `Premiums are in ${currency} per ${currency} of underlying (inverse).`
        : `Premiums are in ${currency} (linear).`,
    ];
  }

  private nothing(file: string): Outcome<QuoteSet> {
    const shown = shownName(file);
    const { rejected, rowsRead } = this.rows.finish();
    const { first } = this.instants;
    if (this.options.at !== null && first > this.options.at && first < Number.POSITIVE_INFINITY) {
      return failure(
        'missing-data',
        `${shown} begins at ${new Date(first).toISOString()}, after the instant asked for. Choose a later one.`,
        file,
      );
    }
    if (rowsRead === 0) {
      return failure(
        'missing-data',
        `${shown} holds an empty list: no option in it. Save the option list again.`,
        file,
      );
    }
    if (this.futuresSeen === rowsRead) {
      return failure(
        'missing-data',
        `${shown} holds ${rowsRead} ${rowsRead === 1 ? 'future' : 'futures'} and no option. Open the option list of the same venue.`,
        file,
      );
    }
    const why = rejected.map(({ reason, count, examples }) => `${count} ${reason} (${examples[0] ?? ''})`);
    return failure(
      'missing-data',
      `${shown}: none of its ${rowsRead} rows is an option: ${why.join(', ')}. Open a list of options.`,
      file,
    );
  }
}

function stamp(at: EpochMs | null): Float64Array | null {
  return at === null ? null : Float64Array.of(at);
}

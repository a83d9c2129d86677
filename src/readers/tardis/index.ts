import { failure, type Outcome, success } from '#base/outcome.ts';
import { scanRows } from '#readers/io/csv-rows.ts';
import { openSource } from '#readers/io/file-head.ts';
import { shownName } from '#readers/io/limits.ts';
import type { RowCells } from '#readers/io/row-cells.ts';
import { TickSeries } from '#readers/io/tick-series.ts';
import { type CoinVenue, VenueBoard } from '#readers/io/venue-board.ts';
import { placesOf, venueTable } from '#readers/io/venue-tables.ts';
import type { ByteSource, QuoteReader, ReadOptions, ReadProgress } from '#readers/reader.ts';

/** Venue behind the name of an exchange, and the factor that makes decimals of its volatilities. */
const EXCHANGES: ReadonlyMap<string, { readonly venue: CoinVenue; readonly volScale: number }> = new Map([
  ['deribit', { venue: 'deribit', volScale: 0.01 }],
  ['okex-options', { venue: 'okx', volScale: 1 }],
  ['bybit-options', { venue: 'bybit', volScale: 1 }],
  ['binance-european-options', { venue: 'binance', volScale: 1 }],
]);

/**
 * Tardis `options_chain`: one row a change of one option, of all underlyings of a venue, with times in
 * microseconds. The board is the last row of each option at or before the chosen instant, else the last of the
 * file.
 */
export const tardisChain: QuoteReader = {
  id: 'tardis-options-chain',
  label: 'Tardis options chain (CSV)',

  match(head) {
    return venueTable(head.lines())?.kind === 'tardis-chain' ? 'certain' : 'no';
  },

  async *read(source, options) {
    const ticks = new Ticks(options);
    const scanned = yield* scan(source, ticks);
    if (!scanned.ok) return scanned;
    const { board, bytes } = scanned.value;
    const { first, last, volScale } = ticks;
    return board.finish(source, bytes, () => ({
      reader: tardisChain.id,
      notes: [
        `Tardis options chain: a row is a change of one option; the last row of each option is taken${
          options.at === null || options.at >= last ? '' : ` at or before ${iso(options.at)}`
        }. The rows span ${iso(first)} to ${iso(last)}.`,
        `Times are in microseconds; volatilities are ${volScale === 1 ? 'decimal' : 'in percent'}; an empty cell is missing.`,
        'underlying_price is the forward of each expiry as the venue states it.',
      ],
      asOf: null,
      futures: [],
      spot: null,
    }));
  },

  async *series(source, underlying) {
    const series = new TickSeries();
    const ticks = new Ticks({ asOf: null, underlying: null, at: null }, series);
    const scanned = yield* scan(source, ticks);
    if (!scanned.ok) return scanned;
    const { board, bytes } = scanned.value;
    return series.finish(source, bytes, board, underlying, {
      reader: tardisChain.id,
      notes: [
        'Tardis options chain: a row is a change of one option; the last row of each option counts.',
        'underlying_price is the forward of each expiry as the venue states it.',
      ],
      futures: [],
      spot: null,
    });
  },
};

/** Reads all ticks of a file. */
async function* scan(
  source: ByteSource,
  ticks: Ticks,
): AsyncGenerator<ReadProgress, Outcome<{ readonly board: VenueBoard; readonly bytes: number }>, void> {
  const opened = await openSource(source);
  const delimiter = venueTable(opened.head.lines())?.delimiter ?? ',';
  const scanning = scanRows(opened.source, delimiter, (cells, row) => ticks.read(cells, row + 1));
  let bytes = 0;
  for (;;) {
    const next = await scanning.next();
    if (next.done === true) {
      if (!next.value.ok) return next.value;
      break;
    }
    bytes = next.value.bytes;
    yield { bytes, totalBytes: source.size, rows: ticks.rows };
  }
  const { board } = ticks;
  if (board !== null) return success({ board, bytes });
  return failure(
    'missing-data',
    `${shownName(source.name)} holds the header of an options chain and no row of a known exchange below it. Download it again.`,
    source.name,
  );
}

/** Times of rows from here on, the year 2200, are no times. */
const LATEST = 7.3e12;

type Column =
  | 'exchange'
  | 'symbol'
  | 'timestamp'
  | 'strike_price'
  | 'expiration'
  | 'bid_price'
  | 'ask_price'
  | 'bid_amount'
  | 'ask_amount'
  | 'open_interest'
  | 'mark_iv'
  | 'underlying_price'
  | 'underlying_index';

/** The rows of one file as they come, the header first. */
class Ticks {
  board: VenueBoard | null = null;
  volScale = 1;
  first: number = Number.POSITIVE_INFINITY;
  last = 0;
  /** Rows read. */
  rows = 0;
  private exchange = '';
  private places: { readonly [column in Column]: number } | null = null;
  private readonly strangers: string[] = [];
  private readonly options: ReadOptions;

  /** @param series takes the rows in the place of the board, where it is there */
  constructor(
    options: ReadOptions,
    private readonly series: TickSeries | null = null,
  ) {
    this.options = options;
  }

  read(cells: RowCells, line: number): void {
    this.rows = line;
    if (this.places === null) {
      this.places = columnsOf(cells);
      return;
    }
    const at = this.places;
    const number = (place: number) => cells.number(place, '.') ?? Number.NaN;
    const board = this.boardOf(cells.text(at.exchange).toLowerCase(), line);
    if (board === null) return;
    const name = cells.text(at.symbol);
    const stamp = Math.floor(number(at.timestamp) / 1000);
    if (!(stamp > 0 && stamp < LATEST)) {
      board.rows.reject('no-time', name || `row ${line}`);
      return;
    }
    if (stamp < this.first) this.first = stamp;
    if (stamp > this.last) this.last = stamp;
    const row = board.row(name, line);
    if (row === null) return;
    const strike = number(at.strike_price);
    const expiry = number(at.expiration) / 1000;
    if (
      (strike > 0 && Math.abs(strike - row.strike) > 1e-9 * strike) ||
      (expiry > 0 && expiry !== row.expiry)
    ) {
      board.rows.reject('contradiction', name);
      return;
    }
    row.bid = number(at.bid_price);
    row.ask = number(at.ask_price);
    row.bidSize = number(at.bid_amount);
    row.askSize = number(at.ask_amount);
    row.openInterest = number(at.open_interest);
    row.timestamp = stamp;
    row.markVol = number(at.mark_iv) * this.volScale;
    row.underlyingPrice = number(at.underlying_price);
    row.underlyingName = cells.text(at.underlying_index).slice(0, 64);
    if (this.series === null) board.add(row, line, true);
    else this.series.see(row, board);
  }

  /** The board of the file's one exchange; null for a row of another, which is refused. */
  private boardOf(exchange: string, line: number): VenueBoard | null {
    if (this.board === null) {
      const known = EXCHANGES.get(exchange);
      if (known === undefined) {
        this.strangers.push(`row ${line}`);
        return null;
      }
      this.board = new VenueBoard(known.venue, this.options);
      for (const place of this.strangers) this.board.rows.reject('other-venue', place);
      this.volScale = known.volScale;
      this.exchange = exchange;
    }
    if (exchange === this.exchange) return this.board;
    this.board.rows.reject('other-venue', `row ${line}`);
    return null;
  }
}

function columnsOf(header: RowCells): { readonly [column in Column]: number } {
  const places = placesOf(Array.from({ length: header.length }, (_, i) => header.text(i)));
  const at = (column: Column) => places.get(column) ?? header.length;
  return {
    exchange: at('exchange'),
    symbol: at('symbol'),
    timestamp: at('timestamp'),
    strike_price: at('strike_price'),
    expiration: at('expiration'),
    bid_price: at('bid_price'),
    ask_price: at('ask_price'),
    bid_amount: at('bid_amount'),
    ask_amount: at('ask_amount'),
    open_interest: at('open_interest'),
    mark_iv: at('mark_iv'),
    underlying_price: at('underlying_price'),
    underlying_index: at('underlying_index'),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

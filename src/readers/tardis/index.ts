import { failure } from '#base/outcome.ts';
import { splitRows } from '#readers/io/csv-rows.ts';
import { shownName } from '#readers/io/limits.ts';
import { readNumber } from '#readers/io/number.ts';
import { type CoinVenue, VenueBoard } from '#readers/io/venue-board.ts';
import { type ColumnPlaces, placesOf, venueTable } from '#readers/io/venue-tables.ts';
import type { QuoteReader, ReadOptions } from '#readers/reader.ts';

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
    let ticks: Ticks | null = null;
    let bytes = 0;
    const pieces = splitRows(source, ',');
    for (;;) {
      const next = await pieces.next();
      if (next.done === true) {
        if (!next.value.ok) return next.value;
        break;
      }
      const piece = next.value;
      bytes = piece.bytes;
      for (const [i, cells] of piece.rows.entries()) {
        if (ticks === null) ticks = new Ticks(placesOf(cells), options);
        else ticks.read(cells, piece.firstRow + i + 1);
      }
      yield { bytes, totalBytes: source.size, rows: piece.firstRow + piece.rows.length };
    }
    const board = ticks?.board ?? null;
    if (ticks === null || board === null) {
      return failure(
        'missing-data',
        `${shownName(source.name)} holds the header of an options chain and no row of a known exchange below it. Download it again.`,
        source.name,
      );
    }
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
};

/** The rows of one file as they come. */
class Ticks {
  board: VenueBoard | null = null;
  volScale = 1;
  first = Number.POSITIVE_INFINITY;
  last = 0;
  private exchange = '';
  private readonly strangers: string[] = [];
  private readonly places: ColumnPlaces;
  private readonly options: ReadOptions;

  constructor(places: ColumnPlaces, options: ReadOptions) {
    this.places = places;
    this.options = options;
  }

  read(cells: readonly string[], line: number): void {
    const exchange = this.text(cells, 'exchange').toLowerCase();
    if (this.board === null) {
      const known = EXCHANGES.get(exchange);
      if (known === undefined) {
        this.strangers.push(`row ${line}`);
        return;
      }
      this.board = new VenueBoard(known.venue, this.options);
      for (const place of this.strangers) this.board.rows.reject('other-venue', place);
      this.volScale = known.volScale;
      this.exchange = exchange;
    }
    const { board, volScale } = this;
    const name = this.text(cells, 'symbol');
    if (exchange !== this.exchange) {
      board.rows.reject('other-venue', name || `row ${line}`);
      return;
    }
    const stamp = Math.floor(this.number(cells, 'timestamp') / 1000);
    if (!(stamp > 0)) {
      board.rows.reject('no-time', name || `row ${line}`);
      return;
    }
    if (stamp < this.first) this.first = stamp;
    if (stamp > this.last) this.last = stamp;
    const row = board.row(name, line);
    if (row === null) return;
    const strike = this.number(cells, 'strike_price');
    const expiry = this.number(cells, 'expiration') / 1000;
    if (
      (strike > 0 && Math.abs(strike - row.strike) > 1e-9 * strike) ||
      (expiry > 0 && expiry !== row.expiry)
    ) {
      board.rows.reject('contradiction', name);
      return;
    }
    row.bid = this.number(cells, 'bid_price');
    row.ask = this.number(cells, 'ask_price');
    row.bidSize = this.number(cells, 'bid_amount');
    row.askSize = this.number(cells, 'ask_amount');
    row.openInterest = this.number(cells, 'open_interest');
    row.timestamp = stamp;
    row.markVol = this.number(cells, 'mark_iv') * volScale;
    row.underlyingPrice = this.number(cells, 'underlying_price');
    row.underlyingName = this.text(cells, 'underlying_index').slice(0, 64);
    board.add(row, line, true);
  }

  private text(cells: readonly string[], column: string): string {
    return (cells[this.places.get(column) ?? -1] ?? '').trim();
  }

  private number(cells: readonly string[], column: string): number {
    return readNumber(cells[this.places.get(column) ?? -1] ?? '') ?? Number.NaN;
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

import { calendarDate, utcInstant } from '#market/expiry.ts';
import { eachRow } from '#readers/io/csv-rows.ts';
import { readNumber } from '#readers/io/number.ts';
import { VenueBoard } from '#readers/io/venue-board.ts';
import { type ColumnPlaces, placesOf, venueTable } from '#readers/io/venue-tables.ts';
import type { QuoteReader } from '#readers/reader.ts';

/**
 * Binance's end-of-hour summaries (`EOHSummary`, one file a day): the best bid and ask of every option at the end of
 * each hour, so that a file holds up to 24 snapshots. No index and no forward.
 */
export const binanceEndOfHour: QuoteReader = {
  id: 'binance-end-of-hour',
  label: 'Binance end-of-hour summary (CSV)',

  match(head) {
    return venueTable(head.lines())?.kind === 'binance-end-of-hour' ? 'certain' : 'no';
  },

  async *read(source, options) {
    const board = new VenueBoard('binance', options);
    let places: ColumnPlaces | null = null;
    const visit = (cells: readonly string[], row: number): void => {
      if (places === null) places = placesOf(cells);
      else readRow(cells, places, board, row);
    };
    const read = yield* eachRow(source, ',', visit, () => board.rows.accepted);
    if (!read.ok) return read;
    return board.finish(source, read.value, () => ({
      reader: binanceEndOfHour.id,
      notes: [
        'Binance end-of-hour summary: best bid and ask at the end of each hour, UTC; 0 and an empty cell are a missing side.',
        'mark_iv is decimal. The file states no forward: parity is used, or forwards set by hand.',
      ],
      asOf: null,
      futures: [],
      spot: null,
    }));
  },
};

function readRow(cells: readonly string[], places: ColumnPlaces, board: VenueBoard, line: number): void {
  const text = (column: string) => (cells[places.get(column) ?? -1] ?? '').trim();
  const number = (column: string) => readNumber(text(column)) ?? Number.NaN;
  const row = board.row(text('symbol'), line);
  if (row === null) return;
  const at = endOfHour(text('date'), number('hour'));
  if (at === null) {
    board.rows.reject('no-time', row.symbol);
    return;
  }
  row.bid = number('best_bid_price');
  row.ask = number('best_ask_price');
  row.bidSize = number('best_bid_qty');
  row.askSize = number('best_ask_qty');
  row.volume = number('volume_contracts');
  row.openInterest = number('openinterest_contracts');
  row.markVol = number('mark_iv');
  row.timestamp = at;
  board.add(row, line);
}

/** The end of an hour 0 to 23 of a date `2023-05-18`; null where either is not one. */
function endOfHour(date: string, hour: number): number | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? [];
  const found = calendarDate(Number(year), Number(month), Number(day));
  return found === null || !Number.isInteger(hour) || hour < 0 || hour > 23
    ? null
    : utcInstant(found, hour + 1);
}

import { eachRow } from '#readers/io/csv-rows.ts';
import { openSource } from '#readers/io/file-head.ts';
import type { JsonObject } from '#readers/io/json.ts';
import { LIMITS } from '#readers/io/limits.ts';
import { readPythonLiteral } from '#readers/io/python-literal.ts';
import { placesOf, venueTable } from '#readers/io/venue-tables.ts';
import type { QuoteReader } from '#readers/reader.ts';
import { withMarkUnit } from './mark-unit.ts';
import { DeribitRows } from './rows.ts';

/** Fields of a row by the columns people keep them in; the first column that is there counts. */
const COLUMNS: { readonly [field: string]: readonly string[] } = {
  instrument_name: ['instrument_name'],
  bid_price: ['best_bid_price', 'bid_price', 'best_bid', 'bid'],
  ask_price: ['best_ask_price', 'ask_price', 'best_ask', 'ask'],
  best_bid_amount: ['best_bid_amount', 'bid_amount', 'bid_size'],
  best_ask_amount: ['best_ask_amount', 'ask_amount', 'ask_size'],
  mark_iv: ['mark_iv', 'implied_volatility', 'iv', 'mark_vol'],
  underlying_price: ['underlying_price', 'underlying'],
  underlying_index: ['underlying_index'],
  index_price: ['index_price', 'estimated_delivery_price'],
  open_interest: ['open_interest'],
  volume: ['stats.volume', 'volume', 'volume_24h'],
  strike: ['strike', 'strike_price'],
  option_type: ['option_type', 'type'],
  tick_size: ['tick_size'],
  timestamp: [
    'timestamp',
    'snapshot_time',
    'snapshot_timestamp',
    'creation_timestamp_y',
    'creation_timestamp',
    'timestamp_ms',
    'datetime',
    'collected_at',
    'fetched_at',
    'time',
  ],
};
/** Columns that hold literals of lists and objects. */
const LITERALS: readonly string[] = ['bids', 'asks', 'stats', 'tick_size_steps'];

/**
 * Deribit replies saved as a table: book summaries, tickers, order books polled one after another, instruments
 * joined with tickers, and snapshot collectors, each a row an instrument with the venue's `instrument_name`.
 */
export const deribitTable: QuoteReader = {
  id: 'deribit-table',
  label: 'Deribit rows as a table (CSV)',

  match(head) {
    return venueTable(head.lines())?.kind === 'deribit-rows' ? 'certain' : 'no';
  },

  async *read(source, options) {
    const opened = await openSource(source);
    const delimiter = venueTable(opened.head.lines())?.delimiter ?? ',';
    const rows = new DeribitRows(options);
    let columns = null as RowColumns | null;
    const visit = (cells: readonly string[], row: number): void => {
      if (columns === null) columns = new RowColumns(cells);
      else if (cells.length > LIMITS.columns) rows.board.rows.reject('too-many-columns', `row ${row}`);
      else rows.take(columns.objectOf(cells), row, { volScale: 1 });
    };
    const read = yield* eachRow(opened.source, delimiter, visit, () => rows.board.rows.accepted);
    if (!read.ok) return read;
    const finished = await rows.finish(source, read.value, {
      reader: deribitTable.id,
      notes: [
        'Deribit rows as a table: an empty cell, 0 and None are a missing side; an ask vol of 500 is a cap and is not used.',
      ],
      asOf: null,
    });
    if (!finished.ok) return finished;
    return withMarkUnit(finished, columns?.volHeader ?? 'mark_iv');
  },
};

/** Where each field of a row stands. */
class RowColumns {
  /** Name of the column of volatilities. */
  readonly volHeader: string;
  private readonly fields: readonly (readonly [field: string, at: number])[];
  private readonly literals: readonly (readonly [field: string, at: number])[];

  constructor(header: readonly string[]) {
    const places = placesOf(header);
    this.fields = Object.entries(COLUMNS).flatMap(([field, names]) => {
      const found = names.find((name) => places.has(name));
      return found === undefined ? [] : [[field, places.get(found) ?? -1] as const];
    });
    this.literals = LITERALS.flatMap((name) => {
      const at = places.get(name);
      return at === undefined ? [] : [[name, at] as const];
    });
    this.volHeader = COLUMNS['mark_iv']?.find((name) => places.has(name)) ?? 'mark_iv';
  }

  /** The row as the venue's object; prices of literals stand in where there are no columns of their own. */
  objectOf(cells: readonly string[]): JsonObject {
    const row: Record<string, unknown> = {};
    for (const [field, at] of this.fields) row[field] = (cells[at] ?? '').trim();
    for (const [field, at] of this.literals) row[field] = readPythonLiteral((cells[at] ?? '').trim());
    return row;
  }
}

import { failure, type Outcome } from '#base/outcome.ts';
import { canonicalName, type OptionName, parseInstrumentName } from '#market/instrument-name.ts';
import type { ListedFuture, QuoteSet } from '#market/quote-set.ts';
import { firstNumber, numberField, textField } from '#readers/io/field-number.ts';
import { readEpoch } from '#readers/io/instant.ts';
import { field, isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { shownName } from '#readers/io/limits.ts';
import type { QuoteRow } from '#readers/io/quote-rows.ts';
import { writtenInstant } from '#readers/io/stated-as-of.ts';
import { statedLadder, type TickLadder, tickAt } from '#readers/io/tick-size.ts';
import { VenueBoard } from '#readers/io/venue-board.ts';
import type { ByteSource, ReadOptions } from '#readers/reader.ts';
import { TRADED_SINCE } from './instrument-states.ts';
import { depthWithinSpread, type Level } from './order-book.ts';

/** What a reader says of its file when the rows are in. */
export interface DeribitFacts {
  readonly reader: string;
  readonly notes: readonly string[];
  /** Instant the file itself states. */
  readonly asOf: QuoteSet['asOf'];
}

/**
 * The rows of a Deribit file, whichever way it was saved: book summaries, tickers and order books, each an object
 * with the field names of the venue. Futures and perpetuals among them are kept as such and, in a list of
 * options, refused by name.
 */
export class DeribitRows {
  readonly board: VenueBoard;
  private readonly futures = new Map<string, ListedFuture>();
  private readonly ladders = new Map<string, TickLadder | null>();
  /** Index by contract root. */
  private readonly spots = new Map<string, number>();

  constructor(options: ReadOptions) {
    this.board = new VenueBoard('deribit', options);
  }

  /**
   * Takes one row. Volatilities are in percent unless `volScale` says otherwise; `stamp` stands in where the row
   * has no time of its own; `ticks` for rows in the order of time.
   */
  take(
    element: unknown,
    place: number,
    more: { volScale?: number; stamp?: number; ticks?: boolean } = {},
  ): void {
    const { board } = this;
    const fields = isJsonObject(element) ? withQuote(element) : element;
    if (!isJsonObject(fields)) {
      board.rows.reject('not-a-row', `row ${place}`);
      return;
    }
    const name = canonicalName(textField(fields, 'instrument_name'));
    this.takeFuture(fields);
    const row = board.row(name, place);
    if (row === null) return;
    if (!agrees(fields, row)) {
      board.rows.reject('contradiction', name);
      return;
    }
    fillRow(row, fields, more.volScale ?? 0.01);
    const index = firstNumber(fields, 'index_price', 'estimated_delivery_price');
    if (index > 0 && !this.spots.has(row.root)) this.spots.set(row.root, index);
    if (Number.isNaN(row.timestamp)) row.timestamp = more.stamp ?? Number.NaN;
    const ladder = this.ladders.get(name) ?? this.stated(fields, row.root);
    if (ladder !== null) row.tick = tickAt(ladder, row.ask > 0 ? row.ask : row.bid);
    board.add(row, place, more.ticks ?? false);
  }

  /** Keeps the prices of a future; anything else is passed over. */
  takeFuture(fields: unknown): void {
    if (!isJsonObject(fields)) return;
    const name = canonicalName(textField(fields, 'instrument_name'));
    if (this.futures.has(name)) return;
    const parsed = parseInstrumentName(name);
    if (parsed.kind !== 'future' && parsed.kind !== 'perpetual') return;
    const side = (which: 'bid' | 'ask') => {
      const value = priceOf(fields, which);
      return value > 0 ? value : null;
    };
    this.futures.set(name, { name, expiry: parsed.expiry, bid: side('bid'), ask: side('ask') });
  }

  /** Keeps the price steps that an instrument list states. */
  takeInstrument(fields: unknown): void {
    if (!isJsonObject(fields)) return;
    const name = canonicalName(textField(fields, 'instrument_name'));
    const option = parseInstrumentName(name);
    if (option.kind === 'option') this.ladders.set(name, this.stated(fields, option.root));
  }

  /** The QuoteSet; refuses a list of futures or of strangers with what it holds. */
  async finish(source: ByteSource, bytes: number, facts: DeribitFacts): Promise<Outcome<QuoteSet>> {
    const { board, futures } = this;
    if (board.rows.accepted === 0 && futures.size > 0) {
      const others = board.rows
        .finish()
        .rejected.filter(({ reason }) => reason !== 'future' && reason !== 'perpetual');
      const more = others.map(({ reason, count }) => `, ${count} ${reason}`).join('');
      return failure(
        'missing-data',
        `${shownName(source.name)} holds ${futures.size} ${futures.size === 1 ? 'future' : 'futures'}${more} and no option. Open the option list of the same venue.`,
        source.name,
      );
    }
    return board.finish(source, bytes, (columns, book) => {
      const mine = [...futures.values()].filter((future) => rootOf(future.name) === book);
      const notes = [...facts.notes];
      if (columns.underlyingPrice !== null) {
        notes.push('underlying_price is the forward of each expiry as the venue states it.');
      }
      if (mine.length > 0) notes.push(`${mine.length} futures are listed in the file.`);
      return {
        reader: facts.reader,
        notes,
        asOf: facts.asOf,
        futures: mine,
        spot: this.spots.get(book) ?? null,
      };
    });
  }

  private stated(fields: JsonObject, root: string): TickLadder | null {
    const base = numberField(fields, 'tick_size');
    return base > 0 ? statedLadder(root, base, steps(field(fields, 'tick_size_steps'))) : null;
  }
}

/** What a row of Deribit's says of its option, volatilities in percent where `volScale` is 0.01. */
export function fillRow(row: QuoteRow, fields: JsonObject, volScale: number): void {
  row.bid = priceOf(fields, 'bid');
  row.ask = priceOf(fields, 'ask');
  row.bidSize = sizeOf(fields, 'bid');
  row.askSize = sizeOf(fields, 'ask');
  [row.bidDepth, row.askDepth] = depthOf(fields, row.bid, row.ask);
  row.volume = volumeOf(fields);
  row.openInterest = numberField(fields, 'open_interest');
  row.timestamp = timeOf(fields);
  row.markVol = numberField(fields, 'mark_iv') * volScale;
  row.underlyingPrice = numberField(fields, 'underlying_price');
  row.underlyingName = textField(fields, 'underlying_index').slice(0, 64);
}

/** The best price of a side: `best_bid_price`, a book summary's `bid_price`, or the first level of `bids`. */
function priceOf(fields: JsonObject, side: 'bid' | 'ask'): number {
  const stated = firstNumber(fields, `${side}_price`, `best_${side}_price`);
  return Number.isNaN(stated) ? bestLevel(fields, side, 0) : stated;
}

function sizeOf(fields: JsonObject, side: 'bid' | 'ask'): number {
  const stated = numberField(fields, `best_${side}_amount`);
  return Number.isNaN(stated) ? bestLevel(fields, side, 1) : stated;
}

/** Amounts within a spread of the mid, as a recording summed them or from the levels of an order book. */
function depthOf(fields: JsonObject, bid: number, ask: number): readonly [number, number] {
  const summed = numberField(fields, 'bid_within_spread');
  if (!Number.isNaN(summed)) return [summed, numberField(fields, 'ask_within_spread')];
  const [bids, asks] = [levelsOf(fields, 'bid'), levelsOf(fields, 'ask')];
  return bids.length + asks.length === 0 ? [Number.NaN, Number.NaN] : depthWithinSpread(bids, asks, bid, ask);
}

/** Keys under which an instrument keeps the reply about its quote. */
const QUOTES = ['ticker', 'book_summary', 'summary', 'order_book', 'orderbook', 'book', 'quote'];

/** An instrument with the fields of the ticker, summary or order book that is kept inside it. */
function withQuote(fields: JsonObject): JsonObject {
  const inner = QUOTES.map((key) => field(fields, key)).filter(isJsonObject);
  return inner.length === 0 ? fields : Object.fromEntries([fields, ...inner].flatMap(Object.entries));
}

/**
 * Price or amount of the best level of an order book, best first: levels are `[price, amount]`, with an action before
 * them or without, or `{price, amount}`.
 */
function bestLevel(fields: JsonObject, side: 'bid' | 'ask', at: 0 | 1): number {
  const levels = field(fields, `${side}s`);
  return Array.isArray(levels) ? levelOf(levels[0])[at] : Number.NaN;
}

/** All levels of one side; those that are none of both are left out by their amount. */
function levelsOf(fields: JsonObject, side: 'bid' | 'ask'): readonly Level[] {
  const levels = field(fields, `${side}s`);
  return Array.isArray(levels) ? levels.map(levelOf) : [];
}

function levelOf(level: unknown): Level {
  if (isJsonObject(level)) {
    return [numberField(level, 'price'), firstNumber(level, 'amount', 'size', 'qty', 'quantity')];
  }
  const [price, amount]: unknown[] = Array.isArray(level) ? level.slice(-2) : [];
  return [numberField({ price }, 'price'), numberField({ amount }, 'amount')];
}

/** Volume of the day: as the venue stated it, in coin, with what was traded since; in dollars where it states no other. */
function volumeOf(fields: JsonObject): number {
  const of = activity(fields);
  const stated = numberField(of, 'volume');
  const since = numberField(fields, TRADED_SINCE);
  if (Number.isNaN(stated)) return firstNumber({ usd: field(of, 'volume_usd'), since }, 'usd', 'since');
  return since > 0 ? stated + since : stated;
}

/** Where a row keeps its traded volume: a ticker under `stats`, a book summary beside the prices. */
function activity(fields: JsonObject): JsonObject {
  const stats = field(fields, 'stats');
  return isJsonObject(stats) ? stats : fields;
}

function timeOf(fields: JsonObject): number {
  for (const key of ['timestamp', 'creation_timestamp']) {
    const value = field(fields, key);
    const at = typeof value === 'string' ? writtenInstant(value) : readEpoch(numberField(fields, key));
    if (at !== null) return at;
  }
  return Number.NaN;
}

/** False when the row's own strike or type denies what its name says. */
function agrees(fields: JsonObject, option: Pick<OptionName, 'strike' | 'isCall'>): boolean {
  const strike = numberField(fields, 'strike');
  const type = textField(fields, 'option_type').toLowerCase();
  return (
    (Number.isNaN(strike) || Math.abs(strike - option.strike) <= 1e-9 * option.strike) &&
    (type === '' || type.startsWith(option.isCall ? 'c' : 'p'))
  );
}

function steps(value: unknown): { above: number; tick: number }[] | null {
  if (!Array.isArray(value)) return null;
  return value
    .filter(isJsonObject)
    .map((step) => ({ above: numberField(step, 'above_price'), tick: numberField(step, 'tick_size') }))
    .filter((step) => step.above > 0 && step.tick > 0)
    .sort((a, b) => a.above - b.above);
}

function rootOf(future: string): string {
  const parsed = parseInstrumentName(future);
  return parsed.kind === 'future' || parsed.kind === 'perpetual' ? parsed.root : '';
}

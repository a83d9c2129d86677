import { canonicalName } from '#market/instrument-name.ts';
import { firstNumber, numberField, textField } from '#readers/io/field-number.ts';
import { readEpoch } from '#readers/io/instant.ts';
import { field, isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { OrderBook, type OrderBookState } from './order-book.ts';
import { TradeTape, type TradeTapeKept } from './trade-tape.ts';

/** What is known of one instrument; fields named as the venue names them, `mark_iv` as a decimal. */
export type InstrumentState = Record<string, unknown>;

/** Field of a state: the venue's newest word on its prices, ms. Marks alone do not count. */
export const QUOTED_AT = 'quoted_at';

/** Field of a state: what was traded since the venue stated the volume beside it, coin. */
export const TRADED_SINCE = 'traded_since_stated';

/** What is said of a volume with trades in it. */
export const VOLUME_NOTE =
  'Volume is that of the day as the venue last stated it, with what was traded since; without a statement, what was traded of a day at most.';

const BEST = ['best_bid_price', 'best_bid_amount', 'best_ask_price', 'best_ask_amount'] as const;
const WITHIN = ['bid_within_spread', 'ask_within_spread'] as const;

/** Whether a message about an instrument is taken; `known`: one came before. */
type Admits = (stamp: number, name: string, known: boolean) => boolean;

/**
 * The last state of each instrument from the messages of the Deribit WebSocket, channels `ticker`, `incremental_ticker`,
 * `quote`, `book`, `markprice.options` and `trades`, and from rows of its book summary. A trade says nothing of the prices
 * that are quoted: it goes into the volume.
 */
export class InstrumentStates {
  /** Changes of order books that do not follow on the last. */
  gaps = 0;
  private readonly states = new Map<string, InstrumentState>();
  private readonly books = new Map<string, OrderBook>();
  private readonly tape = new TradeTape();

  /** Trades that were not told, by the venue's own count. */
  get missedTrades(): number {
    return this.tape.missed;
  }

  /** A trade has been told. */
  get hasTrades(): boolean {
    return !this.tape.isEmpty;
  }

  /** By canonical name, in the order of their first message. */
  get all(): ReadonlyMap<string, InstrumentState> {
    return this.states;
  }

  /**
   * Takes one message of a channel about one instrument.
   *
   * @returns the instrument's name; null where the channel says nothing of a quote, or the message is not admitted
   */
  take(channel: string, data: JsonObject, admits: Admits | null = null): string | null {
    const dot = channel.indexOf('.');
    const kind = dot < 0 ? channel : channel.slice(0, dot);
    const named = textField(data, 'instrument_name');
    const name = canonicalName(named !== '' || kind === 'markprice' ? named : (channel.split('.')[1] ?? ''));
    let book: OrderBook | null = null;
    switch (kind) {
      case 'ticker':
      case 'incremental_ticker':
      case 'quote':
      case 'markprice':
        break;
      case 'book':
        book = this.bookOf(data, name);
        break;
      case 'trades':
        this.takeTrade(name, data, admits);
        return null;
      default:
        return null;
    }
    const stamp = readEpoch(numberField(data, 'timestamp')) ?? Number.NaN;
    if (admits !== null && !admits(stamp, name, this.states.has(name))) return null;
    const state =
      kind === 'quote' || kind === 'markprice' || kind === 'book'
        ? this.stateOf(name)
        : this.copy(name, data);
    if (kind === 'markprice') state['mark_iv'] = firstNumber(data, 'iv', 'mark_iv');
    else if (kind === 'quote') for (const key of BEST) if (Object.hasOwn(data, key)) state[key] = data[key];
    if (book !== null) {
      const best = book.best();
      for (const key of [...BEST, ...WITHIN]) state[key] = best[key];
    }
    if (isJsonObject(field(data, 'stats'))) this.volumeStated(name, state, stamp);
    state['timestamp'] = Math.max(numberOr0(state['timestamp']), stamp || 0);
    if (kind !== 'markprice' && (kind !== 'book' || book !== null))
      state[QUOTED_AT] = Math.max(numberOr0(state[QUOTED_AT]), stamp || 0);
    return name;
  }

  /**
   * Takes a row of the book summary, whose volatility is in percent: what it says beside the prices, and the prices where
   * no newer word on them is known. A price that differs leaves the amount behind it unknown.
   *
   * @param latest stamp that is believed, ms
   */
  takeSummary(row: JsonObject, latest: number): string {
    const name = canonicalName(textField(row, 'instrument_name'));
    const state = this.stateOf(name);
    for (const key of ['underlying_price', 'underlying_index', 'volume', 'volume_usd', 'open_interest'])
      if (Object.hasOwn(row, key)) state[key] = row[key];
    if (Object.hasOwn(row, 'mark_iv')) state['mark_iv'] = numberField(row, 'mark_iv') / 100;
    const stated = readEpoch(numberField(row, 'creation_timestamp')) ?? 0;
    const stamp = stated <= latest ? stated : 0;
    if (Object.hasOwn(row, 'volume')) this.volumeStated(name, state, stamp);
    if (stamp >= numberOr0(state[QUOTED_AT])) {
      for (const side of ['bid', 'ask'] as const) {
        const price = numberField(row, `${side}_price`);
        const before = numberField(state, `best_${side}_price`);
        if (price === before || (Number.isNaN(price) && !(before > 0))) continue;
        state[`best_${side}_price`] = price;
        state[`best_${side}_amount`] = Number.NaN;
        for (const key of WITHIN) state[key] = Number.NaN;
      }
      state[QUOTED_AT] = stamp;
    }
    state['timestamp'] = Math.max(numberOr0(state['timestamp']), stamp);
    return name;
  }

  /** Prices, amounts and book of an instrument are unknown until it is told anew. */
  forgetPrices(name: string): void {
    this.books.delete(name);
    const state = this.states.get(name);
    if (state === undefined) return;
    for (const key of [...BEST, ...WITHIN]) state[key] = Number.NaN;
  }

  /** The book of an instrument is no longer followed: what its levels come to is unknown, its best prices stand. */
  forgetBook(name: string): void {
    this.books.delete(name);
    const state = this.states.get(name);
    if (state !== undefined) for (const key of WITHIN) state[key] = Number.NaN;
  }

  /** An instrument that is no more. */
  drop(name: string): void {
    this.books.delete(name);
    this.states.delete(name);
    this.tape.drop(name);
  }

  /** Everything as plain data, which `resume` takes. */
  keep(): InstrumentStatesKept {
    return {
      gaps: this.gaps,
      states: [...this.states.values()].map((state) => ({ ...state })),
      books: [...this.books].map(([name, book]) => [name, book.keep()]),
      tape: this.tape.keep(),
    };
  }

  resume({ gaps, states, books, tape }: InstrumentStatesKept): void {
    this.gaps = gaps;
    this.states.clear();
    this.books.clear();
    for (const state of states) this.states.set(textField(state, 'instrument_name'), { ...state });
    for (const [name, kept] of books) this.books.set(name, OrderBook.of(kept));
    this.tape.resume(tape);
  }

  private takeTrade(name: string, data: JsonObject, admits: Admits | null): void {
    const stamp = readEpoch(numberField(data, 'timestamp')) ?? Number.NaN;
    if (admits !== null && !admits(stamp, name, false)) return;
    const state = this.states.get(name);
    if (this.tape.take(name, data) && state !== undefined) this.tellTraded(name, state);
  }

  private volumeStated(name: string, state: InstrumentState, stamp: number): void {
    this.tape.stated(name, stamp);
    this.tellTraded(name, state);
  }

  private tellTraded(name: string, state: InstrumentState): void {
    const traded = this.tape.traded(name);
    if (traded > 0 || state[TRADED_SINCE] !== undefined) state[TRADED_SINCE] = traded;
  }

  private stateOf(name: string): InstrumentState {
    let state = this.states.get(name);
    if (state === undefined) {
      state = { instrument_name: name, timestamp: 0 };
      this.states.set(name, state);
      this.tellTraded(name, state);
    }
    return state;
  }

  /** A state with every field of a ticker over it. */
  private copy(name: string, data: JsonObject): InstrumentState {
    const before = this.states.get(name);
    const stamp = numberOr0(before?.['timestamp']);
    const state: InstrumentState = { ...before, ...data, instrument_name: name, timestamp: stamp };
    if (field(data, 'mark_iv') !== undefined) state['mark_iv'] = numberField(data, 'mark_iv') / 100;
    this.states.set(name, state);
    this.tellTraded(name, state);
    return state;
  }

  /** The book after a message; null where changes were lost before it. */
  private bookOf(data: JsonObject, name: string): OrderBook | null {
    let book = this.books.get(name);
    if (book === undefined) {
      book = new OrderBook();
      this.books.set(name, book);
    }
    const bids = listOf(data, 'bids');
    const asks = listOf(data, 'asks');
    const type = textField(data, 'type');
    const whole = type === 'snapshot' || (type === '' && !hasActions(bids) && !hasActions(asks));
    const applied = book.apply({
      whole,
      changeId: numberField(data, 'change_id'),
      previousId: numberField(data, 'prev_change_id'),
      bids,
      asks,
    });
    if (applied) return book;
    this.gaps++;
    return null;
  }
}

/** All states and books as plain data: written as JSON and read again they mean the same. */
export interface InstrumentStatesKept {
  readonly gaps: number;
  readonly states: readonly InstrumentState[];
  readonly books: readonly (readonly [name: string, book: OrderBookState])[];
  readonly tape: TradeTapeKept;
}

function numberOr0(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function listOf(data: JsonObject, key: string): readonly unknown[] {
  const value = field(data, key);
  return Array.isArray(value) ? value : [];
}

function hasActions(levels: readonly unknown[]): boolean {
  return levels.some((level) => Array.isArray(level) && typeof level[0] === 'string');
}

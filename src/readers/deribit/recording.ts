import { failure, success } from '#base/outcome.ts';
import { canonicalName } from '#market/instrument-name.ts';
import { firstNumber, numberField, textField } from '#readers/io/field-number.ts';
import { readEpoch } from '#readers/io/instant.ts';
import { field, isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { type JsonLine, readDocuments } from '#readers/io/json-documents.ts';
import { shownName } from '#readers/io/limits.ts';
import type { QuoteReader, ReadOptions } from '#readers/reader.ts';
import { OrderBook } from './order-book.ts';
import { DeribitRows } from './rows.ts';

/** Keys under which recorders keep the message they received. */
const WRAPPERS = ['message', 'msg', 'payload', 'data', 'raw'];

/**
 * A recording of the Deribit WebSocket, one message a line: the last state of each instrument at the chosen
 * instant, from the channels `ticker`, `incremental_ticker`, `quote`, `book` and `markprice.options`.
 */
export const deribitRecording: QuoteReader = {
  id: 'deribit-recording',
  label: 'Recording of Deribit messages (NDJSON)',

  match(head) {
    const text = head.text();
    return /\\?"method\\?"\s*:\s*\\?"subscription\\?"/.test(text) &&
      /\\?"channel\\?"\s*:\s*\\?"(?:\w+)\./.test(text)
      ? 'certain'
      : 'no';
  },

  async *read(source, options) {
    const recording = new Recording(options);
    const bytes = yield* readDocuments(source, (document) => recording.take(document));
    if (!bytes.ok) return bytes;
    const rows = recording.finish();
    if (recording.marksAlone) {
      return failure(
        'missing-data',
        `${shownName(source.name)} is a recording of mark prices alone: no message gives a bid or an ask. Record the channels ticker, quote or book as well.`,
        source.name,
      );
    }
    const finished = await rows.finish(source, bytes.value, {
      reader: deribitRecording.id,
      notes: [
        'Recording of Deribit messages: the last state of each instrument counts.',
        'Volatilities are in percent in tickers and decimal in markprice.options.',
      ],
      asOf: null,
    });
    if (!finished.ok || recording.gaps === 0) return finished;
    return success(finished.value, [
      ...finished.issues,
      {
        severity: 'warning',
        code: 'book-gap',
        message: `${recording.gaps} changes of order books follow on ones that are not in the recording; those books are taken from their next snapshot on.`,
        at: source.name,
        count: recording.gaps,
      },
    ]);
  },
};

/** What is known of one instrument; fields named as the venue names them, `mark_iv` as a decimal. */
type State = Record<string, unknown>;

class Recording {
  gaps = 0;
  private quoted = false;
  private readonly rows: DeribitRows;
  private readonly states = new Map<string, State>();
  private readonly books = new Map<string, OrderBook>();

  constructor(options: ReadOptions) {
    this.rows = new DeribitRows(options);
  }

  take({ value, line }: JsonLine): void {
    if (value === undefined) {
      this.rows.board.rows.reject('not-json', `line ${line}`);
      return;
    }
    for (const message of Array.isArray(value) ? value : [value]) {
      const params = paramsOf(message);
      if (params === null) continue;
      const channel = textField(params, 'channel');
      const data = field(params, 'data');
      for (const each of Array.isArray(data) ? data : [data]) {
        if (isJsonObject(each)) this.takeData(channel, each);
      }
    }
  }

  /** True where every message about an instrument is of `markprice.options`. */
  get marksAlone(): boolean {
    return this.states.size > 0 && !this.quoted;
  }

  /** The rows: each instrument once. */
  finish(): DeribitRows {
    let place = 0;
    for (const state of this.states.values()) this.rows.take(state, ++place, { volScale: 1, ticks: true });
    return this.rows;
  }

  private takeData(channel: string, data: JsonObject): void {
    const [kind = '', second = ''] = channel.split('.');
    const named = textField(data, 'instrument_name') || (kind === 'markprice' ? '' : second);
    const name = canonicalName(named);
    const change = this.changeOf(kind, data, name);
    if (change === null) return;
    const stamp = readEpoch(numberField(data, 'timestamp')) ?? Number.NaN;
    const { board } = this.rows;
    if (board.isLate(stamp, name)) return;
    const before = this.states.get(name);
    if (before !== undefined) board.rows.reject('older-tick', name);
    const known = before?.['timestamp'];
    const timestamp = Math.max(typeof known === 'number' ? known : 0, stamp || 0);
    this.states.set(name, { ...before, ...change, instrument_name: name, timestamp });
  }

  /** The fields a message changes; null for channels that say nothing of an instrument's quote. */
  private changeOf(kind: string, data: JsonObject, name: string): State | null {
    if (kind !== 'markprice') this.quoted = true;
    switch (kind) {
      case 'ticker':
      case 'incremental_ticker':
        return tickerChange(data);
      case 'quote':
        return pick(data, ['best_bid_price', 'best_bid_amount', 'best_ask_price', 'best_ask_amount']);
      case 'markprice':
        return { mark_iv: firstNumber(data, 'iv', 'mark_iv') };
      case 'book':
        return this.bookChange(data, name);
      default:
        return null;
    }
  }

  private bookChange(data: JsonObject, name: string): State {
    let book = this.books.get(name);
    if (book === undefined) {
      book = new OrderBook();
      this.books.set(name, book);
    }
    const bids = listOf(data, 'bids');
    const asks = listOf(data, 'asks');
    const type = textField(data, 'type');
    const whole = type === 'snapshot' || (type === '' && !hasActions([...bids, ...asks]));
    const applied = book.apply({
      whole,
      changeId: numberField(data, 'change_id'),
      previousId: numberField(data, 'prev_change_id'),
      bids,
      asks,
    });
    if (applied) return { ...book.best() };
    this.gaps++;
    return {};
  }
}

function paramsOf(message: unknown): JsonObject | null {
  if (!isJsonObject(message)) return null;
  const params = field(message, 'params');
  if (isJsonObject(params) && field(params, 'channel') !== undefined) return params;
  for (const key of WRAPPERS) {
    const inner = fromText(field(message, key));
    const found = isJsonObject(inner) ? field(inner, 'params') : null;
    if (isJsonObject(found) && field(found, 'channel') !== undefined) return found;
  }
  return null;
}

/** The message that a recorder keeps as text. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('{')) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

function tickerChange(data: JsonObject): State {
  const change: State = { ...data };
  const percent = numberField(data, 'mark_iv');
  if (field(data, 'mark_iv') !== undefined) change['mark_iv'] = percent / 100;
  return change;
}

function pick(data: JsonObject, keys: readonly string[]): State {
  return Object.fromEntries(
    keys.flatMap((key) => (field(data, key) === undefined ? [] : [[key, field(data, key)]])),
  );
}

function listOf(data: JsonObject, key: string): readonly unknown[] {
  const value = field(data, key);
  return Array.isArray(value) ? value : [];
}

function hasActions(levels: readonly unknown[]): boolean {
  return levels.some((level) => Array.isArray(level) && typeof level[0] === 'string');
}

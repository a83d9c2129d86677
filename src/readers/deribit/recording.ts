import { failure, type Issue, success } from '#base/outcome.ts';
import { textField } from '#readers/io/field-number.ts';
import { field, isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { type JsonLine, readDocuments } from '#readers/io/json-documents.ts';
import { shownName } from '#readers/io/limits.ts';
import { TickSeries } from '#readers/io/tick-series.ts';
import type { VenueBoard } from '#readers/io/venue-board.ts';
import type { QuoteReader, ReadOptions } from '#readers/reader.ts';
import { InstrumentStates, VOLUME_NOTE } from './instrument-states.ts';
import { DeribitRows, fillRow } from './rows.ts';

/** Keys under which recorders keep the message they received. */
const WRAPPERS = ['message', 'msg', 'payload', 'data', 'raw'];

/**
 * A recording of the Deribit WebSocket, one message a line: the last state of each instrument at the chosen
 * instant, from the channels `ticker`, `incremental_ticker`, `quote`, `book` and `markprice.options`, and its volume with
 * what the channels `trades` tell.
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
    const { states } = recording;
    if (states.all.size === 0 && states.hasTrades) {
      return failure(
        'missing-data',
        `${shownName(source.name)} is a recording of trades alone: no message gives a bid or an ask. Record the channels ticker, quote or book as well.`,
        source.name,
      );
    }
    const finished = await rows.finish(source, bytes.value, {
      reader: deribitRecording.id,
      notes: notesOf(states),
      asOf: null,
    });
    if (!finished.ok) return finished;
    return success(finished.value, [...finished.issues, ...issuesOf(states, source.name)]);
  },

  async *series(source, underlying) {
    const series = new TickSeries();
    const recording = new Recording({ asOf: null, underlying: null, at: null }, series);
    const bytes = yield* readDocuments(source, (document) => recording.take(document));
    if (!bytes.ok) return bytes;
    return series.finish(source, bytes.value, recording.board, underlying, {
      reader: deribitRecording.id,
      notes: notesOf(recording.states),
      futures: [],
      spot: null,
    });
  },
};

function notesOf({ hasTrades }: InstrumentStates): readonly string[] {
  return [
    'Recording of Deribit messages: the last state of each instrument counts.',
    'Volatilities are in percent in tickers and decimal in markprice.options.',
    ...(hasTrades ? [VOLUME_NOTE] : []),
  ];
}

/** What a recording does not hold. */
function issuesOf({ gaps, missedTrades }: InstrumentStates, at: string): readonly Issue[] {
  const issues: Issue[] = [];
  if (gaps > 0)
    issues.push({
      severity: 'warning',
      code: 'book-gap',
      message: `${gaps} changes of order books follow on ones that are not in the recording; those books are taken from their next snapshot on.`,
      at,
      count: gaps,
    });
  if (missedTrades > 0)
    issues.push({
      severity: 'info',
      code: 'trade-gap',
      message: `${missedTrades} trades, by the venue's count, are not in the recording; the volume has them where the venue states it later.`,
      at,
      count: missedTrades,
    });
  return issues;
}

class Recording {
  readonly states = new InstrumentStates();
  private quoted = false;
  private readonly rows: DeribitRows;

  /** @param series takes every change as a row as well, where it is there */
  constructor(
    private readonly options: ReadOptions,
    private readonly series: TickSeries | null = null,
  ) {
    this.rows = new DeribitRows(options);
  }

  get board(): VenueBoard {
    return this.rows.board;
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
    return this.states.all.size > 0 && !this.quoted;
  }

  /** The rows: each instrument once. */
  finish(): DeribitRows {
    let place = 0;
    for (const state of this.states.all.values())
      this.rows.take(state, ++place, { volScale: 1, ticks: true });
    return this.rows;
  }

  private takeData(channel: string, data: JsonObject): void {
    const { board } = this.rows;
    if (channel.startsWith('trades.')) {
      const { at } = this.options;
      this.states.take(channel, data, (stamp) => at === null || stamp <= at);
      return;
    }
    if (!channel.startsWith('markprice.')) this.quoted = true;
    const name = this.states.take(channel, data, (stamp, of, known) => {
      if (board.isLate(stamp, of)) return false;
      if (known) board.rows.reject('older-tick', of);
      return true;
    });
    const state = name === null ? undefined : this.states.all.get(name);
    if (this.series === null || name === null || state === undefined) return;
    const row = board.row(name, 0);
    if (row === null) return;
    fillRow(row, state, 1);
    this.series.see(row, board);
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

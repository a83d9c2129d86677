import { failure, unchosen } from '#base/outcome.ts';
import { numberField, textField } from '#readers/io/field-number.ts';
import { field, isJsonObject } from '#readers/io/json.ts';
import { isJsonLines, isJsonText, readDocuments } from '#readers/io/json-documents.ts';
import { shownName } from '#readers/io/limits.ts';
import type { FileHead, QuoteReader } from '#readers/reader.ts';
import { type DeribitDocument, findLists } from './document.ts';
import { DeribitRows } from './rows.ts';

/** Deribit book summaries as JSON: a bare array, a REST reply, `{as_of, futures, options, instruments}`, or a reply a line. */
export const deribitBookSummary: QuoteReader = reader(
  'deribit-book-summary',
  'Deribit book summary (JSON)',
  'Deribit book summary',
  'summary',
);

/** Deribit tickers and order books as JSON: arrays, replies of single instruments, one a line, or rows by name. */
export const deribitTickers: QuoteReader = reader(
  'deribit-tickers',
  'Deribit tickers or order books (JSON)',
  'Deribit tickers',
  'ticker',
);

type Kind = 'summary' | 'ticker';

function kindOf(head: FileHead): { kind: Kind; sure: boolean } | null {
  const text = head.text();
  if (!isJsonText(text) || /"method"\s*:\s*"subscription"/.test(text)) return null;
  if (!/"instrument_name"\s*:|"[A-Z0-9_]{2,18}-\d{1,2}[A-Z]{3}\d{2}-[\dd]{1,12}-[CP]"\s*:\s*\{/.test(text)) {
    const empty = /^\s*\{/.test(text) && /"result"\s*:\s*\[\s*\]/.test(text) && /"us(?:Out|Diff)"/.test(text);
    return empty ? { kind: 'summary', sure: false } : null;
  }
  if (/"(?:option_quotes|forward_price)"\s*:/.test(text)) return null;
  const ticker = /"best_(?:bid|ask)_price"\s*:|"(?:bids|asks)"\s*:\s*\[/.test(text);
  const summary = /"(?:bid|ask)_price"\s*:/.test(text);
  const lists = /^\s*(?:\[\s*\{|\{[^[\]]*"(?:result|options|futures|instruments)"\s*:\s*[[{])/.test(text);
  if (ticker) return { kind: 'ticker', sure: true };
  return summary || lists ? { kind: 'summary', sure: summary && (lists || isJsonLines(head)) } : null;
}

function reader(id: string, label: string, called: string, kind: Kind): QuoteReader {
  return {
    id,
    label,
    match(head) {
      const found = kindOf(head);
      if (found?.kind !== kind) return 'no';
      return found.sure ? 'certain' : 'likely';
    },

    async *read(source, options) {
      const shown = shownName(source.name);
      const rows = new DeribitRows(options);
      const snapshots = new Snapshots(options.at);
      let said: string | null = null;
      let shapeless = 0;
      let line = 0;
      const bytes = yield* readDocuments(source, ({ value, line: at, recorded }) => {
        line = at;
        const error = isJsonObject(value) ? field(value, 'error') : undefined;
        if (isJsonObject(error)) {
          const text = `${numberField(error, 'code')} ${textField(error, 'message')}`.slice(0, 80);
          if (recorded) rows.board.rows.reject('error-reply', `line ${at}`);
          else said = `is an error reply of the venue (${text}), not quotes. Ask again.`;
          return;
        }
        const lists = findLists(value);
        if (lists === null) {
          if (recorded) rows.board.rows.reject(value === undefined ? 'not-json' : 'not-a-row', `line ${at}`);
          else shapeless++;
        } else if (recorded && lists.rows.length === 1 && lists.futures.length === 0) {
          for (const row of lists.rows) rows.take(row, at, { stamp: lists.asOf ?? Number.NaN, ticks: true });
        } else snapshots.add(lists);
      });
      if (!bytes.ok) return bytes;
      if (said !== null) return failure('invalid', `${shown} ${said}`, source.name);
      if (shapeless > 0 && line === 1) {
        return failure(
          'unrecognised',
          `${shown} is JSON without a list of quotes. Expected an array, "result", or "options" and "futures".`,
          source.name,
        );
      }
      if (snapshots.unchosen) {
        return unchosen(
          `${shown} holds ${snapshots.instants.length} snapshots. Choose one of them.`,
          { kind: 'instant', options: snapshots.instants },
          source.name,
        );
      }
      const { document, passed, first } = snapshots;
      if (document === null && first < Number.POSITIVE_INFINITY) {
        return failure(
          'missing-data',
          `${shown} begins at ${new Date(first).toISOString()}, after the instant asked for. Choose a later one.`,
          source.name,
        );
      }
      for (let i = 0; i < passed; i++) rows.board.rows.reject('other-snapshot', 'another line');
      for (const row of document?.instruments ?? []) rows.takeInstrument(row);
      for (const row of document?.futures ?? []) rows.takeFuture(row);
      for (const [i, row] of (document?.rows ?? []).entries()) rows.take(row, i + 1);
      yield { bytes: bytes.value, totalBytes: source.size, rows: rows.board.rows.accepted };
      const notes = [`${called}: mark_iv is in percent; null, 0 and an empty cell are a missing side.`];
      if (document?.simulated === true) notes.push('The file says that its quotes are simulated.');
      return rows.finish(source, bytes.value, { reader: id, notes, asOf: document?.asOf ?? null });
    },
  };
}

/** Whole boards of one file, of which one is read: the newest at or before the instant asked for. */
class Snapshots {
  document: DeribitDocument | null = null;
  /** Rows of the other boards. */
  passed = 0;
  private readonly times = new Set<number>();
  /** The earliest that was too late. */
  first = Number.POSITIVE_INFINITY;
  private readonly at: number | null;

  constructor(at: number | null) {
    this.at = at;
  }

  /** Several boards at different times, and none asked for. */
  get unchosen(): boolean {
    return this.at === null && this.times.size > 1;
  }

  /** Their times in ISO 8601, newest first. */
  get instants(): readonly string[] {
    return [...this.times].sort((a, b) => b - a).map((time) => new Date(time).toISOString());
  }

  add(document: DeribitDocument): void {
    const best = this.document;
    if (this.at !== null && document.asOf !== null && document.asOf > this.at) {
      this.first = Math.min(this.first, document.asOf);
      this.passed += document.rows.length;
      return;
    }
    if (document.asOf !== null) this.times.add(document.asOf);
    if (best !== null && (best.asOf ?? 0) > (document.asOf ?? 0)) {
      this.passed += document.rows.length;
      return;
    }
    this.passed += best?.rows.length ?? 0;
    this.document = document;
  }
}

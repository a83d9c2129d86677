import { type Issue, type Outcome, success } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { ByteSource } from '#readers/reader.ts';
import { grouped, shownName } from './limits.ts';
import { chooseUnderlying } from './one-underlying.ts';
import { type QuoteRow, QuoteRows } from './quote-rows.ts';
import type { SetFacts, VenueBoard } from './venue-board.ts';

type Columns = ReturnType<QuoteRows['finish']>;

/** Time between cuts at first, ms, and cuts at most: every other is left out beyond, and the time between them doubled. */
const EVERY_MS = 1000;
const MOST = 480;

/** What is said of every cut of a series. */
export type SeriesFacts = Pick<SetFacts, 'reader' | 'notes' | 'futures' | 'spot'>;

/** A file of ticks, in the order of time, as a series of boards: each as the ticks before its instant left it. */
export class TickSeries {
  private every = EVERY_MS;
  private next: number | null = null;
  /** The last row of each option, by book and name. */
  private readonly latest = new Map<string, Map<string, QuoteRow>>();
  private cuts: { readonly at: number; readonly books: ReadonlyMap<string, Columns> }[] = [];
  private readonly counts = new Map<string, number>();
  private newest = 0;

  /** Takes the next tick of an option; one without a time is passed over. */
  see(row: QuoteRow, board: VenueBoard): void {
    const { timestamp } = row;
    if (!(timestamp > 0)) return;
    const book = board.bookOf(row.symbol);
    board.withTick(row);
    this.next ??= this.after(timestamp);
    if (timestamp >= this.next) {
      this.cut();
      this.next = this.after(timestamp);
    }
    if (timestamp > this.newest) this.newest = timestamp;
    let rows = this.latest.get(book);
    if (rows === undefined) {
      rows = new Map();
      this.latest.set(book, rows);
    }
    rows.set(row.symbol, { ...row });
    this.counts.set(book, (this.counts.get(book) ?? 0) + 1);
  }

  /** The series of the book asked for, or of the one with most ticks, which is said. */
  async finish(
    source: ByteSource,
    bytes: number,
    board: VenueBoard,
    asked: string | null,
    facts: SeriesFacts,
  ): Promise<Outcome<readonly QuoteSet[]>> {
    this.cut();
    const all = [...this.counts].sort((a, b) => b[1] - a[1]);
    const chosen = chooseUnderlying(source.name, this.counts, asked ?? all[0]?.[0] ?? null);
    if (!chosen.ok) return chosen;
    const book = chosen.value;
    const file = { name: source.name, bytes, sha256: await source.sha256() };
    const issues: Issue[] =
      asked !== null || all.length < 2
        ? []
        : [
            {
              severity: 'info',
              code: 'book-chosen',
              message: `${shownName(source.name)} holds ${all.map(([name, rows]) => `${name} (${grouped(rows)} ticks)`).join(', ')}: ${book} is taken.`,
              at: source.name,
            },
          ];
    const sets = this.cuts.flatMap(({ at, books }) => {
      const columns = books.get(book);
      if (columns === undefined) return [];
      return [board.setOf(columns, book, { ...facts, asOf: at as EpochMs, asOfSource: 'timestamps', file })];
    });
    return success(sets, issues);
  }

  private after(stamp: number): number {
    return (Math.floor(stamp / this.every) + 1) * this.every;
  }

  /** The boards as they stand, at the newest tick. */
  private cut(): void {
    if (this.latest.size === 0) return;
    const books = new Map<string, Columns>();
    for (const [book, latest] of this.latest) {
      const rows = new QuoteRows();
      let line = 0;
      for (const [symbol, row] of latest) {
        if (row.expiry > this.newest) rows.add(row, ++line, true);
        else latest.delete(symbol);
      }
      if (rows.accepted > 0) books.set(book, rows.finish());
    }
    this.cuts.push({ at: this.newest, books });
    if (this.cuts.length <= MOST) return;
    this.cuts = this.cuts.filter((_, i) => i % 2 === 0);
    // Where ticks are farther apart than the cuts were to be, it goes by them.
    const apart = (this.newest - this.cuts[0]!.at) / this.cuts.length;
    this.every = Math.max(2 * this.every, Math.ceil(apart / EVERY_MS) * EVERY_MS);
  }
}

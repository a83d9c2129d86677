import { type Outcome, unchosen } from '#base/outcome.ts';
import { shownName } from './limits.ts';
import type { QuoteRows } from './quote-rows.ts';

/** Rows an instant has on average before the instants of a file are snapshots and not ticks. */
const ROWS_OF_A_SNAPSHOT = 5;
/** Instants that are offered. */
const MOST_OFFERED = 500;
const MOST_COUNTED = 100_000;

/** The instants of the rows of one file, seen as they come. */
export class Instants {
  first: number = Number.POSITIVE_INFINITY;
  last = 0;
  private rows = 0;
  private ticks = false;
  /** Rows of each instant. */
  private readonly seen = new Map<number, number>();

  /** Notes the time of a row; `tick` for a row that is known to be a change and no part of a snapshot. */
  see(stamp: number, tick: boolean): void {
    if (!(stamp > 0)) return;
    if (stamp < this.first) this.first = stamp;
    if (stamp > this.last) this.last = stamp;
    this.rows++;
    if (tick) this.ticks = true;
    else {
      const known = this.seen.get(stamp) ?? 0;
      if (known > 0 || this.seen.size < MOST_COUNTED) this.seen.set(stamp, known + 1);
    }
  }

  /**
   * The instant of the snapshot to read: null where the file holds one board or ticks, `unchosen` where it holds
   * several snapshots and none was asked for.
   */
  newest(rows: QuoteRows, at: number | null): number | null | 'unchosen' {
    const several =
      !this.ticks && this.seen.size > 1 && rows.refused('older-tick') + rows.refused('after-instant') > 0;
    if (!several || this.rows < ROWS_OF_A_SNAPSHOT * this.seen.size) return null;
    if (at === null) return 'unchosen';
    return [...this.seen.keys()].reduce((late, stamp) => (stamp <= at && stamp > late ? stamp : late), 0);
  }

  /** The failure that asks which instant is meant, newest first. */
  ask(file: string): Outcome<never> {
    const newestFirst = [...this.seen].sort(([a], [b]) => b - a);
    const offered = newestFirst.slice(0, MOST_OFFERED);
    const options = offered.map(([stamp]) => new Date(stamp).toISOString());
    const counts = offered.map(([, rows]) => rows);
    return unchosen(
      `${shownName(file)} holds ${newestFirst.length} snapshots, from ${new Date(this.first).toISOString()} to ${new Date(this.last).toISOString()}. Choose one of them.`,
      { kind: 'instant', options, counts },
      file,
    );
  }
}

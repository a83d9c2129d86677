import type { Issue } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import { newYorkInstant } from '#market/expiry.ts';
import { cellsOf, type Delimiter } from '#readers/io/csv-rows.ts';
import { dayPlace, readTime } from '#readers/io/instant.ts';
import { Instants } from '#readers/io/instants.ts';
import { Lengths } from '#readers/io/lengths.ts';
import { shownName } from '#readers/io/limits.ts';
import { type DecimalMark, findMark, readNumber } from '#readers/io/number.ts';
import { StrikesSeen, saysPercent } from '#readers/io/relative-strikes.ts';
import { findColumns, type VolTableColumns } from './columns.ts';

/** Relative strikes of which one is above this are percent: no option is struck so far out. */
const LARGEST_SHARE = 5;
const YEARS_OF = { D: 1 / 365, W: 7 / 365, M: 1 / 12, Y: 1 } as const;
/** Rows an instant has on average before instants are snapshots. */
const ROWS_OF_A_SNAPSHOT = 5;

/** What the lines of a table say together, before any is read as a quote. */
export class TableSeen {
  readonly lengths = new Lengths();
  readonly strikes = new StrikesSeen();
  readonly instants = new Instants();
  /** The name of the strikes, or most of their cells, say percent. */
  readonly saysPercent: boolean;
  lowestShare: number = Number.POSITIVE_INFINITY;
  /** Rows state a time of day. */
  timed = false;
  private highestShare = 0;
  private readonly mark: DecimalMark;
  private readonly dayFirst: boolean;
  private readonly either: string | null;
  /** Levels by the instant of their rows, 0 for none. */
  private readonly levels = new Map<number, number[]>();
  private readonly counts = new Map<number, number>();
  /** The length of time of each instant, while each has one only. */
  private spans: Map<number, number> | null = new Map<number, number>();

  constructor(lines: readonly string[], delimiter: Delimiter) {
    const rows = lines.map((line) => cellsOf(line, delimiter));
    const header = rows.findIndex((cells) => findColumns(cells) !== null);
    const columns = findColumns(rows[header] ?? []);
    const column = (at: number | undefined) => rows.slice(header + 1).map((cells) => cells[at ?? -1] ?? '');
    this.mark = findMark(delimiter, rows.slice(header + 1).flat(), column(columns?.vol));
    this.saysPercent = saysPercent(rows[header]?.[columns?.strike ?? -1] ?? '', column(columns?.strike));
    const places = column(columns?.date).map((cell) => ({ cell, place: dayPlace(cell) }));
    const first = places.some(({ place }) => place === 'first');
    const second = places.some(({ place }) => place === 'second');
    this.dayFirst = first || (!second && this.mark === ',');
    const open = !first && !second && !this.dayFirst;
    this.either = (open ? places.find(({ place }) => place === 'either')?.cell.trim() : null) ?? null;
  }

  /** A cell as a number; NaN where it is missing or none. */
  number(cells: readonly string[], at: number): number {
    return at < 0 ? Number.NaN : (readNumber(cells[at] ?? '', this.mark) ?? Number.NaN);
  }

  /** The years of a cell of lengths: of a number in the unit of its column, or of a tenor such as 2W, 3M, 1Y. */
  years(cells: readonly string[], columns: VolTableColumns): number {
    const at = columns.years >= 0 ? columns.years : columns.days;
    const [, count, unit = ''] = /^\s*(\d{1,3})\s*([DWMY])\s*$/i.exec(cells[at] ?? '') ?? [];
    if (count !== undefined)
      return Number(count) * (YEARS_OF[unit.toUpperCase() as 'D' | 'W' | 'M' | 'Y'] ?? 0);
    const inDays = columns.years < 0 || this.lengths.areDays;
    return this.number(cells, at) / (inDays ? 365 : 1);
  }

  /** Relative strikes are in percent. */
  get inPercent(): boolean {
    return this.highestShare > LARGEST_SHARE;
  }

  look(cells: readonly string[], columns: VolTableColumns): void {
    if (Number.isNaN(this.number(cells, columns.vol))) return;
    const spot = this.number(cells, columns.spot);
    const share = this.number(cells, columns.overSpot >= 0 ? columns.overSpot : columns.overForward);
    if (columns.strike < 0 && share < this.lowestShare) this.lowestShare = share;
    if (share > this.highestShare) this.highestShare = share;
    this.strikes.see(
      this.number(cells, columns.strike),
      spot > 0 ? spot : this.number(cells, columns.forward),
    );
    this.lengths.see(this.number(cells, columns.years));
    const stamp = this.stampOf(cells, columns) ?? 0;
    const span = this.years(cells, columns);
    if ((this.spans?.get(stamp) ?? span) === span) this.spans?.set(stamp, span);
    else this.spans = null;
    this.instants.see(stamp, false);
    this.counts.set(stamp, (this.counts.get(stamp) ?? 0) + 1);
    if (!(spot > 0)) return;
    const levels = this.levels.get(stamp);
    if (levels === undefined) this.levels.set(stamp, [spot]);
    else levels.push(spot);
  }

  /** The instant whose rows are read, the last of several at or before `at`: null where rows state none, `unchosen` where there are several and none was asked for. */
  stamp(at: EpochMs | null): EpochMs | null | 'unchosen' {
    const stamps = [...this.counts.keys()].filter((stamp) => stamp > 0);
    if (stamps.length === 0 || this.areExpiries) return null;
    if (stamps.length > 1 && this.areSnapshots && at === null) return 'unchosen';
    return stamps.reduce(
      (late, stamp) => (stamp <= (at ?? stamp) && stamp > late ? stamp : late),
      0,
    ) as EpochMs;
  }

  /** True for a line of the snapshot that is read. */
  isRead(cells: readonly string[], columns: VolTableColumns, stamp: EpochMs | null): boolean {
    return stamp === null || !this.areSnapshots || this.stampOf(cells, columns) === stamp;
  }

  /** The middle spot of a snapshot. */
  middleLevel(stamp: EpochMs | null): number | null {
    const levels =
      stamp !== null && this.areSnapshots ? this.levels.get(stamp) : [...this.levels.values()].flat();
    return [...(levels ?? [])].sort((a, b) => a - b)[(levels ?? []).length >> 1] ?? null;
  }

  /** The warning that nothing tells in which order dates are written. */
  orderIssues(file: string): readonly Issue[] {
    if (this.either === null) return [];
    const message = `${shownName(file)}: dates such as ${this.either} are read with the month first. If the day is first, write them as year, month and day.`;
    return [{ severity: 'warning', code: 'date-order-assumed', message, at: file }];
  }

  /** True where the dates are those of expiry: each has a length of time of its own, the later the longer. */
  private get areExpiries(): boolean {
    const spans = [...(this.spans ?? [])].sort(([a], [b]) => a - b).map(([, span]) => span);
    return spans.length > 1 && spans.every((span, i) => i === 0 || span > (spans[i - 1] ?? 0));
  }

  private get areSnapshots(): boolean {
    const rows = [...this.counts.values()].reduce((sum, count) => sum + count, 0);
    return rows >= ROWS_OF_A_SNAPSHOT * this.counts.size;
  }

  private stampOf(cells: readonly string[], columns: VolTableColumns): EpochMs | null {
    const time = readTime(cells[columns.date] ?? '', this.dayFirst);
    if (time === null) return null;
    if (time.kind === 'date') return newYorkInstant(time.date, 16, 0);
    this.timed = true;
    return time.at;
  }
}

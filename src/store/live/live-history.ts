/**
 * What has become of the scalars since the session began: columns of a bounded length. Once they are full every second
 * sample goes, so that the whole session stays in sight at a coarser step.
 */
import type { FitReason, LiveFrame } from '#live/live-frame.ts';

/** Most samples; a power of two. */
const MOST = 2048;
/** Marks of each kind that are kept, newest ones. */
const MOST_MARKS = 500;

/** The scalar of one expiry over the samples; columns as long as those of the history, NaN where it had none. */
export interface ScalarColumns {
  /** ln v of the filter, its standard deviation, and as published. */
  readonly z: Float64Array;
  readonly deviation: Float64Array;
  readonly published: Float64Array;
  /** Half-width of the band, and the largest ln v without butterfly arbitrage. */
  readonly band: Float64Array;
  readonly cap: Float64Array;
  /** Volatility at the forward as published, decimal. */
  readonly atm: Float64Array;
}

/** A full fit that scalars went on from. */
export interface FitMark {
  /** Session clock, ms. */
  readonly at: number;
  readonly id: number;
  readonly reason: FitReason | null;
  readonly model: string;
  /** Parameters by expiry key, in the model's order, and the time to expiry they hold at. */
  readonly smiles: Readonly<Record<string, { readonly theta: readonly number[]; readonly t: number }>>;
}

/** A move of what is published. */
export interface PublishMark {
  readonly at: number;
  /** Expiries that moved. */
  readonly keys: readonly string[];
}

/** An immutable view of the history: the columns go on, the counts do not. */
export interface LiveHistory {
  /** Samples so far; the first `count` entries of each column. */
  readonly count: number;
  /** Session clock of each sample, ms, ascending. */
  readonly at: Float64Array;
  readonly expiries: ReadonlyMap<string, ScalarColumns>;
  readonly fits: readonly FitMark[];
  readonly publishes: readonly PublishMark[];
}

export const NO_HISTORY: LiveHistory = {
  count: 0,
  at: new Float64Array(0),
  expiries: new Map(),
  fits: [],
  publishes: [],
};

const NAMES = ['z', 'deviation', 'published', 'band', 'cap', 'atm'] as const;

/** Takes frames in the order of their instants; an earlier one begins anew, as a replay does that is sought back. */
export class HistoryKeeper {
  private count = 0;
  private readonly at = new Float64Array(MOST);
  private expiries = new Map<string, ScalarColumns>();
  private fits: readonly FitMark[] = [];
  private publishes: PublishMark[] = [];
  private last: Map<string, number> = new Map();
  /** Least time between two samples, ms: doubled each time the columns are full. */
  private step = 0;

  /**
   * @param atm volatility at the forward of an expiry as published; NaN where it is not known
   * @param fits full fits so far
   */
  take(frame: LiveFrame, atm: (key: string) => number, fits: readonly FitMark[]): void {
    this.fits = fits.length > MOST_MARKS ? fits.slice(-MOST_MARKS) : fits;
    if (frame.at < this.newest) this.rewind(frame.at);
    const before = this.newest;
    this.mark(frame);
    if (frame.at - before < this.step || frame.at === before) return;
    if (this.count === MOST) this.thin();
    const i = this.count++;
    this.at[i] = frame.at;
    for (const { key, scalar } of frame.expiries) {
      if (scalar === null) continue;
      const columns = this.columnsOf(key);
      const { z, deviation, published, band, cap } = scalar;
      const values = { z, deviation, published, band, cap: cap ?? Number.NaN, atm: atm(key) };
      for (const name of NAMES) columns[name][i] = values[name];
    }
  }

  private get newest(): number {
    return this.count > 0 ? this.at[this.count - 1]! : Number.NEGATIVE_INFINITY;
  }

  view(): LiveHistory {
    const { count, at, expiries, fits, publishes } = this;
    return { count, at, expiries, fits, publishes };
  }

  clear(): void {
    this.count = 0;
    this.step = 0;
    this.expiries = new Map();
    this.fits = [];
    this.publishes = [];
    this.last = new Map();
  }

  private columnsOf(key: string): ScalarColumns {
    let columns = this.expiries.get(key);
    if (columns === undefined) {
      columns = Object.fromEntries(
        NAMES.map((name) => [name, new Float64Array(MOST).fill(Number.NaN)]),
      ) as unknown as ScalarColumns;
      this.expiries.set(key, columns);
    }
    return columns;
  }

  private mark(frame: LiveFrame): void {
    const keys = frame.expiries.flatMap(({ key, scalar }) => {
      if (scalar === null) return [];
      const before = this.last.get(key);
      this.last.set(key, scalar.published);
      return before !== undefined && before !== scalar.published ? [key] : [];
    });
    if (keys.length === 0) return;
    const at = frame.publishedAt ?? frame.at;
    this.publishes = [...this.publishes, { at, keys }].slice(-MOST_MARKS);
  }

  private thin(): void {
    const keep = (column: Float64Array): void => {
      for (let i = 0; i < MOST / 2; i++) column[i] = column[2 * i + 1]!;
      column.fill(Number.NaN, MOST / 2);
    };
    keep(this.at);
    for (const columns of this.expiries.values()) for (const name of NAMES) keep(columns[name]);
    this.count = MOST / 2;
    const span = this.at[this.count - 1]! - this.at[0]!;
    this.step = span / (this.count - 1);
  }

  private rewind(at: number): void {
    while (this.count > 0 && this.at[this.count - 1]! >= at) {
      this.count--;
      for (const columns of this.expiries.values())
        for (const name of NAMES) columns[name][this.count] = Number.NaN;
    }
    this.publishes = this.publishes.filter((mark) => mark.at <= at);
    this.last = new Map();
  }
}

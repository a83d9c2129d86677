import { golden } from '#testing/shared.ts';

/**
 * How an error is measured: against the reference, against 1, against the larger of the two, or by how far, relative to
 * it, the reference is overrun.
 */
type Measure = 'relative' | 'absolute' | 'either' | 'at-most';

/** One kind of entry of a reference file and the worst of its errors. */
export interface GoldenRow {
  readonly file: string;
  readonly what: string;
  readonly measure: Measure;
  readonly tolerance: number;
  readonly entries: number;
  readonly worst: number;
  /** Path of the worst entry. */
  readonly at: string;
}

/**
 * A reference file whose every number is either compared or said to be no reference. Paths are written as in
 * JavaScript: `sets.vogt.table[3].w`.
 */
export class Ledger<T> {
  readonly file: string;
  readonly value: T;
  private readonly left = new Map<string, number>();
  private readonly kinds = new Map<string, GoldenRow>();

  constructor(file: string) {
    this.file = file;
    this.value = golden<T>(file);
    this.collect(this.value, '');
  }

  private collect(value: unknown, path: string): void {
    if (typeof value === 'number') this.left.set(path, value);
    else if (Array.isArray(value))
      for (const [i, item] of value.entries()) this.collect(item, `${path}[${i}]`);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value))
        this.collect(item, path === '' ? key : `${path}.${key}`);
    }
  }

  /** Compares a computed number with the entry at a path. */
  near(what: string, path: string, computed: number, tolerance: number, measure: Measure = 'relative'): void {
    const reference = this.left.get(path);
    if (reference === undefined)
      throw new Error(`${this.file}: ${path} is no number, or was compared before`);
    this.left.delete(path);
    const difference = computed - reference;
    const size = Math.abs(reference);
    const unit = measure === 'either' ? Math.max(1, size) : measure === 'absolute' || size === 0 ? 1 : size;
    const error = measure === 'at-most' ? Math.max(0, difference / unit) : Math.abs(difference) / unit;
    this.note({ file: this.file, what, measure, tolerance, entries: 1, worst: error, at: path });
  }

  /** Compares a column with the entries `path[0]`, `path[1]` and so on, or with what `at` makes of the position. */
  nearAll(
    what: string,
    at: (i: number) => string,
    computed: ArrayLike<number>,
    tolerance: number,
    measure: Measure = 'relative',
  ): void {
    for (let i = 0; i < computed.length; i++)
      this.near(what, at(i), computed[i] ?? Number.NaN, tolerance, measure);
  }

  /** A figure that is to be near zero, whatever the file says. */
  hold(what: string, error: number, tolerance: number): void {
    this.note({ file: this.file, what, measure: 'absolute', tolerance, entries: 1, worst: error, at: '' });
  }

  /** Entries that are what the others are computed from, or say something of how they were. */
  noReference(...patterns: readonly RegExp[]): void {
    for (const path of [...this.left.keys()]) {
      if (patterns.some((pattern) => pattern.test(path))) this.left.delete(path);
    }
  }

  private note(row: GoldenRow): void {
    const before = this.kinds.get(row.what);
    if (before === undefined) this.kinds.set(row.what, row);
    else {
      const worse = !(row.worst <= before.worst);
      this.kinds.set(row.what, { ...(worse ? row : before), entries: before.entries + 1 });
    }
  }

  get rows(): readonly GoldenRow[] {
    return [...this.kinds.values()];
  }

  /** Paths of numbers that nothing was compared with. */
  get unread(): readonly string[] {
    return [...this.left.keys()];
  }
}

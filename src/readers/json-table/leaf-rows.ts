import { csvCell } from '#readers/io/csv-line.ts';
import { LIMITS } from '#readers/io/limits.ts';
import type { Fields, Leaf } from './leaves.ts';

/** Columns whose names differ in capitals alone: beside a field of the option's own, what the levels above say of the others does not count. */
interface Alike {
  readonly columns: number[];
  /** The line for which they were looked at last. */
  line: number;
}

/** Where a field of an option stands in its row. */
interface Place {
  /** Its column, -1 where there is none. */
  readonly at: number;
  readonly alike: Alike;
}

/** Options as rows of a table. What the levels above hand down is written once, not for every option below them. */
export class LeafRows {
  /** Names of the columns in the order in which they are met. */
  readonly header: readonly string[];
  private readonly places = new Map<string, Place>();
  /** Columns before the last that is any option's own; those behind hold what the levels above say. */
  private readonly front: number;
  /** Of the option before: what is above it, as cells of the columns in front, and as the rest of its line. */
  private above: Fields | null = null;
  private cells: readonly string[] = [];
  private rest = '';
  /** Lines written so far. */
  private lines = 0;

  constructor(private readonly leaves: readonly Leaf[]) {
    const { header, own } = namesOf(leaves);
    this.header = header;
    const groups = new Map<string, Alike>();
    const alikeOf = (name: string): Alike => {
      const lower = name.toLowerCase();
      const alike = groups.get(lower) ?? { columns: [], line: -1 };
      groups.set(lower, alike);
      return alike;
    };
    const columns = new Map(header.map((name, at) => [name, at]));
    for (const [name, at] of columns) alikeOf(name).columns.push(at);
    let last = -1;
    for (const name of own) {
      const alike = alikeOf(name);
      this.places.set(name, { at: columns.get(name) ?? -1, alike });
      last = Math.max(last, alike.columns.at(-1) ?? -1);
    }
    this.front = last + 1;
  }

  /** The rows of some of the options as lines of CSV. */
  text(from: number, to: number): string {
    let text = '';
    for (let i = from; i < to; i++) text += this.line(this.leaves[i] as Leaf);
    return text;
  }

  private line({ own, above }: Leaf): string {
    const { header, front } = this;
    this.lines++;
    if (above !== this.above) {
      const handed = header.map((name) => csvCell(above.get(name) ?? ''));
      this.above = above;
      this.cells = handed.slice(0, front);
      this.rest = [...(front > 0 ? [''] : []), ...handed.slice(front)].join();
    }
    const cells = this.cells.slice();
    for (const [name, text] of own) {
      const { at, alike } = this.places.get(name) as Place;
      if (at >= 0) cells[at] = csvCell(text);
      // Once for all fields alike, of which there may be as many as columns.
      if (alike.line === this.lines || (alike.columns.length < 2 && at >= 0)) continue;
      alike.line = this.lines;
      for (const other of alike.columns) if (!own.has(header[other] as string)) cells[other] = '';
    }
    return `${cells.join()}${this.rest}\n`;
  }
}

/** The names of the fields of all options, at most as many as a table may have columns; and all that are options' own. */
function namesOf(leaves: readonly Leaf[]): {
  readonly header: readonly string[];
  readonly own: ReadonlySet<string>;
} {
  const names = new Set<string>();
  const all = new Set<string>();
  const add = (name: string) => {
    if (names.size < LIMITS.columns) names.add(name);
  };
  /** Of what a level hands down, the names that every option so far has a field of its own for. */
  const hidden = new Map<Fields, readonly string[]>();
  for (const { own, above } of leaves) {
    for (const name of own.keys()) {
      add(name);
      all.add(name);
    }
    const left = hidden.get(above) ?? [...above.keys()];
    if (left.length === 0) continue;
    const has = new Set([...own.keys()].map((name) => name.toLowerCase()));
    const [still, told] = [[] as string[], [] as string[]];
    for (const name of left) (has.has(name.toLowerCase()) ? still : told).push(name);
    told.forEach(add);
    hidden.set(above, still);
  }
  return { header: [...names], own: all };
}

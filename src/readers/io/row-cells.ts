import { type DecimalMark, readNumber } from './number.ts';

/** The cells of one row, read where they are needed. */
export interface RowCells {
  /** Cells in the row. */
  readonly length: number;
  /** Trimmed text of a cell; empty where the row has no such cell. */
  text(at: number): string;
  /** A cell as a number: NaN where it is missing, null where it is no number. */
  number(at: number, mark: DecimalMark): number | null;
}

/** Cells that are already apart. */
export class ArrayCells implements RowCells {
  private cells: readonly string[] = [];

  get length(): number {
    return this.cells.length;
  }

  /** Moves to another row. */
  at(cells: readonly string[]): this {
    this.cells = cells;
    return this;
  }

  text(at: number): string {
    return (this.cells[at] ?? '').trim();
  }

  number(at: number, mark: DecimalMark): number | null {
    return readNumber(this.cells[at] ?? '', mark);
  }
}

const POWERS = Float64Array.from({ length: 16 }, (_, i) => 10 ** i);

/**
 * Cells of a row of unquoted text, found by their places alone: no string is made of a cell until its text is
 * asked for. Plain numbers of up to 15 digits are read from the characters, exactly: both the digits and the
 * power of ten are whole doubles, so their quotient is the nearest double.
 */
export class ScannedCells implements RowCells {
  length = 0;
  private source = '';
  private readonly ends: Int32Array;
  private start = 0;

  constructor(private readonly most: number) {
    this.ends = new Int32Array(most + 1);
  }

  /** Moves to the row that begins at `start`; the end of the row, its newline or the end of the text. */
  scan(source: string, start: number, delimiter: number): number {
    this.source = source;
    this.start = start;
    let count = 0;
    let i = start;
    for (; i < source.length; i++) {
      const unit = source.charCodeAt(i);
      if (unit === 10) break;
      if (unit === delimiter && count < this.most) this.ends[count++] = i;
    }
    this.ends[count++] = i;
    this.length = count;
    return i;
  }

  text(at: number): string {
    if (at >= this.length) return '';
    return this.source.slice(this.from(at), this.ends[at] as number).trim();
  }

  number(at: number, mark: DecimalMark): number | null {
    if (at >= this.length) return Number.NaN;
    const from = this.from(at);
    const end = this.ends[at] as number;
    if (from === end) return Number.NaN;
    return (mark === '.' ? this.plain(from, end) : null) ?? readNumber(this.source.slice(from, end), mark);
  }

  private from(at: number): number {
    return at === 0 ? this.start : (this.ends[at - 1] as number) + 1;
  }

  /** The number of digits with at most one point and a minus sign; null for anything else. */
  private plain(from: number, end: number): number | null {
    const negative = this.source.charCodeAt(from) === 45;
    const first = negative ? from + 1 : from;
    if (end - first > 16) return null;
    let digits = 0;
    let value = 0;
    let point = -1;
    for (let i = first; i < end; i++) {
      const unit = this.source.charCodeAt(i);
      if (unit >= 48 && unit <= 57) {
        value = 10 * value + (unit - 48);
        digits++;
      } else if (unit === 46 && point < 0) point = i;
      else return null;
    }
    if (digits === 0 || digits > 15) return null;
    const scaled = point < 0 ? value : value / (POWERS[end - 1 - point] as number);
    return negative ? -scaled : scaled;
  }
}

import { HASH_START, hashWith, mixed } from './key-table.ts';
import { type DecimalMark, readNumber } from './number.ts';
import type { RowCells } from './row-cells.ts';

const NEWLINE = 10;
const RETURN = 13;
const POINT = 46;
const MINUS = 45;
/** Powers of ten that are doubles. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** Whole numbers below are doubles, and a longer one does not come out below it by rounding. */
const WHOLE = 2 ** 53;

/** Texts that are met again and again, as expiries and types are: at most and at least so many, powers of two. */
const KNOWN_TEXTS = 4096;
const FEWEST_KNOWN = 64;
/** Longer ones are not remembered. */
const LONGEST_KNOWN = 40;

/**
 * The cells of a piece of unquoted rows in UTF-8, found by their places in the bytes. Nothing becomes a string before
 * its text is asked for, and a text met before is given again. Plain numbers whose digits are below 2^53 are read from
 * the bytes, exactly: both the digits and the power of ten are whole doubles, so their quotient is the nearest double
 * (W. D. Clinger, "How to read floating point numbers accurately", SIGPLAN Notices 25(6), 1990, 92-101).
 */
export class ByteCells implements RowCells {
  length = 0;
  private rows: Uint8Array = new Uint8Array(0);
  private isAscii = true;
  /** For each row the byte before it, then the end of each cell. */
  private marks: Int32Array = new Int32Array(1 << 10);
  /** Where the marks of each row begin. */
  private firstMark: Int32Array = new Int32Array(1 << 6);
  private base = 0;
  private row = 0;
  /** The piece as text, made when it is asked for. */
  private text_: string | null = null;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private known: string[] = [];
  private readonly names: readonly NameColumn[];
  private readonly onePlace = new Int32Array(1);
  private readonly oneNumber = new Float64Array(1);

  /**
   * @param most Cells of a row that are told apart, but for one that holds the rest.
   * @param names Columns whose texts differ from row to row and are kept: they are made together.
   */
  constructor(
    private readonly most: number,
    names: readonly number[] = [],
  ) {
    this.names = [...new Set(names)].map((column) => new NameColumn(column));
  }

  /** Takes a piece without a quote; the number of rows in it, empty lines not counted. */
  take(rows: Uint8Array, isAscii: boolean, delimiter: number): number {
    this.rows = rows;
    this.isAscii = isAscii;
    this.text_ = null;
    if (this.known.length < KNOWN_TEXTS) this.remember(rows.length);
    let { marks, firstMark } = this;
    const { most } = this;
    const { length } = rows;
    const highest = Math.max(delimiter, RETURN);
    let count = 0;
    let mark = 0;
    for (let i = 0; i < length; i++) {
      const first = rows[i] as number;
      if (first === NEWLINE || first === RETURN) continue;
      if (mark + most + 2 > marks.length) marks = this.marks = larger(marks);
      if (count + 2 > firstMark.length) firstMark = this.firstMark = larger(firstMark);
      firstMark[count++] = mark;
      marks[mark++] = i - 1;
      const last = mark + most;
      for (; i < length; i++) {
        const byte = rows[i] as number;
        if (byte > highest) continue;
        if (byte === delimiter) {
          if (mark < last) marks[mark++] = i;
        } else if (byte === NEWLINE || byte === RETURN) break;
      }
      marks[mark++] = i;
    }
    firstMark[count] = mark;
    for (const name of this.names) name.take(this, isAscii ? count : 0, length, this.decoder);
    return count;
  }

  /** `nameHash` of every row of the piece in the first of the columns of names; none where there is none. */
  hashes(): Int32Array {
    const name = this.isAscii ? this.names[0] : undefined;
    return name === undefined ? NO_HASHES : name.all();
  }

  /** Moves to a row of the piece. */
  at(row: number): this {
    this.row = row;
    this.base = this.firstMark[row] as number;
    this.length = (this.firstMark[row + 1] as number) - this.base - 1;
    return this;
  }

  text(at: number): string {
    if (at >= this.length) return '';
    const name = this.nameColumn(at);
    if (name !== null) return name.of(this.row);
    const { rows } = this;
    let from = this.from(at);
    let end = this.end(at);
    while (from < end && isSpace(rows[from] as number)) from++;
    while (from < end && isSpace(rows[end - 1] as number)) end--;
    if (end - from > LONGEST_KNOWN) return this.made(from, end);
    let hash = end - from;
    for (let i = from; i < end; i++) hash = Math.imul(hash ^ (rows[i] as number), 0x01000193);
    const { known: texts } = this;
    const slot = (hash ^ (hash >>> 15)) & (texts.length - 1);
    const known = texts[slot] as string;
    if (this.isText(known, from, end)) return known;
    const text = this.made(from, end);
    texts[slot] = text;
    return text;
  }

  number(at: number, mark: DecimalMark): number | null {
    const { onePlace, oneNumber } = this;
    onePlace[0] = at;
    return this.numbers(onePlace, mark, oneNumber) === 0 ? (oneNumber[0] as number) : null;
  }

  numbers(places: Int32Array, mark: DecimalMark, out: Float64Array): number {
    const { length, base, marks } = this;
    let bad = 0;
    for (let i = 0; i < places.length; i++) {
      const at = places[i] as number;
      out[i] = Number.NaN;
      if (at < 0 || at >= length) continue;
      const from = (marks[base + at] as number) + 1;
      const end = marks[base + at + 1] as number;
      if (from === end || (mark === '.' && this.plainInto(from, end, out, i))) continue;
      const odd = readNumber(this.raw(from, end), mark);
      if (odd === null) bad |= 1 << i;
      else out[i] = odd;
    }
    return bad;
  }

  nameHash(at: number): number {
    return this.nameColumn(at)?.hashOf(this.row) ?? 0;
  }

  /** Bytes of a trimmed cell of a row, copied to `out`; the new end of what is there. */
  copyTrimmed(row: number, column: number, out: Uint8Array, to: number): number {
    this.at(row);
    if (column >= this.length) return to;
    const { rows } = this;
    let from = this.from(column);
    let end = this.end(column);
    while (from < end && isSpace(rows[from] as number)) from++;
    while (from < end && isSpace(rows[end - 1] as number)) end--;
    let n = to;
    for (let i = from; i < end; i++) out[n++] = rows[i] as number;
    return n;
  }

  /** Makes room for the texts of a piece: a small file has few. */
  private remember(bytes: number): void {
    let size = FEWEST_KNOWN;
    while (size < KNOWN_TEXTS && size < bytes >> 4) size *= 2;
    if (size > this.known.length) this.known = Array<string>(size).fill('');
  }

  private nameColumn(at: number): NameColumn | null {
    const { names } = this;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as NameColumn;
      if (name.column === at) return this.isAscii ? name : null;
    }
    return null;
  }

  private from(at: number): number {
    return (this.marks[this.base + at] as number) + 1;
  }

  private end(at: number): number {
    return this.marks[this.base + at + 1] as number;
  }

  private isText(text: string, from: number, end: number): boolean {
    if (text.length !== end - from) return false;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127 || unit !== this.rows[from + i]) return false;
    }
    return true;
  }

  /** A trimmed text of its own, which keeps nothing else of the file in memory. */
  private made(from: number, end: number): string {
    return this.decoder.decode(this.rows.subarray(from, end)).trim();
  }

  /** A text for the moment. */
  private raw(from: number, end: number): string {
    if (!this.isAscii) return this.decoder.decode(this.rows.subarray(from, end));
    this.text_ ??= this.decoder.decode(this.rows);
    return this.text_.slice(from, end);
  }

  /** The number of digits with at most one point and a minus sign, into `out[to]`; false for anything else. */
  private plainInto(from: number, end: number, out: Float64Array, to: number): boolean {
    const { rows } = this;
    const negative = rows[from] === MINUS;
    const first = negative ? from + 1 : from;
    if (end - first > POWERS.length) return false;
    let digits = 0;
    let value = 0;
    let point = -1;
    for (let i = first; i < end; i++) {
      const digit = (rows[i] as number) - 48;
      if (digit >= 0 && digit <= 9) {
        value = 10 * value + digit;
        digits++;
      } else if (digit === POINT - 48 && point < 0) point = i;
      else return false;
    }
    if (digits === 0 || value >= WHOLE) return false;
    const scaled = point < 0 ? value : value / (POWERS[end - 1 - point] as number);
    out[to] = negative ? -scaled : scaled;
    return true;
  }
}

/** The texts of one column of a piece, cut from one string that holds nothing else. */
class NameColumn {
  private text = '';
  private rows = 0;
  private bytes = new Uint8Array(0);
  private ends = new Int32Array(1);
  /** `RowCells.nameHash` of each row. */
  private hashes = new Int32Array(0);

  constructor(readonly column: number) {}

  /** Takes the column of a piece of some rows and bytes. */
  take(cells: ByteCells, rows: number, length: number, decoder: TextDecoder): void {
    if (this.bytes.length < length) this.bytes = new Uint8Array(length);
    if (this.hashes.length < rows) {
      this.hashes = new Int32Array(rows + (rows >> 3));
      this.ends = new Int32Array(this.hashes.length + 1);
    }
    const { bytes, ends, hashes } = this;
    this.rows = rows;
    let to = 0;
    for (let row = 0; row < rows; row++) {
      const from = to;
      to = cells.copyTrimmed(row, this.column, bytes, to);
      ends[row + 1] = to;
      let hash = HASH_START;
      let known = to > from && to - from <= LONGEST_NAME ? 1 : 0;
      for (let i = from; i < to; i++) {
        const byte = bytes[i] as number;
        known &= NAME_BYTES[byte] as number;
        hash = hashWith(hash, byte);
      }
      hashes[row] = known === 1 ? mixed(hash) : 0;
    }
    this.text = decoder.decode(bytes.subarray(0, to));
  }

  of(row: number): string {
    return this.text.slice(this.ends[row] as number, this.ends[row + 1] as number);
  }

  hashOf(row: number): number {
    return this.hashes[row] as number;
  }

  all(): Int32Array {
    return this.hashes.subarray(0, this.rows);
  }
}

const NO_HASHES = new Int32Array(0);
const LONGEST_NAME = 64;
/** 1 for the bytes of names as they are kept. */
const NAME_BYTES = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Z0-9_.:-]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

function larger(column: Int32Array): Int32Array {
  const copy = new Int32Array(2 * column.length);
  copy.set(column);
  return copy;
}

/** What `String.prototype.trim` takes away, of ASCII. */
function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}

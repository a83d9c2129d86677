import Papa from 'papaparse';
import { failure, type Outcome, success } from '#base/outcome.ts';
import type { ByteSource, ReadProgress } from '#readers/reader.ts';
import { ByteCells } from './byte-cells.ts';
import { grouped, LIMITS, shownName } from './limits.ts';
import { oncePerHead } from './once-per-head.ts';
import { ArrayCells, type RowCells } from './row-cells.ts';
import { QUOTE, rowPieces } from './row-pieces.ts';

export type Delimiter = ',' | ';' | '\t' | '|';

/** Some rows of a table, as text. */
export interface RowPiece {
  readonly rows: readonly (readonly string[])[];
  /** Bytes read so far. */
  readonly bytes: number;
  /** Rows before this piece, empty ones not counted. */
  readonly firstRow: number;
}

/** What a table may say of its reading: bytes so far. */
export interface ScanProgress {
  readonly bytes: number;
}

/**
 * Splits a delimited text file into rows of cells, piece by piece (RFC 4180; any line end; blank lines
 * skipped). Pieces depend on the text alone, never on how the bytes arrived. Ends with the number of
 * rows, or with the limit that the file exceeds.
 */
export async function* splitRows(
  source: ByteSource,
  delimiter: Delimiter,
): AsyncGenerator<RowPiece, Outcome<number>, void> {
  let rows = 0;
  const pieces = rowPieces(source);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return next.value.ok ? success(rows) : next.value;
    const piece = split(plainLineEnds(decoder.decode(next.value.rows)), delimiter);
    if (rows + piece.length > LIMITS.rows) return tooManyRows(source.name);
    yield { rows: piece, bytes: next.value.bytes, firstRow: rows };
    rows += piece.length;
  }
}

/**
 * Gives each row of a delimited text file to `visit` as texts, with the number of its row from 1, and tells after each
 * piece how many rows were `taken`. Ends with the bytes read.
 */
export async function* eachRow(
  source: ByteSource,
  delimiter: Delimiter,
  visit: (cells: readonly string[], row: number) => void,
  taken: () => number,
): AsyncGenerator<ReadProgress, Outcome<number>, void> {
  const pieces = splitRows(source, delimiter);
  let bytes = 0;
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return next.value.ok ? success(bytes) : next.value;
    const piece = next.value;
    bytes = piece.bytes;
    for (const [i, cells] of piece.rows.entries()) visit(cells, piece.firstRow + i + 1);
    yield { bytes, totalBytes: source.size, rows: taken() };
  }
}

/**
 * Reads the rows of a delimited text file one by one, as `splitRows` would give them, without making strings of cells
 * that nobody asks for. `visit` gets the cells, which are valid during the call only, and the number of the row
 * from 0.
 *
 * @param names Columns whose texts differ from row to row and are kept, such as symbols.
 * @param expect Told before a piece what `nameHash` will say of the first of these columns, row by row.
 */
export async function* scanRows(
  source: ByteSource,
  delimiter: Delimiter,
  visit: (cells: RowCells, row: number) => void,
  names: readonly number[] = [],
  expect: (hashes: Int32Array) => void = () => {},
): AsyncGenerator<ScanProgress, Outcome<number>, void> {
  let rows = 0;
  const cells = new ByteCells(LIMITS.columns, names);
  const apart = new ArrayCells();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const cut = delimiter.charCodeAt(0);
  const pieces = rowPieces(source);
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return next.value.ok ? success(rows) : next.value;
    const piece = next.value;
    if (piece.rows.includes(QUOTE)) {
      const text = plainLineEnds(decoder.decode(piece.rows));
      for (const row of split(text, delimiter)) if (!isBlank(apart.at(row))) visit(apart, rows++);
    } else {
      const count = cells.take(piece.rows, piece.isAscii, cut);
      expect(cells.hashes());
      for (let row = 0; row < count; row++) if (!isBlank(cells.at(row))) visit(cells, rows++);
    }
    if (rows > LIMITS.rows) return tooManyRows(source.name);
    yield { bytes: piece.bytes };
  }
}

function isBlank(cells: RowCells): boolean {
  return cells.length === 1 && cells.text(0) === '';
}

/** The delimiter that cuts the lines of a head most often and most evenly. */
export const findDelimiter = oncePerHead((lines): Delimiter => {
  let best: Delimiter = ',';
  let bestScore = 0;
  for (const delimiter of [',', '\t', ';', '|'] as const) {
    const counts = lines.slice(0, 20).map((line) => cellsOf(line, delimiter).length);
    const most = Math.max(0, ...counts);
    const even = counts.filter((count) => count === most).length;
    const score = most < 2 ? 0 : even * Math.min(most, 40);
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
});

/** Cells of one line, for looking at heads. */
export function cellsOf(line: string, delimiter: Delimiter): readonly string[] {
  const text = line.slice(0, LIMITS.lineChars);
  // Heads are cut by every delimiter and by several readers: the general parser is for lines that need it.
  if (!/[\r\n\ufeff]/.test(text) && !hasQuoted(text, delimiter))
    return text === '' ? [] : text.split(delimiter);
  return split(plainLineEnds(text), delimiter)[0] ?? [];
}

/**
 * False for a line that is cut at every delimiter: no cell begins with a quote, or the first that does goes on behind
 * its closing one, as all of JSON does, or has none, so that every quote of the line is a stray one.
 */
function hasQuoted(line: string, delimiter: Delimiter): boolean {
  const open = line.startsWith('"') ? 0 : line.indexOf(`${delimiter}"`) + 1;
  if (line[open] !== '"') return false;
  const close = line.indexOf('"', open + 1);
  const next = line[close + 1] ?? '';
  return close >= 0 && (next === '"' || next === delimiter || next.trim() === '');
}

function plainLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

function split(text: string, delimiter: Delimiter): string[][] {
  const parsed = Papa.parse<string[]>(text, { delimiter, newline: '\n', skipEmptyLines: true });
  if (parsed.errors.some((error) => error.type === 'Quotes')) return splitLineByLine(text, delimiter);
  return parsed.data;
}

/** A stray quote then spoils its own line only. */
function splitLineByLine(text: string, delimiter: Delimiter): string[][] {
  const rows: string[][] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const parsed = Papa.parse<string[]>(line, { delimiter, newline: '\n', skipEmptyLines: true });
    rows.push(
      parsed.errors.some((error) => error.type === 'Quotes') ? line.split(delimiter) : (parsed.data[0] ?? []),
    );
  }
  return rows;
}

function tooManyRows(file: string): Outcome<number> {
  const most = grouped(LIMITS.rows);
  return failure(
    'invalid',
    `${shownName(file)} holds more than ${most} rows, the most that is read. Split it by date or underlying.`,
    file,
  );
}

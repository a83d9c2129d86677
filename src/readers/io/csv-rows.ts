import Papa from 'papaparse';
import { failure, type Outcome, success } from '#base/outcome.ts';
import type { ByteSource } from '#readers/reader.ts';
import { detectEncoding } from './encoding.ts';
import { grouped, LIMITS, shownName } from './limits.ts';
import { ArrayCells, type RowCells, ScannedCells } from './row-cells.ts';

/** Characters of text split at a time; a piece always ends at the end of a row. */
const PIECE_CHARS = 1 << 18;

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

/** Whole rows of a file as one text, line ends `\n`. */
interface TextPiece {
  readonly text: string;
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
  const pieces = textPieces(source);
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return next.value.ok ? success(rows) : next.value;
    const piece = split(next.value.text, delimiter);
    if (rows + piece.length > LIMITS.rows) return tooManyRows(source.name);
    yield { rows: piece, bytes: next.value.bytes, firstRow: rows };
    rows += piece.length;
  }
}

/**
 * Reads the rows of a delimited text file one by one, as `splitRows` would give them, without making strings of cells
 * that nobody asks for. `visit` gets the cells, which are valid during the call only, and the number of the row
 * from 0.
 */
export async function* scanRows(
  source: ByteSource,
  delimiter: Delimiter,
  visit: (cells: RowCells, row: number) => void,
): AsyncGenerator<ScanProgress, Outcome<number>, void> {
  let rows = 0;
  const scanned = new ScannedCells(LIMITS.columns);
  const apart = new ArrayCells();
  const cut = delimiter.charCodeAt(0);
  const pieces = textPieces(source);
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return next.value.ok ? success(rows) : next.value;
    const { text, bytes } = next.value;
    if (text.includes('"')) {
      for (const cells of split(text, delimiter)) if (!isBlank(apart.at(cells))) visit(apart, rows++);
    } else {
      for (let at = 0; at < text.length; at++) {
        if (text.charCodeAt(at) === 10) continue;
        at = scanned.scan(text, at, cut);
        if (!isBlank(scanned)) visit(scanned, rows++);
      }
    }
    if (rows > LIMITS.rows) return tooManyRows(source.name);
    yield { bytes };
  }
}

function isBlank(cells: RowCells): boolean {
  return cells.length === 1 && cells.text(0) === '';
}

/** Cuts a file into texts of whole rows. */
async function* textPieces(source: ByteSource): AsyncGenerator<TextPiece, Outcome<null>, void> {
  const refuse = (what: string) => failure<null>('invalid', `${shownName(source.name)} ${what}`, source.name);
  let decoder: TextDecoder | null = null;
  let pending = '';
  let bytes = 0;
  for await (const chunk of source.chunks()) {
    if (chunk.length === 0) continue;
    bytes += chunk.length;
    if (bytes > LIMITS.csvBytes) return refuse('is larger than 1 GB, the most that is read. Split it.');
    decoder ??= new TextDecoder(detectEncoding(chunk) ?? 'utf-8');
    pending += decoder.decode(chunk, { stream: true });
    while (pending.length >= PIECE_CHARS) {
      const end = rowsEnd(pending, PIECE_CHARS);
      if (end === 0) {
        return refuse(
          `holds a line longer than ${grouped(LIMITS.lineChars)} characters. It is no table of quotes.`,
        );
      }
      yield { text: plainLineEnds(pending.slice(0, end)), bytes };
      pending = pending.slice(end);
    }
  }
  if (decoder !== null) pending += decoder.decode();
  if (pending !== '') yield { text: plainLineEnds(pending), bytes };
  return success(null);
}

/** The delimiter that cuts the lines of a head most often and most evenly. */
export function findDelimiter(lines: readonly string[]): Delimiter {
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
}

/** Cells of one line, for looking at heads. */
export function cellsOf(line: string, delimiter: Delimiter): readonly string[] {
  return split(plainLineEnds(line.slice(0, LIMITS.lineChars)), delimiter)[0] ?? [];
}

/**
 * End of the last whole row within the first `limit` characters: after a newline outside quotes, or, when a
 * stray quote hides every one of the last 64 K characters, after the last newline. 0 when there is none.
 */
function rowsEnd(text: string, limit: number): number {
  let end = 0;
  let from = 0;
  while (from < limit) {
    const open = text.indexOf('"', from);
    const outside = open < 0 || open >= limit ? limit : open;
    const row = outside === 0 ? 0 : text.lastIndexOf('\n', outside - 1) + 1;
    if (row > from) end = row;
    const close = outside === limit ? -1 : text.indexOf('"', open + 1);
    if (close < 0 || close >= limit) break;
    from = close + 1;
  }
  if (limit - end <= LIMITS.lineChars) return end;
  const newline = text.lastIndexOf('\n', limit - 1) + 1;
  return newline > 0 ? newline : text.lastIndexOf('\r', limit - 2) + 1;
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

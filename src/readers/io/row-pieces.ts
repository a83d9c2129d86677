import { failure, type Outcome, success } from '#base/outcome.ts';
import type { ByteSource } from '#readers/reader.ts';
import { detectEncoding, type Encoding, isAscii } from './encoding.ts';
import { grouped, LIMITS, shownName } from './limits.ts';

/** Bytes of text cut off at a time; a piece always ends at the end of a row. */
const PIECE_BYTES = 1 << 18;

const NEWLINE = 10;
const RETURN = 13;
export const QUOTE = 34;

/** Whole rows of a file as UTF-8 without a byte-order mark. */
export interface RowPieceBytes {
  /** Valid until the next piece is asked for. */
  readonly rows: Uint8Array;
  /** Bytes of the file read so far. */
  readonly bytes: number;
  /** Every byte is one character. */
  readonly isAscii: boolean;
}

/**
 * Cuts a text file in any encoding that is read into pieces of whole rows. Pieces depend on the text alone, never on
 * how the bytes arrived: ASCII is passed on as it came, anything else becomes UTF-8 once.
 */
export async function* rowPieces(source: ByteSource): AsyncGenerator<RowPieceBytes, Outcome<null>, void> {
  const refuse = (what: string) => failure<null>('invalid', `${shownName(source.name)} ${what}`, source.name);
  const encoder = new TextEncoder();
  let encoding: Encoding | null = null;
  let decoder: TextDecoder | null = null;
  let pending = new Uint8Array(0);
  let [from, to] = [0, 0];
  let bytes = 0;
  const append = (more: Uint8Array) => {
    if (to + more.length > pending.length) {
      const kept = pending.subarray(from, to);
      const needed = kept.length + more.length;
      if (needed > pending.length) pending = new Uint8Array(needed + Math.min(needed, PIECE_BYTES));
      pending.set(kept);
      [from, to] = [0, kept.length];
    }
    pending.set(more, to);
    to += more.length;
  };
  const piece = (end: number): RowPieceBytes => {
    const rows = pending.subarray(from, end);
    return { rows, bytes, isAscii: decoder === null || isAscii(rows) };
  };
  for await (const chunk of source.chunks()) {
    if (chunk.length === 0) continue;
    const first = bytes === 0;
    bytes += chunk.length;
    if (bytes > LIMITS.csvBytes) return refuse('is larger than 1 GB, the most that is read. Split it.');
    encoding ??= detectEncoding(chunk) ?? 'utf-8';
    if (decoder === null && (encoding.startsWith('utf-16') || !isAscii(chunk))) {
      // Only at the beginning of a file is the mark of the byte order no character.
      decoder = new TextDecoder(encoding, { ignoreBOM: !first });
    }
    append(decoder === null ? chunk : encoder.encode(decoder.decode(chunk, { stream: true })));
    while (to - from >= PIECE_BYTES) {
      const end = rowsEnd(pending.subarray(from, from + PIECE_BYTES));
      if (end === 0) {
        return refuse(
          `holds a line longer than ${grouped(LIMITS.lineChars)} characters. It is no table of quotes. Save it with one quote a line.`,
        );
      }
      yield piece(from + end);
      from += end;
    }
  }
  if (decoder !== null) append(encoder.encode(decoder.decode()));
  if (to > from) yield piece(to);
  return success(null);
}

/**
 * End of the last whole row of a window: after a newline outside quotes, or, when a stray quote hides every one of
 * the last 64 K bytes, after the last newline. 0 when there is none.
 */
function rowsEnd(window: Uint8Array): number {
  const limit = window.length;
  let end = 0;
  let from = 0;
  while (from < limit) {
    const open = window.indexOf(QUOTE, from);
    const outside = open < 0 ? limit : open;
    const row = outside === 0 ? 0 : window.lastIndexOf(NEWLINE, outside - 1) + 1;
    if (row > from) end = row;
    const close = open < 0 ? -1 : window.indexOf(QUOTE, open + 1);
    if (close < 0) break;
    from = close + 1;
  }
  if (limit - end <= LIMITS.lineChars) return end;
  const newline = window.lastIndexOf(NEWLINE, limit - 1) + 1;
  return newline > 0 ? newline : window.lastIndexOf(RETURN, limit - 2) + 1;
}

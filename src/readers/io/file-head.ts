import type { ByteSource, FileHead } from '#readers/reader.ts';
import { detectEncoding } from './encoding.ts';
import { LIMITS } from './limits.ts';

/** A source whose first bytes have been looked at; its chunks still begin at the first byte. */
export interface OpenedSource {
  readonly head: FileHead;
  readonly source: ByteSource;
}

/**
 * Reads the first 64 KB of a source. The returned source repeats them, so that a stream that cannot be
 * opened twice (standard input) is read once.
 */
export async function openSource(source: ByteSource): Promise<OpenedSource> {
  const known = openedAs.get(source);
  if (known !== undefined) return known;
  const iterator = source.chunks()[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let bytes = 0;
  let done = false;
  while (bytes < LIMITS.headBytes && !done) {
    const next = await iterator.next();
    if (next.done === true) done = true;
    else {
      seen.push(next.value);
      bytes += next.value.length;
    }
  }
  let taken = false;
  async function* chunks(): AsyncGenerator<Uint8Array, void, void> {
    if (taken) {
      yield* source.chunks();
      return;
    }
    taken = true;
    yield* seen;
    if (!done) yield* { [Symbol.asyncIterator]: () => iterator };
  }
  const opened: OpenedSource = {
    head: makeHead(source.name, joined(seen, LIMITS.headBytes)),
    source: { name: source.name, size: source.size, chunks, sha256: () => source.sha256() },
  };
  openedAs.set(opened.source, opened);
  return opened;
}

/** By the source that was returned: what opens it again has its head. */
const openedAs = new WeakMap<ByteSource, OpenedSource>();

/** The head of a file from its first bytes; decoded at most once. */
export function makeHead(name: string, bytes: Uint8Array): FileHead {
  let text: string | null = null;
  let lines: readonly string[] | null = null;
  return {
    name,
    bytes,
    text: () => {
      text ??= decodeHead(bytes);
      return text;
    },
    lines: () => {
      lines ??= wholeRows(
        (text ?? decodeHead(bytes)).split(/\r\n|\n|\r/).filter((line) => line.trim() !== ''),
      ).slice(0, 64);
      return lines;
    },
  };
}

/** Lines that a quoted cell may go over. */
const QUOTED_LINES = 12;

/** Lines with those of a quoted cell joined, as a table counts its rows; a quote that is not closed soon is a stray one. */
function wholeRows(lines: readonly string[]): readonly string[] {
  const isOpen = (line: string) => (line.split('"').length - 1) % 2 === 1;
  const rows: string[] = [];
  for (let i = 0; i < lines.length && rows.length < 64; i++) {
    const line = lines[i] as string;
    const more = isOpen(line) ? lines.slice(i + 1, i + QUOTED_LINES).findIndex(isOpen) : -1;
    rows.push(more < 0 ? line : lines.slice(i, i + more + 2).join('\n'));
    if (more >= 0) i += more + 1;
  }
  return rows;
}

function decodeHead(bytes: Uint8Array): string {
  const encoding = detectEncoding(bytes);
  return encoding === null ? '' : new TextDecoder(encoding).decode(bytes, { stream: true });
}

function joined(parts: readonly Uint8Array[], limit: number): Uint8Array {
  const length = Math.min(
    limit,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    if (at >= length) break;
    const piece = part.subarray(0, length - at);
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

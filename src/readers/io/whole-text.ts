import { failure, type Outcome, success } from '#base/outcome.ts';
import type { ByteSource, ReadProgress } from '#readers/reader.ts';
import { detectEncoding, type Encoding, hasByteOrderMark } from './encoding.ts';
import { grouped, LIMITS, shownName } from './limits.ts';

/** A whole file as text. */
export interface WholeText {
  readonly text: string;
  readonly bytes: number;
  readonly encoding: Encoding;
  /** The file began with a byte-order mark, which `text` does not hold. */
  readonly marked: boolean;
}

/** Reads a file that must be held whole, at most `maxBytes`; progress after each chunk. */
export async function* readWholeText(
  source: ByteSource,
  maxBytes: number = LIMITS.jsonBytes,
): AsyncGenerator<ReadProgress, Outcome<WholeText>, void> {
  const tooLarge = () =>
    failure<WholeText>(
      'invalid',
      `${shownName(source.name)} holds more than ${grouped(maxBytes / 1_048_576)} MB of JSON, the most that is read at once. Split it, or save it as CSV.`,
      source.name,
    );
  if (source.size !== null && source.size > maxBytes) return tooLarge();
  const parts: string[] = [];
  let decoder: TextDecoder | null = null;
  let encoding: Encoding = 'utf-8';
  let marked = false;
  let bytes = 0;
  for await (const chunk of source.chunks()) {
    if (chunk.length === 0) continue;
    bytes += chunk.length;
    if (bytes > maxBytes) return tooLarge();
    if (decoder === null) {
      encoding = detectEncoding(chunk) ?? 'utf-8';
      marked = hasByteOrderMark(chunk, encoding);
      decoder = new TextDecoder(encoding);
    }
    parts.push(decoder.decode(chunk, { stream: true }));
    yield { bytes, totalBytes: source.size, rows: 0 };
  }
  if (decoder !== null) parts.push(decoder.decode());
  return success({ text: parts.join(''), bytes, encoding, marked });
}

import { failure, type Outcome, success } from '#base/outcome.ts';
import type { ByteSource, ReadProgress } from '#readers/reader.ts';
import { detectEncoding } from './encoding.ts';
import { JsonStream, JsonStreamFault } from './json-stream.ts';
import { grouped, LIMITS, shownName } from './limits.ts';

/** Parses a JSON file that is too large to be held as text, or whose size is not known, as it comes in. */
export async function* readLargeJson(
  source: ByteSource,
): AsyncGenerator<ReadProgress, Outcome<{ readonly value: unknown; readonly bytes: number }>, void> {
  const shown = shownName(source.name);
  const stream = new JsonStream();
  let decoder: TextDecoder | null = null;
  let bytes = 0;
  const tooLarge = () =>
    failure<never>(
      'invalid',
      `${shown} holds more than ${grouped(LIMITS.jsonStreamBytes / 1_048_576)} MB of JSON, the most that is read. Split it, or save it as CSV.`,
      source.name,
    );
  if (source.size !== null && source.size > LIMITS.jsonStreamBytes) return tooLarge();
  try {
    for await (const chunk of source.chunks()) {
      if (chunk.length === 0) continue;
      bytes += chunk.length;
      if (bytes > LIMITS.jsonStreamBytes) return tooLarge();
      decoder ??= new TextDecoder(detectEncoding(chunk) ?? 'utf-8');
      stream.push(decoder.decode(chunk, { stream: true }));
      yield { bytes, totalBytes: source.size, rows: 0 };
    }
    if (decoder !== null) stream.push(decoder.decode());
    return success({ value: stream.end(), bytes });
  } catch (error) {
    if (!(error instanceof JsonStreamFault)) throw error;
    const at = grouped(error.at);
    const says = {
      early: `the JSON ends early, after character ${at}. Download it again.`,
      broken: `the JSON is broken at character ${at}. Download it again.`,
      more: `the JSON goes on after its end, at character ${at}. One document a file is read; split it first.`,
      deep: `the JSON is nested more than ${LIMITS.jsonDepth} levels deep, which no quote file is. Open the option list itself.`,
    }[error.kind];
    return failure(error.kind === 'deep' ? 'invalid' : 'parsing', `${shown}: ${says}`, source.name);
  }
}

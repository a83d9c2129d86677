import { failure, type Outcome, success } from '#base/outcome.ts';
import type { ByteSource, FileHead, ReadProgress } from '#readers/reader.ts';
import { detectEncoding } from './encoding.ts';
import { openSource } from './file-head.ts';
import { isJsonObject, readJson } from './json.ts';
import { parseWithNaN } from './json-nan.ts';
import { grouped, LIMITS, shownName } from './limits.ts';

/** Longest line of a file with one JSON document a line. */
const LINE_CHARS = 16 * 1024 * 1024;

/** Time of receipt, ISO 8601 or epoch, that some recorders write before the message. */
const RECEIVED =
  /^\s*\[?(?:\d{4}-\d{2}-\d{2}[T ][\d:.,]{8,20}\s?(?:Z|UTC|[+-]\d{2}:?\d{2})?|\d{10,19}(?:\.\d+)?)\]?[ \t,;|]+(?=[[{])/;
/** A list of JSON holds values; a bracket before a word is a text of another kind. */
const BEGINS = /^\s*(?:\{|\[\s*(?:["{[\]\d-]|NaN|null|true|false|$))/;

/** True for text that begins as JSON, or as a recording of it with the time of receipt before each message. */
export function isJsonText(text: string): boolean {
  return BEGINS.test(text) || RECEIVED.test(text.slice(0, 80));
}

/** One document of a file; `value` is undefined where its line is not JSON. */
export interface JsonLine {
  readonly value: unknown;
  /** Line number from 1; 1 for a file that is one document. */
  readonly line: number;
  /** The file writes one document a line. */
  readonly recorded: boolean;
}

/** True for a file that writes one JSON object or list a line. */
export function isJsonLines(head: FileHead): boolean {
  const text = head.text();
  const end = text.indexOf('\n');
  if (end < 0 || !isJsonText(text) || !isJsonText(text.slice(end).trimStart())) return false;
  return parsed(text.slice(0, end)) !== undefined;
}

/** The same of a file whose first line is longer than its head: that line is read to its end. */
async function isLongLines(source: ByteSource, head: FileHead): Promise<boolean> {
  const text = head.text();
  if (head.bytes.length < LIMITS.headBytes || text.includes('\n') || !isJsonText(text)) return false;
  const decoder = new TextDecoder(detectEncoding(head.bytes) ?? 'utf-8');
  const parts: string[] = [];
  let chars = 0;
  let ended = false;
  for await (const chunk of source.chunks()) {
    parts.push(decoder.decode(chunk, { stream: true }));
    chars += parts.at(-1)?.length ?? 0;
    if (parts.at(-1)?.includes('\n') !== true && !ended && chars <= LINE_CHARS) continue;
    const whole = parts.join('');
    const end = whole.indexOf('\n');
    const next = whole.slice(end).trimStart();
    ended = end > 0;
    if (ended && next === '' && chars <= LINE_CHARS) continue;
    return ended && isJsonText(next) && parsed(whole.slice(0, end)) !== undefined;
  }
  return false;
}

/**
 * Reads a file of JSON: one document, or one a line (NDJSON), told by its first line. Hands each document to
 * `take` and never holds more than one line of them. Ends with the bytes read.
 */
export async function* readDocuments(
  source: ByteSource,
  take: (document: JsonLine) => void,
): AsyncGenerator<ReadProgress, Outcome<number>, void> {
  const opened = await openSource(source);
  if (!isJsonLines(opened.head) && !(await isLongLines(source, opened.head))) {
    const json = yield* readJson(opened.source);
    if (!json.ok) return json;
    take({ value: json.value.value, line: 1, recorded: false });
    return success(json.value.bytes);
  }
  const decoder = new TextDecoder(detectEncoding(opened.head.bytes) ?? 'utf-8');
  let pending = '';
  let bytes = 0;
  let line = 0;
  const takeLine = (text: string) => {
    line++;
    if (text.trim() !== '') take({ value: parsed(text), line, recorded: true });
  };
  for await (const chunk of opened.source.chunks()) {
    bytes += chunk.length;
    if (bytes > LIMITS.csvBytes) {
      return failure(
        'invalid',
        `${shownName(source.name)} is larger than 1 GB, the most that is read. Split it.`,
        source.name,
      );
    }
    const lines = (pending + decoder.decode(chunk, { stream: true })).split('\n');
    pending = lines.pop() ?? '';
    for (const text of lines) takeLine(text);
    if (pending.length > LINE_CHARS) {
      return failure(
        'invalid',
        `${shownName(source.name)}: line ${grouped(line + 1)} is longer than ${grouped(LINE_CHARS)} characters. It is no recording of quotes. Open the recording as it was written, one message a line.`,
        source.name,
      );
    }
    yield { bytes, totalBytes: source.size, rows: line };
  }
  pending += decoder.decode();
  if (pending !== '') takeLine(pending);
  return success(bytes);
}

/** Rows below a document, whichever key or list of keys leads to them; null when it is no list and no object there. */
export function listAt(document: unknown, ...path: readonly string[]): readonly unknown[] | null {
  let value = document;
  for (const key of path) {
    if (!isJsonObject(value)) return null;
    value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return Array.isArray(value) ? value : isJsonObject(value) ? [value] : null;
}

function parsed(text: string): unknown {
  try {
    return parseWithNaN(text.replace(RECEIVED, ''));
  } catch {
    return undefined;
  }
}

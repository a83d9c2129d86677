import { failure, type Outcome, success } from '#base/outcome.ts';
import type { ByteSource, FileHead, ReadProgress } from '#readers/reader.ts';
import { detectEncoding } from './encoding.ts';
import { openSource } from './file-head.ts';
import { isJsonObject, readJson } from './json.ts';
import { grouped, LIMITS, shownName } from './limits.ts';

/** Longest line of a file with one JSON document a line. */
const LINE_CHARS = 16 * 1024 * 1024;

/** Start of a line of a recording; some recorders write the time of receipt before the message. */
const LINE_START = /^\s*(?:\d{4}-\d{2}-\d{2}T[\d:.]{8,20}Z?[ \t]+)?[[{]/;

const RECEIVED = /^\s*\d{4}-\d{2}-\d{2}T[\d:.]{8,20}Z?[ \t]+/;

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
  if (end < 0 || !LINE_START.test(text) || !LINE_START.test(text.slice(end))) return false;
  return parsed(text.slice(0, end)) !== undefined;
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
  if (!isJsonLines(opened.head)) {
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
        `${shownName(source.name)}: line ${grouped(line + 1)} is longer than ${grouped(LINE_CHARS)} characters. It is no recording of quotes.`,
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
    return JSON.parse(text.replace(RECEIVED, '')) as unknown;
  } catch {
    return undefined;
  }
}

import { failure, type Outcome, success } from '#base/outcome.ts';
import type { ByteSource, ReadProgress } from '#readers/reader.ts';
import { encodedLength } from './encoding.ts';
import { readLargeJson } from './json-large.ts';
import { parseWithNaN } from './json-nan.ts';
import { grouped, LIMITS, shownName } from './limits.ts';
import { readWholeText, type WholeText } from './whole-text.ts';

/** A JSON object as parsed: fields are read one by one with `field`, never copied. */
export type JsonObject = { readonly [key: string]: unknown };

/** A parsed document with the size of its file. */
export interface JsonDocument {
  readonly value: unknown;
  readonly bytes: number;
}

/** Reads and parses a JSON file, as it comes in when it is large or packed. */
export async function* readJson(
  source: ByteSource,
): AsyncGenerator<ReadProgress, Outcome<JsonDocument>, void> {
  if (source.size === null || source.size > LIMITS.jsonBytes) return yield* readLargeJson(source);
  const whole = yield* readWholeText(source);
  if (!whole.ok) return whole;
  const parsed = parseJson(source.name, whole.value);
  return parsed.ok ? success({ value: parsed.value, bytes: whole.value.bytes }) : parsed;
}

/** Parses JSON of at most 64 levels; a failure names the byte and the key it lies in. */
export function parseJson(name: string, whole: WholeText): Outcome<unknown> {
  const shown = shownName(name);
  if (depthOf(whole.text) > LIMITS.jsonDepth) {
    return failure(
      'invalid',
      `${shown}: the JSON is nested more than ${LIMITS.jsonDepth} levels deep, which no quote file is. Open the option list itself.`,
      name,
    );
  }
  try {
    return success(parseWithNaN(whole.text));
  } catch {
    const fault = findJsonFault(whole.text);
    const at = encodedLength(whole.text.slice(0, fault.at), whole.encoding, whole.marked);
    const inside = fault.inside === null ? '' : `, inside "${shownName(fault.inside)}"`;
    return failure(
      'parsing',
      fault.kind === 'early'
        ? `${shown}: the JSON ends early, at byte ${grouped(at)}${inside}. Download it again.`
        : fault.kind === 'more'
          ? `${shown}: the JSON goes on after its end, at byte ${grouped(at)}. One document a file is read; split it first.`
          : `${shown}: the JSON is broken at byte ${grouped(at)}${inside}. Download it again.`,
      name,
    );
  }
}

/** True for a plain JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own field of a parsed object; undefined where there is none (a prototype is never consulted). */
export function field(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Deepest nesting of brackets outside strings. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x22) {
      i = stringEnd(text, i);
      if (i < 0) return deepest;
    } else if (unit === 0x5b || unit === 0x7b) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if (unit === 0x5d || unit === 0x7d) depth--;
  }
  return deepest;
}

/** Index of the quote that closes the string opened at `open`; -1 when none does. */
function stringEnd(text: string, open: number): number {
  for (let close = text.indexOf('"', open + 1); close >= 0; close = text.indexOf('"', close + 1)) {
    let slashes = 0;
    while (text.charCodeAt(close - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return close;
  }
  return -1;
}

interface JsonFault {
  readonly kind: 'early' | 'broken' | 'more';
  /** Index of the first character that cannot stand there, or the length of the text. */
  readonly at: number;
  /** Key of the innermost list around it, else of the outermost object field; null at the top. */
  readonly inside: string | null;
}

const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

/** Finds where a text stops being JSON by the grammar of RFC 8259, without recursion. */
function findJsonFault(text: string): JsonFault {
  const open: { list: boolean; key: string | null }[] = [];
  let expect: 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing' =
    'value';
  let key: string | null = null;
  TOKEN.lastIndex = 0;
  const inside = (): string | null => {
    const list = open.findLast((level) => level.list && level.key !== null);
    return list?.key ?? open.find((level) => level.key !== null)?.key ?? null;
  };
  const afterValue = () => (open.length === 0 ? 'nothing' : 'comma-or-end');
  for (;;) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) {
      const rest = text.slice(from).trimStart();
      const at = text.length - rest.length;
      const early = rest === '' || (rest[0] === '"' && stringEnd(text, at) < 0) || isCutLiteral(rest);
      return { kind: early ? 'early' : 'broken', at: early ? text.length : at, inside: inside() };
    }
    const token = match[1] ?? match[2] ?? match[3] ?? '';
    const at = TOKEN.lastIndex - token.length;
    if (expect === 'nothing') return { kind: 'more', at, inside: null };
    const wantsValue = expect === 'value' || expect === 'value-or-end';
    const level = open.at(-1);
    if ((token === '{' || token === '[') && wantsValue) {
      open.push({ list: token === '[', key });
      key = null;
      expect = token === '[' ? 'value-or-end' : 'key-or-end';
    } else if (
      (token === '}' && level?.list === false && (expect === 'comma-or-end' || expect === 'key-or-end')) ||
      (token === ']' && level?.list === true && (expect === 'comma-or-end' || expect === 'value-or-end'))
    ) {
      open.pop();
      expect = afterValue();
    } else if (token === ',' && expect === 'comma-or-end') {
      expect = level?.list === true ? 'value' : 'key';
      key = null;
    } else if (token === ':' && expect === 'colon') {
      expect = 'value';
    } else if (match[2] !== undefined && (expect === 'key' || expect === 'key-or-end')) {
      key = token.slice(1, -1);
      expect = 'colon';
    } else if (match[1] === undefined && wantsValue) {
      expect = afterValue();
    } else {
      return { kind: 'broken', at, inside: inside() };
    }
  }
}

/** True for the beginning of a number or of true, false, null that the end of the file cut off. */
function isCutLiteral(rest: string): boolean {
  if (rest.length > 32) return false;
  return /^[-+.\deE]*$/.test(rest) || ['true', 'false', 'null'].some((word) => word.startsWith(rest));
}

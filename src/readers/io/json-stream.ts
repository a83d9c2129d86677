import { parseWithNaN } from './json-nan.ts';
import { LIMITS } from './limits.ts';

/** Where and why a text stops being JSON. */
export class JsonStreamFault extends Error {
  constructor(
    readonly kind: 'early' | 'broken' | 'more' | 'deep',
    /** Characters before the fault. */
    readonly at: number,
  ) {
    super(`the JSON is ${kind} at ${at}`);
    this.name = 'JsonStreamFault';
  }
}

interface OpenList {
  readonly list: unknown[];
}

interface OpenObject {
  readonly object: Record<string, unknown>;
  key: string;
}

type State = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'done';

/** Values up to this many characters are parsed at once; larger ones are entered. */
const WHOLE_CHARS = 1 << 18;
/** Texts longer than this are no part of a quote file. */
const LONGEST_STRING = 1 << 22;
const LITERAL = /[-+.0-9A-Za-z]+/y;

/**
 * Parses JSON (RFC 8259) that arrives in pieces, without ever holding the whole text: small values are cut out by
 * their brackets and given to JSON.parse, large lists and objects are entered and filled as they come. Of at most
 * 64 levels. Throws a JsonStreamFault.
 */
export class JsonStream {
  private text = '';
  private at = 0;
  private before = 0;
  private state: State = 'value';
  private root: unknown;
  private readonly open: (OpenList | OpenObject)[] = [];

  /** Takes the next piece of text. */
  push(piece: string): void {
    this.before += this.at;
    this.text = this.text.slice(this.at) + piece;
    this.at = 0;
    this.run(false);
  }

  /** The document; nothing may be missing. */
  end(): unknown {
    this.run(true);
    if (this.state !== 'done') throw this.fault('early');
    return this.root;
  }

  private run(final: boolean): void {
    for (;;) {
      this.skipBlanks();
      if (this.at >= this.text.length) return;
      const char = this.text[this.at] as string;
      if (this.state === 'done') throw this.fault('more');
      const wantsValue = this.state === 'value' || this.state === 'value-or-end';
      if (wantsValue && !(char === ']' && this.state === 'value-or-end')) {
        if (!this.readValue(char, final)) return;
      } else if (char === '"' && (this.state === 'key' || this.state === 'key-or-end')) {
        const end = stringEnd(this.text, this.at);
        if (end < 0) {
          this.refuseEndless(final);
          return;
        }
        (this.open.at(-1) as OpenObject).key = String(this.parsed(this.at, end));
        this.at = end;
        this.state = 'colon';
      } else this.readMark(char);
    }
  }

  /** Reads or enters a value; false when more text is needed. */
  private readValue(char: string, final: boolean): boolean {
    const { text, at } = this;
    if (char === '{' || char === '[') {
      const end = this.balancedEnd();
      if (end > 0) {
        this.at = end;
        this.put(this.parsed(at, end));
        return true;
      }
      if (!final && text.length - at < WHOLE_CHARS) return false;
      if (this.open.length >= LIMITS.jsonDepth) throw this.fault('deep');
      this.open.push(char === '[' ? { list: [] } : { object: {}, key: '' });
      this.at++;
      this.state = char === '[' ? 'value-or-end' : 'key-or-end';
      return true;
    }
    LITERAL.lastIndex = at;
    const end = char === '"' ? stringEnd(text, at) : LITERAL.test(text) ? LITERAL.lastIndex : at;
    if (end < 0) this.refuseEndless(final);
    if (end < 0 || (char !== '"' && end === text.length && !final)) return false;
    if (end === at) throw this.fault('broken');
    const value = this.parsed(at, end);
    this.at = end;
    this.put(value);
    return true;
  }

  /** Throws when the string that begins here cannot come to its end. */
  private refuseEndless(final: boolean): void {
    if (final) throw this.fault('early');
    if (this.text.length - this.at > LONGEST_STRING) throw this.fault('broken');
  }

  private readMark(char: string): void {
    const level = this.open.at(-1);
    const inList = level !== undefined && 'list' in level;
    const mayEnd = this.state !== 'colon' && this.state !== 'value' && this.state !== 'key';
    if (char === ',' && this.state === 'comma-or-end') this.state = inList ? 'value' : 'key';
    else if (char === ':' && this.state === 'colon') this.state = 'value';
    else if (level !== undefined && mayEnd && char === (inList ? ']' : '}')) {
      this.open.pop();
      this.at++;
      this.put('list' in level ? level.list : level.object);
      return;
    } else throw this.fault('broken');
    this.at++;
  }

  private put(value: unknown): void {
    const level = this.open.at(-1);
    if (level === undefined) {
      this.root = value;
      this.state = 'done';
      return;
    }
    if ('list' in level) level.list.push(value);
    // Assigning to this key would replace the prototype; nobody reads it.
    else if (level.key !== '__proto__') level.object[level.key] = value;
    this.state = 'comma-or-end';
  }

  /** End of the value that begins here, 0 when it is not in the text or too large to be parsed at once. */
  private balancedEnd(): number {
    const { text, at } = this;
    const limit = Math.min(text.length, at + WHOLE_CHARS);
    let depth = 0;
    for (let i = at; i < limit; i++) {
      const unit = text.charCodeAt(i);
      if (unit === 0x22) {
        i = stringEnd(text, i) - 1;
        if (i < 0) return 0;
      } else if (unit === 0x7b || unit === 0x5b) {
        if (++depth + this.open.length > LIMITS.jsonDepth) throw this.fault('deep');
      } else if ((unit === 0x7d || unit === 0x5d) && --depth === 0) return i + 1;
    }
    return 0;
  }

  private parsed(from: number, end: number): unknown {
    try {
      return parseWithNaN(this.text.slice(from, end));
    } catch {
      throw new JsonStreamFault('broken', this.before + from);
    }
  }

  private skipBlanks(): void {
    const { text } = this;
    let { at } = this;
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) break;
    }
    this.at = at;
  }

  private fault(kind: JsonStreamFault['kind']): JsonStreamFault {
    return new JsonStreamFault(kind, this.before + this.at);
  }
}

/** Index after the quote that closes the string opened at `open`; -1 when none does. */
function stringEnd(text: string, open: number): number {
  for (let close = text.indexOf('"', open + 1); close >= 0; close = text.indexOf('"', close + 1)) {
    let slashes = 0;
    while (text.charCodeAt(close - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return close + 1;
  }
  return -1;
}

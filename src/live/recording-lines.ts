/**
 * A live session as lines of JSON. The first says what they are and which chain they follow; then the session as it stood,
 * and what went into it from there on, one line each. A line that would be long is written in parts. Numbers are written
 * with all their digits: what is read goes on as what was written did, to the last bit.
 */
import { failure, type Outcome, success } from '#base/outcome.ts';
import { instant, objectOf, oneOf, orNull, record, ShapeError, textOf } from './checked.ts';
import { inputShape, planShape } from './input-shapes.ts';
import { keptShape } from './kept-shapes.ts';
import type { LiveInput } from './live-frame.ts';
import type { SessionKept } from './session-kept.ts';

const FORMAT = 'volbench-live';
const VERSION = 1;
/** Whose messages they are: those of no other would be read. */
const VENUE = 'deribit';
/** Longest line, characters, and how much of a longer one a part holds: each of them may come to two. */
const LINE = 65_536;
const PART = 30_000;
/** Parts of one line at most. */
const PARTS = 1000;

/** Something of a recording. */
export type Recorded =
  | { readonly kind: 'state'; readonly at: number; readonly state: SessionKept }
  | { readonly kind: 'input'; readonly at: number; readonly input: LiveInput };

/**
 * Lines of a recording that begins with a session as it stands.
 *
 * @param host that told it; null where that is not known
 */
export function recordingHead(at: number, state: SessionKept, host: string | null = null): readonly string[] {
  const { plan } = state;
  const head = { format: FORMAT, version: VERSION, venue: VENUE, host, currency: plan.currency, plan, at };
  return [JSON.stringify(head), ...inParts(JSON.stringify({ at, kind: 'state', state }))];
}

/** Lines of what goes into a session; none for a chain of another source, which is not recorded. */
export function recordingLines(at: number, input: LiveInput): readonly string[] {
  if (input.kind === 'chain') return [];
  if (input.kind === 'message') return inParts(JSON.stringify({ at, kind: input.kind, message: input.text }));
  return inParts(JSON.stringify({ at, ...input }));
}

function inParts(line: string): readonly string[] {
  if (line.length <= LINE) return [line];
  const of = Math.ceil(line.length / PART);
  return Array.from({ length: of }, (_, i) =>
    JSON.stringify({ part: i + 1, of, text: line.slice(i * PART, (i + 1) * PART) }),
  );
}

/** True for the first line of a recording of this format, whatever its version. */
export function isRecordingHead(line: string): boolean {
  return line.length <= LINE && line.startsWith(`{"format":"${FORMAT}"`);
}

const headShape = objectOf<{
  readonly format: string;
  readonly venue: string;
  readonly host: string | null;
  readonly plan: SessionKept['plan'];
  readonly at: number;
}>({
  format: oneOf(FORMAT),
  venue: oneOf(VENUE),
  host: orNull(textOf(255)),
  plan: planShape,
  at: instant,
});
const lineShape = objectOf<{ readonly at: number; readonly kind: string }>({ at: instant, kind: textOf(16) });
const partShape = objectOf<{ readonly part: number; readonly of: number; readonly text: string }>({
  part: instant,
  of: instant,
  text: textOf(LINE),
});

/** Reads a recording line by line; the first fault ends it. */
export class RecordingReader {
  /** Who told it; null before the first line, and where that does not say. */
  host: string | null = null;
  private line = 0;
  private last = 0;
  private hasState = false;
  private parts: string[] = [];
  private of = 0;

  /** @param file name of the file, for sentences */
  constructor(private readonly file: string) {}

  /** What the next line says; null where it says nothing yet. */
  take(text: string): Outcome<Recorded | null> {
    this.line++;
    if (text.length > LINE) return this.fault(`is longer than ${LINE} characters`);
    if (text.trim() === '' && this.line > 1) return success(null);
    try {
      if (this.line === 1) return this.head(JSON.parse(text));
      const whole = this.whole(JSON.parse(text), text);
      return whole === null ? success(null) : success(this.recorded(JSON.parse(whole)));
    } catch (error) {
      return this.fault(error instanceof ShapeError ? error.message : 'is no JSON');
    }
  }

  /** Whether it may end here. */
  end(): Outcome<null> {
    return this.hasState && this.parts.length === 0
      ? success(null)
      : this.fault('is the last, in the middle of the recording');
  }

  private head(value: unknown): Outcome<null> {
    const { version } = record(value, '');
    if (version !== VERSION)
      return this.fault(`is of version ${String(version).slice(0, 8)}, and ${VERSION} is read`);
    const { at, host } = headShape(value, '');
    this.last = at;
    this.host = host;
    return success(null);
  }

  /** The line, put together of its parts; null while some are missing. */
  private whole(value: unknown, text: string): string | null {
    if (!Object.hasOwn(record(value, ''), 'part')) {
      if (this.parts.length > 0) throw new ShapeError('is no part of the line before it');
      return text;
    }
    const part = partShape(value, '');
    if (this.parts.length === 0) this.of = part.of;
    if (part.part !== this.parts.length + 1 || part.of !== this.of || part.part > part.of || part.of > PARTS)
      throw new ShapeError('is no part of the line before it');
    this.parts.push(part.text);
    if (part.part < part.of) return null;
    const whole = this.parts.join('');
    this.parts = [];
    return whole;
  }

  private recorded(value: unknown): Recorded {
    const { at, kind } = lineShape(value, '');
    if (at < this.last) throw new ShapeError('"at" is before that of the line before it');
    this.last = at;
    if (kind === 'state') {
      if (this.hasState) throw new ShapeError('is a second beginning');
      this.hasState = true;
      return { kind, at, state: objectOf<{ state: SessionKept }>({ state: keptShape })(value, '').state };
    }
    if (!this.hasState) throw new ShapeError('comes before the session as it stood');
    return { kind: 'input', at, input: inputShape(value, '') };
  }

  private fault<T>(what: string): Outcome<T> {
    return failure('invalid', `${this.file}, line ${this.line}: ${what}.`, this.file);
  }
}

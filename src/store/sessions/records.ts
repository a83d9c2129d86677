/** What lies in the browser's store of sessions. */
import * as v from 'valibot';
import type { EpochMs } from '#base/units.ts';
import type { PackedQuotes } from '#worker/packed-quotes.ts';
import type { SessionContent } from './content.ts';
import { epoch, fields, type Shape, text, whole } from './shape.ts';

/** Newest version of the session file and of the saves in the browser. */
export const SESSION_VERSION = 3;

/**
 * The oldest version that can hold a session: a second file is read from the second on, a rate by hand and forwards by
 * hand of a second file from the third.
 */
export function versionFor({ body, beside }: Pick<SessionContent, 'body' | 'beside'>): number {
  const { decisions, steps, ghost, second } = body;
  const kept = [decisions, ...steps.past, ...steps.future].map(({ marketOptions }) => marketOptions);
  if ([...kept, ghost].some((of) => of?.rate !== undefined)) return SESSION_VERSION;
  if (second !== null && Object.keys(second.forwards).length > 0) return SESSION_VERSION;
  return beside === null ? 1 : 2;
}

/** A session in the list of sessions, and which of its saves are good. */
export interface SessionRecord {
  readonly id: string;
  readonly name: string;
  /** Instant of the last good save, by the clock on the wall. */
  readonly saved: EpochMs;
  /** When it was last opened or saved: the last of all is come back to. */
  readonly seen: EpochMs;
  /** It was closed by hand: it is not come back to. */
  readonly left: boolean;
  /** When it was deleted; it can be taken back until the page is loaded again. */
  readonly deleted: EpochMs | null;
  /** Number the next save gets: no two saves share one, whichever tab they are of. */
  readonly next: number;
  /** Saves that were read back as they were written, the newest last; none before the first. */
  readonly good: readonly GoodSave[];
  /** Hashes of the quotes of a save that is under way. */
  readonly pending: readonly string[];
  readonly underlying: string;
  /** Instant of its quotes. */
  readonly asOf: EpochMs | null;
  readonly files: readonly string[];
  readonly quotes: number;
  readonly simulated: boolean;
}

/** A save that counts, and the hashes of the quotes it is about. */
export interface GoodSave {
  readonly number: number;
  readonly quotes: string;
  /** Of the second file; null where there is none. */
  readonly beside: string | null;
}

/** One save of a session: all of it but its quotes, as text with its hash. */
export interface Generation {
  readonly session: string;
  readonly number: number;
  /** Version of the text. */
  readonly version: number;
  readonly text: string;
  readonly sha256: string;
  /** Hash of the quotes it is about. */
  readonly quotes: string;
  /** Of those of the second file; null where there is none. */
  readonly beside: string | null;
  readonly saved: EpochMs;
}

/** Quotes by their hash, as they cross to the page; they are kept once, however many saves are about them. */
export interface KeptQuotes {
  readonly sha256: string;
  readonly packed: PackedQuotes;
}

const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const beside = v.optional(v.nullable(hash), null);

/** A record of the list as it is read. */
export const sessionRecordShape: Shape<SessionRecord> = fields<SessionRecord>({
  id,
  name: text,
  saved: epoch,
  seen: epoch,
  left: v.boolean(),
  deleted: v.nullable(epoch),
  next: whole,
  good: v.array(fields<GoodSave>({ number: whole, quotes: hash, beside })),
  // One hash or none before there were second files.
  pending: v.pipe(
    v.union([v.array(hash), v.nullable(hash)]),
    v.transform((hashes) => (typeof hashes === 'string' ? [hashes] : (hashes ?? []))),
  ),
  underlying: text,
  asOf: v.nullable(epoch),
  files: v.array(text),
  quotes: whole,
  simulated: v.boolean(),
});

/** A save as it is read; its text is still to be held against the hash. */
export const generationShape: Shape<Generation> = fields<Generation>({
  session: id,
  number: whole,
  version: whole,
  text: v.string(),
  sha256: hash,
  quotes: hash,
  beside,
  saved: epoch,
});

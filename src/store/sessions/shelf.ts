/**
 * Saving a session so that a save counts only once it was read back as it was written. Each save is a generation of its
 * own; the last good ones stay, and two pages that save the same session never overwrite each other: the list names the
 * newest good save, and whoever does not know that one has lost.
 */
import * as v from 'valibot';
import type { EpochMs } from '#base/units.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { bodyText } from './body-text.ts';
import { type SessionDatabase, StoreFault, type Writing } from './database.ts';
import { keptQuotes, quotesHash, quotesOf } from './kept-quotes.ts';
import { type GoodSave, generationShape, type SessionRecord, sessionRecordShape } from './records.ts';
import { type NamedSession, SESSION_VERSION } from './session-file.ts';
import { sha256OfText } from './sha256.ts';

/** Good saves of a session that are kept. */
export const KEPT_SAVES = 5;

/** A session as one page has it: the saves it has made or seen. */
export interface HeldSession {
  readonly id: string;
  readonly known: Set<number>;
}

/** A new id: 32 hex digits. */
export function newSessionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The record of a session; null where there is none or it is damaged. */
export function recordOf(value: unknown): SessionRecord | null {
  const parsed = v.safeParse(sessionRecordShape, value);
  return parsed.success ? parsed.output : null;
}

/**
 * Saves a session. `overtaken`: another page has saved it meanwhile, or it is gone; nothing was changed.
 *
 * @throws StoreFault where the store failed, or gave back something else than was written
 */
export async function saveSession(
  db: SessionDatabase,
  held: HeldSession,
  session: NamedSession,
  now: EpochMs,
): Promise<'saved' | 'overtaken'> {
  const text = bodyText(session.body);
  const [sha256, quotes] = await Promise.all([sha256OfText(text), quotesHash(session.quotes)]);
  const written = await db.write(async (shelves) => {
    const record = recordOf(await shelves.get('sessions', held.id));
    if (!follows(record, held)) return null;
    const number = record?.next ?? 1;
    const isNew = !(await shelves.quoteKeys()).includes(quotes);
    if (isNew) await shelves.put('quotes', keptQuotes(session.quotes, quotes));
    const generation = {
      session: held.id,
      number,
      version: SESSION_VERSION,
      text,
      sha256,
      quotes,
      saved: now,
    };
    await shelves.put('generations', generation);
    const before = record ?? { ...described(held.id, session, now), good: [] };
    await shelves.put('sessions', { ...before, next: number + 1, pending: quotes });
    return { number, isNew };
  });
  if (written === null) return 'overtaken';
  const { number } = written;
  await readBack(db, { id: held.id, number, sha256, quotes: written.isNew ? quotes : null });
  return db.write(async (shelves) => {
    const record = recordOf(await shelves.get('sessions', held.id));
    if (record === null || !follows(record, held)) {
      await shelves.delete('generations', [held.id, number]);
      return 'overtaken';
    }
    const good = [...record.good.filter((save) => save.number !== number), { number, quotes }].slice(
      -KEPT_SAVES,
    );
    const name = record.name;
    const next = { ...described(held.id, { ...session, name }, now), next: record.next, good };
    await shelves.put('sessions', next);
    const kept = new Set(good.map((save) => save.number));
    for (const key of await shelves.generationKeys(held.id)) {
      if (!kept.has(key[1]) && key[1] < number) await shelves.delete('generations', key);
    }
    await dropUnused(shelves, hashesOf(record), [next]);
    held.known.add(number);
    return 'saved';
  });
}

/** The newest good save is one this page has made or seen. */
function follows(record: SessionRecord | null, { known }: HeldSession): boolean {
  if (record === null) return known.size === 0;
  const newest = record.good.at(-1);
  return record.deleted === null && (newest === undefined ? known.size === 0 : known.has(newest.number));
}

interface Written {
  readonly id: string;
  readonly number: number;
  readonly sha256: string;
  /** Null where they lay there before. */
  readonly quotes: string | null;
}

async function readBack(db: SessionDatabase, { id, number, sha256, quotes }: Written): Promise<void> {
  const [generation, set] = await db.read(async (shelves) => [
    await shelves.get('generations', [id, number]),
    quotes === null ? null : await shelves.get('quotes', quotes),
  ]);
  const parsed = v.safeParse(generationShape, generation);
  const isSame =
    parsed.success &&
    (await sha256OfText(parsed.output.text)) === sha256 &&
    (quotes === null || (await quotesOf(set, quotes)) !== null);
  if (isSame) return;
  // Quotes that are not what they were would be taken for the right ones by the next save.
  if (quotes !== null) await db.write((shelves) => shelves.delete('quotes', quotes));
  throw new StoreFault('broken', 'what was read back is not what was written');
}

function described(
  id: string,
  {
    name,
    quotes,
    body,
  }: { readonly name: string; readonly quotes: QuoteSet; readonly body: NamedSession['body'] },
  now: EpochMs,
): Omit<SessionRecord, 'good' | 'next'> & { readonly next: number } {
  return {
    id,
    name,
    saved: now,
    seen: now,
    left: false,
    deleted: null,
    next: 1,
    pending: null,
    underlying: quotes.underlying,
    asOf: body.decisions.marketOptions.asOf ?? quotes.asOf,
    files: quotes.files.map((file) => file.name),
    quotes: quotes.symbol.length,
    simulated: body.simulated,
  };
}

/** Hashes of the quotes a session is about. */
export function hashesOf({ good, pending }: SessionRecord): ReadonlySet<string> {
  return new Set([...good.map((save: GoodSave) => save.quotes), ...(pending === null ? [] : [pending])]);
}

/** Deletes those of some quotes that no session is about any more; `changed` stand as they will be. */
export async function dropUnused(
  shelves: Writing,
  hashes: ReadonlySet<string>,
  changed: readonly SessionRecord[],
): Promise<void> {
  const still = new Set(changed.flatMap((record) => [...hashesOf(record)]));
  const maybe = [...hashes].filter((hash) => !still.has(hash));
  if (maybe.length === 0) return;
  for (const value of await shelves.all('sessions')) {
    const record = recordOf(value);
    if (record !== null) for (const hash of hashesOf(record)) still.add(hash);
  }
  for (const hash of maybe) if (!still.has(hash)) await shelves.delete('quotes', hash);
}

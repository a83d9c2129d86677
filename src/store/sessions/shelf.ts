/** What lies on the shelves of the store, and what is still needed of it. */
import * as v from 'valibot';
import type { Writing } from './database.ts';
import { type GoodSave, type SessionRecord, sessionRecordShape } from './records.ts';

/** Good saves of a session that are kept. */
export const KEPT_SAVES = 5;

/** The record of a session; null where there is none or it is damaged. */
export function recordOf(value: unknown): SessionRecord | null {
  const parsed = v.safeParse(sessionRecordShape, value);
  return parsed.success ? parsed.output : null;
}

/** Hashes of the quotes a save is about. */
export function hashesOfSave({ quotes, beside }: Pick<GoodSave, 'quotes' | 'beside'>): readonly string[] {
  return beside === null ? [quotes] : [quotes, beside];
}

/** Hashes of the quotes a session is about. */
export function hashesOf({ good, pending }: SessionRecord): ReadonlySet<string> {
  return new Set([...good.flatMap(hashesOfSave), ...pending]);
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

/** The sessions there are, and what is done to one as a whole. */
import * as v from 'valibot';
import type { EpochMs } from '#base/units.ts';
import type { SessionDatabase } from './database.ts';
import { newSessionId } from './held-session.ts';
import { copyName, sessionName } from './name.ts';
import { generationShape, type SessionRecord } from './records.ts';
import { dropUnused, hashesOf, recordOf } from './shelf.ts';

/** Deleted sessions can be taken back for at least this long, ms. */
const TAKEN_BACK_WITHIN = 600_000;

/** Sessions with a good save, the last saved first; deleted ones among them. */
export async function listSessions(db: SessionDatabase): Promise<readonly SessionRecord[]> {
  const values = await db.read((shelves) => shelves.all('sessions'));
  return values
    .flatMap((value) => recordOf(value) ?? [])
    .filter((record) => record.good.length > 0)
    .sort((a, b) => b.saved - a.saved);
}

/**
 * The session to come back to: the page's own, else the last one seen; never one that was closed by hand. `unsaved`: the
 * page's own was never saved, and another one is not what the page had open.
 */
export async function lastSession(
  db: SessionDatabase,
  own: string | null,
): Promise<SessionRecord | 'unsaved' | null> {
  const all = await listSessions(db);
  if (own !== null && !all.some(({ id }) => id === own)) return 'unsaved';
  const there = all.filter(({ deleted, left }) => deleted === null && !left);
  const mine = there.find(({ id }) => id === own);
  if (mine !== undefined) return mine;
  return there.reduce<SessionRecord | null>(
    (last, record) => (last === null || record.seen > last.seen ? record : last),
    null,
  );
}

/** Notes that a session was opened. */
export function markSeen(db: SessionDatabase, id: string, now: EpochMs): Promise<void> {
  return change(db, id, (record) => ({ ...record, seen: now, left: false }));
}

/** Notes that a session was closed by hand. */
export function markLeft(db: SessionDatabase, id: string): Promise<void> {
  return change(db, id, (record) => ({ ...record, left: true }));
}

export function renameSession(db: SessionDatabase, id: string, name: string): Promise<void> {
  return change(db, id, (record) => ({ ...record, name: sessionName(name) }));
}

export function deleteSession(db: SessionDatabase, id: string, now: EpochMs): Promise<void> {
  return change(db, id, (record) => ({ ...record, deleted: now }));
}

export function takeBack(db: SessionDatabase, id: string): Promise<void> {
  return change(db, id, (record) => ({ ...record, deleted: null }));
}

function change(
  db: SessionDatabase,
  id: string,
  to: (record: SessionRecord) => SessionRecord,
): Promise<void> {
  return db.write(async (shelves) => {
    const record = recordOf(await shelves.get('sessions', id));
    if (record !== null) await shelves.put('sessions', to(record));
  });
}

/** A copy of the newest good save under a name of its own; null where there is none. */
export function duplicateSession(db: SessionDatabase, id: string, now: EpochMs): Promise<string | null> {
  return db.write(async (shelves) => {
    const records = (await shelves.all('sessions')).flatMap((value) => recordOf(value) ?? []);
    const record = records.find((each) => each.id === id);
    const newest = record?.good.at(-1);
    if (record === undefined || newest === undefined) return null;
    const generation = v.safeParse(generationShape, await shelves.get('generations', [id, newest.number]));
    if (!generation.success) return null;
    const copy = newSessionId();
    const number = 1;
    const name = copyName(
      record.name,
      records.map((each) => each.name),
    );
    await shelves.put('generations', { ...generation.output, session: copy, number });
    const good = [{ ...newest, number }];
    await shelves.put('sessions', {
      ...record,
      id: copy,
      name,
      good,
      pending: [],
      next: 2,
      saved: now,
      seen: now,
    });
    return copy;
  });
}

/** Takes what was deleted a while ago out of the store. */
export function sweep(db: SessionDatabase, now: EpochMs): Promise<void> {
  return db.write(async (shelves) => {
    for (const value of await shelves.all('sessions')) {
      const record = recordOf(value);
      if (record === null || record.deleted === null || now - record.deleted < TAKEN_BACK_WITHIN) continue;
      for (const key of await shelves.generationKeys(record.id)) await shelves.delete('generations', key);
      await shelves.delete('sessions', record.id);
      await dropUnused(shelves, hashesOf(record), []);
    }
  });
}

/**
 * Saving a session so that a save counts only once it was read back as it was written. Each save is a generation of its
 * own; the last good ones stay, and two pages that save the same session never overwrite each other: the list names the
 * newest good save, and whoever does not know that one has lost.
 */
import * as v from 'valibot';
import { type Reading, type SessionDatabase, StoreFault } from './database.ts';
import { packedHash, quotesOf } from './kept-quotes.ts';
import { type Generation, generationShape, type KeptQuotes, type SessionRecord } from './records.ts';
import type { SaveReply, SaveRequest } from './save-request.ts';
import { sha256OfText } from './sha256.ts';
import { dropUnused, hashesOf, KEPT_SAVES, recordOf } from './shelf.ts';

/** Saves a session; a store that failed, or gave back something else than was written, is told in the reply. */
export async function saveSession(db: SessionDatabase, request: SaveRequest): Promise<SaveReply> {
  try {
    return await save(db, request);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'fault', fault: error instanceof StoreFault ? error.kind : 'broken', message };
  }
}

async function save(db: SessionDatabase, request: SaveRequest): Promise<SaveReply> {
  const { id, version, text, saved } = request;
  const [sha256, quotes, beside] = await Promise.all([
    sha256OfText(text),
    hashOf(request.quotes),
    request.beside && hashOf(request.beside),
  ]);
  const given = new Map([[quotes, request.quotes]]);
  if (beside !== null && request.beside !== null) given.set(beside, request.beside);
  const written = await db.write(async (shelves) => {
    const record = recordOf(await shelves.get('sessions', id));
    if (!(await follows(shelves, record, request))) return 'overtaken';
    const there = await shelves.quoteKeys();
    const fresh: KeptQuotes[] = [];
    for (const [hash, packed] of given) {
      if (there.includes(hash)) continue;
      if (typeof packed === 'string') return 'quotes-wanted';
      fresh.push({ sha256: hash, packed });
    }
    const number = record?.next ?? 1;
    const generation = { session: id, number, version, text, sha256, quotes, beside, saved };
    const before = record ?? { ...described(request), good: [] };
    await Promise.all([
      ...fresh.map((each) => shelves.put('quotes', each)),
      shelves.put('generations', generation),
      shelves.put('sessions', { ...before, next: number + 1, pending: [...given.keys()] }),
    ]);
    return { generation, fresh };
  });
  if (typeof written === 'string') return { kind: written };
  const { generation, fresh } = written;
  for (const { sha256: hash } of fresh) {
    if ((await quotesOf(await db.read((shelves) => shelves.get('quotes', hash)), hash)) !== null) continue;
    // Quotes that are not what they were would be taken for the right ones by the next save.
    await db.write((shelves) => shelves.delete('quotes', hash));
    throw notTheSame();
  }
  const end = await count(db, request, generation);
  if (end === 'damaged') throw notTheSame();
  return end === 'overtaken' ? { kind: end } : { kind: 'saved', number: generation.number, quotes, beside };
}

async function hashOf(quotes: SaveRequest['quotes']): Promise<string> {
  return typeof quotes === 'string' ? quotes : packedHash(quotes);
}

/** Makes a save that was written the newest good one, if it is read as it was written. */
function count(
  db: SessionDatabase,
  request: SaveRequest,
  generation: Generation,
): Promise<'saved' | 'overtaken' | 'damaged'> {
  const { id } = request;
  const { number, quotes, beside } = generation;
  return db.write(async (shelves) => {
    const [value, found, keys] = await Promise.all([
      shelves.get('sessions', id),
      shelves.get('generations', [id, number]),
      shelves.generationKeys(id),
    ]);
    const record = recordOf(value);
    // A try that failed may have been done after all.
    const isDone = record?.good.at(-1)?.number === number;
    if (record === null || !(isDone || (await follows(shelves, record, request)))) {
      await shelves.delete('generations', [id, number]);
      return 'overtaken';
    }
    if (!isSame(found, generation)) return 'damaged';
    const others = record.good.filter((each) => each.number !== number);
    const good = [...others, { number, quotes, beside }].slice(-KEPT_SAVES);
    const next = { ...described(request), name: record.name, next: record.next, good };
    const kept = new Set(good.map((each) => each.number));
    const old = keys.filter((key) => !kept.has(key[1]) && key[1] < number);
    await Promise.all([
      shelves.put('sessions', next),
      ...old.map((key) => shelves.delete('generations', key)),
    ]);
    await dropUnused(shelves, hashesOf(record), [next]);
    return 'saved';
  });
}

/** The newest good save is one the page has made or seen, or one it made and never heard of. */
async function follows(
  shelves: Reading,
  record: SessionRecord | null,
  { known, unanswered }: SaveRequest,
): Promise<boolean> {
  if (record === null) return known.length === 0;
  if (record.deleted !== null) return false;
  const newest = record.good.at(-1);
  if (newest === undefined) return known.length === 0;
  if (known.includes(newest.number)) return true;
  if (unanswered.length === 0) return false;
  const found = v.safeParse(generationShape, await shelves.get('generations', [record.id, newest.number]));
  if (!found.success) return false;
  const { sha256, saved } = found.output;
  return unanswered.some((each) => each.sha256 === sha256 && each.saved === saved);
}

/** Whether a save is read to the last letter as it was written. */
function isSame(found: unknown, written: Generation): boolean {
  const parsed = v.safeParse(generationShape, found);
  if (!parsed.success) return false;
  return (Object.keys(written) as (keyof Generation)[]).every(
    (name) => parsed.output[name] === written[name],
  );
}

function notTheSame(): StoreFault {
  return new StoreFault('broken', 'what was read back is not what was written');
}

function described({ id, facts, saved }: SaveRequest): Omit<SessionRecord, 'good'> {
  return { id, ...facts, saved, seen: saved, left: false, deleted: null, next: 1, pending: [] };
}

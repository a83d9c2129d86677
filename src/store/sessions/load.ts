/** A session back from the store: its newest good save, or the one before where that is damaged. */
import * as v from 'valibot';
import { failure, type Outcome, success } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { parseBody } from './body-text.ts';
import type { SessionDatabase } from './database.ts';
import { type HeldSession, heldSession } from './held-session.ts';
import { quotesOf } from './kept-quotes.ts';
import { type Generation, generationShape, SESSION_VERSION } from './records.ts';
import type { NamedSession } from './session-file.ts';
import { sha256OfText } from './sha256.ts';
import { recordOf } from './shelf.ts';

/** A session that was opened. */
export interface LoadedSession {
  readonly session: NamedSession;
  readonly held: HeldSession;
  /** The save it is. */
  readonly saved: Generation['saved'];
  /** Newer saves that are damaged. */
  readonly damaged: number;
  /** Name of a second file whose quotes are; null where none is lost. */
  readonly lost: string | null;
}

/** Fails with the end of a sentence that begins with the session's name. */
export async function loadSession(db: SessionDatabase, id: string): Promise<Outcome<LoadedSession>> {
  const record = await db.read(async (shelves) => recordOf(await shelves.get('sessions', id)));
  if (record === null || record.good.length === 0) return failure('missing-data', 'is not there any more.');
  const numbers = record.good.map((save) => save.number);
  let damaged = 0;
  for (const number of [...numbers].reverse()) {
    const found = await readSave(db, id, number);
    if (found === 'newer') {
      const text = 'was saved by a newer Volbench. Reload this page to get it, or open the session there.';
      return failure('invalid', text);
    }
    if (found !== null) {
      const { saved, lost, ...content } = found;
      const session = { name: record.name, ...content };
      return success({ session, saved, damaged, lost, held: heldSession(id, numbers) });
    }
    damaged++;
  }
  const all = damaged === 1 ? 'its only save is' : `all of its ${damaged} saves are`;
  return failure('invalid', `cannot be opened: ${all} damaged. It stays in the list.`);
}

async function readSave(db: SessionDatabase, id: string, number: number) {
  const value = await db.read((shelves) => shelves.get('generations', [id, number]));
  const parsed = v.safeParse(generationShape, value);
  if (!parsed.success) return null;
  const { text, sha256, version, saved } = parsed.output;
  if (version > SESSION_VERSION) return 'newer';
  if ((await sha256OfText(text)) !== sha256) return null;
  const body = parseBody(text);
  if (!body.ok) return null;
  const quotes = await keptQuotes(db, parsed.output.quotes);
  if (quotes === null) return null;
  const { second } = body.value;
  const hash = parsed.output.beside;
  const beside = second === null || hash === null ? null : await keptQuotes(db, hash);
  // The board can do without it.
  if (beside === null)
    return { quotes, beside, body: { ...body.value, second: null }, saved, lost: second?.name ?? null };
  return { quotes, beside, body: body.value, saved, lost: null };
}

async function keptQuotes(db: SessionDatabase, hash: string): Promise<QuoteSet | null> {
  return quotesOf(await db.read((shelves) => shelves.get('quotes', hash)), hash);
}

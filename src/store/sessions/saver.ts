/** The page's side of a save: what is sent of it, and what is made of the answer. */
import type { EpochMs } from '#base/units.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { packQuotes } from '#worker/packed-quotes.ts';
import type { SessionContent } from './content.ts';
import { StoreFault } from './database.ts';
import type { HeldSession } from './held-session.ts';
import { keptHash, noteKept } from './kept-quotes.ts';
import { versionFor } from './records.ts';
import type { SaveReply, SaveRequest, SessionFacts } from './save-request.ts';
import { sha256OfText } from './sha256.ts';
import { KEPT_SAVES } from './shelf.ts';

/** A session with the text of its body. */
export interface WrittenSession extends SessionContent {
  readonly name: string;
  readonly text: string;
}

/** Saves sessions. */
export interface Saver {
  /**
   * Saves a session. `overtaken`: another page has saved it meanwhile, or it is gone; nothing was changed.
   *
   * @throws StoreFault where the store failed, or gave back something else than was written
   */
  save(held: HeldSession, session: WrittenSession, now: EpochMs): Promise<'saved' | 'overtaken'>;
}

/** Who was asked to save ended before the answer; another one may be asked at once. */
export class SaveCutShort extends StoreFault {
  constructor(what: string) {
    super('broken', what);
  }
}

/** Has a save made. Throws a `StoreFault` where no answer comes; takes the buffers of the quotes along. */
export type AskToSave = (request: SaveRequest) => Promise<SaveReply>;

export function createSaver(ask: AskToSave): Saver {
  /** Quotes cross only where the store was not seen to hold them. */
  async function asked(held: HeldSession, session: WrittenSession, saved: EpochMs): Promise<SaveReply> {
    const { quotes, beside, text } = session;
    const { id, known, unanswered } = held;
    const version = versionFor(session);
    const request = { id, known, unanswered, facts: factsOf(session), version, text, saved };
    const asKept = (set: QuoteSet) => keptHash(set) ?? packQuotes(set);
    const first = await ask({ ...request, quotes: asKept(quotes), beside: beside && asKept(beside) });
    const reply =
      first.kind !== 'quotes-wanted'
        ? first
        : await ask({ ...request, quotes: packQuotes(quotes), beside: beside && packQuotes(beside) });
    if (reply.kind === 'fault') throw new StoreFault(reply.fault, reply.message);
    return reply;
  }

  return {
    async save(held, session, now) {
      const turn = ++held.turns;
      for (let isFirst = true; ; isFirst = false) {
        let reply: SaveReply;
        try {
          reply = await asked(held, session, now);
        } catch (error) {
          // It may lie in the store all the same: the next save must know it for this page's own.
          const sha256 = await sha256OfText(session.text);
          held.unanswered = [...held.unanswered, { sha256, saved: now }];
          // An older one that is made after a newer one would take its place.
          if (isFirst && turn === held.turns && error instanceof SaveCutShort) continue;
          throw error;
        }
        if (reply.kind !== 'saved') return 'overtaken';
        held.known = [...held.known, reply.number].slice(-KEPT_SAVES);
        held.unanswered = [];
        noteKept(session.quotes, reply.quotes);
        if (session.beside !== null && reply.beside !== null) noteKept(session.beside, reply.beside);
        return 'saved';
      }
    },
  };
}

function factsOf({ name, quotes, body }: WrittenSession): SessionFacts {
  return {
    name,
    underlying: quotes.underlying,
    asOf: body.decisions.marketOptions.asOf ?? quotes.asOf,
    files: quotes.files.map((file) => file.name),
    quotes: quotes.symbol.length,
    simulated: body.simulated,
  };
}

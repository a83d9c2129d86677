/**
 * Saves of one page, one after the other: a page that is left sends the last one before it has the answer to the one
 * before, which is its own all the same.
 */
import type { SessionDatabase } from './database.ts';
import type { SaveReply, SaveRequest } from './save-request.ts';
import { saveSession } from './save-session.ts';

/** The newest save of a session that was made here, and the end of the last one that was asked for. */
interface Made {
  number: number | null;
  end: Promise<unknown>;
}

export function createSaveQueue(db: SessionDatabase): (request: SaveRequest) => Promise<SaveReply> {
  const sessions = new Map<string, Made>();
  return (request) => {
    const made = sessions.get(request.id) ?? { number: null, end: Promise.resolve() };
    sessions.set(request.id, made);
    const reply = made.end.then(async () => {
      const known = made.number === null ? request.known : [...request.known, made.number];
      const reply = await saveSession(db, { ...request, known });
      if (reply.kind === 'saved') made.number = reply.number;
      return reply;
    });
    made.end = reply;
    return reply;
  };
}

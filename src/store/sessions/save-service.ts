/**
 * The worker that saves sessions, as the page has it: made by the first save, replaced by the next one after it died. To
 * save takes a dozen requests to the store, each of whose answers would be a task between a hand and its fit.
 */

import { watchLifeline } from '#worker/lifeline.ts';
import type { PackedQuotes } from '#worker/packed-quotes.ts';
import type { WorkerLike } from '#worker/service.ts';
import { StoreFault } from './database.ts';
import type { SaveCall, SaveReply, SaveTold } from './save-request.ts';
import { type AskToSave, SaveCutShort } from './saver.ts';

/** Until a save is answered, ms: whether an edit is saved is to be said within five seconds. */
const PATIENCE_MS = 4250;
/** Until one that brings quotes along is: they may be a quarter of a million. */
const QUOTES_PATIENCE_MS = 12_000;
/** For an answer that waits behind the timer, where the page itself stood still, ms. */
const GRACE_MS = 250;

interface Waiting {
  readonly resolve: (reply: SaveReply) => void;
  readonly reject: (fault: StoreFault) => void;
  overdue: ReturnType<typeof setTimeout>;
}

interface Alive {
  readonly worker: WorkerLike;
  readonly watch: AbortController;
  readonly waiting: Map<number, Waiting>;
  /** It has said something: one that never did is not asked a second time for the same save. */
  hasBegun: boolean;
}

/** Has saves made by workers of `spawn`. */
export function createSaveService(
  spawn: () => WorkerLike,
  patience = { save: PATIENCE_MS, quotes: QUOTES_PATIENCE_MS },
): AskToSave {
  let alive: Alive | null = null;
  let calls = 0;

  function make(): Alive {
    const mine: Alive = {
      worker: spawn(),
      watch: new AbortController(),
      waiting: new Map(),
      hasBegun: false,
    };
    mine.worker.addEventListener('message', (event) => {
      const { data } = event as MessageEvent<SaveTold>;
      mine.hasBegun = true;
      if ('reply' in data) settle(mine, data.call)?.resolve(data.reply);
      else if (data.lifeline !== null) watchLifeline(data.lifeline, mine.watch.signal, () => ended(mine));
    });
    mine.worker.addEventListener('error', () => ended(mine));
    mine.worker.addEventListener('messageerror', () => ended(mine));
    return mine;
  }

  function settle(mine: Alive, call: number): Waiting | undefined {
    const waiting = mine.waiting.get(call);
    mine.waiting.delete(call);
    clearTimeout(waiting?.overdue);
    return waiting;
  }

  /** It is gone or not to be trusted; its saves may be done or not. */
  function ended(mine: Alive, silent: StoreFault | null = null): void {
    if (alive === mine) alive = null;
    mine.watch.abort();
    mine.worker.terminate();
    const fault = mine.hasBegun
      ? new SaveCutShort('what saves was ended')
      : new StoreFault('broken', 'what saves sessions did not start. Reload this page');
    for (const call of [...mine.waiting.keys()]) settle(mine, call)?.reject(silent ?? fault);
  }

  return (request) =>
    new Promise((resolve, reject) => {
      const call = ++calls;
      try {
        alive ??= make();
        const mine = alive;
        const moved = [request.quotes, request.beside].flatMap((quotes) =>
          quotes === null || typeof quotes === 'string' ? [] : buffersOf(quotes),
        );
        const late = () => ended(mine, new StoreFault('silent', 'saving'));
        const overdue = setTimeout(
          () => {
            waiting.overdue = setTimeout(late, GRACE_MS);
          },
          moved.length === 0 ? patience.save : patience.quotes,
        );
        const waiting: Waiting = { resolve, reject, overdue };
        mine.waiting.set(call, waiting);
        mine.worker.postMessage({ call, request } satisfies SaveCall, moved);
      } catch (error) {
        if (alive !== null) settle(alive, call);
        reject(new StoreFault('broken', error instanceof Error ? error.message : String(error)));
      }
    });
}

/** All that packed quotes hold is a copy of theirs. */
function buffersOf({ columns, symbol, root, underlyingName }: PackedQuotes): ArrayBuffer[] {
  const strings = [symbol, root, underlyingName].flatMap((column) =>
    column === null ? [] : 'codes' in column ? [column.codes] : [column.ends],
  );
  return [...Object.values(columns), ...strings].flatMap((column) =>
    ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [],
  );
}

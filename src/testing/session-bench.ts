/** A page with sessions: a workbench, a store in memory that several pages may share, and locks as a browser has them. */
import { epochMs } from '#base/units.ts';
import type { SessionDatabase } from '#store/sessions/database.ts';
import type { SessionLocks } from '#store/sessions/locks.ts';
import { createSaveQueue } from '#store/sessions/save-queue.ts';
import { type AskToSave, createSaver } from '#store/sessions/saver.ts';
import { createSessions, type Sessions } from '#store/sessions/sessions.ts';
import { createSessionsStore } from '#store/sessions/status.ts';
import { type Bench, bench } from './bench.ts';

export interface SessionBench extends Bench {
  readonly sessions: Sessions;
  readonly status: ReturnType<typeof createSessionsStore>;
  /** Id of the open session. */
  id(): string;
  /** Lets time pass until everything is saved that can be. */
  saved(): Promise<void>;
  /** The page is gone: its locks are free, nothing more of it is saved. */
  kill(): void;
}

/** Locks of one browser. */
export interface SharedLocks {
  of(page: object): SessionLocks;
  free(page: object): void;
}

export function sharedLocks(): SharedLocks {
  const holders = new Map<string, object>();
  return {
    of: (page) => ({
      async take(id) {
        if (holders.has(id)) return null;
        holders.set(id, page);
        return () => {
          if (holders.get(id) === page) holders.delete(id);
        };
      },
      taken: async () => new Set(holders.keys()),
    }),
    free(page) {
      for (const [id, holder] of holders) if (holder === page) holders.delete(id);
    },
  };
}

/** @param through what stands between the page and what saves, which it is given */
export function sessionBench(
  db: SessionDatabase,
  locks: SharedLocks = sharedLocks(),
  through: (save: AskToSave) => AskToSave = (save) => save,
): SessionBench {
  const b = bench(null, (file, text) => sessions.openFile(file, text));
  const page = {};
  const status = createSessionsStore();
  let dead = false;
  let wall = Date.UTC(2026, 10, 21, 8);
  const own: SessionDatabase = {
    read: (work) => (dead ? new Promise<never>(() => undefined) : db.read(work)),
    write: (work) => (dead ? new Promise<never>(() => undefined) : db.write(work)),
    close: () => undefined,
  };
  const save = createSaveQueue(own);
  const sessions: Sessions = createSessions({
    workbench: b.workbench,
    status,
    db: own,
    // What crosses to a worker is a copy.
    saver: createSaver(through((request) => save(structuredClone(request)))),
    locks: locks.of(page),
    clock: b.clock,
    now() {
      wall += 1000;
      return epochMs(wall);
    },
    remember: () => undefined,
  });
  sessions.follow();
  return {
    ...b,
    sessions,
    status,
    id: () => status.getState().current?.id ?? '',
    async saved() {
      await b.settle();
      await sessions.flush();
    },
    kill() {
      dead = true;
      locks.free(page);
    },
  };
}

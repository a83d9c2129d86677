/** The sessions of this page: in IndexedDB, under the browser's locks, by the clock on the wall. */
import { epochMs } from '#base/units.ts';
import { wallClock } from '#store/clock.ts';
import { idbDatabase } from './idb-database.ts';
import { sessionLocks } from './locks.ts';
import { createSaveService } from './save-service.ts';
import { createSaver } from './saver.ts';
import { createSessions, type Sessions, type SessionsHost } from './sessions.ts';
import { spawnSaving } from './spawn-saving.ts';

/** Sessions that follow the workbench of this page from now on. */
export function pageSessions(page: Pick<SessionsHost, 'workbench' | 'status' | 'remember'>): Sessions {
  const { status } = page;
  const sessions = createSessions({
    ...page,
    db: idbDatabase(),
    saver: createSaver(createSaveService(spawnSaving)),
    locks: sessionLocks(),
    clock: wallClock,
    now: () => epochMs(Date.now()),
  });
  sessions.follow();
  // The page may be gone the next moment.
  const leaving = (): void => void sessions.flush();
  addEventListener('pagehide', leaving);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') leaving();
  });
  addEventListener('beforeunload', (event) => {
    // Of all that is heard of leaving this comes first: a page that is loaded again ends its worker soon after the rest.
    leaving();
    if (status.getState().save.kind === 'failed') event.preventDefault();
  });
  return sessions;
}

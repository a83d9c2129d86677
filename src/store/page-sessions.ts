/**
 * The sessions of this page as the screen sees them. What saves and reads them is fetched once there is something to
 * save or to come back to.
 */
import { failure, type Outcome } from '#base/outcome.ts';
import type { Sessions, SessionsHost } from './sessions/sessions.ts';
import { createSessionsStore, type SessionsState } from './sessions/status.ts';
import { useSelected } from './use-selected.ts';

const KEY = 'volbench.session';
const CLOSED = 'closed';
const status = createSessionsStore();
let bench: SessionsHost['workbench'] | null = null;
let made: Promise<Sessions> | null = null;

/** What can be done with sessions; `follow` and `comeBack` are the page's own. */
type Doing = Omit<Sessions, 'follow' | 'comeBack'>;

function sessions(): Promise<Sessions> {
  const workbench = bench;
  if (workbench === null) return Promise.reject(new Error('the page has not begun'));
  made ??= import('./sessions/page.ts').then(({ pageSessions }) =>
    pageSessions({ workbench, status, remember }),
  );
  // What could not be fetched is fetched by the next call.
  made.catch(() => {
    made = null;
  });
  return made;
}

async function doing<T>(what: (sessions: Doing) => Promise<T>): Promise<T | null> {
  try {
    return await what(await sessions());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    status.setState({ notice: { tone: 'fail', text: `Sessions do not work now: ${why}.`, offer: null } });
    return null;
  }
}

/** Does something with sessions; what fails is said in the notice. */
export function withSessions<T>(what: (sessions: Doing) => Promise<T>): Promise<T | null> {
  return doing(what);
}

/** Puts the session of the last visit back, and saves from the first quotes on. */
export function startSessions(workbench: SessionsHost['workbench']): void {
  bench = workbench;
  const own = recall();
  if (own !== CLOSED) void comeBack(own);
  const stop = workbench.store.subscribe(({ quotes }) => {
    if (quotes === null) return;
    stop();
    sessions().catch(() => {
      const why = 'what saves sessions could not be fetched. Reload this page';
      status.setState({ save: { kind: 'failed', why } });
    });
  });
}

/** A page that never kept anything has nothing to fetch for it. */
async function comeBack(own: string | null): Promise<void> {
  try {
    status.setState({ opening: own !== null });
    const stores = await globalThis.indexedDB?.databases?.();
    if (stores !== undefined && !stores.some(({ name }) => name === 'volbench')) {
      status.setState({ opening: false });
      return;
    }
    await (await sessions()).comeBack(own);
  } catch {
    // The first quotes ask for it again, and say what is wrong.
    status.setState({ opening: false });
  }
}

/** Opens a dropped session file. */
export async function openSessionFile(file: string, text: string): Promise<Outcome<string>> {
  const opened = await doing((own) => own.openFile(file, text));
  return opened ?? failure('calculation-failed', `${file}: sessions do not work now. Reload this page.`);
}

/** What the screen knows of sessions; the component renders again when it changes (compared shallowly). */
export function useSessions<T>(selector: (state: SessionsState) => T): T {
  return useSelected(status, selector);
}

export function closeSessionNotice(): void {
  status.setState({ notice: null });
}

/**
 * The session this tab had open, `CLOSED` where the hand closed it, null where nothing is known of the tab. A browser that is
 * killed may forget it; the store of the sessions knows the last one of all.
 */
function recall(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(id: string | null): void {
  try {
    sessionStorage.setItem(KEY, id ?? CLOSED);
  } catch {
    // The store knows the last one.
  }
}

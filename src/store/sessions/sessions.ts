/** Sessions of one page: which is open, saved as it changes, put back, forked where another page has it. */
import type { StoreApi } from 'zustand/vanilla';
import { instant } from '#base/format.ts';
import { failure, type Outcome, success } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { agrees } from '#store/agreement.ts';
import type { Clock } from '#store/clock.ts';
import type { WorkbenchMemory } from '#store/create-workbench.ts';
import type { Steps } from '#store/history.ts';
import { isLarge } from '#store/large-request.ts';
import { type Draft, draft } from '#store/messages.ts';
import type { Decisions, WorkbenchState } from '#store/state.ts';
import { bodyText } from './body-text.ts';
import { beginsReading, byMarket, isDifferent, isFree, restsMore, stepsBefore } from './changes.ts';
import { refitDrafts } from './check-refit.ts';
import { contentOf, type SessionFit, sessionFit } from './content.ts';
import { type SessionDatabase, storeFaultWords } from './database.ts';
import {
  deleteSession,
  duplicateSession,
  lastSession,
  listSessions,
  markLeft,
  markSeen,
  renameSession,
  sweep,
  takeBack,
} from './list.ts';
import { loadSession } from './load.ts';
import type { SessionLocks } from './locks.ts';
import { ownName, sessionName } from './name.ts';
import { createOpenSession } from './open-session.ts';
import type { Saver } from './saver.ts';
import { type NamedSession, parseSessionFile, sessionFileText } from './session-file.ts';
import type { SessionNotice, SessionsState } from './status.ts';

/** The first save of a large board waits until it is drawn, ms. */
const LARGE_AFTER_MS = 1500;

/** What a live market alone has changed is saved so often at most, ms. */
const LIVE_AFTER_MS = 60_000;

/** What sessions are made of. */
export interface SessionsHost {
  readonly workbench: { readonly store: StoreApi<WorkbenchState>; readonly memory: WorkbenchMemory };
  readonly status: StoreApi<SessionsState>;
  readonly db: SessionDatabase;
  readonly saver: Saver;
  readonly locks: SessionLocks;
  readonly clock: Clock;
  /** The clock on the wall. */
  now(): EpochMs;
  /** Notes which session this page has open; null where the hand has closed it. */
  remember(id: string | null): void;
}

/** A session on its way onto the screen. */
interface Awaited {
  readonly quotes: QuoteSet;
  /** Null of one that comes from a file. */
  readonly id: string | null;
  /** It is there: it becomes the open one. */
  begin(): void;
  /** It does not come. */
  release(): void;
}

/** Everything that can be done with sessions. Nothing throws; what fails is said in a notice. */
export interface Sessions {
  /** Follows the workbench from now on. */
  follow(): void;
  /**
   * Puts the session of the last visit back, unless another page has it or something is open already: the page's `own`
   * where it was loaded again, else the last one seen. Where its own was not saved yet, that is said.
   */
  comeBack(own?: string | null): Promise<void>;
  /** Opens a session; a copy of it where another page has it. */
  open(id: string): Promise<void>;
  openCopy(id: string): Promise<void>;
  /** Opens a session file as a session of its own. */
  openFile(file: string, text: string): Promise<Outcome<string>>;
  /** Closes the open session, which stays in the list. */
  begin(): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  duplicate(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  takeBack(id: string): Promise<void>;
  /** Reads the list anew. */
  refresh(): Promise<void>;
  /** Saves at once what is not saved. */
  flush(): Promise<void>;
  /** The session file of what is on the screen, or of a session that has left it; null where nothing is. */
  fileText(lost?: NamedSession): Promise<{ readonly name: string; readonly text: string } | null>;
}

export function createSessions(host: SessionsHost): Sessions {
  const { workbench, status, db, locks } = host;
  const { store, memory } = workbench;
  /** A session on its way onto the screen. The open one is edited and saved until it gives way to it there. */
  let awaited: Awaited | null = null;
  /** What can be undone of the open one meanwhile. */
  let stepsHere: Steps = { past: [], future: [] };
  /** What the fit of a session that was put back must come to. */
  let promised: { readonly fit: SessionFit; readonly decisions: Decisions } | null = null;
  let said: readonly Draft[] = [];
  /** Quotes that were saved before; others take longer. */
  let seen: QuoteSet | null = null;
  /** The session that is being read; what is asked for after it takes its place, however long each takes. */
  let coming: { readonly id: string | null } | null = null;

  const content = () => contentOf(store.getState(), memory.steps());
  const open = createOpenSession({ ...host, content });

  function say(drafts: readonly Draft[]): void {
    said = drafts;
    memory.say(drafts);
  }

  function tell(tone: SessionNotice['tone'], text: string, offer: SessionNotice['offer'] = null): void {
    status.setState({ notice: { tone, text, offer } });
  }

  /** Does something with the store; what fails is told. */
  async function trying<T>(what: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      tell('fail', `${what}: ${storeFaultWords(error)}.`);
      return null;
    }
  }

  function restore(session: NamedSession, of: Omit<Awaited, 'quotes'>): void {
    const { quotes, beside, body } = session;
    const cross = { ...body.look.cross, cursor: null };
    const second = body.second && beside && { ...body.second, quotes: beside };
    awaited?.release();
    awaited = null;
    stepsHere = memory.steps();
    memory.restore({ quotes, ...body, second, look: { ...body.look, cross } });
    // What was being read has ended by now, which is no end of this.
    awaited = { quotes, ...of };
    promised = body.fit === null ? null : { fit: body.fit, decisions: body.decisions };
    status.setState({ opening: true });
  }

  function changed(state: WorkbenchState, prev: WorkbenchState): void {
    if (beginsReading(state, prev)) coming = null;
    if (awaited !== null) arrive(awaited, state, prev);
    if (state.quotes === null) return;
    if (state.quotes !== prev.quotes && state.quotes !== seen) replaced(state.quotes, state, prev);
    if (promised !== null && awaited === null) checkRefit(promised, state);
    if (isDifferent(state, prev)) {
      const isFirst = state.quotes !== seen && isLarge(state.quotes);
      seen = state.quotes;
      open.changed(byMarket(state, prev) ? LIVE_AFTER_MS : isFirst ? LARGE_AFTER_MS : undefined);
    }
    // Where a live market comes to rest, so does what is kept of it.
    if (restsMore(state, prev)) void open.flush();
  }

  /** Ends the wait for a session that is put back, if it has come or will not come any more. */
  function arrive({ quotes, begin, release }: Awaited, state: WorkbenchState, prev: WorkbenchState): void {
    const isThere = state.quotes === quotes;
    const isOver = state.fit.phase !== 'running' && prev.fit.phase === 'running';
    if (!isThere && !isOver && state.quotes === prev.quotes) {
      stepsHere = memory.steps();
      return;
    }
    awaited = null;
    status.setState({ opening: false });
    if (isThere) {
      seen = quotes;
      void open.leave(contentOf(prev, stepsHere));
      begin();
    } else {
      // Something else was opened meanwhile, or it was cancelled.
      promised = null;
      release();
    }
  }

  /** What is on its way onto the screen gives way to what is there. */
  function callOff(): void {
    coming = null;
    if (awaited !== null) memory.callOff();
  }

  /** Other quotes are on the screen: the next snapshot of the same book, or another board, which is another session. */
  function replaced(quotes: QuoteSet, state: WorkbenchState, prev: WorkbenchState): void {
    const before = prev.quotes;
    const isNext =
      before !== null && before.underlying === quotes.underlying && before.settlement === quotes.settlement;
    if (open.id !== null && isNext) {
      if (open.name === ownName(before))
        void trying('The session keeps its name', () => open.rename(ownName(quotes)));
      return;
    }
    if (open.id !== null) void open.leave(contentOf(prev, stepsBefore(memory.steps(), prev.decisions)));
    say([]);
    open.begin(state.simulated ? `Sample ${ownName(quotes)}` : ownName(quotes), null, null);
  }

  function checkRefit({ fit, decisions }: NonNullable<typeof promised>, state: WorkbenchState): void {
    const { fitted, quotes } = state;
    if (state.decisions !== decisions) promised = null;
    else if (fitted !== null && fitted.quotes === quotes && agrees(fitted, state)) {
      promised = null;
      say([...said, ...refitDrafts(fit, sessionFit(fitted))]);
    }
  }

  /** Brings a session, `id` where it lies in the store; `isLast` until something else is asked for. */
  async function bringing<T>(id: string | null, work: (isLast: () => boolean) => Promise<T>): Promise<T> {
    const mine = { id };
    coming = mine;
    try {
      return await work(() => coming === mine);
    } finally {
      if (coming === mine) coming = null;
    }
  }

  /**
   * Opens a session that this page holds; false where it could not be opened, and why is told.
   *
   * @param isWanted asked once it is read: nothing else has come meanwhile
   */
  async function openHeld(id: string, release: () => void, isWanted: () => boolean): Promise<boolean> {
    const name = (await trying('Sessions cannot be read', () => listSessions(db)))?.find(
      (one) => one.id === id,
    )?.name;
    const loaded =
      name === undefined ? null : await trying(`“${name}” cannot be opened`, () => loadSession(db, id));
    if (loaded === null || !loaded.ok) {
      release();
      if (loaded !== null) tell('fail', `“${name}” ${loaded.error.message}`);
      return false;
    }
    await open.flush();
    if (!isWanted()) {
      release();
      return false;
    }
    const { session, held, saved, damaged, lost } = loaded.value;
    if (damaged > 0) {
      const which = damaged === 1 ? 'The newest save' : `The ${damaged} newest saves`;
      tell(
        'warn',
        `${which} of “${session.name}” cannot be read; what is shown was saved ${instant(saved)}.`,
      );
    }
    const { quotes, beside, body } = session;
    const kept = { held, text: bodyText(body), quotes, beside, at: saved };
    const begin = (): void => {
      open.begin(session.name, kept, release);
      const gone = `${lost}, held beside it, cannot be read any more: drop it again.`;
      say([
        draft('info', 'session-back', `“${session.name}” is back as it was saved ${instant(saved)}.`),
        ...(lost === null ? [] : [draft('warning', 'second-lost', gone)]),
      ]);
      // Only what is come back to depends on it.
      markSeen(db, id, host.now()).catch(() => undefined);
    };
    restore(session, { id, begin, release });
    return true;
  }

  async function openCopy(id: string): Promise<void> {
    await bringing(id, async (isLast) => {
      const copy = await trying('The session cannot be copied', () => duplicateSession(db, id, host.now()));
      const release = copy === null ? null : await locks.take(copy);
      if (copy === null || release === null) return;
      await openHeld(copy, release, isLast);
      await refresh();
    });
  }

  async function refresh(): Promise<void> {
    try {
      const [list, taken] = await Promise.all([listSessions(db), locks.taken()]);
      status.setState({
        list: list.map((record) => ({ ...record, elsewhere: record.id !== open.id && taken.has(record.id) })),
        listFault: null,
      });
    } catch (error) {
      status.setState({ list: null, listFault: storeFaultWords(error) });
    }
  }

  async function begin(): Promise<void> {
    const { id } = open;
    coming = null;
    // At once, and saved on the way: what is dropped a moment later is not cleared away with it.
    const saved = open.leave(content());
    host.remember(null);
    say([]);
    seen = null;
    memory.clear();
    await saved;
    if (id !== null) await markLeft(db, id).catch(() => undefined);
    await refresh();
  }

  return {
    follow() {
      store.subscribe(changed);
      const state = store.getState();
      // Quotes that came before this was fetched.
      if (state.quotes !== null) changed(state, { ...state, quotes: null });
    },
    async comeBack(own = null) {
      const last = await trying('Sessions cannot be read', () => lastSession(db, own));
      if (last === 'unsaved') {
        host.remember(null);
        tell('warn', 'What this tab had open was not saved yet when the page was left: open its file again.');
      } else if (last !== null && isFree(store.getState())) {
        await bringing(last.id, async (isLast) => {
          const isWanted = () => isLast() && isFree(store.getState());
          const release = await locks.take(last.id);
          if (release === null)
            tell('warn', `“${last.name}” is open in another tab.`, { kind: 'copy', id: last.id });
          else await openHeld(last.id, release, isWanted);
        });
      }
      if (awaited === null) status.setState({ opening: false });
      // Only then, so that nobody waits for it.
      await sweep(db, host.now()).catch(() => undefined);
    },
    async open(id) {
      if (id === open.id) callOff();
      if (id === open.id || id === coming?.id || id === awaited?.id) return;
      await bringing(id, async (isLast) => {
        const release = await locks.take(id);
        if (release === null) await openCopy(id);
        else if (await openHeld(id, release, isLast)) await refresh();
      });
    },
    openCopy,
    openFile: (file, text) =>
      bringing(null, async (isLast) => {
        const parsed = await parseSessionFile(text, file);
        if (!parsed.ok) return parsed;
        await open.flush();
        // It may have been called off, or another dropped, before this was asked for.
        if (!isLast() || store.getState().loading?.name !== file) {
          return failure('superseded', `${file} gave way to what was opened after it.`);
        }
        const { name } = parsed.value;
        const begin = (): void => {
          open.begin(name, null, null);
          say([draft('info', 'session-back', `“${name}” was opened from ${file}.`)]);
        };
        restore(parsed.value, { id: null, begin, release: () => undefined });
        return success(name);
      }),
    begin,
    async rename(id, name) {
      const plain = sessionName(name);
      await trying('The session keeps its name', () =>
        id === open.id ? open.rename(plain) : renameSession(db, id, plain),
      );
      await refresh();
    },
    async duplicate(id) {
      if (id === open.id) await open.flush();
      await trying('The session cannot be copied', () => duplicateSession(db, id, host.now()));
      await refresh();
    },
    async remove(id) {
      await refresh();
      const record = status.getState().list?.find((each) => each.id === id);
      if (record?.elsewhere === true) {
        tell('warn', `“${record.name}” is open in another tab: delete it there, or close that tab first.`);
        return;
      }
      if (id === open.id) await begin();
      await trying('The session cannot be deleted', () => deleteSession(db, id, host.now()));
      await refresh();
    },
    async takeBack(id) {
      await trying('The session stays deleted', () => takeBack(db, id));
      await refresh();
    },
    refresh,
    flush: open.flush,
    async fileText(lost) {
      const now = lost ?? contentOf(store.getState(), memory.steps());
      if (now === null) return null;
      const name = lost?.name ?? open.name ?? ownName(now.quotes);
      return { name, text: await sessionFileText({ ...now, name }) };
    },
  };
}

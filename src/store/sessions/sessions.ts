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
import { refitDrafts } from './check-refit.ts';
import { contentOf, type SessionFit, sessionFit, sessionLook } from './content.ts';
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

/** Everything that can be done with sessions. Nothing throws; what fails is said in a notice. */
export interface Sessions {
  /** Follows the workbench from now on. */
  follow(): void;
  /**
   * Puts the session of the last visit back, unless another page has it or something is open already: the page's `own`
   * where it was loaded again, else the last one seen.
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
  /** The session file of what is on the screen; null where nothing is. */
  fileText(): Promise<{ readonly name: string; readonly text: string } | null>;
}

export function createSessions(host: SessionsHost): Sessions {
  const { workbench, status, db, locks } = host;
  const { store, memory } = workbench;
  /** A session on its way onto the screen. */
  let awaited: { readonly quotes: QuoteSet } | null = null;
  /** What the fit of a session that was put back must come to. */
  let promised: { readonly fit: SessionFit; readonly decisions: Decisions } | null = null;
  let said: readonly Draft[] = [];
  /** Quotes that were saved before; others take longer. */
  let seen: QuoteSet | null = null;
  /** The session that is being read; what is asked for after it takes its place, however long each takes. */
  let coming: { readonly id: string | null } | null = null;

  const content = () => (awaited === null ? contentOf(store.getState(), memory.steps()) : null);
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

  function restore(session: NamedSession): void {
    const { quotes, beside, body } = session;
    const cross = { ...body.look.cross, cursor: null };
    const second = body.second && beside && { ...body.second, quotes: beside };
    memory.restore({ quotes, ...body, second, look: { ...body.look, cross } });
    // What was being read has ended by now, which is no end of this.
    awaited = { quotes };
    promised = body.fit === null ? null : { fit: body.fit, decisions: body.decisions };
    status.setState({ opening: true });
  }

  function changed(state: WorkbenchState, prev: WorkbenchState): void {
    if (beginsReading(state, prev)) coming = null;
    if (awaited !== null && !arrived(awaited, state, prev)) return;
    if (state.quotes === null) return;
    if (state.quotes !== prev.quotes && state.quotes !== seen) replaced(state.quotes, state, prev);
    if (promised !== null) checkRefit(promised, state);
    if (isDifferent(state, prev)) {
      const isFirst = state.quotes !== seen && isLarge(state.quotes);
      seen = state.quotes;
      open.changed(byMarket(state, prev) ? LIVE_AFTER_MS : isFirst ? LARGE_AFTER_MS : undefined);
    }
    // Where a live market comes to rest, so does what is kept of it.
    if (restsMore(state, prev)) void open.flush();
  }

  /** False while a session that is put back is still on its way. */
  function arrived(
    { quotes }: NonNullable<typeof awaited>,
    state: WorkbenchState,
    prev: WorkbenchState,
  ): boolean {
    const isThere = state.quotes === quotes;
    const isOver = state.fit.phase !== 'running' && prev.fit.phase === 'running';
    if (!isThere && !isOver && state.quotes === prev.quotes) return false;
    awaited = null;
    status.setState({ opening: false });
    if (isThere) seen = quotes;
    else {
      // Something else was opened meanwhile, or it was cancelled.
      promised = null;
      open.leave();
    }
    return true;
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
    if (open.id !== null) open.leave(contentOf(prev, stepsBefore(memory.steps(), prev.decisions)));
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
    open.leave();
    const { quotes, beside, body } = session;
    open.begin(session.name, { held, text: bodyText(body), quotes, beside, at: saved }, release);
    if (damaged > 0) {
      const which = damaged === 1 ? 'The newest save' : `The ${damaged} newest saves`;
      tell(
        'warn',
        `${which} of “${session.name}” cannot be read; what is shown was saved ${instant(saved)}.`,
      );
    }
    say([
      draft('info', 'session-back', `“${session.name}” is back as it was saved ${instant(saved)}.`),
      ...(lost === null
        ? []
        : [
            draft(
              'warning',
              'second-lost',
              `${lost}, held beside it, cannot be read any more: drop it again.`,
            ),
          ]),
    ]);
    restore(session);
    // Only what is come back to depends on it.
    markSeen(db, id, host.now()).catch(() => undefined);
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
    await open.flush();
    open.leave();
    host.remember(null);
    if (id !== null) await markLeft(db, id).catch(() => undefined);
    say([]);
    seen = null;
    memory.clear();
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
      if (last !== null && isFree(store.getState())) {
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
      if (id === open.id || id === coming?.id) return;
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
        open.leave();
        open.begin(parsed.value.name, null, null);
        say([draft('info', 'session-back', `“${parsed.value.name}” was opened from ${file}.`)]);
        restore(parsed.value);
        return success(parsed.value.name);
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
    async fileText() {
      const now = contentOf(store.getState(), memory.steps());
      if (now === null) return null;
      const name = open.name ?? ownName(now.quotes);
      return { name, text: await sessionFileText({ name, ...now }) };
    },
  };
}

/** A file was dropped, or one is read anew. */
function beginsReading({ loading }: WorkbenchState, prev: WorkbenchState): boolean {
  return loading !== null && loading !== prev.loading && loading.progress === null && !loading.shown;
}

/** Nothing is on the screen or on its way there, and no answer to a file that was not opened. */
function isFree({ quotes, fit, openError, feed }: WorkbenchState): boolean {
  return quotes === null && fit.phase !== 'running' && openError === null && feed === null;
}

/** What could be undone before another board came, which may have brought decisions of its own. */
function stepsBefore({ past, future }: Steps, decisions: Decisions): Steps {
  return past.at(-1) === decisions ? { past: past.slice(0, -1), future: [] } : { past, future };
}

/** The next snapshot of a live market or its fit, and nothing that the hand has decided. */
function byMarket(state: WorkbenchState, prev: WorkbenchState): boolean {
  return state.quotes !== prev.quotes && state.feed !== null && state.decisions === prev.decisions;
}

/** The live market was frozen or left. */
function restsMore({ feed }: WorkbenchState, prev: WorkbenchState): boolean {
  return prev.feed?.frozen === false && (feed === null || feed.frozen);
}

/** Whether anything that a session holds is not what it was. */
function isDifferent(state: WorkbenchState, prev: WorkbenchState): boolean {
  const same = (['quotes', 'decisions', 'fitted', 'ghost', 'previous', 'simulated'] as const).every(
    (name) => state[name] === prev[name],
  );
  const isBeside = (['quotes', 'asOf'] as const).every(
    (name) => (state.second?.[name] ?? null) === (prev.second?.[name] ?? null),
  );
  if (!same || !isBeside) return true;
  if (state.look === prev.look) return false;
  const [now, then] = [sessionLook(state.look), sessionLook(prev.look)];
  return (Object.keys(now) as (keyof typeof now)[]).some((name) => !Object.is(now[name], then[name]));
}

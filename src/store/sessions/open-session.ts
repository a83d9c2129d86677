/** The open session of a page: saved as it changes, forked where another page was first. */
import type { StoreApi } from 'zustand/vanilla';
import { count } from '#base/format.ts';
import type { EpochMs } from '#base/units.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { Clock } from '#store/clock.ts';
import { createAutosave, SAVE_AFTER_MS } from './autosave.ts';
import { bodyText } from './body-text.ts';
import type { SessionContent } from './content.ts';
import { type SessionDatabase, storeFaultWords } from './database.ts';
import { type HeldSession, heldSession, newSessionId } from './held-session.ts';
import { listSessions, renameSession } from './list.ts';
import type { SessionLocks } from './locks.ts';
import { copyName } from './name.ts';
import { MOST_QUOTES } from './quotes-shape.ts';
import type { Saver } from './saver.ts';
import type { SessionNotice, SessionsState } from './status.ts';

/** What an open session is kept with. */
export interface OpenSessionHost {
  readonly status: StoreApi<SessionsState>;
  readonly db: SessionDatabase;
  readonly saver: Saver;
  readonly locks: SessionLocks;
  readonly clock: Clock;
  now(): EpochMs;
  remember(id: string | null): void;
  /** What is on the screen, as a session holds it. */
  content(): SessionContent | null;
}

/** A session as it was when it was last saved. */
interface Kept {
  readonly held: HeldSession;
  readonly text: string;
  readonly quotes: QuoteSet;
  readonly beside: QuoteSet | null;
  readonly at: EpochMs;
}

interface Open {
  name: string;
  held: HeldSession;
  release: () => void;
  kept: Omit<Kept, 'held'> | null;
}

export interface OpenSession {
  readonly id: string | null;
  readonly name: string | null;
  /** Makes a session the open one, as it lies in the store or, without `kept`, as one that is still to be saved. */
  begin(name: string, kept: Kept | null, release: (() => void) | null): void;
  /** Lets the open session go, with `last` as what it holds; resolves once that is saved. */
  leave(last: SessionContent | null): Promise<void>;
  changed(after?: number): void;
  flush(): Promise<void>;
  rename(name: string): Promise<void>;
}

export function createOpenSession(host: OpenSessionHost): OpenSession {
  const { status, db, saver, locks, clock } = host;
  let open: Open | null = null;
  let changedAt = Number.NEGATIVE_INFINITY;
  let cancelSaying: (() => void) | null = null;
  /** Saves that were begun, those without their end among them: one that is begun as the page is left waits for none. */
  let turns = 0;
  let underWay = 0;
  let forking: Promise<void> | null = null;

  const autosave = createAutosave(clock, save);

  function show(change: Partial<SessionsState>): void {
    status.setState(change);
  }

  /**
   * Says that all is saved once nothing has changed for a moment: in a drag the next change follows each save, and a mark
   * that comes and goes three times a second is drawn six times for nobody.
   */
  function sayKept(): void {
    sayNothing();
    if (open === null || open.kept === null || autosave.pending) return;
    const rest = changedAt + SAVE_AFTER_MS - clock.now();
    if (rest > 0) cancelSaying = clock.after(rest, sayKept);
    else show({ save: { kind: 'saved', at: open.kept.at } });
  }

  /** What was to be said of a save is not said: there is a change since. */
  function sayNothing(): void {
    cancelSaying?.();
    cancelSaying = null;
  }

  /** It lies in the store as it is, and nothing else is on its way there. */
  function isKept({ kept }: Open, text: string, { quotes, beside }: SessionContent): boolean {
    return underWay === 0 && kept?.text === text && kept.quotes === quotes && kept.beside === beside;
  }

  async function save(): Promise<boolean> {
    const mine = open;
    const content = host.content();
    if (mine === null || content === null) return true;
    const rows = content.quotes.symbol.length;
    if (rows > MOST_QUOTES) {
      const why = `this board has ${count(rows)} quotes, a session holds ${count(MOST_QUOTES)}`;
      show({ save: { kind: 'failed', why } });
      return true;
    }
    const text = bodyText(content.body);
    const { quotes, beside } = content;
    if (isKept(mine, text, content)) {
      sayKept();
      return true;
    }
    const now = host.now();
    const turn = ++turns;
    /** Another session is open, or a later save of this one tells how things stand. */
    const isPast = () => open !== mine || turn !== turns;
    underWay++;
    try {
      // Sent at once where it can be: a page that is left does not come to anything later.
      if (forking !== null) await forking;
      while ((await saver.save(mine.held, { ...content, text, name: mine.name }, now)) === 'overtaken') {
        if (isPast()) return true;
        forking = fork(mine).finally(() => {
          forking = null;
        });
        await forking;
        if (isPast()) return true;
      }
    } catch (error) {
      if (isPast()) return true;
      const why = storeFaultWords(error);
      const text = `Not saved: ${why}. What is on the screen is whole and can be exported.`;
      show({ save: { kind: 'failed', why }, notice: { tone: 'fail', text, offer: { kind: 'export' } } });
      return false;
    } finally {
      underWay--;
    }
    if (isPast()) return true;
    mine.kept = { text, quotes, beside, at: now };
    const { notice } = status.getState();
    if (notice?.offer?.kind === 'export') show({ notice: null });
    sayKept();
    return true;
  }

  /** Goes on under a name and id of its own: another page has saved the session, or it was deleted there. */
  async function fork(mine: Open): Promise<void> {
    const before = mine.name;
    const taken = (await listSessions(db)).map((record) => record.name);
    mine.release();
    mine.release = () => undefined;
    const isGone = !taken.includes(before);
    mine.name = isGone ? before : copyName(before, taken);
    mine.held = heldSession(newSessionId());
    hold(mine);
    host.remember(mine.held.id);
    const text = isGone
      ? `“${before}” was no longer in the store of the browser. What is here is saved anew.`
      : `“${before}” was changed in another tab. What is here goes on as “${mine.name}”.`;
    const notice: SessionNotice = { tone: 'warn', text, offer: null };
    show({ current: { id: mine.held.id, name: mine.name }, notice });
  }

  /** An id of its own that nobody else can have asked for. */
  function hold(mine: Open): void {
    const { id } = mine.held;
    void locks.take(id).then((release) => {
      if (release === null) return;
      if (open === mine && mine.held.id === id) mine.release = release;
      else release();
    });
  }

  return {
    get id() {
      return open?.held.id ?? null;
    },
    get name() {
      return open?.name ?? null;
    },
    begin(name, kept, release) {
      const held = kept?.held ?? heldSession(newSessionId());
      sayNothing();
      open = { name, held, release: release ?? (() => undefined), kept };
      if (release === null) hold(open);
      host.remember(held.id);
      show({
        current: { id: held.id, name },
        save: kept === null ? { kind: 'saving' } : { kind: 'saved', at: kept.at },
      });
    },
    async leave(last) {
      const mine = open;
      open = null;
      sayNothing();
      autosave.stop();
      show({ current: null, save: { kind: 'none' } });
      if (mine === null) return;
      const text = last === null ? '' : bodyText(last.body);
      if (last === null || last.quotes.symbol.length > MOST_QUOTES || isKept(mine, text, last)) {
        mine.release();
        return;
      }
      const written = { ...last, text, name: mine.name };
      const lost = (why: string): void => {
        const what = mine.kept === null ? `“${mine.name}” was` : `The last change of “${mine.name}” was`;
        const text = `${what} not saved: ${why}. It can be exported until this line is closed.`;
        const session = { ...last, name: mine.name };
        show({ notice: { tone: 'fail', text, offer: { kind: 'lost', session } } });
      };
      await saver
        .save(mine.held, written, host.now())
        .then(
          (end) => end === 'overtaken' && lost('another tab has changed or deleted it'),
          (error: unknown) => lost(storeFaultWords(error)),
        )
        .finally(mine.release);
    },
    changed(after) {
      if (open === null) return;
      sayNothing();
      changedAt = clock.now();
      // Said at once: what is not saved must not stand there as saved.
      const { kind } = status.getState().save;
      if (kind !== 'failed' && kind !== 'saving') show({ save: { kind: 'saving' } });
      autosave.changed(after);
    },
    async flush() {
      // Whoever asks for it has come to rest.
      changedAt = Number.NEGATIVE_INFINITY;
      if (cancelSaying !== null) sayKept();
      await autosave.flush();
    },
    async rename(name) {
      const mine = open;
      if (mine === null) return;
      mine.name = name;
      show({ current: { id: mine.held.id, name } });
      if (mine.held.known.length > 0) await renameSession(db, mine.held.id, name);
    },
  };
}

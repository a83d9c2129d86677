import { createStore, type StoreApi } from 'zustand/vanilla';
import { equalPlain } from '#base/equal-plain.ts';
import type { Outcome } from '#base/outcome.ts';
import { canFollow } from '#calibration/nearby-starts.ts';
import type { PreviousFit } from '#calibration/previous-fit.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { CalibrationService } from '#worker/api.ts';
import { acceptedFit } from './accepted.ts';
import { createActions } from './actions.ts';
import { createAssessing } from './assessing.ts';
import type { Bench } from './bench.ts';
import type { Restored } from './carried.ts';
import { expiryKeys } from './carry-over.ts';
import type { Clock } from './clock.ts';
import { createComparing } from './comparing.ts';
import { createDrawn, type Drawn } from './drawn.ts';
import { DEFAULT_DECISIONS } from './edits.ts';
import { fitSection } from './fit-messages.ts';
import { createFlow, hasSurface } from './flow.ts';
import type { Opening } from './flow-host.ts';
import { ghostOf } from './ghost.ts';
import { createHistory, type Steps } from './history.ts';
import { initialState } from './initial-state.ts';
import { draft, identity, type MessageSections, NO_MESSAGES, numbered } from './messages.ts';
import { createOpener } from './opening.ts';
import { filteredNow, placement, refusal, refusedSnapshot } from './placement.ts';
import { type PreferenceStorage, preferencesOf, readPreferences, writePreferences } from './preferences.ts';
import { createQuestions } from './questions.ts';
import { createSecondReader } from './second-file.ts';
import type { Fitted, Ghost, WorkbenchActions, WorkbenchState } from './state.ts';
import { createWhenFound } from './when-found.ts';

/** A fit that took no longer than this is waited for before a step of a drag is drawn, ms. */
const QUICK_MS = 12;

/** What the page gives the workbench beside its service and clock. */
export interface Surroundings {
  readonly storage: PreferenceStorage | null;
  readonly prefersLight: boolean;
  readonly sample: () => Promise<File>;
  /** Opens the text of a session file; the outcome says why it could not be. */
  readonly openSession: (file: string, text: string) => Promise<Outcome<unknown>>;
  /** Replays a recording of a live market; null where the file is none. */
  readonly replay: (file: File, signal: AbortSignal) => Promise<Outcome<unknown> | null>;
  /** A service of its own for a comparison or an assessment, so that no slider waits for it; disposed of after it. */
  readonly comparing: () => CalibrationService;
}

/** What sessions do with a workbench. */
export interface WorkbenchMemory {
  /** What can be undone and done again. */
  steps(): Steps;
  /** Puts a session on the screen, with its first fit, in place of what is there. */
  restore(session: Restored & Pick<Opening, 'quotes' | 'simulated'>): void;
  /** A session that is not on the screen yet does not come. */
  callOff(): void;
  /** Back to the first visit; theme and layout stay. */
  clear(): void;
  /** What there is to say of the session, in place of what was said before. */
  say(drafts: MessageSections['session']): void;
}

/** What a live market does with a workbench. */
export interface WorkbenchFeed {
  /**
   * The next snapshot: fitted under the present decisions, in place of the one before. False while a file is opened.
   *
   * @param published where the market has moved the fit before it to
   */
  snapshot(quotes: QuoteSet, simulated: boolean, published?: PreviousFit | null): boolean;
  /** What the whole screen shows of it. */
  show(change: Partial<Pick<WorkbenchState, 'published' | 'feed'>>): void;
  /** What there is to say of it, in place of what was said before. */
  say(drafts: MessageSections['live']): void;
}

/** A workbench on any service and clock. */
export function createWorkbench(
  service: CalibrationService,
  clock: Clock,
  surroundings: Surroundings,
): {
  store: StoreApi<WorkbenchState>;
  drawn: Drawn<WorkbenchState>['store'];
  actions: WorkbenchActions;
  memory: WorkbenchMemory;
  feed: WorkbenchFeed;
} {
  const preferences = readPreferences(surroundings.storage, surroundings.prefersLight);
  const store = createStore<WorkbenchState>(() => initialState(preferences));
  const drawn = createDrawn(store, clock);
  const history = createHistory(DEFAULT_DECISIONS);
  const get = store.getState;
  const set = (change: Partial<WorkbenchState>) => store.setState(change);

  let sections: MessageSections = NO_MESSAGES;
  const dismissed = new Set<string>();
  let messageId = 0;
  /** A file that was read but could not be placed, for instance because it does not say its time. */
  let waiting: Parameters<typeof flow.open>[0] | null = null;
  /** Of one that was called off the hand that holds on moves nothing any more. */
  let gesture: 'none' | 'open' | 'off' = 'none';
  let ghostBefore: Ghost | null = null;
  /** What the last fit took that went on from the one on the screen, ms. */
  let inHandMs = Infinity;
  let gestureFit: Fitted | null = null;
  /** What was said of the market of the shown fit. */
  let marketSaid: MessageSections['market'] = [];

  function say(change: Partial<MessageSections>): void {
    set({ messages: said(change) });
  }

  function said(change: Partial<MessageSections>): WorkbenchState['messages'] {
    sections = { ...sections, ...change };
    return numbered(sections, get().messages, dismissed, () => ++messageId);
  }

  /** The ghost of the fit at the start of a change; one kept by hand or from a file stays. */
  function gestureGhost(fitted: Fitted | null): Ghost | null {
    return acceptedFit(get().ghost) ?? momentGhost(fitted);
  }

  /** A fit as what was there before a change. */
  function momentGhost(fitted: Fitted | null): Ghost | null {
    const { ghost } = get();
    const former = ghost?.source === 'gesture' ? ghost : null;
    return hasSurface(fitted) ? ghostOf(fitted, 'gesture', 'before this change', former) : former;
  }

  /** The ghost of the moment that undo or redo has led to. */
  function ghostAt(): Ghost | null {
    const { decisions, fitted } = get();
    const moved = !equalPlain(decisions, history.present);
    return history.kept ?? (moved ? momentGhost(fitted) : null);
  }

  /** Goes to another moment. A hand that holds on begins a step of its own there. */
  function lead(to: () => boolean): void {
    const goesOn = gesture !== 'none';
    gesture = 'none';
    if (to()) show(ghostAt());
    if (goesOn) direct.beginGesture();
  }

  /** Keeps a fit, or lets it go: a step of its own, without a new fit. */
  function keep(ghost: Ghost | null): void {
    history.keep(ghost);
    set({ ghost, canUndo: history.canUndo, canRedo: history.canRedo });
  }

  function show(ghost: Ghost | null): void {
    const { quotes, market, filtered, decisions, fit, fitted } = get();
    // One step of a drag whose fits are quick is drawn with its fit. What was found at rest says nothing of one that goes on.
    const goesOn = fitted !== null && canFollow(fitted.request);
    const expectedMs = Math.min(goesOn ? inHandMs : Infinity, fit.elapsedMs ?? Infinity);
    if (gesture !== 'none' && fit.phase === 'done' && expectedMs <= QUICK_MS) drawn.hold();
    const next = history.present;
    const isFiltered = equalPlain(next.settings.filters, decisions.settings.filters);
    set({
      decisions: next,
      ghost,
      filtered: isFiltered ? filtered : filteredNow(quotes, market, next),
      canUndo: history.canUndo,
      canRedo: history.canRedo,
    });
    flow.follow();
    second.follow();
  }

  const flow = createFlow({
    service,
    clock,
    get,
    set,
    inHand: () => gesture !== 'none',
    place(ending, fit) {
      assessing.forget();
      if (ending.fitted?.inHand !== undefined) inHandMs = fit.elapsedMs ?? Infinity;
      if (ending.opening !== null) {
        // What was dismissed of a live market would come back with each of its snapshots.
        if (ending.opening.live !== true) {
          dismissed.clear();
          inHandMs = Infinity;
        }
        comparing.forget();
      }
      const before = get();
      const placed = placement(ending, before, fit);
      const { market = [] } = placed.messages;
      if (placed.change.fitted === ending.fitted) marketSaid = market;
      gestureFit &&= placed.change.fitted ?? null;
      if (ending.opening !== null) {
        const { restored, live } = ending.opening;
        if (restored !== undefined)
          history.restart(placed.decisions, acceptedFit(restored.ghost), restored.steps);
        else if (live === true) history.carry(placed.decisions);
        else history.edit(placed.decisions);
        if (restored === undefined && ending.carried?.staysKept === false) history.forgetKept();
        waiting = ending.market.ok || live === true ? null : ending.opening;
      }
      set({
        ...placed.change,
        decisions: history.present,
        canUndo: history.canUndo,
        canRedo: history.canRedo,
        messages: said(placed.messages),
      });
      if (ending.opening !== null) {
        // Only now: the session of the board before keeps what was held beside it.
        second.replaced(before, ending.quotes, ending.opening.restored?.second);
      }
      drawn.release();
    },
    refuse(opening, error) {
      if (opening.live === true) {
        set({ messages: said({ event: [draft('warning', 'snapshot-refused', refusedSnapshot(error))] }) });
        return;
      }
      const event = refusal(error);
      // What is refused for another reason than its time would be opened by a time that is meant for the board.
      waiting = event[0]?.action?.kind === 'set-as-of' ? opening : null;
      set({ openError: error, messages: said({ event }) });
    },
    preview(fitted) {
      assessing.forget();
      const { quotes, market } = fitted;
      set({ fitted, market, filtered: filteredNow(quotes, market, get().decisions) });
    },
    restored(fitted) {
      set({
        fitted,
        market: fitted.market,
        filtered: fitted.filtered,
        messages: said({ market: marketSaid, fit: fitSection(fitted, null) }),
      });
      drawn.release();
    },
  });

  const opener = createOpener({
    service,
    clock,
    loading(loading) {
      set({ loading });
      flow.reading(loading !== null);
    },
    opened(opening) {
      waiting = null;
      // Known by the time the board is placed, which is long enough a task without it.
      expiryKeys(opening.quotes);
      flow.open(opening);
    },
    ghost: keep,
    session: surroundings.openSession,
    recording: surroundings.replay,
    failed(error) {
      waiting = null;
      flow.unread();
      questions.raise(error);
      set({ openError: error, messages: said({ event: refusal(error) }) });
    },
    answers: () => questions.answers,
  });
  const comparing = createComparing(surroundings.comparing, get, set);
  const assessing = createAssessing(surroundings.comparing, get, set, say);
  const questions = createQuestions(surroundings.storage, get, set, opener);
  const second = createSecondReader(
    surroundings.comparing,
    get,
    set,
    () => questions.answers,
    flow.isOpening,
    (error) => set({ openError: error, messages: said({ event: refusal(error) }) }),
  );

  const direct: Bench['direct'] = {
    beginGesture() {
      history.begin();
      gesture = 'open';
      ({ fitted: gestureFit, ghost: ghostBefore } = get());
    },
    callOffGesture() {
      if (gesture === 'none') return false;
      gesture = 'off';
      history.callOff();
      show(ghostBefore);
      return true;
    },
    endGesture() {
      history.end();
      gesture = 'none';
      gestureFit = null;
      set({ canUndo: history.canUndo, canRedo: history.canRedo });
      drawn.release();
      flow.letGo();
    },
    undo() {
      if (history.canUndo) lead(history.undo);
    },
    redo() {
      if (history.canRedo) lead(history.redo);
    },
    dismissMessage(id) {
      const message = get().messages.find((m) => m.id === id);
      if (message === undefined) return;
      dismissed.add(identity(message));
      say({});
    },
    whenFound: createWhenFound(store, flow),
    openFiles(files) {
      if (files.length === 0) return;
      set({ openError: null, question: null });
      opener.open(files);
    },
    openSample() {
      set({ openError: null, question: null });
      opener.openSample(surroundings.sample);
    },
    cancel() {
      if (!opener.cancel() && !flow.cancel() && !assessing.cancel()) comparing.cancel();
    },
    fitAgain: flow.fitAgain,
    compareModels: comparing.start,
    cancelComparison: comparing.cancel,
    assess: assessing.start,
    cancelAssessment: assessing.cancel,
    answerChoice: questions.answerChoice,
    answerColumns: questions.answerColumns,
    closeQuestion: questions.close,
    ask: questions.ask,
    openSecond: second.open,
    compareFormer: second.former,
    setSecondAsOf: second.setAsOf,
    dropSecond: second.drop,
  };
  const bench: Bench = {
    get,
    set,
    decide(next) {
      if (gesture === 'off' || !history.edit(next)) return;
      const from = gesture === 'open' ? gestureFit : get().fitted;
      const first = gesture === 'none' || gestureFit !== null;
      gestureFit = null;
      show(first ? gestureGhost(from) : get().ghost);
    },
    amend(next) {
      history.amend(next);
      show(get().ghost);
    },
    keep,
    say,
    answerAsOf(asOf) {
      if (questions.answerAsOf(asOf)) return true;
      if (waiting === null || get().openError === null) return false;
      const opening = { ...waiting, asOf };
      waiting = null;
      set({ openError: null });
      flow.open(opening);
      return true;
    },
    savePreferences: () => writePreferences(surroundings.storage, preferencesOf(get().look)),
    direct,
  };
  const memory: WorkbenchMemory = {
    steps: history.steps,
    restore({ quotes, simulated, ...restored }) {
      opener.cancel();
      waiting = null;
      set({ openError: null, question: null });
      flow.open({ quotes, issues: [], simulated, asOf: null, restored });
    },
    callOff: flow.cancel,
    clear() {
      opener.cancel();
      flow.forget();
      comparing.forget();
      assessing.forget();
      second.drop();
      waiting = null;
      dismissed.clear();
      sections = NO_MESSAGES;
      history.restart(DEFAULT_DECISIONS, null);
      store.setState(initialState(preferencesOf(get().look)), true);
    },
    say: (session) => say({ session }),
  };
  const feed: WorkbenchFeed = {
    snapshot(quotes, simulated, published = null) {
      if (flow.isOpening()) return false;
      expiryKeys(quotes);
      flow.open({ quotes, issues: [], simulated, asOf: null, live: true, published });
      return true;
    },
    show: set,
    say: (live) => say({ live }),
  };
  return { store, drawn: drawn.store, actions: createActions(bench), memory, feed };
}

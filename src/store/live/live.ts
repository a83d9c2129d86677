/**
 * The live market of a workbench: frames of the live worker onto the screen, wanted fits through the flow as the next
 * snapshot, fits back to the worker as the base its scalars go on from. Nothing throws; what fails is said.
 */
import type { StoreApi } from 'zustand/vanilla';
import { equalPlain } from '#base/equal-plain.ts';
import { epochMs } from '#base/units.ts';
import type { FitReason, LiveFrame, LiveSettings, WantedFit } from '#live/live-frame.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { agrees } from '#store/agreement.ts';
import type { Clock } from '#store/clock.ts';
import type { WorkbenchFeed } from '#store/create-workbench.ts';
import { hasSurface } from '#store/flow.ts';
import { draft } from '#store/messages.ts';
import type { Fitted, WorkbenchState } from '#store/state.ts';
import type { LiveService, LiveTold } from '#worker/live-api.ts';
import { LiveBases } from './base-book.ts';
import { FrameClock, feedLook, type HeardFrame, nextChange, venueInstant } from './feed-look.ts';
import { HistoryKeeper } from './live-history.ts';
import { LIVE_OFF, type LiveSource, type LiveState } from './live-state.ts';
import { recordingFile, sourceName } from './live-words.ts';
import { publishedBoard } from './published-board.ts';
import { publishedFit } from './published-fit.ts';

/** Least time between two pictures, ms. */
const DRAW_MS = 250;
/** The badge is written anew so often, ms. */
const BADGE_MS = 250;

/** What a live market needs around it. */
export interface LiveHost {
  readonly workbench: {
    readonly store: StoreApi<WorkbenchState>;
    readonly feed: WorkbenchFeed;
    readonly actions: { setModel(model: string): void };
  };
  readonly live: StoreApi<LiveState>;
  /** A worker for it, telling what happens. */
  readonly spawn: (told: (message: LiveTold) => void) => LiveService;
  readonly clock: Clock;
  /** A recording is there to be kept. */
  save(recording: Blob, name: string): void;
}

/** Everything that can be done with a live market. */
export interface Live {
  connect(source: LiveSource): Promise<void>;
  /** The last source again. */
  reconnect(): Promise<void>;
  /** Leaves the venue or the replay; the quotes as they stand stay on the screen, fitted once more. */
  disconnect(): Promise<void>;
  freeze(on: boolean): void;
  fitNow(): void;
  settings(settings: LiveSettings): void;
  record(): Promise<void>;
  stopRecording(): Promise<void>;
  /**
   * @param signal calls it off while the files are read
   * @returns a sentence of what is wrong with the files; null where they are replayed, or gave way to something newer
   */
  replay(files: readonly File[], signal?: AbortSignal): Promise<string | null>;
  play(speed: number): void;
  pause(): void;
  seek(at: number): void;
  step(): void;
  /** Asks what the present settings would have come to on the recording that is replayed. */
  whatIf(): Promise<void>;
}

export function createLive(host: LiveHost): Live {
  const { live, clock } = host;
  const { store, feed, actions } = host.workbench;
  const history = new HistoryKeeper();
  const bases = new LiveBases();
  let service: LiveService | null = null;
  let frames = new FrameClock();
  let heard: HeardFrame | null = null;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let stopDrawing: (() => void) | null = null;
  let stopBadge: (() => void) | null = null;
  let stopFollowing: (() => void) | null = null;
  /** Quotes that the live market has brought onto the screen, and those on their way. */
  let own: QuoteSet | null = null;
  let wanted: { readonly quotes: QuoteSet; readonly reason: FitReason | null } | null = null;
  /** Quotes of a replayed fit that cannot be shown yet. */
  let waiting: QuoteSet | null = null;

  /** How often something was asked for that takes the place of what was: what comes late of the one before is not heard. */
  let turns = 0;

  const get = live.getState;
  const set = (change: Partial<LiveState>): void => live.setState(change);

  function told(message: LiveTold): void {
    if (get().phase === 'off') return;
    switch (message.kind) {
      case 'frame':
        hear(message.frame, message.recorded);
        return;
      case 'fit':
        open(message.wanted);
        return;
      case 'base': {
        const { base, quotes } = message;
        if (store.getState().decisions.settings.model !== base.model) actions.setModel(base.model);
        bases.replayed(base, quotes, heard?.frame.at ?? base.quotesAt);
        waiting = quotes;
        showReplayed();
        return;
      }
      case 'replay':
        set({ replay: message.state });
        badge();
        return;
      case 'notice':
        feed.say([draft('warning', 'live-notice', message.message)]);
        return;
      case 'lost':
        feed.say([draft('warning', 'live-lost', message.message)]);
        // The next worker has a clock of its own.
        frames = new FrameClock();
        if (!message.again && heard !== null) giveUp(heard);
        return;
    }
  }

  /** The next snapshot, whose fit is drawn towards what is published now where it is drawn towards any. */
  function next(quotes: QuoteSet): boolean {
    return feed.snapshot(quotes, false, publishedFit(store.getState()));
  }

  /** Puts the quotes of a replayed fit on the screen; once nothing else is being opened. */
  function showReplayed(): void {
    if (waiting === null || !next(waiting)) return;
    wanted = { quotes: waiting, reason: null };
    waiting = null;
  }

  /** Nothing tries to reach the venue any more. */
  function giveUp({ frame, at }: HeardFrame): void {
    heard = { frame: { ...frame, feed: { ...frame.feed, phase: 'given-up', freshness: 'offline' } }, at };
    badge();
  }

  function hear(frame: LiveFrame, recorded: number | null): void {
    heard = { frame, at: frames.toldAt(frame.at, clock.now()) };
    const { recording } = get();
    if (recording !== null && recorded !== null && recorded !== recording.lines) {
      set({ recording: { ...recording, lines: recorded } });
    }
    const notices = frame.notices.map(({ message }) => message);
    if (notices.join('\n') !== saidNotices) {
      saidNotices = notices.join('\n');
      feed.say(notices.map((message) => draft('warning', 'live-notice', message)));
    }
    showReplayed();
    badge();
    planDraw(heard);
  }
  let saidNotices = '';

  function planDraw({ at }: HeardFrame): void {
    if (stopDrawing !== null) return;
    const now = clock.now();
    // Of frames that waited for a page that was busy the last is drawn, not the first.
    const wait = Math.max(drawnAt + DRAW_MS - now, now - at > DRAW_MS ? 1 : 0);
    if (wait <= 0) draw();
    else stopDrawing = clock.after(wait, draw);
  }

  /** Puts the newest frame on the screen. */
  function draw(): void {
    stopDrawing?.();
    stopDrawing = null;
    if (heard === null) return;
    drawnAt = clock.now();
    const { frame } = heard;
    const published = publishedNow(heard);
    feed.show({ published });
    const slices = new Map(published?.result.slices.map((slice) => [slice.key, slice]));
    history.take(frame, (key) => slices.get(key)?.measures?.vol ?? Number.NaN, bases.marks);
    set({ frame, history: history.view() });
  }

  function publishedNow({ frame }: HeardFrame): Fitted | null {
    const { fitted } = store.getState();
    if (!hasSurface(fitted) || fitted.quotes !== own) return null;
    const { id } = frame.base ?? {};
    const isOwn = id !== undefined && bases.isOf(id, fitted);
    return publishedBoard(bases.asFitted(fitted), frame, isOwn, venueInstant(frame));
  }

  /** Judges the feed anew, and again at the moment it will be judged otherwise. */
  function badge(): void {
    stopBadge?.();
    stopBadge = null;
    const { phase, source, recordingName, replay, recording } = get();
    if (phase === 'off') return;
    const now = clock.now();
    const name = phase === 'replay' ? (recordingName ?? '') : sourceName(source);
    const look = feedLook(
      { source: name, heard, replay: phase === 'replay' ? replay : null, recording: recording !== null },
      now,
    );
    if (!equalPlain(look, store.getState().feed)) feed.show({ feed: look });
    const change = heard === null ? null : nextChange(heard, now);
    const wait = change === null ? BADGE_MS : Math.min(BADGE_MS, change - now);
    stopBadge = clock.after(Math.max(1, wait), badge);
  }

  /** A full fit that is wanted goes the way of the next snapshot. */
  function open({ quotes, reason }: WantedFit): void {
    if (next(quotes)) {
      wanted = { quotes, reason };
      set({ fitting: reason });
    } else void service?.base(null);
  }

  function follow(state: WorkbenchState, prev: WorkbenchState): void {
    const { fitted, quotes } = state;
    if (state.look.focus !== prev.look.focus) tellFocus();
    if (quotes !== prev.quotes) {
      if (wanted !== null && quotes === wanted.quotes) own = quotes;
      else if (quotes !== own) {
        turns++;
        void leave();
        return;
      }
    }
    const isNew = fitted !== prev.fitted && fitted !== null && fitted.quotes === own && own !== null;
    if (isNew && hasSurface(fitted) && agrees(fitted, state)) landed(fitted);
    else if (wanted !== null && isOver(state, prev)) {
      // It could not be fitted: what was published goes on.
      wanted = null;
      set({ fitting: null });
      void service?.base(null);
    }
    if (isNew) draw();
  }

  /** The order books of the expiry in focus are followed. */
  function tellFocus(): void {
    const { focus } = store.getState().look;
    if (focus !== null) void service?.focus(focus);
  }

  function isOver(state: WorkbenchState, prev: WorkbenchState): boolean {
    return prev.fit.phase === 'running' && state.fit.phase !== 'running';
  }

  function landed(fitted: Fitted): void {
    const reason = wanted?.quotes === fitted.quotes ? wanted.reason : 'asked';
    if (wanted?.quotes === fitted.quotes) wanted = null;
    set({ fitting: null });
    const base = bases.landed(fitted, reason, heard?.frame.at ?? fitted.market.asOf);
    if (base !== null) void service?.base(base);
  }

  /** Begins anew, with nothing heard. */
  function begin(change: Partial<LiveState>): LiveService {
    heard = null;
    frames = new FrameClock();
    own = null;
    wanted = null;
    waiting = null;
    saidNotices = '';
    drawnAt = Number.NEGATIVE_INFINITY;
    history.clear();
    bases.clear();
    service ??= host.spawn(told);
    feed.say([]);
    feed.show({ published: null });
    set({ ...LIVE_OFF, settings: get().settings, source: get().source, ...change });
    stopFollowing ??= store.subscribe(follow);
    badge();
    return service;
  }

  /** Lets go of the venue or the replay, whatever is on the screen; whoever asks for it meanwhile waits for the same end. */
  function leave(): Promise<void> {
    if (get().phase !== 'off') left = leaveNow();
    return left;
  }
  let left = Promise.resolve();

  async function leaveNow(): Promise<void> {
    for (const stop of [stopDrawing, stopBadge, stopFollowing]) stop?.();
    stopDrawing = null;
    stopBadge = null;
    stopFollowing = null;
    set({ phase: 'off', replay: null, fitting: null });
    // Neither is of what comes onto the screen, though the recording may take its time.
    feed.show({ published: null, feed: null });
    await keepRecording();
    heard = null;
    await service?.disconnect();
  }

  async function keepRecording(): Promise<void> {
    const { recording } = get();
    if (recording === null) return;
    set({ recording: null });
    const kept = await service?.stopRecording();
    if (kept) host.save(kept, recordingFile(sourceName(get().source), heard?.frame.at ?? Date.now()));
    else set({ fault: 'Nothing of the recording could be kept.' });
  }

  return {
    async connect(source) {
      const mine = ++turns;
      await leave();
      if (mine !== turns) return;
      const began = begin({ phase: 'live', source });
      const connecting = began.connect(source.address, source.plan, get().settings);
      tellFocus();
      const outcome = await connecting;
      if (outcome.ok || mine !== turns) return;
      await leave();
      set({ fault: outcome.error.message });
    },
    async reconnect() {
      const { source } = get();
      if (source !== null) await this.connect(source);
    },
    async disconnect() {
      const mine = ++turns;
      await keepRecording();
      if (mine !== turns) return;
      const last = heard;
      const standing = store.getState().published;
      await leave();
      if (standing === null || last === null || mine !== turns) return;
      // What stands on the screen becomes a board like any other: of the instant of its newest quote.
      feed.snapshot(
        { ...standing.quotes, asOf: epochMs(venueInstant(last.frame)) },
        store.getState().simulated,
      );
    },
    freeze: (on) => void service?.freeze(on),
    fitNow: () => void service?.fitNow(),
    settings(settings) {
      set({ settings });
      if (get().phase !== 'off') void service?.settings(settings);
    },
    async record() {
      if (service === null || get().phase !== 'live' || get().recording !== null) return;
      set({ recording: { since: clock.now(), lines: 0 } });
      await service.startRecording();
    },
    stopRecording: keepRecording,
    async replay(files, signal) {
      const [first] = files;
      if (first === undefined) return null;
      const mine = ++turns;
      await leave();
      if (mine !== turns || signal?.aborted === true) return null;
      const name = files.length === 1 ? first.name : `${first.name} and ${files.length - 1} more`;
      const began = begin({ phase: 'replay', recordingName: name });
      const callOff = (): void => {
        if (mine !== turns) return;
        turns++;
        void leave();
      };
      signal?.addEventListener('abort', callOff, { once: true });
      const outcome = await began.replay(files, get().settings);
      signal?.removeEventListener('abort', callOff);
      if (mine !== turns) return null;
      if (!outcome.ok) {
        await leave();
        set({ fault: outcome.error.message });
        return outcome.error.message;
      }
      set({ replay: outcome.value });
      badge();
      await began.play(1);
      return null;
    },
    play: (speed) => void service?.play(speed),
    pause: () => void service?.pause(),
    seek: (at) => void service?.seek(at),
    step: () => void service?.step(),
    async whatIf() {
      if (service === null || get().phase !== 'replay') return;
      const { settings } = get();
      const run = { phase: 'running', settings, result: null, error: null } as const;
      set({ whatIf: run });
      const outcome = await service.whatIf(settings, store.getState().decisions.settings);
      // Another was asked for meanwhile, or the replay has ended.
      if (get().whatIf !== run) return;
      set({
        whatIf: outcome.ok
          ? { ...run, phase: 'done', result: outcome.value }
          : { ...run, phase: 'failed', error: outcome.error.message },
      });
    },
  };
}

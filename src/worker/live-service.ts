/**
 * The supervisor of the live worker. A worker that dies or hangs is told at once and, where it was connected, replaced by
 * one that connects anew; calls under way end with it. What was recorded is kept here, outside of it.
 */

import { type Remote, wrap } from 'comlink';
import { failure, type Outcome } from '#base/outcome.ts';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import type { LiveBase, LiveSettings } from '#live/live-frame.ts';
import type { ReplayPlace } from '#live/replay-player.ts';
import type { WhatIf } from '#live/what-if.ts';
import { watchLifeline } from './lifeline.ts';
import type { LiveApi, LiveMessage, LiveService, LiveTold } from './live-api.ts';
import { isOutcome } from './reply.ts';
import type { WorkerLike } from './service.ts';

/** Patience with the live worker, ms. */
export interface LiveTiming {
  /** From spawning to the first answer. */
  readonly start: number;
  /** Until a call is answered; a replay until its files are read. */
  readonly call: number;
  readonly replay: number;
  /** Between two heartbeats, and without an answer to one. */
  readonly beat: number;
  readonly hang: number;
  /** A worker that dies sooner than this after it was made counts as one more that failed. */
  readonly steady: number;
}

const TIMING: LiveTiming = {
  start: 15_000,
  call: 10_000,
  replay: 600_000,
  beat: 1000,
  hang: 5000,
  steady: 30_000,
};

/** Workers in a row that may die young before none is made any more. */
const TRIES = 3;

/** What the worker is at, so that the next one can go on with it. */
type Task =
  | {
      readonly kind: 'feed';
      readonly address: string;
      readonly plan: FeedPlan;
      settings: LiveSettings;
      /** The last full fit. */
      base: LiveBase | null;
      /** The expiry that is looked at. */
      focus: string | null;
    }
  | { readonly kind: 'replay' };

interface Alive {
  readonly worker: WorkerLike;
  readonly api: Remote<LiveApi>;
  readonly watch: AbortController;
  readonly madeAt: number;
  ready: boolean;
}

/** A service on workers made by `spawn`, the first with the first call; `told` hears what they tell. */
export function createLiveService(
  spawn: () => WorkerLike,
  told: (told: LiveTold) => void,
  timing: Partial<LiveTiming> = {},
): LiveService {
  const limits = { ...TIMING, ...timing };
  /** Ends of the calls under way, where the worker is gone. */
  const pending = new Set<() => void>();
  let alive: Alive | null = null;
  let task: Task | null = null;
  let recorded: Blob[] | null = null;
  let isRecording = false;
  let everReady = false;
  let failures = 0;
  let disposed = false;
  let beating: ReturnType<typeof setTimeout> | null = null;

  function worker(): Alive | null {
    if (alive !== null || disposed) return alive;
    let made: WorkerLike;
    try {
      made = spawn();
    } catch (error) {
      gone(textOf(error));
      return null;
    }
    const mine: Alive = {
      worker: made,
      api: wrap<LiveApi>(made),
      watch: new AbortController(),
      madeAt: performance.now(),
      ready: false,
    };
    alive = mine;
    made.addEventListener('message', received);
    made.addEventListener('error', errored);
    made.addEventListener('messageerror', errored);
    const late = setTimeout(() => crashed(mine, 'it did not start'), limits.start);
    mine.watch.signal.addEventListener('abort', () => clearTimeout(late));
    mine.api.lifeline().then(
      (name) => {
        clearTimeout(late);
        if (alive !== mine) return;
        mine.ready = true;
        everReady = true;
        if (typeof name === 'string')
          watchLifeline(name, mine.watch.signal, () => crashed(mine, 'it was ended from outside'));
        beat();
      },
      (error: unknown) => crashed(mine, textOf(error)),
    );
    return mine;
  }

  function received(event: Event): void {
    const message = (event as MessageEvent<Partial<LiveMessage> | null>).data;
    if (message?.type !== 'volbench-live' || message.told === undefined) return;
    if (message.told.kind !== 'recorded') told(message.told);
    else if (isRecording) recorded?.push(new Blob([message.told.member]));
  }

  function errored(event: Event): void {
    if (alive !== null) crashed(alive, (event as Partial<ErrorEvent>).message || 'no reason was given');
  }

  /** The worker is gone or not to be trusted. */
  function crashed(which: Alive, why: string): void {
    if (alive !== which) return;
    if (performance.now() - which.madeAt > limits.steady) failures = 0;
    bury();
    gone(why);
  }

  /** Tells that there is no worker, and makes the next where one is wanted and may be had. */
  function gone(why: string): void {
    failures++;
    const wasRecording = isRecording;
    isRecording = false;
    for (const end of [...pending]) end();
    if (task === null) return;
    const kept = wasRecording ? ' What was recorded up to then can be saved.' : '';
    if (task.kind === 'replay') {
      task = null;
      told({
        kind: 'lost',
        message: `The replay broke off (${why}). Open the recording again.`,
        again: false,
      });
      return;
    }
    if (!everReady || failures >= TRIES) {
      task = null;
      const message = everReady
        ? `Live quotes broke off again and again (${why}). Connect again.${kept}`
        : `Live quotes could not be started (${why}). Reload the page.`;
      told({ kind: 'lost', message, again: false });
      return;
    }
    const { address, plan, settings, base, focus } = task;
    told({ kind: 'lost', message: `Live quotes broke off (${why}); connecting anew.${kept}`, again: true });
    void call((api) => api.connect(address, plan, settings), undefined);
    // Until a full fit of its own lands the surface goes on from the last.
    if (base !== null) void tell((api) => api.base(base));
    if (focus !== null) void tell((api) => api.focus(focus));
  }

  function bury(): void {
    if (alive === null) return;
    const { worker: made, watch } = alive;
    alive = null;
    watch.abort();
    made.removeEventListener('message', received);
    made.removeEventListener('error', errored);
    made.removeEventListener('messageerror', errored);
    made.terminate();
    if (beating !== null) clearTimeout(beating);
    beating = null;
  }

  /** Asks the worker; the answer where it is gone, or does not answer, is `otherwise`. */
  function call<T>(
    ask: (api: Remote<LiveApi>) => Promise<unknown>,
    otherwise: T,
    { patience = limits.call, accepts = (_: unknown): boolean => true } = {},
  ): Promise<T> {
    const mine = worker();
    if (mine === null) return Promise.resolve(otherwise);
    return new Promise((resolve) => {
      const overdue = setTimeout(() => crashed(mine, 'it did not answer'), patience);
      const settle = (value: T): void => {
        clearTimeout(overdue);
        pending.delete(end);
        resolve(value);
      };
      const end = (): void => settle(otherwise);
      pending.add(end);
      const broken = (why: string): void => {
        if (!pending.has(end)) return;
        end();
        crashed(mine, why);
      };
      ask(mine.api).then(
        (value) => (accepts(value) ? settle(value as T) : broken('its answer was not understood')),
        (error: unknown) => broken(textOf(error)),
      );
      beat();
    });
  }

  /** Asks the worker that runs; nothing where none does. */
  function tell(ask: (api: Remote<LiveApi>) => Promise<void>): Promise<void> {
    return alive === null ? Promise.resolve() : call<void>(ask, undefined);
  }

  /** Pings while something runs. */
  function beat(): void {
    const mine = alive;
    if (beating !== null || mine === null || !mine.ready || task === null) return;
    const silent = setTimeout(() => crashed(mine, 'it stopped answering'), limits.hang);
    beating = silent;
    mine.api.ping().then(
      () => {
        clearTimeout(silent);
        if (alive !== mine || beating !== silent) return;
        beating = setTimeout(() => {
          beating = null;
          beat();
        }, limits.beat);
      },
      (error: unknown) => crashed(mine, textOf(error)),
    );
  }

  return {
    async connect(address, plan, settings) {
      failures = 0;
      const mine: Task = { kind: 'feed', address, plan, settings, base: null, focus: null };
      task = mine;
      const outcome = await call<Outcome<null> | null>((api) => api.connect(address, plan, settings), null, {
        accepts: isOutcome,
      });
      // Where the worker went, that has been told, and the next one connects.
      if (outcome === null) return { ok: true, value: null, issues: [] };
      if (!outcome.ok && task === mine) task = null;
      return outcome;
    },
    async disconnect() {
      task = null;
      await tell((api) => api.disconnect());
    },
    async base(base) {
      if (task?.kind === 'feed') task.base = base ?? task.base;
      await tell((api) => api.base(base));
    },
    fitNow: () => tell((api) => api.fitNow()),
    async settings(settings) {
      if (task?.kind === 'feed') task.settings = settings;
      await tell((api) => api.settings(settings));
    },
    freeze: (on) => tell((api) => api.freeze(on)),
    async focus(key) {
      if (task?.kind === 'feed') task.focus = key;
      await tell((api) => api.focus(key));
    },
    async startRecording() {
      recorded = [];
      isRecording = true;
      await tell((api) => api.startRecording());
    },
    async stopRecording() {
      if (isRecording) await tell((api) => api.stopRecording());
      isRecording = false;
      const parts = recorded;
      recorded = null;
      return parts === null ? null : new Blob(parts, { type: 'application/gzip' });
    },
    async replay(files, settings) {
      failures = 0;
      const mine: Task = { kind: 'replay' };
      task = mine;
      const outcome = await call<Outcome<ReplayPlace>>(
        (api) => api.replay(files, settings),
        failure('calculation-failed', 'Reading the recording broke off.'),
        { patience: limits.replay, accepts: isOutcome },
      );
      // What has taken its place is looked after still.
      if (!outcome.ok && task === mine) task = null;
      return outcome;
    },
    play: (speed) => tell((api) => api.play(speed)),
    pause: () => tell((api) => api.pause()),
    seek: (at) => tell((api) => api.seek(at)),
    step: () => tell((api) => api.step()),
    whatIf: (settings, fit) =>
      call<Outcome<WhatIf>>(
        (api) => api.whatIf(settings, fit),
        failure('calculation-failed', 'Trying the settings broke off.'),
        { patience: limits.replay, accepts: isOutcome },
      ),
    start() {
      worker();
    },
    dispose() {
      disposed = true;
      task = null;
      bury();
      for (const end of [...pending]) end();
    },
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

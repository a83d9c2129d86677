/**
 * The supervisor of the worker. A pending Comlink call never settles when its
 * worker dies and errors lose their class on the way, so everything that can
 * go wrong is turned into an Outcome here: a deadline a job, a heartbeat
 * against hangs, a respawn with one replay after a crash.
 */
import { type Endpoint, type Remote, wrap } from 'comlink';
import { type Failure, failure, type Outcome, success } from '#base/outcome.ts';
import type { AssessmentResult } from '#calibration/assess.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { MarketBook } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import {
  type CalibrationService,
  type JobOptions,
  NOT_KEPT,
  type NumberedRequest,
  type ProgressMessage,
  type WorkerApi,
} from './api.ts';
import type { ModelTrial } from './compare-models.ts';
import { brokeOff, failedWords, hungWords, type Kind, tookLonger } from './job-words.ts';
import { watchLifeline } from './lifeline.ts';
import { unpackReply } from './packed-fit.ts';
import { isPackedMarket, type PackedMarket, unpackMarket } from './packed-market.ts';
import {
  isPackedQuotes,
  LARGE_ROWS,
  type PackedQuotes,
  packForMarket,
  unpackQuotes,
} from './packed-quotes.ts';
import { isAssessment, isBook, isCalibration, isComparison, isOutcome, isQuoteSet } from './reply.ts';
import { createSender } from './sent-slices.ts';
import { startPatience, TIMING, type Timing } from './timing.ts';

/** What the supervisor needs of a Worker; a MessagePort with `terminate` serves as well. */
export interface WorkerLike extends Endpoint {
  terminate(): void;
}

/** A job is sent again once when its worker crashes under it. */
const ATTEMPTS = 2;

interface Job {
  readonly id: number;
  readonly kind: Kind;
  send(api: Remote<WorkerApi>): Promise<unknown>;
  settle(reply: Outcome<unknown>): void;
  accepts(value: unknown): boolean;
  progress(progress: never): void;
  attempts: number;
}

interface Live {
  readonly worker: WorkerLike;
  readonly api: Remote<WorkerApi>;
  readonly watch: AbortController;
  /** It has answered once. */
  ready: boolean;
}

/** A service on workers made by `spawn`; the first is made with the first job, or by `start`. */
export function createService(
  spawn: () => WorkerLike,
  timing: Partial<Timing> = {},
): CalibrationService & { start(): void } {
  const limits: Timing = { ...TIMING, ...timing };
  const jobs = new Map<number, Job>();
  const sendRequest = createSender(nextTask);
  /** Which worker has a large set, and by which of its jobs. */
  const keepers = new WeakMap<QuoteSet, { readonly api: Remote<WorkerApi>; readonly readBy: number }>();
  let live: Live | null = null;
  let lastId = 0;
  let disposed = false;
  /** A worker has answered: the next that dies is a crash, not a page that cannot have workers. */
  let everReady = false;
  /** What the next worker is given to start, ms. */
  let patience = limits.start;
  let beating: ReturnType<typeof setTimeout> | null = null;

  function submit<T>(
    kind: Kind,
    send: (api: Remote<WorkerApi>, id: number) => Promise<unknown>,
    accepts: (value: unknown) => boolean,
    { signal, onProgress }: JobOptions<never>,
  ): Promise<Outcome<T>> {
    if (disposed) return Promise.resolve(failure('cancelled', 'The workbench is closed.'));
    if (signal?.aborted) return Promise.resolve(failure('cancelled', 'Cancelled.'));
    const id = ++lastId;
    return new Promise((resolve) => {
      const deadline = setTimeout(() => overdue(job), limits[kind]);
      const abort = () => withdraw(job, { reason: 'cancelled', message: 'Cancelled.' });
      const job: Job = {
        id,
        kind,
        accepts,
        attempts: 0,
        send: (api) => send(api, id),
        progress: (progress) => onProgress?.(progress),
        settle(reply) {
          if (!jobs.delete(id)) return;
          clearTimeout(deadline);
          signal?.removeEventListener('abort', abort);
          resolve(reply as Outcome<T>);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      jobs.set(id, job);
      const worker = alive();
      if (worker !== null) dispatch(job, worker);
    });
  }

  function dispatch(job: Job, to: Live): void {
    job.attempts++;
    job.send(to.api).then(
      (reply) => {
        if (live !== to || !jobs.has(job.id)) return;
        if (isOutcome(reply) && (!reply.ok || job.accepts(reply.value))) job.settle(reply);
        else crashed(to, 'its answer was not understood');
      },
      (error: unknown) => {
        if (live !== to) return;
        job.settle(failure('calculation-failed', failedWords(job.kind, text(error))));
      },
    );
    beat();
  }

  /** The worker, made when there is none; null when that fails, and then every job has its answer. */
  function alive(): Live | null {
    if (live !== null) return live;
    let worker: WorkerLike;
    try {
      worker = spawn();
    } catch (error) {
      failAll(notStarted(text(error)));
      return null;
    }
    const mine: Live = {
      worker,
      api: wrap<WorkerApi>(worker),
      watch: new AbortController(),
      ready: false,
    };
    live = mine;
    worker.addEventListener('message', received);
    worker.addEventListener('error', errored);
    worker.addEventListener('messageerror', errored);
    const spawnedAt = performance.now();
    const startLimit = setTimeout(() => late(mine), patience);
    mine.watch.signal.addEventListener('abort', () => clearTimeout(startLimit));
    mine.api.lifeline().then(
      (name) => {
        clearTimeout(startLimit);
        if (live !== mine) return;
        mine.ready = true;
        everReady = true;
        patience = startPatience(performance.now() - spawnedAt, limits);
        if (typeof name === 'string') {
          watchLifeline(name, mine.watch.signal, () => crashed(mine, 'it was ended from outside'));
        }
        beat();
      },
      (error: unknown) => crashed(mine, text(error)),
    );
    return mine;
  }

  function received(event: Event): void {
    const message = (event as MessageEvent<Partial<ProgressMessage> | null>).data;
    if (message?.type !== 'volbench-progress' || message.job === undefined) return;
    jobs.get(message.job)?.progress(message.progress as never);
  }

  function errored(event: Event): void {
    const { message } = event as Partial<ErrorEvent>;
    if (live !== null) crashed(live, message || 'no reason was given');
  }

  /** A worker that does not come up. Those before it did sooner: it was ended, or the machine is busy and it needs longer. */
  function late(which: Live): void {
    if (live !== which) return;
    if (patience >= limits.start) {
      crashed(which, 'it did not answer');
      return;
    }
    patience = Math.min(limits.start, 2 * patience);
    // No job has met it.
    for (const job of jobs.values()) job.attempts--;
    bury();
    resume();
  }

  /** The worker is gone or not to be trusted: jobs met by it for the first time are sent to the next one. */
  function crashed(which: Live, why: string): void {
    if (live !== which) return;
    bury();
    if (!everReady) {
      failAll(notStarted(why));
      return;
    }
    for (const job of [...jobs.values()]) {
      if (job.attempts < ATTEMPTS) continue;
      const message = brokeOff(job.kind, why);
      job.settle(failure('calculation-failed', message));
    }
    resume();
    // The next job finds one that is up; one that died as it started is not tried without need.
    if (which.ready) alive();
  }

  function overdue(job: Job): void {
    job.settle(failure('timeout', tookLonger(job.kind, limits[job.kind])));
    bury();
    resume();
  }

  function hung(): void {
    bury();
    for (const job of [...jobs.values()]) {
      job.settle(failure('timeout', hungWords(job.kind)));
    }
  }

  /** Takes a job back: its answer is known, the worker need not go on. */
  function withdraw(job: Job, error: Failure): void {
    if (!jobs.has(job.id)) return;
    job.settle({ ok: false, error, issues: [] });
    live?.api.stop(job.id).catch(() => undefined);
  }

  function bury(): void {
    if (live === null) return;
    const { worker, watch } = live;
    live = null;
    watch.abort();
    worker.removeEventListener('message', received);
    worker.removeEventListener('error', errored);
    worker.removeEventListener('messageerror', errored);
    worker.terminate();
    if (beating !== null) clearTimeout(beating);
    beating = null;
  }

  function resume(): void {
    if (jobs.size === 0) return;
    const next = alive();
    if (next !== null) for (const job of [...jobs.values()]) dispatch(job, next);
  }

  function failAll(error: Failure): void {
    for (const job of [...jobs.values()]) job.settle({ ok: false, error, issues: [] });
  }

  /** Pings while jobs are pending. Making a market is one step, so only its deadline bounds it. */
  function beat(): void {
    const mine = live;
    if (beating !== null || mine === null || !mine.ready || jobs.size === 0) return;
    const next = () => {
      beating = null;
      beat();
    };
    const silent = setTimeout(() => {
      if (live !== mine) return;
      if ([...jobs.values()].some((job) => job.kind === 'market')) next();
      else hung();
    }, limits.hang);
    beating = silent;
    mine.api.ping().then(
      () => {
        clearTimeout(silent);
        if (live === mine && beating === silent) beating = setTimeout(next, limits.beat);
      },
      // Neither an answer nor silence: the way to the worker is broken.
      (error: unknown) => crashed(mine, text(error)),
    );
  }

  return {
    async read(files, options, job = {}) {
      let reader: { readonly api: Remote<WorkerApi>; readonly readBy: number } | null = null;
      const outcome = await submit<QuoteSet | PackedQuotes>(
        'read',
        (api, readBy) => {
          reader = { api, readBy };
          return api.read(readBy, files, options);
        },
        (value) => isPackedQuotes(value) || isQuoteSet(value),
        job as JobOptions<never>,
      );
      if (!outcome.ok || !isPackedQuotes(outcome.value)) return outcome as Outcome<QuoteSet>;
      const stopped = () => disposed || job.signal?.aborted === true;
      const quotes = await unpackQuotes(outcome.value, nextTask, stopped);
      if (quotes === null) return failure('cancelled', 'Cancelled.');
      if (reader !== null) keepers.set(quotes, reader);
      return success(quotes, outcome.issues);
    },
    async market(quotes, options, job = {}) {
      const send = async (api: Remote<WorkerApi>): Promise<unknown> => {
        const keeper = keepers.get(quotes);
        const whole = () =>
          api.market(quotes.symbol.length < LARGE_ROWS ? quotes : packForMarket(quotes), options);
        if (keeper?.api !== api) return whole();
        const reply = await api.market({ readBy: keeper.readBy }, options);
        return reply === NOT_KEPT ? whole() : reply;
      };
      const accepts = (value: unknown) => isPackedMarket(value) || isBook(value);
      const outcome = await submit<MarketBook | PackedMarket>('market', send, accepts, job);
      if (!outcome.ok || !isPackedMarket(outcome.value)) return outcome as Outcome<MarketBook>;
      const stopped = () => disposed || job.signal?.aborted === true;
      const market = await unpackMarket(outcome.value, nextTask, stopped);
      return market === null ? failure('cancelled', 'Cancelled.') : success(market, outcome.issues);
    },
    calibrate(request, job = {}) {
      for (const older of [...jobs.values()].filter((other) => other.kind === 'calibrate')) {
        withdraw(older, { reason: 'superseded', message: 'A newer fit took the place of this one.' });
      }
      const accepts = (value: unknown) => isCalibration(value, request);
      const send = (api: Remote<WorkerApi>, id: number) =>
        sendRequest(
          api,
          {
            whole: (whole) => api.calibrate(id, whole),
            taken: async (numbered) => unpackReply(await api.calibrateTaken(id, numbered)),
          },
          request,
          () => jobs.has(id),
        );
      return submit('calibrate', send, accepts, job as JobOptions<never>);
    },
    compare(request, models, job = {}) {
      const accepts = (value: unknown) => isComparison(value, models);
      const send = (api: Remote<WorkerApi>, id: number) => {
        const compare = (asked: CalibrationRequest | NumberedRequest) => api.compare(id, asked, models);
        const whole = compare as (asked: CalibrationRequest) => Promise<Outcome<readonly ModelTrial[]>>;
        return sendRequest(api, { whole, taken: compare }, request, () => jobs.has(id));
      };
      return submit('compare', send, accepts, job as JobOptions<never>);
    },
    assess(request, assessment, job = {}) {
      const accepts = (value: unknown) => isAssessment(value, assessment.kind, request);
      const send = (api: Remote<WorkerApi>, id: number) => {
        const ask = (asked: CalibrationRequest | NumberedRequest) => api.assess(id, asked, assessment);
        const whole = ask as (asked: CalibrationRequest) => Promise<Outcome<AssessmentResult>>;
        return sendRequest(api, { whole, taken: ask }, request, () => jobs.has(id));
      };
      return submit('assess', send, accepts, job as JobOptions<never>);
    },
    start() {
      if (!disposed) alive();
    },
    dispose() {
      disposed = true;
      failAll({ reason: 'cancelled', message: 'The workbench is closed.' });
      bury();
    },
  };
}

/** Lets the page draw and answer. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

function notStarted(why: string): Failure {
  return {
    reason: 'calculation-failed',
    message: `The calculation could not be started (${why}). Reload the page.`,
  };
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

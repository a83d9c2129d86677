/** The jobs of the worker, apart from the worker itself so that tests run them over any port. */
import { failure, type Outcome, success } from '#base/outcome.ts';
import { assess } from '#calibration/assess.ts';
import { calibrate } from '#calibration/calibrate.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import { buildBook } from '#market/build-book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import {
  NOT_KEPT,
  type NumberedRequest,
  type ProgressMessage,
  type ReadTicket,
  type WorkerApi,
} from './api.ts';
import { fileSource } from './byte-source.ts';
import { compareModels } from './compare-models.ts';
import { messagesIn } from './messages-in.ts';
import { packMarket } from './packed-market.ts';
import { isPackedQuotes, LARGE_ROWS, type PackedQuotes, packQuotes, unpackQuotes } from './packed-quotes.ts';
import { createPauses } from './pauses.ts';
import { keepSlices } from './sent-slices.ts';
import { moved, WORTH_MOVING_BYTES } from './transferables.ts';

/** Messages are let in after this much work, ms: about a whole board, so that most fits run through; a newer job waits no longer. */
const LET_IN_AFTER_MS = 5;
/** The same where the settings are those of the request before, as at rest: what it holds up is a hand that moves on. */
const AT_REST_LET_IN_AFTER_MS = 1;
/** A job tells of its progress at most this often, ms; a preview or a model that is done it tells at once. */
const PROGRESS_EVERY_MS = 50;

/** The worker's side; `emit` posts progress, `lifeline` names the lock held. */
export function createJobs(
  emit: (message: ProgressMessage) => void,
  lifeline: () => Promise<string | null>,
): WorkerApi {
  const running = new Set<number>();
  const stopped = new Set<number>();
  /** The last large set read, so that it need not be sent back to be made its first market of. */
  let kept: { readonly readBy: number; readonly quotes: QuoteSet } | null = null;
  const slices = keepSlices();
  const pauses = createPauses();

  /** Runs a generator of steps to its end or until the job is stopped. */
  async function drive<T, R>(
    job: number,
    steps: Steps<T>,
    reply: (outcome: Outcome<T>) => Outcome<R>,
    letInAfter = LET_IN_AFTER_MS,
  ): Promise<Outcome<R>> {
    running.add(job);
    let letIn = performance.now();
    let told = letIn;
    try {
      for (;;) {
        const next = steps.next();
        // A board's fit has dozens of steps, and waits for none of them.
        const step = next instanceof Promise ? await next : next;
        if (step.done) return reply(step.value);
        const now = performance.now();
        if (now - told >= PROGRESS_EVERY_MS || 'preview' in step.value || 'trial' in step.value) {
          told = now;
          emit({ type: 'volbench-progress', job, progress: step.value });
        }
        if (now - letIn >= letInAfter) {
          await messagesIn();
          letIn = performance.now();
        }
        if (stopped.has(job)) {
          const end = failure<never>('superseded', 'A newer job took the place of this one.');
          await steps.return(end);
          return end;
        }
      }
    } catch (error) {
      return fault(error);
    } finally {
      running.delete(job);
      stopped.delete(job);
    }
  }

  async function setOf(quotes: QuoteSet | PackedQuotes | ReadTicket): Promise<QuoteSet | null> {
    if ('readBy' in quotes) return kept?.readBy === quotes.readBy ? kept.quotes : null;
    if (!isPackedQuotes(quotes)) return quotes;
    return unpackQuotes(
      quotes,
      async () => undefined,
      () => false,
    );
  }

  return {
    read: (job, files, options) =>
      drive<QuoteSet, QuoteSet | PackedQuotes>(job, readFiles(files.map(fileSource), options), (outcome) => {
        if (!outcome.ok || outcome.value.symbol.length < LARGE_ROWS) return moved(outcome);
        kept = { readBy: job, quotes: forMarket(outcome.value) };
        return moved(success(packQuotes(outcome.value), outcome.issues));
      }),
    async market(quotes, options) {
      try {
        const set = await setOf(quotes);
        if (set === null) return NOT_KEPT;
        // Another market of it is seldom asked for, and half a page of memory is not kept for that.
        kept = null;
        const book = buildBook(set, options);
        return moved(book.ok ? success(packMarket(book.value), book.issues) : book);
      } catch (error) {
        return fault(error);
      }
    },
    calibrate: (job, request) => drive(job, calibrate(request), moved),
    async take(number, slice) {
      slices.take(number, slice);
    },
    async calibrateTaken(job, numbered) {
      const request = slices.request(numbered);
      if (request === null) return NOT_KEPT;
      const made = pauses.answerTo(request);
      if (made !== null) return made;
      // Of small slices nothing is worth moving, and looking for it takes longer than copying.
      const isLarge = request.slices.some(({ k }) => k.byteLength >= WORTH_MOVING_BYTES);
      if (isLarge) return drive(job, calibrate(request), (outcome) => moved(outcome, request));
      return drive(
        job,
        pauses.steps(request),
        (outcome) => pauses.answered(request, outcome),
        pauses.isAtRest ? AT_REST_LET_IN_AFTER_MS : LET_IN_AFTER_MS,
      );
    },
    async compare(job, request, models) {
      const whole = isNumbered(request) ? slices.request(request) : request;
      if (whole === null) return NOT_KEPT;
      return drive(
        job,
        compareModels(whole, models, () => performance.now()),
        moved,
      );
    },
    async assess(job, request, assessment) {
      const whole = isNumbered(request) ? slices.request(request) : request;
      return whole === null ? NOT_KEPT : drive(job, assess(whole, assessment), moved);
    },
    async stop(job) {
      if (running.has(job)) stopped.add(job);
    },
    async ping() {},
    lifeline,
  };
}

/** A set without what no market is made of: half of what a million quotes take. */
function forMarket(quotes: QuoteSet): QuoteSet {
  return {
    ...quotes,
    symbol: [],
    volume: null,
    openInterest: null,
    bidDepth: null,
    askDepth: null,
    markVol: null,
  };
}

function isNumbered(request: CalibrationRequest | NumberedRequest): request is NumberedRequest {
  return typeof request.slices[0] === 'number';
}

/** What `drive` needs of a generator, synchronous or not. */
interface Steps<T> {
  next(): Step<T> | Promise<Step<T>>;
  return(value: Outcome<T>): unknown;
}

type Step<T> = IteratorResult<ProgressMessage['progress'], Outcome<T>>;

function fault<T>(error: unknown): Outcome<T> {
  const what = error instanceof Error ? error.message : String(error);
  return failure('calculation-failed', `A fault of the program stopped the calculation (${what}).`);
}

/** The jobs of the worker, apart from the worker itself so that tests run them over any port. */
import { failure, type Outcome } from '#base/outcome.ts';
import { calibrate } from '#calibration/calibrate.ts';
import { buildBook } from '#market/build-book.ts';
import { readFiles } from '#readers/index.ts';
import type { ProgressMessage, WorkerApi } from './api.ts';
import { fileSource } from './byte-source.ts';
import { moved } from './transferables.ts';

/** Messages are let in after this much work, ms: a newer job gets through within about one step. */
const LET_IN_AFTER_MS = 1;
/** A job tells of its progress at most this often, ms; a preview it tells at once. */
const PROGRESS_EVERY_MS = 50;

/** The worker's side; `emit` posts progress, `lifeline` names the lock held. */
export function createJobs(
  emit: (message: ProgressMessage) => void,
  lifeline: () => Promise<string | null>,
): WorkerApi {
  const running = new Set<number>();
  const stopped = new Set<number>();

  /** Runs a generator of steps to its end or until the job is stopped. */
  async function drive<T>(job: number, steps: Steps<T>): Promise<Outcome<T>> {
    running.add(job);
    let letIn = performance.now();
    let told = letIn;
    try {
      for (;;) {
        const step = await steps.next();
        if (step.done) return moved(step.value);
        const now = performance.now();
        if (now - told >= PROGRESS_EVERY_MS || 'preview' in step.value) {
          told = now;
          emit({ type: 'volbench-progress', job, progress: step.value });
        }
        if (now - letIn >= LET_IN_AFTER_MS) {
          await messagesIn();
          letIn = performance.now();
        }
        if (stopped.has(job)) {
          const end = failure<T>('superseded', 'A newer job took the place of this one.');
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

  return {
    read: (job, files, options) => drive(job, readFiles(files.map(fileSource), options)),
    async market(quotes, options) {
      try {
        return moved(buildBook(quotes, options));
      } catch (error) {
        return fault(error);
      }
    },
    calibrate: (job, request) => drive(job, calibrate(request)),
    async stop(job) {
      if (running.has(job)) stopped.add(job);
    },
    async ping() {},
    lifeline,
  };
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

const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();
port2.onmessage = () => waiting.shift()?.();
let turn = false;

/**
 * Lets waiting messages be handled. A promise alone never does, and a timer
 * costs 4 ms when nested. The ports take turns because Node empties the queue
 * of one port, what is posted meanwhile included, before it looks at others.
 */
function messagesIn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    turn = !turn;
    (turn ? port1 : port2).postMessage(null);
  });
}

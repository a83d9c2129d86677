/** The calibration service without a worker: the same rooms, called in place, held and broken on request. */
import { failure, type Outcome } from '#base/outcome.ts';
import { assess } from '#calibration/assess.ts';
import { calibrateNow } from '#calibration/calibrate.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationProgress } from '#calibration/result.ts';
import { buildBook } from '#market/build-book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import type { CalibrationService } from '#worker/api.ts';
import { fileSource } from '#worker/byte-source.ts';
import { compareModels } from '#worker/compare-models.ts';

export interface InlineService extends CalibrationService {
  /** Calls of each kind so far. */
  readonly calls: { read: number; market: number; calibrate: number };
  /** What was to be calibrated, in order. */
  readonly requests: readonly CalibrationRequest[];
  /** A call is held back now. */
  readonly holding: boolean;
  /** Holds calls of a kind back until `release`. */
  hold(kind: 'read' | 'market' | 'calibrate'): void;
  release(): void;
  /** The next calibration, or market, ends as this failure. */
  readonly fail: { calibrate?: Outcome<never>; market?: Outcome<never>; read?: Outcome<never> };
  /** Tells every held calibration's progress. */
  progress(progress: CalibrationProgress): void;
}

export function inlineService(): InlineService {
  const calls = { read: 0, market: 0, calibrate: 0 };
  const requests: CalibrationRequest[] = [];
  const held = new Set<string>();
  let waiting: (() => void)[] = [];
  let listeners: ((p: CalibrationProgress) => void)[] = [];
  const fail: InlineService['fail'] = {};

  function gate<T>(
    kind: keyof typeof calls,
    signal: AbortSignal | undefined,
    work: () => Promise<Outcome<T>>,
  ) {
    calls[kind]++;
    const failed = fail[kind];
    delete fail[kind];
    const cancelled = failure<T>('cancelled', 'Cancelled.');
    return new Promise<Outcome<T>>((resolve, reject) => {
      signal?.addEventListener('abort', () => resolve(cancelled), { once: true });
      const go = () => (failed === undefined ? work() : Promise.resolve(failed)).then(resolve, reject);
      if (held.has(kind)) waiting.push(go);
      else void go();
    });
  }

  async function readAll(files: readonly File[], options: Parameters<typeof readFiles>[1]) {
    const steps = readFiles(files.map(fileSource), options);
    for (;;) {
      const step = await steps.next();
      if (step.done) return step.value satisfies Outcome<QuoteSet>;
    }
  }

  return {
    calls,
    requests,
    fail,
    get holding() {
      return waiting.length > 0;
    },
    hold: (kind) => held.add(kind),
    release() {
      held.clear();
      const now = waiting;
      waiting = [];
      listeners = [];
      for (const go of now) go();
    },
    progress: (p) => {
      for (const listener of listeners) listener(p);
    },
    read: (files, options, job) => gate('read', job?.signal, () => readAll(files, options)),
    market: (quotes, options, job) => gate('market', job?.signal, async () => buildBook(quotes, options)),
    calibrate(request, job) {
      requests.push(request);
      if (job?.onProgress) listeners.push(job.onProgress);
      return gate('calibrate', job?.signal, async () => calibrateNow(request));
    },
    async compare(request, models, job) {
      const steps = compareModels(request, models, () => 0);
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value;
        job?.onProgress?.(step.value);
        await new Promise((resolve) => setTimeout(resolve));
        if (job?.signal?.aborted) return failure('cancelled', 'Cancelled.');
      }
    },
    async assess(request, assessment, job) {
      const steps = assess(request, assessment);
      for (let told = -1; ; ) {
        const step = steps.next();
        if (step.done) return step.value;
        if (step.value.done === told) continue;
        told = step.value.done;
        job?.onProgress?.(step.value);
        await new Promise((resolve) => setTimeout(resolve));
        if (job?.signal?.aborted) return failure('cancelled', 'Cancelled.');
      }
    },
    dispose() {},
  };
}

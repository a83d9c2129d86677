import { expose } from 'comlink';
import { afterEach, expect, test } from 'vitest';
import { failure, type Outcome, success } from '#base/outcome.ts';
import { epochMs } from '#base/units.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import type { MarketBook } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { type CalibrationService, NOT_KEPT, type ProgressMessage, type WorkerApi } from './api.ts';
import { keepSlices } from './sent-slices.ts';
import { createService, type WorkerLike } from './service.ts';
import type { Timing } from './timing.ts';

const REQUEST: CalibrationRequest = { slices: [], settings: DEFAULT_SETTINGS };
const RESULT = { model: 'svi', slices: [], calendar: [], summary: {} } as unknown as CalibrationResult;
const BOOK: MarketBook = { asOf: epochMs(0), books: [], arbitrage: [], dropped: [] };
const QUOTES = {
  symbol: [],
  expiry: new Float64Array(0),
  strike: new Float64Array(0),
  bid: new Float64Array(0),
  ask: new Float64Array(0),
} as unknown as QuoteSet;
const OPTIONS = { asOf: null, forwards: {} };
const READ = { asOf: null, underlying: null, at: null };
const never = () => new Promise<never>(() => undefined);
const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Limits short enough for tests and long enough for a busy machine. */
const QUICK: Timing = {
  read: 400,
  market: 400,
  calibrate: 400,
  compare: 400,
  assess: 400,
  start: 400,
  beat: 20,
  hang: 2000,
};

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** Node has no ErrorEvent. */
class Crash extends Event {
  readonly message: string;
  constructor(message: string) {
    super('error');
    this.message = message;
  }
}

interface FakeWorker {
  readonly page: MessagePort;
  readonly inside: MessagePort;
  terminated: boolean;
}

/** A service whose n-th worker is made by `api(n)`, over message ports. */
function serviceOf(
  api: (n: number, post: (message: ProgressMessage) => void) => Partial<WorkerApi>,
  timing: Partial<Timing> = {},
): { service: CalibrationService & { start(): void }; workers: FakeWorker[] } {
  const workers: FakeWorker[] = [];
  const spawn = (): WorkerLike => {
    const { port1, port2 } = new MessageChannel();
    const worker: FakeWorker = { page: port1, inside: port2, terminated: false };
    workers.push(worker);
    const close = () => {
      port1.close();
      port2.close();
    };
    cleanups.push(close);
    const kept = keepSlices();
    const whole: WorkerApi = {
      read: async () => success(QUOTES),
      market: async () => success(BOOK),
      calibrate: async () => success(RESULT),
      compare: async () => success([]),
      assess: async () => success({ kind: 'holdout', slices: [], fits: 0 }),
      take: async () => undefined,
      calibrateTaken: async (job, numbered) => {
        const request = kept.request(numbered);
        return request === null ? NOT_KEPT : whole.calibrate(job, request);
      },
      stop: async () => undefined,
      ping: async () => undefined,
      lifeline: async () => null,
      ...api(workers.length, (message) => port2.postMessage(message)),
    };
    expose(whole, port2);
    const page: MessagePort & { terminate?: () => void } = port1;
    page.terminate = () => {
      worker.terminated = true;
      close();
    };
    return page as unknown as WorkerLike;
  };
  const service = createService(spawn, { ...QUICK, ...timing });
  cleanups.push(() => service.dispose());
  return { service, workers };
}

function reason(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'ok' : outcome.error.reason;
}

test('every kind of job is answered', async () => {
  const { service, workers } = serviceOf(() => ({}));
  expect(reason(await service.read([], READ))).toBe('ok');
  expect(reason(await service.market(QUOTES, OPTIONS))).toBe('ok');
  expect(reason(await service.calibrate(REQUEST))).toBe('ok');
  expect(workers).toHaveLength(1);
});

test('a failure of the worker comes through as it is', async () => {
  const { service } = serviceOf(() => ({ read: async () => failure('parsing', 'x: the JSON ends early') }));
  expect(await service.read([], READ)).toEqual(failure('parsing', 'x: the JSON ends early'));
});

test('a newer calibration supersedes the older and stops it in the worker', async () => {
  const stopped: number[] = [];
  const { service } = serviceOf(() => ({
    calibrate: (job) => (job === 1 ? never() : Promise.resolve(success(RESULT))),
    stop: async (job) => {
      stopped.push(job);
    },
  }));
  const older = service.calibrate(REQUEST);
  const newer = service.calibrate(REQUEST);
  expect(reason(await older)).toBe('superseded');
  expect(reason(await newer)).toBe('ok');
  expect(stopped).toEqual([1]);
});

test('an abort signal cancels, before the call and during it', async () => {
  const { service } = serviceOf(() => ({ calibrate: never }));
  expect(reason(await service.calibrate(REQUEST, { signal: AbortSignal.abort() }))).toBe('cancelled');
  const controller = new AbortController();
  const pending = service.calibrate(REQUEST, { signal: controller.signal });
  controller.abort();
  expect(reason(await pending)).toBe('cancelled');
});

test('progress reaches the job it belongs to and nobody after its end', async () => {
  const { service } = serviceOf((_, post) => ({
    async calibrate(job) {
      post({ type: 'volbench-progress', job, progress: { done: 9, total: 13, stage: 'fit' } });
      post({ type: 'volbench-progress', job: job + 7, progress: { done: 1, total: 1, stage: 'fit' } });
      return success(RESULT);
    },
  }));
  const seen: unknown[] = [];
  await service.calibrate(REQUEST, { onProgress: (p) => seen.push(p) });
  expect(seen).toEqual([{ done: 9, total: 13, stage: 'fit' }]);
});

test('a job that never answers times out at its deadline and the next one has a new worker', async () => {
  const { service, workers } = serviceOf((n) => (n === 1 ? { calibrate: never } : {}), { calibrate: 50 });
  const outcome = await service.calibrate(REQUEST);
  expect(outcome).toEqual(
    failure(
      'timeout',
      'Fitting took longer than 0.05 s and was stopped. Drop expiries, or take a simpler model.',
    ),
  );
  expect(workers[0]?.terminated).toBe(true);
  expect(reason(await service.calibrate(REQUEST))).toBe('ok');
});

test('a deadline of one job sends the others again instead of losing them', async () => {
  const { service, workers } = serviceOf((n) => (n === 1 ? { calibrate: never, read: never } : {}), {
    calibrate: 50,
    read: 5000,
  });
  const read = service.read([], READ);
  expect(reason(await service.calibrate(REQUEST))).toBe('timeout');
  expect(reason(await read)).toBe('ok');
  expect(workers).toHaveLength(2);
});

test('a worker that stops answering its heartbeat is ended and every job told', async () => {
  const { service, workers } = serviceOf(
    (n) => (n === 1 ? { ping: never, calibrate: never, read: never } : {}),
    {
      hang: 60,
      calibrate: 5000,
      read: 5000,
    },
  );
  const [fit, read] = await Promise.all([service.calibrate(REQUEST), service.read([], READ)]);
  expect([reason(fit), reason(read)]).toEqual(['timeout', 'timeout']);
  expect(workers[0]?.terminated).toBe(true);
  expect(reason(await service.calibrate(REQUEST))).toBe('ok');
});

test('making a market may take longer than a heartbeat', async () => {
  const { service } = serviceOf(
    () => ({
      ping: never,
      market: async () => {
        await after(150);
        return success(BOOK);
      },
    }),
    { hang: 40, market: 2000 },
  );
  expect(reason(await service.market(QUOTES, OPTIONS))).toBe('ok');
});

test('a crash replays the pending calibration once on a new worker', async () => {
  const { service, workers } = serviceOf((n) => (n === 1 ? { calibrate: never } : {}));
  const pending = service.calibrate(REQUEST);
  await after(30);
  workers[0]?.page.dispatchEvent(new Event('error'));
  expect(reason(await pending)).toBe('ok');
  expect(workers).toHaveLength(2);
});

test('a job that crashes its worker twice fails with a sentence', async () => {
  const { service, workers } = serviceOf(() => ({ calibrate: never }));
  const pending = service.calibrate(REQUEST);
  for (const n of [0, 1]) {
    await after(30);
    workers[n]?.page.dispatchEvent(new Crash('out of memory'));
  }
  expect(await pending).toEqual(
    failure('calculation-failed', 'Fitting broke off twice (out of memory). Reload the page and try again.'),
  );
});

test('a worker that cannot be loaded is a visible error of every job', async () => {
  const { service, workers } = serviceOf(() => ({ lifeline: never, read: never, calibrate: never }));
  const read = service.read([], READ);
  const fit = service.calibrate(REQUEST);
  workers[0]?.page.dispatchEvent(new Event('error'));
  for (const outcome of [await read, await fit]) {
    expect(outcome).toEqual(
      failure(
        'calculation-failed',
        'The calculation could not be started (no reason was given). Reload the page.',
      ),
    );
  }
});

test('a worker that never starts is given up', async () => {
  const { service } = serviceOf(() => ({ lifeline: never, read: never }), { start: 40 });
  const outcome = await service.read([], READ);
  expect(outcome.ok ? '' : outcome.error.message).toContain('could not be started');
});

test('a worker ended while it starts is replaced sooner than the first is given up, and no job is the worse for it', async () => {
  const { service, workers } = serviceOf((n) => (n > 1 && n < 4 ? { lifeline: never, read: never } : {}), {
    start: 20_000,
    read: 20_000,
  });
  expect(reason(await service.read([], READ))).toBe('ok');
  workers[0]?.page.dispatchEvent(new Event('error'));
  const began = performance.now();
  expect(reason(await service.read([], READ))).toBe('ok');
  expect(workers).toHaveLength(4);
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('a worker that dies at rest is replaced before the next job', async () => {
  const { service, workers } = serviceOf(() => ({}));
  expect(reason(await service.read([], READ))).toBe('ok');
  workers[0]?.page.dispatchEvent(new Event('error'));
  expect(workers).toHaveLength(2);
  workers[1]?.page.dispatchEvent(new Event('error'));
  expect(workers, 'one that dies as it starts is not').toHaveLength(2);
  expect(reason(await service.read([], READ))).toBe('ok');
});

test('a heartbeat that cannot be sent is a crash, not a silence', async () => {
  const { service, workers } = serviceOf((n) =>
    n === 1 ? { ping: () => Promise.reject(new Error('no way')), calibrate: never } : {},
  );
  expect(reason(await service.calibrate(REQUEST))).toBe('ok');
  expect(workers).toHaveLength(2);
});

test('a page that may not make workers says so', async () => {
  const service = createService(() => {
    throw new Error('blocked by policy');
  }, QUICK);
  const outcome = await service.market(QUOTES, OPTIONS);
  expect(outcome.ok ? '' : outcome.error.message).toBe(
    'The calculation could not be started (blocked by policy). Reload the page.',
  );
});

test('an exception in the worker is a failure with its words', async () => {
  const { service } = serviceOf(() => ({
    market: async () => {
      throw new RangeError('a column is too long');
    },
  }));
  expect(await service.market(QUOTES, OPTIONS)).toEqual(
    failure('calculation-failed', 'Computing the implied volatilities failed: a column is too long.'),
  );
});

test('input that cannot be sent is a failure', async () => {
  const { service } = serviceOf(() => ({}));
  const request = { ...REQUEST, settings: { ...DEFAULT_SETTINGS, broken: () => 1 } };
  expect(reason(await service.calibrate(request))).toBe('calculation-failed');
  expect(reason(await service.calibrate(REQUEST))).toBe('ok');
});

test.each([
  ['nothing', undefined],
  ['a number', 7],
  ['an outcome without issues', { ok: true, value: RESULT }],
  ['a result of another request', success({ ...RESULT, slices: [{ key: 'x' }] })],
  ['columns of different lengths', success({ ...QUOTES, strike: new Float64Array(3) })],
])('garbage is never taken for a result: %s', async (_, garbage) => {
  const { service } = serviceOf(() => ({
    calibrate: async () => garbage as Outcome<CalibrationResult>,
    read: async () => garbage as Outcome<QuoteSet>,
  }));
  expect(reason(await service.calibrate(REQUEST))).toBe('calculation-failed');
  expect(reason(await service.read([], READ))).toBe('calculation-failed');
});

test('dispose answers what is pending, ends the worker and refuses the rest', async () => {
  const { service, workers } = serviceOf(() => ({ read: never }));
  const pending = service.read([], READ);
  await after(20);
  service.dispose();
  expect(reason(await pending)).toBe('cancelled');
  expect(workers[0]?.terminated).toBe(true);
  expect(reason(await service.calibrate(REQUEST))).toBe('cancelled');
});

test('the signal is let go of once a job has ended', async () => {
  const { service } = serviceOf(() => ({}));
  const { signal } = new AbortController();
  let listening = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listening++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listening--;
    remove(...args);
  };
  for (let i = 0; i < 5; i++) await service.market(QUOTES, OPTIONS, { signal });
  expect(listening).toBe(0);
});

test('workers killed at random leave no job without an answer', async () => {
  const seed = 20260801;
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const slow = async <T>(value: T) => {
    await after(random() * 8);
    return success(value);
  };
  const { service, workers } = serviceOf(() => ({
    read: () => slow(QUOTES),
    market: () => slow(BOOK),
    calibrate: () => slow(RESULT),
  }));
  const reasons = new Map<string, number>();
  for (let round = 0; round < 60; round++) {
    const jobs = [service.read([], READ), service.market(QUOTES, OPTIONS), service.calibrate(REQUEST)];
    if (random() < 0.3) jobs.push(service.calibrate(REQUEST));
    await after(random() * 6);
    workers.at(-1)?.page.dispatchEvent(new Event('error'));
    const began = performance.now();
    for (const outcome of await Promise.all(jobs)) {
      reasons.set(reason(outcome), (reasons.get(reason(outcome)) ?? 0) + 1);
    }
    expect(performance.now() - began, `seed ${seed}, round ${round}`).toBeLessThan(1000);
  }
  const allowed = new Set(['ok', 'superseded', 'calculation-failed']);
  expect(
    [...reasons.keys()].filter((r) => !allowed.has(r)),
    `seed ${seed}`,
  ).toEqual([]);
  expect(reasons.get('ok') ?? 0).toBeGreaterThan(100);
  expect(reason(await service.calibrate(REQUEST))).toBe('ok');
}, 30_000);

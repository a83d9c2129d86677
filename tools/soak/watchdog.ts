import { Worker } from 'node:worker_threads';

/** Watches work that may never end. */
export interface Watchdog {
  /** Work begins now; the number says which. */
  begin(number: number): void;
  stop(): Promise<void>;
}

/** Looks at the clock from another thread, which goes on where this one no longer does. */
const WATCHER = `
const { workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const { shared, limitMs, what } = workerData;
const state = new BigInt64Array(shared);
setInterval(() => {
  const [number, began] = [Atomics.load(state, 0), Atomics.load(state, 1)];
  if (began === 0n || BigInt(Date.now()) - began < BigInt(limitMs)) return;
  writeSync(2, what + ' ' + number + ' has not ended in ' + limitMs + ' ms\\n');
  process.kill(process.pid, 'SIGKILL');
}, 100);
`;

/** Ends the whole process, naming the work, when one piece of it takes longer than `limitMs`. */
export function watch(what: string, limitMs: number): Watchdog {
  const shared = new SharedArrayBuffer(16);
  const state = new BigInt64Array(shared);
  const worker = new Worker(WATCHER, { eval: true, workerData: { shared, limitMs, what } });
  worker.unref();
  return {
    begin(number) {
      Atomics.store(state, 0, BigInt(number));
      Atomics.store(state, 1, BigInt(Date.now()));
    },
    stop: async () => {
      await worker.terminate();
    },
  };
}

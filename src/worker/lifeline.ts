/**
 * A worker that is terminated or closes itself sends no event. It holds a lock
 * for as long as it lives instead: whoever waits for that lock learns of its
 * death at once. Without the Web Locks API the heartbeat is the only witness.
 */

/** Takes a lock nobody else knows and keeps it for ever; its name once it is held. */
export function holdLifeline(): Promise<string | null> {
  const locks = globalThis.navigator?.locks;
  if (locks === undefined) return Promise.resolve(null);
  const name = `volbench-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
  return new Promise((held) => {
    locks
      .request(name, () => {
        held(name);
        return new Promise<never>(() => undefined);
      })
      .catch(() => held(null));
  });
}

/** Calls `died` once the holder of the lock is gone, unless `signal` ends the watch before. */
export function watchLifeline(name: string, signal: AbortSignal, died: () => void): void {
  globalThis.navigator?.locks?.request(name, { signal }, died).catch(() => undefined);
}

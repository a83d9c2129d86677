/** The live worker of the page, as a module of its own chunk. */
export function spawnLiveWorker(): Worker {
  return new Worker(new URL('./live-entry.ts', import.meta.url), { type: 'module', name: 'volbench-live' });
}

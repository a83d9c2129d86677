/** The worker of the page, as a module of its own chunk. */
export function spawnWorker(): Worker {
  return new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'volbench' });
}

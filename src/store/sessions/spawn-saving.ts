import type { WorkerLike } from '#worker/service.ts';

/** The worker that saves this page's sessions, as a module of its own chunk. */
export function spawnSaving(): WorkerLike {
  return new Worker(new URL('./saving-entry.ts', import.meta.url), {
    type: 'module',
    name: 'volbench-saving',
  });
}

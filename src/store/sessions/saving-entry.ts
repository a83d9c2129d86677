/** Entry of the worker that saves sessions. */
import { holdLifeline } from '#worker/lifeline.ts';
import { idbDatabase } from './idb-database.ts';
import { createSaveQueue } from './save-queue.ts';
import type { SaveCall, SaveTold } from './save-request.ts';

const save = createSaveQueue(idbDatabase());

function tell(told: SaveTold): void {
  self.postMessage(told);
}

self.addEventListener('message', ({ data }: MessageEvent<SaveCall>) => {
  void save(data.request).then((reply) => tell({ call: data.call, reply }));
});
void holdLifeline().then((lifeline) => tell({ lifeline }));

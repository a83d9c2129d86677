/** The live market of this page: its own worker, by the clock on the wall. Fetched when it is first wanted. */
import { wallClock } from '#store/clock.ts';
import { useSelected } from '#store/use-selected.ts';
import { pageStorage, workbench } from '#store/workbench.ts';
import { createLiveService } from '#worker/live-service.ts';
import { spawnLiveWorker } from '#worker/live-spawn.ts';
import { keepLiveSettings, readLiveSettings } from './kept-settings.ts';
import { createLive, type Live } from './live.ts';
import { createLiveState, type LiveState } from './live-state.ts';

const storage = pageStorage();
const state = createLiveState(readLiveSettings(storage));
state.subscribe(({ settings }, before) => {
  if (settings !== before.settings) keepLiveSettings(storage, settings);
});
let keep: (recording: Blob, name: string) => void = () => undefined;

export const live: Live = createLive({
  workbench,
  live: state,
  spawn: (told) => createLiveService(spawnLiveWorker, told),
  clock: wallClock,
  save: (recording, name) => keep(recording, name),
});

/** A value of the live market's state; the component renders again when it changes (compared shallowly). */
export function useLive<T>(selector: (state: LiveState) => T): T {
  return useSelected(state, selector);
}

/** What becomes of recordings that are ended. */
export function keepRecordings(save: (recording: Blob, name: string) => void): void {
  keep = save;
}

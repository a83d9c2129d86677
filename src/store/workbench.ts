/**
 * The workbench: one store of canonical facts and everything a view can do to
 * them. Derived values are selectors (`selectors.ts`).
 */
import type { StoreApi } from 'zustand/vanilla';
import { createService } from '#worker/service.ts';
import { spawnWorker } from '#worker/spawn.ts';
import { wallClock } from './clock.ts';
import { createWorkbench, type WorkbenchFeed, type WorkbenchMemory } from './create-workbench.ts';
import type { Drawn } from './drawn.ts';
import { replayRecording } from './page-live.ts';
import { openSessionFile } from './page-sessions.ts';
import type { PreferenceStorage } from './preferences.ts';
import { shownState } from './shown.ts';
import type { WorkbenchActions, WorkbenchState } from './state.ts';
import { useSelected } from './use-selected.ts';

/** A store with its actions. */
export interface Workbench {
  readonly store: StoreApi<WorkbenchState>;
  /** The store as views see it. */
  readonly drawn: Drawn<WorkbenchState>['store'];
  readonly actions: WorkbenchActions;
  readonly memory: WorkbenchMemory;
  readonly feed: WorkbenchFeed;
}

/** The workbench of this page. */
export const workbench: Workbench = createWorkbench(createService(spawnWorker), wallClock, {
  storage: pageStorage(),
  prefersLight: globalThis.matchMedia?.('(prefers-color-scheme: light)').matches ?? false,
  sample: fetchSample,
  openSession: openSessionFile,
  replay: replayRecording,
  comparing: () => createService(spawnWorker),
});

/** Everything a view can do to the workbench of this page. */
export const actions: WorkbenchActions = workbench.actions;

/**
 * A value of the workbench's state as the screen shows it; the component renders again when it changes (compared
 * shallowly).
 */
export function useWorkbench<T>(selector: (state: WorkbenchState) => T): T {
  return useSelected(workbench.drawn, (state) => selector(shownState(state)));
}

/** The same of the state itself, whatever a live market has made of the fit: for what is taken away. */
export function useFacts<T>(selector: (state: WorkbenchState) => T): T {
  return useSelected(workbench.drawn, selector);
}

/** The state as the screen shows it at this moment, for what a button takes of it. */
export function shownNow(): WorkbenchState {
  return shownState(workbench.store.getState());
}

/** Reading `localStorage` throws where the browser forbids it. */
export function pageStorage(): PreferenceStorage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

async function fetchSample(): Promise<File> {
  const reply = await fetch(new URL('sample/simulated-btc.json', document.baseURI));
  if (!reply.ok) throw new Error(`the server answered ${reply.status}`);
  return new File([await reply.blob()], 'simulated-btc.json', { type: 'application/json' });
}

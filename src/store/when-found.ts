import type { StoreApi } from 'zustand/vanilla';
import type { Flow } from './flow-host.ts';
import type { WorkbenchActions, WorkbenchState } from './state.ts';

/** True where no fit of the present decisions is on its way. */
function isGivenUp({ cancelled, error }: WorkbenchState['fit']): boolean {
  return cancelled || error !== null;
}

/** What takes the shown fit away, or keeps it, only as it is found from its quotes alone. */
export function createWhenFound(
  store: Pick<StoreApi<WorkbenchState>, 'getState' | 'subscribe'>,
  flow: Pick<Flow, 'letGo' | 'fitAgain'>,
): WorkbenchActions['whenFound'] {
  return (what) => {
    const { fitted, fit, quotes } = store.getState();
    if (fitted?.inHand === undefined) {
      what(fitted);
      return;
    }
    if (isGivenUp(fit)) flow.fitAgain();
    else flow.letGo();
    const stop = store.subscribe((state) => {
      const isFound = state.fitted?.inHand === undefined;
      if (!isFound && !isGivenUp(state.fit)) return;
      stop();
      what(isFound && state.quotes === quotes ? state.fitted : null);
    });
  };
}

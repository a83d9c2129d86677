import type { WorkbenchState } from './state.ts';

let last: { readonly state: WorkbenchState; readonly shown: WorkbenchState } | null = null;

/**
 * The state as the screen shows it: where a live market has moved the fit, quotes, market and fit are those of now. What is
 * decided, fitted and saved goes by the state itself. The same state gives the same object.
 */
export function shownState(state: WorkbenchState): WorkbenchState {
  const { published } = state;
  if (published === null) return state;
  if (last?.state === state) return last.shown;
  const { quotes, market, filtered } = published;
  const shown = { ...state, quotes, market, filtered, fitted: published };
  last = { state, shown };
  return shown;
}

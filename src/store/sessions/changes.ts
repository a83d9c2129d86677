/** What a change of the workbench means for the sessions of its page. */
import type { Steps } from '#store/history.ts';
import type { Decisions, WorkbenchState } from '#store/state.ts';
import { sessionLook } from './content.ts';

/** A file was dropped, or one is read anew. */
export function beginsReading({ loading }: WorkbenchState, prev: WorkbenchState): boolean {
  return loading !== null && loading !== prev.loading && loading.progress === null && !loading.shown;
}

/** Nothing is on the screen or on its way there, and no answer to a file that was not opened. */
export function isFree({ quotes, fit, openError, feed }: WorkbenchState): boolean {
  return quotes === null && fit.phase !== 'running' && openError === null && feed === null;
}

/** What could be undone before another board came, which may have brought decisions of its own. */
export function stepsBefore({ past, future }: Steps, decisions: Decisions): Steps {
  return past.at(-1) === decisions ? { past: past.slice(0, -1), future: [] } : { past, future };
}

/** The next snapshot of a live market or its fit, and nothing that the hand has decided. */
export function byMarket(state: WorkbenchState, prev: WorkbenchState): boolean {
  return state.quotes !== prev.quotes && state.feed !== null && state.decisions === prev.decisions;
}

/** The live market was frozen or left. */
export function restsMore({ feed }: WorkbenchState, prev: WorkbenchState): boolean {
  return prev.feed?.frozen === false && (feed === null || feed.frozen);
}

const HELD = ['quotes', 'decisions', 'fitted', 'ghost', 'previous', 'simulated'] as const;
const HELD_BESIDE = ['quotes', 'asOf'] as const;

/** Whether anything that a session holds is not what it was. */
export function isDifferent(state: WorkbenchState, prev: WorkbenchState): boolean {
  for (const name of HELD) if (state[name] !== prev[name]) return true;
  for (const name of HELD_BESIDE)
    if ((state.second?.[name] ?? null) !== (prev.second?.[name] ?? null)) return true;
  if (state.look === prev.look) return false;
  const [now, then] = [sessionLook(state.look), sessionLook(prev.look)];
  return (Object.keys(now) as (keyof typeof now)[]).some((name) => !Object.is(now[name], then[name]));
}

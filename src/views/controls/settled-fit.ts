import type { Fitted } from '#store/state.ts';
import { workbench } from '#store/workbench.ts';
import { SLOWEST_MS } from './use-paced.ts';

/** By then the charts and tables of a fit that has come are drawn, those that follow slowest with a second try, ms. */
const DRAWN_MS = 2 * SLOWEST_MS;

/**
 * A fit as it may be taken away. One that a hand is on depends on the way the hand came: in its place the one found from
 * the same quotes and settings alone, as soon as that is on the screen; null, and told, where that was stopped.
 */
export async function settledFit(shown: Fitted): Promise<Fitted | null> {
  if (shown.inHand === undefined) return shown;
  const settled = await new Promise<Fitted | null>((found) => workbench.actions.whenFound(found));
  if (settled === null)
    workbench.actions.tellFailure('The fit was stopped before it was found; nothing was taken. Fit again.');
  else await new Promise((drawn) => setTimeout(drawn, DRAWN_MS));
  return shown.moved === undefined || settled === null
    ? settled
    : (workbench.store.getState().published ?? settled);
}

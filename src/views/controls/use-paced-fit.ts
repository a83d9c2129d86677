import type { Fitted } from '#store/state.ts';
import { useWorkbench } from '#store/workbench.ts';
import { SLOWEST_MS, usePaced } from './use-paced.ts';

/**
 * The fit on the screen for a panel that is read when the hand rests: a fit that stands alone is followed within the
 * frame, another board's at once, and while fits follow each other such panels take turns, so that the focused smile
 * answers the hand.
 *
 * @param ms between two of them, at least.
 */
export function usePacedFit(ms = SLOWEST_MS): Fitted | null {
  return usePaced(
    useWorkbench((s) => s.fitted),
    ms,
    ofTwoBoards,
  );
}

/** Fits of two files, or of two snapshots of a live market. */
function ofTwoBoards(a: Fitted | null, b: Fitted | null): boolean {
  return a?.quotes.files !== b?.quotes.files;
}

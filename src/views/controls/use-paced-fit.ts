import type { Fitted } from '#store/state.ts';
import { useWorkbench } from '#store/workbench.ts';
import { SLOWEST_MS, usePaced } from './use-paced.ts';

/**
 * The fit on the screen for a panel that is read when the hand rests: a fit that stands alone is followed within the
 * frame, and while fits follow each other such panels take turns, so that the focused smile answers the hand.
 */
export function usePacedFit(): Fitted | null {
  return usePaced(
    useWorkbench((s) => s.fitted),
    SLOWEST_MS,
  );
}

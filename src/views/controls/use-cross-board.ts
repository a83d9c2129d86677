import { useDeferredValue, useMemo } from 'react';
import { type CrossBoard, crossBoard } from '#store/compare-board.ts';
import { useWorkbench } from '#store/workbench.ts';

/** The board against the second file, made once for all that show it; the focused smile answers the hand before it. */
export function useCrossBoard(): CrossBoard | null {
  const fitted = useDeferredValue(useWorkbench((s) => s.fitted));
  const second = useWorkbench((s) => s.second);
  const filters = useWorkbench((s) => s.decisions.settings.filters);
  const at = useWorkbench((s) => s.look.cross.at);
  return useMemo(() => crossBoard({ fitted, second, filters, at }), [fitted, second, filters, at]);
}

import { useMemo } from 'react';
import type { BoardExpiry } from '#charts/board.ts';
import type { SmileLayout } from '#charts/smile-layout.ts';
import { fittedCurve, smilePath } from '#charts/smile-scene.ts';
import { useWorkbench } from '#store/workbench.ts';

/** Of a live market, where the smile would be were it published as the filter has it now; nothing where it is. */
export function FilterLine({
  expiry,
  layout,
}: {
  readonly expiry: BoardExpiry;
  readonly layout: SmileLayout;
}) {
  const times = useWorkbench((s) => s.feed?.filtered[expiry.key] ?? null);
  const path = useMemo(() => {
    const curve = fittedCurve(expiry);
    if (times === null || curve?.moved === undefined) return '';
    const factor = times * curve.moved.factor;
    return smilePath({ ...curve, moved: { ...curve.moved, factor } }, layout);
  }, [times, expiry, layout]);
  return path === '' ? null : <path className="smile-filter" d={path} />;
}

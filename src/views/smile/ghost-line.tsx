import { memo, useMemo } from 'react';
import type { BoardExpiry } from '#charts/board.ts';
import type { SmileLayout } from '#charts/smile-layout.ts';
import { smilePath } from '#charts/smile-scene.ts';
import { useWorkbench } from '#store/workbench.ts';

/** The fit at the start of the present gesture, dashed; a kept one in its own colour. */
export const GhostLine = memo(function GhostLine(props: {
  readonly expiry: BoardExpiry;
  readonly layout: SmileLayout;
}) {
  const ghost = useWorkbench((s) => s.ghost);
  const { expiry, layout } = props;
  const slice = ghost?.slices[expiry.key];
  const model = ghost?.model;
  const path = useMemo(
    () => (slice === undefined || model === undefined ? '' : smilePath({ ...slice, model }, layout)),
    [slice, model, layout],
  );
  if (path === '' || ghost === null) return null;
  return <path className={ghost.source === 'gesture' ? 'smile-ghost' : 'smile-ghost kept'} d={path} />;
});

import { modelById } from '#models/index.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { Segmented } from '#views/controls/segmented.tsx';

/** The coordinates the model itself is written in. */
const RAW = 'raw';

/** The same fit in other coordinates; nothing where the model has none but its own. */
export function ViewChoice() {
  const chosen = useWorkbench((s) => s.look.parameterView);
  const views = useWorkbench((s) => modelById(s.fitted?.result.model ?? '')?.views ?? NONE);
  if (views.length === 0) return null;
  return (
    <Segmented
      name="Parameters shown as"
      value={views.some(({ id }) => id === chosen) ? chosen : RAW}
      options={[...views.map(({ id, label }) => ({ value: id, label })), { value: RAW, label: 'Raw' }]}
      onChange={(id) => actions.look({ parameterView: id })}
    />
  );
}

const NONE: readonly never[] = [];

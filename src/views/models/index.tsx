import { canCompare, comparedModels } from '#store/selectors.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { CopyButton } from '#views/controls/copy-button.tsx';
import { VirtualTable } from '#views/controls/virtual-table.tsx';
import type { TableView } from '#views/view.ts';
import { columns } from './columns.tsx';

/** Every model on the board of the shown fit, side by side. */
export const modelsTable: TableView = {
  id: 'models',
  label: 'Models',
  Count: null,
  Tools,
  Component: Models,
};

function Models() {
  const rows = useWorkbench(comparedModels);
  const chosen = useWorkbench((s) => s.decisions.settings.model);
  return (
    <VirtualTable
      name="Models"
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      rowTone={({ stale }) => (stale ? 'left-out' : undefined)}
      selected={chosen}
      empty=""
    />
  );
}

/** Compares, compares again, or calls it off; what is going on beside it. */
function Tools() {
  const rows = useWorkbench(comparedModels);
  const phase = useWorkbench((s) => s.comparison?.phase ?? null);
  const error = useWorkbench((s) => s.comparison?.error?.message ?? null);
  const possible = useWorkbench(canCompare);
  const done = rows.filter(({ state }) => state === 'done' || state === 'failed').length;
  const stale = rows.some((row) => row.stale);
  return (
    <>
      <span className={error !== null ? 'fail' : stale ? 'warn' : 'faint'} role="status">
        {phase === 'running'
          ? `${done} of ${rows.length} models`
          : (error ??
            (stale
              ? 'settings have changed'
              : phase === 'cancelled'
                ? `${done} of ${rows.length}, cancelled`
                : ''))}
      </span>
      {phase === 'running' ? (
        <button
          type="button"
          className="tool"
          title="What is done stays (Esc)"
          onClick={actions.cancelComparison}
        >
          Cancel
        </button>
      ) : (
        <button
          type="button"
          className="tool"
          disabled={!possible}
          title="Fits every model to the shown board, one after another, beside everything else"
          onClick={actions.compareModels}
        >
          {phase === null ? 'Compare models' : 'Compare again'}
        </button>
      )}
      <CopyButton table={() => ({ columns, rows })} />
    </>
  );
}

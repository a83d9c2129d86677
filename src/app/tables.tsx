import { Suspense } from 'react';
import { actions, useWorkbench } from '#store/workbench.ts';
import { Tabs } from '#views/controls/tabs.tsx';
import { tables } from '#views/tables.ts';
import { ErrorBoundary } from './error-boundary.tsx';

/** The tables below the charts, behind their tabs. */
export function Tables() {
  const table = useWorkbench((s) => s.look.table);
  const maximised = useWorkbench((s) => s.look.tablesMaximised);
  const Tools = tables.find(({ id }) => id === table)?.Tools ?? null;
  return (
    <Tabs
      name="Tables"
      value={table}
      tabs={tables.map(({ id, label, Count, Component }) => ({
        id,
        label,
        count: Count === null ? null : <Count />,
        panel: (
          <ErrorBoundary name={label}>
            <Suspense fallback={null}>
              <Component />
            </Suspense>
          </ErrorBoundary>
        ),
      }))}
      tools={
        <>
          <Suspense fallback={null}>{Tools !== null && <Tools />}</Suspense>
          <button
            type="button"
            className="tool"
            aria-pressed={maximised}
            title={`${maximised ? 'Charts back' : 'Tables over the charts'} (t)`}
            onClick={() => actions.look({ tablesMaximised: !maximised })}
          >
            {maximised ? 'Restore' : 'Maximise'}
          </button>
        </>
      }
      onChange={(id) => actions.look({ table: id })}
    />
  );
}

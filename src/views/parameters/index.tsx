import { useMemo } from 'react';
import { boardNames } from '#charts/board.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { CopyButton } from '#views/controls/copy-button.tsx';
import { VirtualTable } from '#views/controls/virtual-table.tsx';
import type { TableView } from '#views/view.ts';
import { AssessmentTools } from './assessment-tools.tsx';
import { parameterColumns } from './columns.ts';
import { ViewChoice } from './view-choice.tsx';

/** One row an expiry. */
export const parametersTable: TableView = {
  id: 'parameters',
  label: 'Parameters',
  Count: null,
  Tools,
  Component: Parameters,
};

function useColumns() {
  const fitted = useWorkbench((s) => s.fitted);
  const view = useWorkbench((s) => s.look.parameterView);
  const assessed = useWorkbench((s) => s.assessment?.result ?? null);
  const columns = useMemo(() => {
    if (fitted === null) return [];
    const names = boardNames(fitted);
    return parameterColumns(fitted.result, view, (key) => names.get(key)?.name ?? key, assessed);
  }, [fitted, view, assessed]);
  return { columns, rows: fitted?.result.slices ?? [] };
}

function Parameters() {
  const { columns, rows } = useColumns();
  const focus = useWorkbench((s) => s.look.focus);
  return (
    <VirtualTable
      name="Parameters"
      columns={columns}
      rows={rows}
      rowKey={(slice) => slice.key}
      selected={focus}
      onSelect={(slice) => actions.focusExpiry(slice.key)}
      onHover={(slice) => actions.point(slice === null ? null : { key: slice.key, t: null, k: null })}
      read={({ key }) => key}
      empty="Nothing is fitted yet."
    />
  );
}

function Tools() {
  const { columns, rows } = useColumns();
  return (
    <>
      <ViewChoice />
      <AssessmentTools />
      <CopyButton table={() => ({ columns, rows })} />
    </>
  );
}

import { useDeferredValue, useMemo } from 'react';
import type { ExpiryChange } from '#calibration/fit-changes.ts';
import { boardNames } from '#charts/board.ts';
import { labelWidth } from '#charts/ticks.ts';
import { fitComparison } from '#store/compare-fits.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { type Column, VirtualTable } from '#views/controls/virtual-table.tsx';
import { type Told, toldOf } from './change-words.ts';

/** The kept fit (A) and the fit on the screen (B) over all expiries. */
export function ChangesTable() {
  const { columns, rows } = useChanges();
  const focus = useWorkbench((s) => s.look.focus);
  return (
    <VirtualTable
      name="Compare"
      columns={columns}
      rows={rows}
      rowKey={({ key }) => key}
      selected={focus}
      onSelect={({ key }) => actions.focusExpiry(key)}
      empty="Keep a fit (k) and change anything: what changed on every expiry stands here."
    />
  );
}

/** One row an expiry; of every figure A, B, the change and the change in standard errors. */
export function useChanges(): {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
} {
  const fitted = useDeferredValue(useWorkbench((s) => s.fitted));
  const ghost = useDeferredValue(useWorkbench((s) => s.ghost));
  const view = useWorkbench((s) => s.look.parameterView);
  return useMemo(() => {
    const comparison = fitComparison({ ghost, fitted, view });
    if (comparison === null || fitted === null) return { columns: [], rows: [] };
    const names = boardNames(fitted);
    const rows = comparison.changes.map((change) => row(change, names.get(change.key)?.name ?? change.key));
    return { columns: columnsOf(rows), rows };
  }, [fitted, ghost, view]);
}

interface Row {
  readonly key: string;
  readonly name: string;
  readonly told: readonly Told[];
}

function row(change: ExpiryChange, name: string): Row {
  return { key: change.key, name, told: toldOf(change) };
}

function columnsOf(rows: readonly Row[]): readonly Column<Row>[] {
  const [first] = rows;
  const expiry: Column<Row> = {
    id: 'expiry',
    head: 'Expiry',
    // Two roots of one day are told apart by the end of the name.
    width: Math.max(96, ...rows.map(({ name }) => Math.round(labelWidth(name) + 20))),
    align: 'left',
    pinned: true,
    text: ({ name }) => name,
  };
  return [expiry, ...(first?.told ?? []).flatMap((_, i) => columnsOfFigure(rows, i))];
}

type Part = 'a' | 'b' | 'change' | 'errors';

/** Width of a character, px; a change that is marked stands in bold. */
const CHARACTER: Readonly<Record<Part, number>> = { a: 7.2, b: 7.2, change: 8.4, errors: 7.2 };

function columnsOfFigure(rows: readonly Row[], i: number): Column<Row>[] {
  const told = rows[0]?.told[i];
  if (told === undefined) return [];
  const { id, head, title } = told;
  const column = (
    part: Part,
    name: string,
    meaning: string,
    tone?: (row: Row) => string | undefined,
  ): Column<Row> => {
    const text = (of: Row) => of.told[i]?.[part] ?? '';
    const longest = Math.max(7.2 * name.length, ...rows.map((of) => CHARACTER[part] * text(of).length));
    return {
      id: `${id}-${part}`,
      head: name,
      title: `${title}: ${meaning}`,
      width: Math.round(longest + 14),
      text,
      copied: [{ head: `${head} ${COPIED[part]}`, text: (of) => plain(text(of)) }],
      ...(tone && { tone }),
    };
  };
  const isVerdict = told.errors === '' && rows.every((of) => of.told[i]?.errors === '');
  return [
    column('a', `${head} A`, 'the kept fit', () => 'faint'),
    column('b', `${head} B`, 'the fit on the screen'),
    column('change', `Δ ${head}`, 'B less A', (of) =>
      of.told[i]?.marked === true ? 'compare-marked' : undefined,
    ),
    ...(isVerdict || id === 'rmse' || id === 'through'
      ? []
      : [column('errors', 's.e.', 'the change over the standard error of A', () => 'faint')]),
  ];
}

const COPIED: Readonly<Record<Part, string>> = { a: 'A', b: 'B', change: 'change', errors: 'in s.e.' };

/** Verdicts without their glyphs; numbers without the plus that a spreadsheet takes for a formula. */
function plain(text: string): string {
  return text
    .replace(/^[▲✕]\s*/, '')
    .replace('✓', 'ok')
    .replace(/^\+/, '');
}

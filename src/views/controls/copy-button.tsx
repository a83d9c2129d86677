import { useEffect, useRef, useState } from 'react';
import { workbench } from '#store/workbench.ts';
import { settledFit } from './settled-fit.ts';
import { tabbed } from './tabbed.ts';
import type { Column, Rows } from './virtual-table.tsx';

export interface CopyButtonProps<R> {
  /** The whole table, asked for when it is copied. */
  readonly table: () => { readonly columns: readonly Column<R>[]; readonly rows: Rows<R> };
}

/** Copies a table as tab-separated text with ASCII numbers: what a spreadsheet takes. */
export function CopyButton<R>({ table }: CopyButtonProps<R>) {
  const cells = () => {
    const { columns, rows } = table();
    return cellsOf(columns, rows);
  };
  return <CopyCells cells={cells} />;
}

/** The button itself; `cells` gives the rows of a table, its head first. */
export function CopyCells(props: { readonly cells: (button: Element) => readonly (readonly string[])[] }) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const latest = useRef(props.cells);
  latest.current = props.cells;
  const copy = async (button: Element): Promise<void> => {
    const { fitted } = workbench.store.getState();
    if (fitted !== null && (await settledFit(fitted)) === null) return;
    const cells = latest.current(button);
    try {
      await navigator.clipboard.writeText(tabbed(cells));
      setSaid(`${Math.max(0, cells.length - 1)} rows copied`);
    } catch {
      setSaid('The browser refused');
    }
  };
  return (
    <button
      type="button"
      className="tool"
      title="Copy as tab-separated text"
      onClick={({ currentTarget }) => {
        void copy(currentTarget);
      }}
    >
      Copy
      <span className="tool-said" role="status">
        {said}
      </span>
    </button>
  );
}

function cellsOf<R>(columns: readonly Column<R>[], rows: Rows<R>): readonly (readonly string[])[] {
  const parts = columns.flatMap((column) => column.copied ?? [column]);
  const lines = [parts.map((part) => part.head)];
  for (let i = 0; i < rows.length; i++) {
    const row = rows.at(i);
    if (row !== undefined) lines.push(parts.map((part) => part.text(row)));
  }
  return lines;
}

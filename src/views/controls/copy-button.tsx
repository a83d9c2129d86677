import { useEffect, useState } from 'react';
import { ascii } from '#base/format.ts';
import type { Column, Rows } from './virtual-table.tsx';

export interface CopyButtonProps<R> {
  /** The whole table, asked for when it is copied. */
  readonly table: () => { readonly columns: readonly Column<R>[]; readonly rows: Rows<R> };
}

/** Copies a table as tab-separated text with ASCII numbers: what a spreadsheet takes. */
export function CopyButton<R>({ table }: CopyButtonProps<R>) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (): Promise<void> => {
    const { columns, rows } = table();
    try {
      await navigator.clipboard.writeText(asText(columns, rows));
      setSaid(`${rows.length} rows copied`);
    } catch {
      setSaid('The browser refused');
    }
  };
  return (
    <button
      type="button"
      className="tool"
      title="Copy as tab-separated text"
      onClick={() => {
        void copy();
      }}
    >
      Copy
      <span className="tool-said" role="status">
        {said}
      </span>
    </button>
  );
}

function asText<R>(columns: readonly Column<R>[], rows: Rows<R>): string {
  const parts = columns.flatMap((column) => column.copied ?? [column]);
  const lines = [parts.map((part) => part.head)];
  for (let i = 0; i < rows.length; i++) {
    const row = rows.at(i);
    if (row !== undefined) lines.push(parts.map((part) => part.text(row)));
  }
  return lines.map((cells) => cells.map(ascii).join('\t')).join('\n');
}

import { CopyCells } from './copy-button.tsx';

/** Copies the first table of the view it stands in. */
export function CopyShown() {
  return <CopyCells cells={(button) => tableCells(button.closest('.figure'))} />;
}

/**
 * The first table within a view as it is read, its head first: what a cell says in its attribute `data-copy` where a
 * glyph or a rounding on the screen says less, else its text without marks.
 */
export function tableCells(within: Element | null): readonly (readonly string[])[] {
  const rows = within?.querySelector('table')?.rows ?? [];
  return Array.from(rows, (row) =>
    Array.from(row.cells, (cell) =>
      (cell.dataset['copy'] ?? cell.textContent).replace(/[✕▲▼]\s*/g, '').trim(),
    ),
  );
}

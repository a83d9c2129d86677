import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react';

const CONTROL = 'input, button, select';

/**
 * One row of a table under the Tab key, whatever the number of rows: that of the focus, else the selected one, else the
 * first in sight. Up and Down go from row to row in the column of the focus, where the control itself has no use for
 * them.
 */
export function useRowFocus(frame: RefObject<HTMLElement | null>) {
  /** `aria-rowindex` of the row that had the focus last; null is none. */
  const own = useRef<string | null>(null);

  const apply = (): void => {
    const rows = Array.from(frame.current?.querySelectorAll<HTMLElement>('tbody > tr') ?? []);
    const home =
      rows.find((row) => row.ariaRowIndex === own.current) ??
      rows.find((row) => row.ariaSelected === 'true') ??
      rows[0];
    for (const row of rows) {
      const at = row === home ? 0 : -1;
      for (const control of row.querySelectorAll<HTMLElement>(CONTROL))
        if (control.tabIndex !== at) control.tabIndex = at;
    }
  };
  // Rows come and go as the table scrolls, and each comes with its controls under the Tab key.
  useLayoutEffect(apply);

  return {
    onFocus(event: { readonly target: EventTarget }): void {
      const row = event.target instanceof Element ? event.target.closest('tbody > tr') : null;
      if (row === null || row.ariaRowIndex === own.current) return;
      own.current = row.ariaRowIndex;
      apply();
    },
    onKeyDown(event: KeyboardEvent): void {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      const cell = event.target instanceof Element ? event.target.closest('td') : null;
      const row = cell?.closest('tr');
      const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
      if (cell === null || row == null || next == null) return;
      const control = next.children[cell.cellIndex]?.querySelector<HTMLElement>(CONTROL);
      event.preventDefault();
      control?.focus();
    },
  };
}

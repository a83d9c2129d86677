import { useLayoutEffect, useRef } from 'react';

/**
 * For `onCloseAutoFocus` of a menu or popover: it gives the focus back to its button as it closes, but a little late. Where
 * the user has gone on to something else meanwhile, the focus stays there.
 */
export function keepFocus(event: Event): void {
  const at = document.activeElement;
  if (at !== null && at !== document.body && at.closest('.popover') === null) event.preventDefault();
}

/** For `onCloseAutoFocus` of a dialog that no button of its own opens: gives the focus back to what had it before. */
export function useFocusBack(open: boolean): (event: Event) => void {
  const before = useRef<Element | null>(null);
  // Before the dialog takes the focus for itself.
  useLayoutEffect(() => {
    if (open) before.current = document.activeElement;
  }, [open]);
  return (event) => {
    event.preventDefault();
    if (before.current instanceof HTMLElement) before.current.focus();
  };
}

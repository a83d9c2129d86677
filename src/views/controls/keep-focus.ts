/**
 * For `onCloseAutoFocus` of a menu or popover: it gives the focus back to its button as it closes, but a little late. Where
 * the user has gone on to something else meanwhile, the focus stays there.
 */
export function keepFocus(event: Event): void {
  const at = document.activeElement;
  if (at !== null && at !== document.body && at.closest('.popover') === null) event.preventDefault();
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const GAP = 6;

/**
 * Upper left corner of a card for a control, in px of the window. Beside what is around the control where that leaves
 * room, for the rows above and below it are being read; else below the control, else above it. Never over the control.
 */
export function placeBeside(
  control: Box,
  around: Box,
  card: Size,
  window: Size,
): { left: number; top: number } {
  const clampX = (left: number) => Math.max(GAP, Math.min(left, window.width - card.width - GAP));
  const clampY = (top: number) => Math.max(GAP, Math.min(top, window.height - card.height - GAP));
  const isPanel = around.right - around.left > control.right - control.left;
  if (isPanel && around.right + GAP + card.width <= window.width) {
    return { left: around.right + GAP, top: clampY(control.top) };
  }
  if (isPanel && around.left - GAP - card.width >= 0) {
    return { left: around.left - GAP - card.width, top: clampY(control.top) };
  }
  const below = control.bottom + GAP;
  const fits = below + card.height <= window.height - GAP;
  return { left: clampX(control.left), top: fits ? below : Math.max(GAP, control.top - GAP - card.height) };
}

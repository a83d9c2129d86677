import { type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { SmileLayout } from '#charts/smile-layout.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';

/** A press that moves farther than this begins a range, px. */
const DRAG = 4;

/** Strikes between which weights are brushed; `open` once the hand has let go. */
export interface BrushedRange {
  readonly from: number;
  readonly to: number;
  readonly open: boolean;
}

/** What the chart hands its pointer to; true where the brush took it. */
export interface BrushHand {
  down(event: PointerEvent): boolean;
  move(event: PointerEvent): boolean;
  up(): boolean;
  cancel(): void;
}

/** Strike at a pixel, inside the plot. */
function strikeAt(layout: SmileLayout, x: number): number {
  const { low, high } = layout.window;
  const share = (x - layout.left) / (layout.right - layout.left);
  return low + Math.min(1, Math.max(0, share)) * (high - low);
}

/** A range with no more digits than its pixels tell, inside the one drawn. */
function rounded(layout: SmileLayout, a: number, b: number): { readonly from: number; readonly to: number } {
  const { low, high } = layout.window;
  const step = 10 ** Math.floor(Math.log10((3 * (high - low)) / (layout.right - layout.left)));
  const [from, to] = [Math.min(a, b), Math.max(a, b)].map((strike) => strike / step) as [number, number];
  return { from: tidy(Math.ceil(from) * step), to: tidy(Math.max(Math.ceil(from), Math.floor(to)) * step) };
}

function tidy(strike: number): number {
  return Number(strike.toPrecision(10));
}

/** A drag along the strikes, or with Shift anywhere on the smile, marks a range; `down` tells whether it took the press. */
export function useBrush(
  key: string,
  layout: SmileLayout,
): BrushHand & { readonly range: BrushedRange | null } {
  const own = useWorkbench((s) => (s.look.brush?.key === key ? s.look.brush : null));
  const [drawn, setDrawn] = useState<readonly [number, number] | null>(null);
  const start = useRef<number | null>(null);
  // A range belongs to the expiry it was drawn on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another expiry is what it is for
  useEffect(() => {
    start.current = null;
    setDrawn(null);
  }, [key]);
  const cancel = useCallback((): void => {
    start.current = null;
    setDrawn(null);
  }, []);
  // A press that has not moved is none yet, and Escape closes what it closes elsewhere.
  const isDrawn = drawn !== null;
  useEffect(() => {
    if (!isDrawn) return;
    const onEscape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      cancel();
    };
    window.addEventListener('keydown', onEscape, true);
    return () => window.removeEventListener('keydown', onEscape, true);
  }, [isDrawn, cancel]);
  const xOf = (event: PointerEvent): number =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;
  const range: BrushedRange | null =
    drawn !== null
      ? { from: drawn[0], to: drawn[1], open: false }
      : own === null
        ? null
        : { from: own.from, to: own.to, open: true };
  return {
    range,
    down(event: PointerEvent): boolean {
      const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
      if (event.button !== 0 || (!event.shiftKey && y < layout.bandBottom)) return false;
      if (event.target instanceof Element && event.target.closest('button') !== null) return false;
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = xOf(event);
      return true;
    },
    move(event: PointerEvent): boolean {
      const from = start.current;
      if (from === null) return false;
      if (drawn !== null || Math.abs(xOf(event) - from) > DRAG) {
        setDrawn([strikeAt(layout, from), strikeAt(layout, xOf(event))]);
      }
      return true;
    },
    up(): boolean {
      if (start.current === null) return false;
      start.current = null;
      if (drawn !== null) {
        workbench.actions.look({ brush: { key, ...rounded(layout, drawn[0], drawn[1]) } });
      }
      setDrawn(null);
      return true;
    },
    cancel,
  };
}

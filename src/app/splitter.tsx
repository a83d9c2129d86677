import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import type { LayoutSizes } from '#store/layout.ts';
import { actions, workbench } from '#store/workbench.ts';

export interface SplitterProps {
  /** Accessible name: what the splitter resizes. */
  readonly name: string;
  /** Direction of the line: vertical lines move sideways. */
  readonly orientation: 'vertical' | 'horizontal';
  /** Size of the panel before the line (vertical) or after it (horizontal), CSS px. */
  readonly size: () => number;
  readonly min: number;
  readonly max: () => number;
  /** New size in px; null is the default. */
  readonly onResize: (size: number | null) => void;
}

const STEP = 8;

/** A line between two panels, moved by pointer or arrow keys; double-click takes the default back, Escape calls a drag off. */
export function Splitter({ name, orientation, size, min, max, onResize }: SplitterProps) {
  const start = useRef<{ at: number; size: number; layout: LayoutSizes } | null>(null);
  const line = useRef<HTMLDivElement>(null);
  // The panel under a horizontal line grows when the line goes up.
  const sign = orientation === 'vertical' ? 1 : -1;
  const along = (event: PointerEvent): number => (orientation === 'vertical' ? event.clientX : event.clientY);

  const resize = (to: number): void => {
    const bounded = Math.round(Math.min(max(), Math.max(min, to)));
    line.current?.setAttribute('aria-valuenow', String(bounded));
    onResize(bounded);
  };

  const end = (): void => {
    start.current = null;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const grow = orientation === 'vertical' ? 'ArrowRight' : 'ArrowUp';
    const shrink = orientation === 'vertical' ? 'ArrowLeft' : 'ArrowDown';
    if (event.key === grow) resize(size() + STEP);
    else if (event.key === shrink) resize(size() - STEP);
    else if (event.key === 'Home') resize(min);
    else if (event.key === 'End') resize(max());
    else if (event.key === 'Enter') onResize(null);
    else if (event.key === 'Escape' && start.current !== null) {
      // A size that was never set goes on following the window.
      actions.look({ layout: start.current.layout });
      end();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={line}
      role="separator"
      tabIndex={0}
      className={`splitter splitter-${orientation}`}
      aria-label={name}
      aria-orientation={orientation}
      aria-valuemin={min}
      aria-valuenow={min}
      title="Drag, or arrow keys. Double-click or Enter: default."
      onFocus={(event) => {
        event.currentTarget.setAttribute('aria-valuenow', String(Math.round(size())));
        event.currentTarget.setAttribute('aria-valuemax', String(Math.round(max())));
      }}
      onDoubleClick={() => onResize(null)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: along(event), size: size(), layout: workbench.store.getState().look.layout };
      }}
      onPointerMove={(event) => {
        if (start.current !== null) resize(start.current.size + sign * (along(event) - start.current.at));
      }}
      // With the release, and where a menu takes it: without the capture it would follow a pointer that only passes.
      onLostPointerCapture={end}
    />
  );
}

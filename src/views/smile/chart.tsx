import { lazy, memo, type PointerEvent, Suspense, useId, useMemo, useRef, useState } from 'react';
import type { Board, BoardExpiry } from '#charts/board.ts';
import { nearestMark, smileLayout, strikeUnder } from '#charts/smile-layout.ts';
import type { SmileMark } from '#charts/smile-marks.ts';
import { type PlacedMark, placeMarks } from '#charts/smile-scene.ts';
import type { SmileWindow } from '#charts/smile-window.ts';
import { useSize } from '#charts/use-size.ts';
import type { CrossedExpiry } from '#store/compare-board.ts';
import type { Pointed } from '#store/reading.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { FrameClip } from '#views/controls/frame-clip.tsx';
import { Axes } from './axes.tsx';
import { Band, BandTool } from './band.tsx';
import { CursorLine } from './cursor-line.tsx';
import { FilterLine } from './filter-line.tsx';
import { FitLine } from './fit-line.tsx';
import { GhostLine } from './ghost-line.tsx';
import { HandTool } from './hand-tool.tsx';
import { Marks } from './marks.tsx';
import { Residuals } from './residuals.tsx';
import { SecondLegend, SecondMarks } from './second-marks.tsx';
import type { BrushHand } from './use-brush.ts';

/** Grips and brush are for those who take hold, the card for those who stay: the picture does not wait for them. */
const Hand = lazy(async () => ({ default: (await import('./hand.tsx')).Hand }));
const Card = lazy(async () => ({ default: (await import('./card.tsx')).Card }));
const BrushLayer = lazy(async () => ({ default: (await import('./brush-layer.tsx')).BrushLayer }));

/** How far from a quote the pointer still reads it, and a click still hits it, px. */
const HOVER_REACH = 28;
const CLICK_REACH = 12;
const TOUCH_REACH = 28;
/** A press that moves farther than this is a drag, not a click, px. */
const DRAG = 4;

interface Press {
  readonly x: number;
  readonly y: number;
  readonly row: number | null;
}

/** The drawn smile with its pointer and keyboard. */
export const Chart = memo(function Chart(props: {
  readonly board: Board;
  readonly expiry: BoardExpiry;
  readonly marks: readonly SmileMark[];
  readonly window: SmileWindow;
  /** Quotes of the second file on this expiry; null without any. */
  readonly second: { readonly name: string; readonly crossed: CrossedExpiry } | null;
}) {
  const { board, expiry, marks, window, second } = props;
  const [ref, { width, height }] = useSize();
  const clip = useId();
  const layout = useMemo(() => smileLayout(width, height, window), [width, height, window]);
  const placed = useMemo(() => placeMarks(marks, layout), [marks, layout]);
  const pointer = usePointer(
    (x, y, reach) => nearestMark(layout, placed, x, y, reach),
    (x) => {
      if (x < layout.left || x > layout.right) return null;
      const { forward, settlement } = expiry.book;
      const fixed = settlement?.fixed ?? 0;
      const k = Math.log((strikeUnder(layout, x) - fixed) / (forward.value - fixed));
      return Number.isFinite(k) ? { key: expiry.key, t: null, k } : null;
    },
  );
  const brush = useRef<BrushHand | null>(null);
  const gripsShown = useWorkbench((s) => s.look.gripsShown);
  const [bar, setBar] = useState<HTMLElement | null>(null);
  return (
    <>
      {gripsShown && <div className="hand-slot" ref={setBar} />}
      <div
        className="smile-chart"
        ref={ref}
        {...pointer}
        onPointerDown={(event) => brush.current?.down(event) || pointer.onPointerDown(event)}
        onPointerMove={(event) => brush.current?.move(event) || pointer.onPointerMove(event)}
        onPointerUp={(event) => brush.current?.up() || pointer.onPointerUp(event)}
        onPointerCancel={() => brush.current?.cancel()}
      >
        {width > 0 && height > 0 && (
          <svg className="smile-svg" width={width} height={height} aria-hidden="true">
            <FrameClip id={clip} frame={layout} />
            <Axes expiry={expiry} marks={marks} layout={layout} />
            <g className="smile-dims">
              <g clipPath={`url(#${clip})`}>
                <Band expiry={expiry} layout={layout} />
                <GhostLine expiry={expiry} layout={layout} />
                <FilterLine expiry={expiry} layout={layout} />
                <FitLine expiry={expiry} layout={layout} />
                {second !== null && <SecondMarks crossed={second.crossed} layout={layout} />}
                <Marks placed={placed} />
              </g>
              <Residuals placed={placed} layout={layout} />
            </g>
            {second !== null && <SecondLegend {...second} layout={layout} />}
            <CursorLine placed={placed} layout={layout} />
          </svg>
        )}
        {width > 0 && (
          <Suspense fallback={null}>
            <BrushLayer expiry={expiry} layout={layout} hand={brush} />
          </Suspense>
        )}
        {gripsShown && bar !== null && width > 0 && (
          <Suspense fallback={null}>
            <Hand expiry={expiry} layout={layout} bar={bar} />
          </Suspense>
        )}
        <HandTool />
        <BandTool expiry={expiry} />
        <Suspense fallback={null}>
          <Card board={board} expiry={expiry} placed={placed} layout={layout} />
        </Suspense>
      </div>
    </>
  );
});

/** Pointing reads a quote, a click takes it out of the fit or into it; on touch the first tap reads, the second acts. */
function usePointer(
  find: (x: number, y: number, reach: number) => PlacedMark | null,
  /** The strike under a pixel, where no quote is near. */
  between: (x: number) => Pointed | null,
) {
  const press = useRef<Press | null>(null);
  const hovered = useWorkbench((s) => s.look.hover);
  const at = (event: PointerEvent, reach: number): PlacedMark | null => {
    const box = event.currentTarget.getBoundingClientRect();
    return find(event.clientX - box.left, event.clientY - box.top, reach);
  };
  return {
    onPointerMove(event: PointerEvent) {
      if (event.pointerType === 'touch') return;
      const row = at(event, HOVER_REACH)?.mark.row ?? null;
      if (row === null) {
        const { left } = event.currentTarget.getBoundingClientRect();
        workbench.actions.point(between(event.clientX - left));
      } else if (row !== hovered) workbench.actions.hover(row);
    },
    onPointerLeave(event: PointerEvent) {
      press.current = null;
      if (event.pointerType !== 'touch') workbench.actions.hover(null);
    },
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      const reach = event.pointerType === 'touch' ? TOUCH_REACH : CLICK_REACH;
      press.current = { x: event.clientX, y: event.clientY, row: at(event, reach)?.mark.row ?? null };
    },
    onPointerUp(event: PointerEvent) {
      const start = press.current;
      press.current = null;
      if (start === null || event.button !== 0) return;
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > DRAG) return;
      const touch = event.pointerType === 'touch';
      const hit = at(event, touch ? TOUCH_REACH : CLICK_REACH);
      if (touch && hovered !== start.row) {
        workbench.actions.hover(start.row);
        return;
      }
      if (hit !== null && hit.mark.row === start.row) workbench.actions.toggleQuote(hit.mark.row);
    },
  };
}

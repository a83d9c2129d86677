import { type KeyboardEvent, useDeferredValue, useMemo, useRef, useState } from 'react';
import { boardOf } from '#charts/board.ts';
import {
  type AxisName,
  type Camera,
  cameraAfterKey,
  foreshortened,
  isCameraKey,
  standardCamera,
} from '#charts/camera.ts';
import { readPalette } from '#charts/palette.ts';
import { Plot, type PlotHandle } from '#charts/plot.tsx';
import { steadyRange, volExtent } from '#charts/surface-axes.ts';
import { POINTS_TRACE, surfaceFigure } from '#charts/surface-figure.ts';
import { focusedOn, type MoneynessAxis, surfaceGrid } from '#charts/surface-grid.ts';
import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { pictured } from '#views/controls/pictured.ts';
import { useSettled } from '#views/controls/use-settled.ts';
import { Caption } from './caption.tsx';
import './surface-3d.css';

const AXES: Readonly<Record<MoneynessAxis, string>> = {
  standardised: 'k/(σ√T)',
  log: 'k = ln(K/F)',
  strike: 'strike',
};

/** How long a quote is read before it is marked here, ms: a draw of the surface costs tens of them. */
const READ_MS = 150;

/** Outlives the view, so that a hidden tab keeps the eye where it was. */
const lasting: { camera: Camera | null; axis: MoneynessAxis } = { camera: null, axis: 'standardised' };

/** The fitted surface in 3D with the market points; the focused smile is a line of it. */
export function SurfaceView() {
  // The focused smile answers the hand first; the surface follows.
  const fitted = useDeferredValue(useWorkbench((s) => s.fitted));
  const manual = useDeferredValue(useWorkbench((s) => s.decisions.settings.manual));
  const focus = useWorkbench((s) => s.look.focus);
  const theme = useWorkbench((s) => s.look.theme);
  const overdue = useWorkbench(fitIsOld);
  const [axis, setAxis] = useState<MoneynessAxis>(lasting.axis);
  const [hidden, setHidden] = useState<AxisName | null>(null);
  const plot = useRef<PlotHandle | null>(null);
  const range = useRef<readonly [number, number] | null>(null);
  const whole = useMemo(() => {
    const board = boardOf(fitted, null, null, null);
    return board === null ? null : surfaceGrid(board, manual, null, axis);
  }, [fitted, manual, axis]);
  const grid = useMemo(() => (whole === null ? null : focusedOn(whole, focus)), [whole, focus]);
  // What the pointer reads in this very picture needs no mark in it.
  const own = useRef<number | null>(null);
  const read = useWorkbench((s) =>
    s.look.lastMoved === 'hover' && s.look.hover !== null ? s.look.hover : s.look.cursor,
  );
  const settled = useSettled(read, READ_MS);
  const pointed =
    grid === null || settled === null || settled === own.current ? -1 : grid.points.row.indexOf(settled);
  const figure = useMemo(() => {
    if (grid === null) return null;
    range.current = steadyRange(volExtent(grid), range.current);
    // The theme is in force on the root element before views draw.
    return surfaceFigure(grid, focus, range.current, paletteOf(theme), overdue, hidden, pointed);
  }, [grid, focus, theme, overdue, hidden, pointed]);
  const show = (view: 'front' | 'top' | 'reset') =>
    plot.current?.moveCamera((_, aspect) => standardCamera(view, aspect));
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.target !== event.currentTarget || !isCameraKey(event.key)) return;
    event.preventDefault();
    plot.current?.moveCamera((camera) => cameraAfterKey(camera, event.key));
  };
  return (
    <div
      className="surface"
      role="group"
      aria-label="Surface"
      {...pictured(
        'Volatility surface',
        `Implied volatility in % against ${AXES[axis]} and √time; points: used quotes; line: the expiry in focus.`,
      )}
      aria-description="Arrow keys turn it, Page Up and Page Down move it. The Parameters table holds the same fit."
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys need a place to work
      tabIndex={0}
      onKeyDown={onKey}
    >
      <Caption board={fitted} axis={AXES[axis]} points={grid?.points ?? null} time={grid?.time ?? null} />
      {figure !== null && grid !== null && (
        <Plot
          figure={figure}
          firstCamera={(aspect) => lasting.camera ?? standardCamera('reset', aspect)}
          onCamera={(camera) => {
            lasting.camera = camera;
            setHidden(foreshortened(camera));
          }}
          onHover={(at) => {
            own.current = at?.trace === POINTS_TRACE ? (grid.points.row[at.point] ?? null) : null;
            workbench.actions.hover(own.current);
          }}
          onClick={(at) => {
            const key = at.trace === POINTS_TRACE ? grid.points.key[at.point] : undefined;
            if (key !== undefined) workbench.actions.focusExpiry(key);
          }}
          handle={plot}
        />
      )}
      {figure !== null && (
        <div className="surface-tools">
          <label className="surface-axis">
            <span>x:</span>
            <select
              aria-label="Moneyness axis"
              value={axis}
              onChange={(event) => {
                lasting.axis = event.target.value as MoneynessAxis;
                setAxis(lasting.axis);
              }}
            >
              <option value="standardised">k/σ√T</option>
              <option value="log">k</option>
              <option value="strike">strike</option>
            </select>
          </label>
          <button type="button" onClick={() => show('front')}>
            Front
          </button>
          <button type="button" onClick={() => show('top')}>
            Top
          </button>
          <button type="button" onClick={() => show('reset')}>
            Reset
          </button>
        </div>
      )}
    </div>
  );
}

/** Read again at every change of theme, which is what the argument says. */
function paletteOf(_theme: 'dark' | 'light') {
  return readPalette();
}

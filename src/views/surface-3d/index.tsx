import { type KeyboardEvent, memo, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { count } from '#base/format.ts';
import { boardOf } from '#charts/board.ts';
import { cameraAfterKey, foreshortened, isCameraKey, standardCamera } from '#charts/camera.ts';
import { surfaceFinding } from '#charts/findings.ts';
import { fittedSurface } from '#charts/fitted-surface.ts';
import type { MoneynessAxis } from '#charts/moneyness-axis.ts';
import { readPalette } from '#charts/palette.ts';
import { Plot } from '#charts/plot.tsx';
import type { PlotHandle } from '#charts/plot-props.ts';
import type { Projection } from '#charts/projection.ts';
import { steadyRange, volExtent } from '#charts/surface-axes.ts';
import { POINTS_TRACE, surfaceFigure } from '#charts/surface-figure.ts';
import { focusedOn, MOST_POINTS, type SurfaceGrid, surfaceGrid } from '#charts/surface-grid.ts';
import { surfaceTable } from '#charts/surface-table.ts';
import { TIME_AXES, type TimeScale } from '#charts/time-scale.ts';
import { fitIsOld } from '#store/selectors.ts';
import type { Fitted, SurfaceLook } from '#store/state.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { FigureTableView, type Shown, ShownAs, useShown } from '#views/controls/figure-table.tsx';
import { pictured, TABLED } from '#views/controls/pictured.ts';
import { Says } from '#views/controls/says.tsx';
import { TimeChoice } from '#views/controls/time-choice.tsx';
import { usePacedFit } from '#views/controls/use-paced-fit.ts';
import { CameraButtons } from './camera-buttons.tsx';
import { Cross } from './cross.tsx';
import { placeWords } from './place-words.ts';
import '#views/controls/figure.css';
import './surface-3d.css';

const AXES: Readonly<Record<MoneynessAxis, { readonly shown: string; readonly words: string }>> = {
  standardised: { shown: 'k/σ√T', words: 'k/(σ√T)' },
  log: { shown: 'k', words: 'k = ln(K/F)' },
  strike: { shown: 'strike', words: 'strike' },
  delta: { shown: 'delta', words: 'delta' },
};

/** Outlives the view. */
const lasting: { shown: Shown } = { shown: 'chart' };

/** The picture is drawn no more often. */
const FOLLOWED_MS = 100;

/** The fitted surface in 3D with the market points; the focused smile is a line of it. */
export function SurfaceView() {
  // The focused smile answers the hand first; the surface follows.
  return <Surface fitted={usePacedFit(FOLLOWED_MS)} />;
}

/** Drawn again when its own fit changes, which is not at every step of a drag. */
const Surface = memo(function Surface({ fitted }: { readonly fitted: Fitted | null }) {
  const manual = useDeferredValue(useWorkbench((s) => s.decisions.settings.manual));
  const focus = useWorkbench((s) => s.look.focus);
  const theme = useWorkbench((s) => s.look.theme);
  const timeScale = useWorkbench((s) => s.look.timeScale);
  const overdue = useWorkbench(fitIsOld);
  const axis = useWorkbench((s) => s.look.surface.axis);
  const camera = useWorkbench((s) => s.look.surface.camera);
  const [shown, setShown] = useShown(lasting);
  const hidden = camera === null ? null : foreshortened(camera);
  const seen = useRef(camera);
  const [view, setView] = useState<{ readonly as: Projection | null }>({ as: null });
  const plot = useRef<PlotHandle | null>(null);
  const range = useRef<readonly [number, number] | null>(null);
  const whole = useMemo(
    () => later(() => gridOf(fitted, manual, axis, timeScale)),
    [fitted, manual, axis, timeScale],
  );
  const surface = useMemo(() => (fitted === null ? null : fittedSurface(fitted)), [fitted]);
  // Made where it is looked at, or copied.
  const tabled = shown === 'table';
  const table = useMemo(
    () => (tabled && surface !== null ? surfaceTable(surface, axis) : null),
    [tabled, surface, axis],
  );
  const grid = useMemo(() => later(() => focusedOn(whole(), focus)), [whole, focus]);
  // The theme is in force on the root element before views draw.
  const palette = useMemo(() => paletteOf(theme), [theme]);
  const figure = useMemo(
    () => () => {
      range.current = steadyRange(volExtent(grid()), range.current);
      return surfaceFigure(grid(), focus, range.current, palette, overdue, hidden);
    },
    [grid, focus, palette, overdue, hidden],
  );
  // A session that is opened brings its own.
  useEffect(() => {
    if (camera === seen.current) return;
    seen.current = camera;
    plot.current?.moveCamera((_, aspect) => camera ?? standardCamera('reset', aspect));
  }, [camera]);
  const isInPart = (fitted?.result.summary.used ?? 0) > MOST_POINTS;
  const finding = surface === null ? '' : `${surfaceFinding(surface)}${isInPart ? partWords(grid()) : ''}`;
  const hasLine = surface?.expiries.some(({ expiry }) => expiry.key === focus) === true;
  const show = (from: 'front' | 'top' | 'reset') =>
    plot.current?.moveCamera((_, aspect) => standardCamera(from, aspect));
  const move = (key: string) => plot.current?.moveCamera((camera) => cameraAfterKey(camera, key));
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target !== event.currentTarget) return;
    if (shown === 'table' || !(event.key === 'Home' || isCameraKey(event.key))) return;
    if (event.shiftKey && event.key !== '+') return;
    event.preventDefault();
    if (event.key === 'Home') show('reset');
    else move(event.key);
  };
  const words = AXES[axis].words;
  return (
    <div
      className="figure surface"
      role="group"
      aria-label="Surface"
      aria-description={finding}
      {...(shown === 'chart'
        ? pictured(
            'Volatility surface',
            `Implied volatility in % against ${words} and ${TIME_AXES[timeScale].words}; points: used quotes${hasLine ? '; line: the expiry in focus' : ''}.`,
          )
        : TABLED)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the camera keys need a place to work
      tabIndex={0}
      onKeyDown={onKey}
    >
      {surface === null ? (
        <p className="figure-empty">Nothing is fitted yet.</p>
      ) : (
        <>
          <Says finding={finding} words={(reading) => placeWords(surface, grid(), reading)} />
          {table === null ? (
            <div className="figure-drawing">
              <Plot
                figure={figure}
                firstCamera={(aspect) => camera ?? standardCamera('reset', aspect)}
                onCamera={(next) => {
                  seen.current = next;
                  lookAt({ camera: next });
                }}
                onView={(as) => setView({ as })}
                onHover={(at) =>
                  workbench.actions.hover(
                    at?.trace === POINTS_TRACE ? (grid().points.row[at.point] ?? null) : null,
                  )
                }
                onClick={(at) => {
                  const { points } = grid();
                  const key = at.trace === POINTS_TRACE ? points.key[at.point] : undefined;
                  const quote = points.row[at.point];
                  if (key !== undefined && quote !== undefined)
                    workbench.actions.select({ key, t: null, k: null, quote });
                }}
                handle={plot}
              />
              <Cross grid={grid} floor={range.current?.[0] ?? 0} view={view.as} />
              <p className="surface-caption quiet">
                IV %, against {words} and {TIME_AXES[timeScale].words}
                {surface.time !== null && ` · ${surface.time} between expiries`}
              </p>
              <CameraButtons onMove={move} onShow={show} />
            </div>
          ) : (
            <FigureTableView name="Implied volatility by expiry" table={table} />
          )}
          <div className="surface-tools figure-head">
            <label className="figure-choice">
              <span>x:</span>
              <select
                aria-label="Moneyness axis"
                value={axis}
                onChange={(event) => lookAt({ axis: event.target.value as MoneynessAxis })}
              >
                {(Object.keys(AXES) as MoneynessAxis[]).map((id) => (
                  <option key={id} value={id}>
                    {AXES[id].shown}
                  </option>
                ))}
              </select>
            </label>
            <TimeChoice />
            <span className="surface-space" />
            <ShownAs shown={shown} table={() => table ?? surfaceTable(surface, axis)} onChange={setShown} />
          </div>
        </>
      )}
    </div>
  );
});

function lookAt(change: Partial<SurfaceLook>): void {
  const { surface } = workbench.store.getState().look;
  workbench.actions.look({ surface: { ...surface, ...change } });
}

/** What is made when it is first asked for: a picture that is not drawn costs nothing. */
function later<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The picture's grid of a board with a fitted surface. */
function gridOf(
  fitted: Fitted | null,
  manual: Readonly<Record<string, number>>,
  axis: MoneynessAxis,
  timeScale: TimeScale,
): SurfaceGrid {
  const board = boardOf(fitted, null, null, null);
  const grid = board === null ? null : surfaceGrid(board, manual, null, axis, timeScale);
  if (grid === null) throw new RangeError('a surface is drawn where an expiry is fitted');
  return grid;
}

/** How many of the quotes are drawn where not all are. */
function partWords({ points }: SurfaceGrid): string {
  return points.row.length === points.of
    ? ''
    : `; ${count(points.row.length)} of ${count(points.of)} quotes drawn`;
}

/** Read again at every change of theme, which is what the argument says. */
function paletteOf(_theme: 'dark' | 'light') {
  return readPalette();
}

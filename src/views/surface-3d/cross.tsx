import type { Pixel, Projection } from '#charts/projection.ts';
import type { SurfaceGrid } from '#charts/surface-grid.ts';
import { useSize } from '#charts/use-size.ts';
import { type Reading, readingOf } from '#store/reading.ts';
import { useWorkbench } from '#store/workbench.ts';

/**
 * The place that is read, laid over the picture: the smile of its expiry, a ring where it stands, and a line down to the
 * floor. It costs no draw of the surface, which takes tens of milliseconds.
 */
export function Cross(props: {
  readonly grid: () => SurfaceGrid;
  /** Vol points of the floor. */
  readonly floor: number;
  /** Null while the picture moves. */
  readonly view: Projection | null;
}) {
  const { grid, floor, view } = props;
  const reading = useWorkbench(readingOf);
  const [ref, { width, height }] = useSize();
  return (
    <div className="surface-over" ref={ref} aria-hidden="true">
      {view !== null && reading !== null && width > 0 && (
        <svg width={width} height={height} className="figure-cross over" aria-hidden="true">
          <Marks grid={grid()} floor={floor} view={view} reading={reading} />
        </svg>
      )}
    </div>
  );
}

function Marks(props: {
  readonly grid: SurfaceGrid;
  readonly floor: number;
  readonly view: Projection;
  readonly reading: Reading;
}) {
  const { grid, floor, view, reading } = props;
  const expiry = grid.expiries.find(({ key }) => key === reading.key);
  if (expiry === undefined) return null;
  const between = Math.abs(reading.t - expiry.t) >= 1e-9;
  const y = between ? grid.timeAxis.to(reading.t) : expiry.along;
  const place = placeOf(grid, reading);
  const at = place === null ? null : view(place.x, y, place.z);
  const foot = place === null ? null : view(place.x, y, floor);
  return (
    <>
      {!between && <path d={smilePath(grid, expiry.row, expiry.along, view)} />}
      {at !== null && foot !== null && (
        <>
          <path className="surface-drop" d={`M${point(at)}L${point(foot)}`} />
          <circle cx={at.x} cy={at.y} r={5} />
        </>
      )}
    </>
  );
}

/** A quote stands at its own volatility, everything else on the surface. */
function placeOf(
  grid: SurfaceGrid,
  { t, k, quote }: Reading,
): { readonly x: number; readonly z: number } | null {
  const i = quote === null ? -1 : grid.points.row.indexOf(quote);
  if (i >= 0) return { x: grid.points.x[i] ?? 0, z: grid.points.z[i] ?? 0 };
  const at = k === null ? null : grid.at(t, k);
  const [low, high] = grid.reach(t);
  // Past the ends of the surface nothing is drawn that could be marked.
  return at === null || at.x < low || at.x > high ? null : at;
}

function smilePath(grid: SurfaceGrid, row: number, y: number, view: Projection): string {
  const [x, z] = [grid.x[row], grid.z[row]];
  let [path, pen] = ['', 'M'];
  x?.forEach((at, i) => {
    const height = z?.[i] ?? Number.NaN;
    const pixel = Number.isFinite(height) ? view(at, y, height) : null;
    path += pixel === null ? '' : `${pen}${point(pixel)}`;
    pen = pixel === null ? 'M' : 'L';
  });
  return path;
}

function point({ x, y }: Pixel): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

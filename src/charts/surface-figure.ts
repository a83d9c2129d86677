import type { AxisName, Point } from './camera.ts';
import type { Palette } from './palette.ts';
import { type AxisTicks, dateTicks, moneynessTicks, surfaceExtent } from './surface-axes.ts';
import type { SurfaceGrid } from './surface-grid.ts';
import { volAxis, volTick } from './ticks.ts';

/** A trace or a layout in the drawing library's own words: plain JSON with typed arrays. */
export type PlainObject = Readonly<Record<string, unknown>>;

/** What is drawn: traces and layout, fresh at every call since the library writes into them. */
export interface Figure {
  readonly traces: PlainObject[];
  readonly layout: PlainObject & { readonly scene: PlainObject & { readonly aspectratio: Point } };
}

/** Place of the market points among the traces, for hover and click. */
export const POINTS_TRACE = 1;

/** Sides of the box: moneyness, time, volatility. */
const BOX = { x: 1.15, y: 1.35, z: 0.66 };

/** The accent as it stands out from the surface, whose colours are the same in both themes. */
const FOCUS = '#3fc7b8';

/**
 * The surface in 3D: fitted surface, market points, the focused smile. `hidden` is the axis whose labels
 * would lie on top of each other as the camera stands.
 */
export function surfaceFigure(
  grid: SurfaceGrid,
  focus: string | null,
  zRange: readonly [number, number],
  palette: Palette,
  faint: boolean,
  hidden: AxisName | null,
): Figure {
  const opacity = faint ? 0.5 : 1;
  const dates = dateTicks(grid.expiries, focus);
  const moneyness = moneynessTicks(grid);
  // Points and line that lie in the surface would flicker through it: lifted by less than a dot's height.
  const lift = 0.01 * (zRange[1] - zRange[0]);
  const [cold, hot] = surfaceExtent(grid);
  const traces: PlainObject[] = [
    {
      type: 'surface',
      x: grid.x,
      y: grid.y,
      z: grid.z,
      cmin: cold,
      cmax: hot,
      colorscale: palette.surface.map((color, i) => [i / (palette.surface.length - 1), color]),
      contours: mesh(grid, moneyness.range),
      showscale: false,
      hoverinfo: 'skip',
      opacity,
      lighting: { ambient: 0.95, diffuse: 0.2, specular: 0.04, roughness: 0.9, fresnel: 0.05 },
      lightposition: { x: 2000, y: -1000, z: 6000 },
    },
    {
      type: 'scatter3d',
      mode: 'markers',
      x: grid.points.x,
      y: grid.points.y,
      z: grid.points.z.map((z) => z + lift),
      hoverinfo: 'none',
      opacity,
      // Thousands of points at full size would hide the surface.
      marker: {
        size: Math.max(1.2, 2.6 * Math.min(1, Math.sqrt(500 / Math.max(1, grid.points.x.length)))),
        color: palette.point,
        line: { color: palette.ground, width: 1 },
      },
    },
  ];
  if (grid.focus !== null) {
    traces.push({
      type: 'scatter3d',
      mode: 'lines',
      x: grid.focus.x,
      y: grid.focus.y,
      z: grid.focus.z.map((z) => z + lift),
      hoverinfo: 'skip',
      opacity,
      line: { color: FOCUS, width: 6 },
    });
  }
  traces.push(corners(moneyness.range, dates.range, zRange));
  return { traces, layout: layout(moneyness, dates, zRange, palette, hidden) };
}

/**
 * Two unseen points that span more than the box holds. The library measures its world by the extent of the data: where
 * that moved with a fit, be it by a rounding, it would make all axes anew and compile their shaders, for which the page waits.
 */
function corners(...ranges: readonly (readonly [number, number])[]): PlainObject {
  const [x, y, z] = ranges.map(([low, high]) => [low - 0.05 * (high - low), high + 0.05 * (high - low)]);
  return { type: 'scatter3d', mode: 'markers', x, y, z, hoverinfo: 'skip', marker: { size: 0 } };
}

/** Thin lines on the surface: one every quarter of a standard deviation, or as many by the range of x, and 24 in time. */
function mesh(grid: SurfaceGrid, x: readonly [number, number]): PlainObject {
  const color = '#20262f';
  const first = grid.y[0] ?? 0;
  const last = grid.y.at(-1) ?? 1;
  const line = { show: true, color, width: 1, highlight: false };
  return {
    x: { ...line, start: x[0], end: x[1], size: (x[1] - x[0]) / 20 },
    y: { ...line, start: first, end: last, size: (last - first) / 24 },
    z: { highlight: false },
  };
}

function layout(
  moneyness: AxisTicks,
  dates: AxisTicks,
  zRange: readonly [number, number],
  palette: Palette,
  hidden: AxisName | null,
): Figure['layout'] {
  // The lowest stands on the floor, where the label of the moneyness axis is.
  const { ticks, step } = volAxis(zRange[0], zRange[1], 6);
  const volatilities = ticks.slice(1);
  return {
    autosize: false,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: palette.ground,
    plot_bgcolor: palette.ground,
    showlegend: false,
    hovermode: 'closest',
    // The user's own camera and nothing else decides what is kept between draws.
    uirevision: 'surface',
    font: {
      family: 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
      size: 12,
      color: palette.text2,
    },
    scene: {
      aspectmode: 'manual',
      aspectratio: BOX,
      dragmode: 'turntable',
      hovermode: 'closest',
      xaxis: axis(moneyness, palette, hidden === 'x'),
      // Far expiries in front: the eye meets the smiles one behind the other, the steep near ones last.
      yaxis: axis({ ...dates, range: [dates.range[1], dates.range[0]] }, palette, hidden === 'y'),
      zaxis: {
        ...axis(
          { values: volatilities, labels: volatilities.map((tick) => volTick(tick, step)), range: zRange },
          palette,
          hidden === 'z',
        ),
        showgrid: true,
        showbackground: true,
        backgroundcolor: palette.panel,
      },
    },
  };
}

function axis(ticks: AxisTicks, palette: Palette, hidden: boolean): PlainObject {
  return {
    title: { text: '' },
    // Told, for the library would look through all columns to find it.
    type: 'linear',
    range: [...ticks.range],
    autorange: false,
    showticklabels: !hidden,
    tickmode: 'array',
    tickvals: [...ticks.values],
    ticktext: [...ticks.labels],
    tickfont: { size: 12, color: palette.text2 },
    // Upright: the library would lay labels along their axis.
    tickangle: 0,
    ticks: 'outside',
    ticklen: 5,
    tickcolor: palette.line,
    showgrid: false,
    gridcolor: palette.line,
    zeroline: false,
    showline: true,
    linecolor: palette.line,
    showbackground: false,
    showspikes: false,
  };
}

import type { Palette } from './palette.ts';
import { type AxisTicks, dateTicks, moneynessTicks } from './surface-axes.ts';
import type { SurfaceGrid } from './surface-grid.ts';
import { roundTicks } from './ticks.ts';

/** A trace or a layout in the drawing library's own words: plain JSON with typed arrays. */
export type PlainObject = Readonly<Record<string, unknown>>;

/** What is drawn: traces and layout, fresh at every call since the library writes into them. */
export interface Figure {
  readonly traces: PlainObject[];
  readonly layout: PlainObject;
}

/** Place of the market points among the traces, for hover and click. */
export const POINTS_TRACE = 1;

/** Sides of the box: moneyness, time, volatility. */
const BOX = { x: 1.15, y: 1.35, z: 0.55 };

/** The surface in 3D: fitted surface, market points, the focused smile. */
export function surfaceFigure(
  grid: SurfaceGrid,
  focus: string | null,
  zRange: readonly [number, number],
  palette: Palette,
  faint: boolean,
): Figure {
  const opacity = faint ? 0.5 : 1;
  const dates = dateTicks(grid.expiries, focus);
  const traces: PlainObject[] = [
    {
      type: 'surface',
      x: grid.axis === 'standardised' ? (grid.x[0] ?? []) : grid.x,
      y: grid.y,
      z: grid.z,
      cmin: zRange[0],
      cmax: zRange[1],
      colorscale: palette.surface.map((color, i) => [i / (palette.surface.length - 1), color]),
      showscale: false,
      hoverinfo: 'skip',
      opacity,
      lighting: { ambient: 0.85, diffuse: 0.35, specular: 0.04, roughness: 0.9, fresnel: 0.05 },
      lightposition: { x: 2000, y: -1000, z: 6000 },
    },
    {
      type: 'scatter3d',
      mode: 'markers',
      x: grid.points.x,
      y: grid.points.y,
      z: grid.points.z,
      hoverinfo: 'none',
      opacity,
      marker: { size: 2.2, color: palette.point, line: { width: 0 } },
    },
    mesh(grid),
  ];
  if (grid.focus !== null) {
    traces.push({
      type: 'scatter3d',
      mode: 'lines',
      x: grid.focus.x,
      y: grid.focus.y,
      z: grid.focus.z,
      hoverinfo: 'skip',
      opacity,
      line: { color: palette.accent, width: 5 },
    });
  }
  return { traces, layout: layout(grid, dates, zRange, palette) };
}

/** Thin lines along and across the surface, one trace with breaks. */
function mesh(grid: SurfaceGrid): PlainObject {
  const x: number[] = [];
  const y: number[] = [];
  const z: number[] = [];
  const put = (i: number, j: number) => {
    x.push(grid.x[i]?.[j] ?? Number.NaN);
    y.push(grid.y[i] ?? Number.NaN);
    z.push(grid.z[i]?.[j] ?? Number.NaN);
  };
  const lift = () => {
    x.push(Number.NaN);
    y.push(Number.NaN);
    z.push(Number.NaN);
  };
  const columns = grid.z[0]?.length ?? 0;
  for (let i = 0; i < grid.y.length; i++) {
    for (let j = 0; j < columns; j++) put(i, j);
    lift();
  }
  for (let j = 0; j < columns; j += 3) {
    for (let i = 0; i < grid.y.length; i++) put(i, j);
    lift();
  }
  return {
    type: 'scatter3d',
    mode: 'lines',
    x,
    y,
    z,
    connectgaps: false,
    hoverinfo: 'skip',
    line: { color: 'rgba(10, 14, 20, 0.45)', width: 1 },
  };
}

function layout(
  grid: SurfaceGrid,
  dates: AxisTicks,
  zRange: readonly [number, number],
  palette: Palette,
): PlainObject {
  const volatilities = roundTicks(zRange[0], zRange[1], 5, 1);
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
      xaxis: axis(moneynessTicks(grid), palette),
      // Far expiries in front: the eye meets the smiles one behind the other, the steep near ones last.
      yaxis: axis({ ...dates, range: [dates.range[1], dates.range[0]] }, palette),
      zaxis: {
        ...axis({ values: volatilities, labels: volatilities.map(String), range: zRange }, palette),
        showgrid: true,
      },
    },
  };
}

function axis(ticks: AxisTicks, palette: Palette): PlainObject {
  return {
    title: { text: '' },
    range: [...ticks.range],
    autorange: false,
    tickmode: 'array',
    tickvals: [...ticks.values],
    ticktext: [...ticks.labels],
    tickfont: { size: 12, color: palette.text2 },
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

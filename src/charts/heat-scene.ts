import { quotedAt } from '#surface/quoted-range.ts';
import { extentOf, type FigureFrame, linear } from './figure-frame.ts';
import type { FittedSurface } from './fitted-surface.ts';
import { dateTicks } from './surface-axes.ts';
import { surfaceRows } from './surface-rows.ts';
import { volAxis } from './ticks.ts';
import type { TimeScale } from './time-scale.ts';

/** Columns of the picture, and its reach in standard deviations at the money on each side. */
export const COLUMNS = 81;
const REACH = 2.5;
/** Shades of the colour scale. */
export const SHADES = 64;

/** Where the cells of a heat map of a surface lie: k/(σ_ATM √T) by time. */
export interface HeatPlaces {
  readonly timeScale: TimeScale;
  /** k/(σ_ATM √T) of each column. */
  readonly columns: Float64Array;
  /** Years of each row and its place along the axis of time, ascending. */
  readonly times: Float64Array;
  readonly along: Float64Array;
  /** σ_ATM √T and forward of each row. */
  readonly scale: Float64Array;
  readonly forwards: Float64Array;
  /** Row-major, rows in time; 1 where the cell is between the outermost quotes of its time. */
  readonly quoted: Uint8Array;
  readonly expiries: readonly {
    readonly key: string;
    readonly expiry: number;
    readonly along: number;
    /** Years. */
    readonly t: number;
  }[];
}

/** A volatility in every cell, row-major, rows in time; NaN where there is none. */
export interface HeatMap extends HeatPlaces {
  readonly vol: Float64Array;
}

/** The cells of a fitted surface. */
export function heatPlaces({ surface, expiries }: FittedSurface, timeScale: TimeScale = 'root'): HeatPlaces {
  const { along, times, ofExpiry } = surfaceRows(
    expiries.map(({ t }) => t),
    timeScale,
  );
  const columns = Float64Array.from({ length: COLUMNS }, (_, i) => REACH * ((2 * i) / (COLUMNS - 1) - 1));
  const quoted = new Uint8Array(COLUMNS * times.length);
  const scale = times.map((t) => surface.vol(0, t) * Math.sqrt(t));
  times.forEach((t, i) => {
    const [low, high] = quotedAt(expiries, t);
    for (let j = 0; j < COLUMNS; j++) {
      const k = (columns[j] ?? 0) * (scale[i] ?? 0);
      quoted[i * COLUMNS + j] = k >= low && k <= high ? 1 : 0;
    }
  });
  return {
    timeScale,
    columns,
    times,
    along,
    scale,
    forwards: times.map((t) => surface.forward(t)),
    quoted,
    expiries: expiries.map(({ expiry, t }, i) => ({
      t,
      key: expiry.key,
      expiry: expiry.book.expiry,
      along: along[ofExpiry[i] ?? 0] ?? 0,
    })),
  };
}

/** A rectangle of the picture, px, with its shade; null where there is no volatility. */
export interface HeatCell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly shade: number | null;
  readonly quoted: boolean;
}

/** A heat map in px. */
export interface HeatScene {
  readonly frame: FigureFrame;
  readonly cells: readonly HeatCell[];
  readonly dates: readonly { readonly at: number; readonly label: string; readonly focused: boolean }[];
  readonly moneyness: readonly { readonly at: number; readonly label: string }[];
  /** Vol points of the ends of the colour scale; volatilities beyond take the end's colour. */
  readonly range: readonly [number, number];
  /** Place in the grid under a pixel; null outside. */
  cellAt(x: number, y: number): number | null;
  /** Pixel of a moneyness and of a place along the axis of time. */
  xOf(moneyness: number): number;
  yOf(along: number): number;
}

const MARGIN = { left: 76, right: 12, top: 6, bottom: 22 };
/** Share of quoted cells at each end that the colour scale leaves to its end colours. */
const TAIL = 0.02;

/** The picture of a grid for a canvas of this size; nearest expiries at the bottom. */
export function heatScene(heat: HeatMap, focus: string | null, width: number, height: number): HeatScene {
  const frame = {
    left: MARGIN.left,
    right: Math.max(width - MARGIN.right, MARGIN.left + 1),
    top: MARGIN.top,
    bottom: Math.max(height - MARGIN.bottom, MARGIN.top + 1),
  };
  const range = colourRange(heat);
  const ticks = dateTicks(heat.expiries, focus);
  const edge = COLUMNS / (COLUMNS - 1);
  const x = linear([-REACH * edge, REACH * edge], [frame.left, frame.right]);
  const rows = edgesOf(heat.along);
  const y = linear([rows[0] ?? 0, rows.at(-1) ?? 1], [frame.bottom, frame.top]);
  const columns = edgesOf(heat.columns);
  const cells: HeatCell[] = [];
  for (let i = 0; i < heat.times.length; i++) {
    const [bottom, top] = [Math.round(y(rows[i] ?? 0)), Math.round(y(rows[i + 1] ?? 0))];
    for (let j = 0; j < COLUMNS; j++) {
      const at = i * COLUMNS + j;
      const [left, right] = [Math.round(x(columns[j] ?? 0)), Math.round(x(columns[j + 1] ?? 0))];
      cells.push({
        x: left,
        y: top,
        width: right - left,
        height: bottom - top,
        shade: Number.isFinite(heat.vol[at]) ? shadeOf(100 * (heat.vol[at] ?? 0), range) : null,
        quoted: heat.quoted[at] === 1,
      });
    }
  }
  const focused = heat.expiries.find(({ key }) => key === focus)?.along;
  return {
    frame,
    cells,
    dates: ticks.values.map((along, i) => ({
      at: y(along),
      label: ticks.labels[i] ?? '',
      focused: along === focused,
    })),
    moneyness: [-2, -1, 0, 1, 2].map((at, i) => ({
      at: x(at),
      label: ['\u22122\u03c3', '\u22121\u03c3', 'ATM', '+1\u03c3', '+2\u03c3'][i] ?? '',
    })),
    range,
    xOf: x,
    yOf: y,
    cellAt(px, py) {
      if (px < frame.left || px >= frame.right || py < frame.top || py >= frame.bottom) return null;
      const j = columns.findIndex((_, c) => px < x(columns[c + 1] ?? Number.POSITIVE_INFINITY));
      const i = rows.findIndex((_, r) => py > y(rows[r + 1] ?? Number.POSITIVE_INFINITY));
      return i < 0 || j < 0 || i >= heat.times.length || j >= COLUMNS ? null : i * COLUMNS + j;
    },
  };
}

/** Edges of cells half-way between their middles, the outer ones as far out as in. */
function edgesOf(middles: Float64Array): Float64Array {
  const n = middles.length;
  const edges = new Float64Array(n + 1);
  for (let i = 1; i < n; i++) edges[i] = ((middles[i - 1] ?? 0) + (middles[i] ?? 0)) / 2;
  const [first, last] = [middles[0] ?? 0, middles[n - 1] ?? 0];
  edges[0] = n > 1 ? 2 * first - (edges[1] ?? 0) : first - 0.5;
  edges[n] = n > 1 ? 2 * last - (edges[n - 1] ?? 0) : last + 0.5;
  return edges;
}

/** Ends of the colour scale, whole steps of vol points round all but the outermost quoted cells. */
export function colourRange({ vol, quoted }: HeatMap): readonly [number, number] {
  const inside = vol.filter((v, i) => quoted[i] === 1 && Number.isFinite(v)).sort();
  const n = inside.length;
  const ends =
    n === 0 ? [...vol] : [inside[Math.floor(TAIL * n)] ?? 0, inside[Math.ceil((1 - TAIL) * n) - 1] ?? 0];
  const [low, high] = extentOf(ends) ?? [0, 1];
  const { ticks } = volAxis(100 * low, 100 * high, 10);
  return [ticks[0] ?? 100 * low, ticks.at(-1) ?? 100 * high];
}

function shadeOf(points: number, [low, high]: readonly [number, number]): number {
  const share = (points - low) / (high - low);
  return Math.min(SHADES - 1, Math.max(0, Math.floor(share * SHADES)));
}

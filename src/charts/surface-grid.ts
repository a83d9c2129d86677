import { modelById } from '#models/index.ts';
import { createSurface, type VolSurface } from '#surface/vol-surface.ts';
import type { Board, BoardExpiry } from './board.ts';
import { boardExpiries } from './board.ts';
import { clockWords } from './clock-words.ts';
import { clockOf } from './fitted-surface.ts';
import { type QuotedSmile, quotedReach, rowStretches, type Stretch } from './quoted-reach.ts';
import { slotsOf } from './slots.ts';
import { shownVol } from './smile-marks.ts';
import { surfaceRows } from './surface-rows.ts';

/** What the horizontal axis measures: k/(σ_ATM √T), k = ln(K/F), or the strike. */
export type MoneynessAxis = 'standardised' | 'log' | 'strike';

/** Columns of the surface and reach in standard deviations at the money on each side. */
const COLUMNS = 61;
export const REACH = 2.5;

/** The surface, as far as it is quoted, and the quotes in the coordinates of the picture: x moneyness, y √years, z vol points. */
export interface SurfaceGrid {
  readonly axis: MoneynessAxis;
  /** Row-major, one row a time; x differs from row to row. */
  readonly x: readonly Float64Array[];
  readonly y: Float64Array;
  readonly z: readonly Float64Array[];
  /** Each with its square root of time and its row. */
  readonly expiries: readonly {
    readonly key: string;
    readonly expiry: number;
    readonly root: number;
    readonly row: number;
  }[];
  readonly points: SurfacePoints;
  readonly focus: SurfaceLine | null;
  /** What is to be said of time; null where it is the calendar's. */
  readonly time: string | null;
  /** Forward of the nearest expiry: where strikes are at the money. */
  readonly forward: number;
}

/** Market points: used quotes at their mids. */
export interface SurfacePoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** Row in the QuoteSet and expiry of each. */
  readonly row: Int32Array;
  readonly key: readonly string[];
  /** Used quotes there are within the surface's reach; more than points where every n-th is drawn. */
  readonly of: number;
}

/** The focused smile. */
export interface SurfaceLine {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/** Quotes that stand as points; of more every n-th does. */
const MOST_POINTS = 10_000;

/** The fitted surface of a board, or null where nothing is fitted. */
export function surfaceGrid(
  board: Board,
  manual: Readonly<Record<string, number>>,
  focus: string | null,
  axis: MoneynessAxis,
): SurfaceGrid | null {
  const model = board.result === null ? undefined : modelById(board.result.model);
  const fitted = boardExpiries(board).filter((e) => e.fit !== null && e.fit.theta !== null && e.fit.t > 0);
  if (model === undefined || fitted.length === 0) return null;
  const slices = fitted.flatMap(({ fit }) =>
    fit === null || fit.theta === null ? [] : [{ t: fit.t, theta: fit.theta, forward: fit.forward }],
  );
  const surface = createSurface(model, slices, clockOf(board));
  const { roots, times, ofExpiry } = surfaceRows(slices.map((slice) => slice.t));
  const used = fitted.map((expiry) => usedQuotes(expiry, surface, board.quotes.symbol, manual));
  const drawn = quotedReach(used, REACH);
  const stretches = rowStretches(drawn, ofExpiry, roots);
  const rows = Array.from(times, (t, i) => row(surface, t, axis, stretches[i] ?? [-REACH, REACH]));
  const expiries = fitted.map((expiry, i) => ({
    key: expiry.key,
    expiry: expiry.book.expiry,
    root: roots[ofExpiry[i] ?? 0] ?? 0,
    row: ofExpiry[i] ?? 0,
  }));
  const grid: SurfaceGrid = {
    axis,
    x: rows.map((r) => r.x),
    y: roots,
    z: rows.map((r) => r.z),
    expiries,
    points: points(fitted, used, expiries, axis),
    focus: null,
    time: clockWords(board, surface),
    forward: slices[0]?.forward ?? 1,
  };
  return focusedOn(grid, focus);
}

/** The same surface with another smile in focus. */
export function focusedOn(grid: SurfaceGrid, focus: string | null): SurfaceGrid {
  const expiry = grid.expiries.find(({ key }) => key === focus);
  const x = grid.x[expiry?.row ?? -1];
  const z = grid.z[expiry?.row ?? -1];
  if (expiry === undefined || x === undefined || z === undefined) return { ...grid, focus: null };
  return { ...grid, focus: { x, y: new Float64Array(x.length).fill(expiry.root), z } };
}

/** One row; columns are even steps of x, which the drawing library needs to keep the grid as it is. */
function row(surface: VolSurface, t: number, axis: MoneynessAxis, stretch: Stretch): Row {
  const scale = surface.vol(0, t) * Math.sqrt(t);
  const forward = surface.forward(t);
  const end = (at: number) =>
    axis === 'standardised' ? at : axis === 'log' ? at * scale : forward * Math.exp(at * scale);
  const [low, high] = [end(stretch[0]), end(stretch[1])];
  const x = new Float64Array(COLUMNS);
  const z = new Float64Array(COLUMNS);
  for (let i = 0; i < COLUMNS; i++) {
    const at = low + ((high - low) * i) / (COLUMNS - 1);
    const k = axis === 'standardised' ? at * scale : axis === 'log' ? at : Math.log(at / forward);
    const vol = surface.vol(k, t);
    x[i] = at;
    z[i] = Number.isFinite(vol) ? vol * 100 : Number.NaN;
  }
  return { x, z };
}

interface Row {
  readonly x: Float64Array;
  readonly z: Float64Array;
}

function points(
  fitted: readonly BoardExpiry[],
  used: readonly UsedQuotes[],
  expiries: SurfaceGrid['expiries'],
  axis: MoneynessAxis,
): SurfacePoints {
  const of = used.reduce((sum, { places }) => sum + places.length, 0);
  const step = Math.max(1, Math.ceil(of / MOST_POINTS));
  const drawn = used.reduce((sum, { places }) => sum + Math.ceil(places.length / step), 0);
  const x = new Float64Array(drawn);
  const y = new Float64Array(drawn);
  const z = new Float64Array(drawn);
  const row = new Int32Array(drawn);
  const key: string[] = [];
  fitted.forEach((expiry, e) => {
    const { book } = expiry;
    const { places, scale } = used[e]!;
    for (let i = 0; i < places.length; i += step) {
      const place = places[i]!;
      const k = book.k[place]!;
      const at = key.push(expiry.key) - 1;
      x[at] = axis === 'standardised' ? k / scale : axis === 'log' ? k : book.strike[place]!;
      y[at] = expiries[e]?.root ?? 0;
      z[at] = shownVol(book, place) * 100;
      row[at] = book.quote[place]!;
    }
  });
  return { x, y, z, row, key, of };
}

/** The quotes of an expiry that carry weight, now and in the fit: where they reach, and which may be drawn. */
interface UsedQuotes extends QuotedSmile {
  /** Standard deviation at the money. */
  readonly scale: number;
  /** Places in the book of those within the reach of the surface. */
  readonly places: Int32Array;
}

function usedQuotes(
  { book, state, slice, fit }: BoardExpiry,
  surface: VolSurface,
  symbols: readonly string[],
  manual: Readonly<Record<string, number>>,
): UsedQuotes {
  const t = fit?.t ?? book.t;
  const scale = surface.vol(0, t) * Math.sqrt(t);
  const slots = slotsOf(state, slice, book.quote);
  // A map, for looking a symbol up among the keys of an object makes a key of it first.
  const multipliers = new Map(Object.entries(manual));
  const places = new Int32Array(book.quote.length);
  let [low, high, count] = [0, 0, 0];
  for (let place = 0; place < places.length; place++) {
    if (!((fit?.weight[slots[place]!] ?? 0) > 0)) continue;
    if (multipliers.size > 0 && multipliers.get(symbols[book.quote[place]!] ?? '') === 0) continue;
    const at = book.k[place]! / scale;
    if (at < low) low = at;
    else if (at > high) high = at;
    if (Math.abs(at) <= REACH) places[count++] = place;
  }
  const vol = (x: number) => surface.vol(x * scale, t);
  return { quoted: [low, high], vol, scale, places: places.subarray(0, count) };
}

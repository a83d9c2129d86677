import { modelById } from '#models/index.ts';
import { createSurface, type VolSurface } from '#surface/vol-surface.ts';
import type { Board, BoardExpiry } from './board.ts';
import { boardExpiries } from './board.ts';
import { clockWords } from './clock-words.ts';
import { clockOf } from './fitted-surface.ts';
import { type MoneynessAxis, moneynessAt, surfaceRow } from './moneyness-axis.ts';
import { type QuotedSmile, quotedReach, rowStretches } from './quoted-reach.ts';
import { slotsOf } from './slots.ts';
import { shownVol } from './smile-marks.ts';
import { surfaceRows } from './surface-rows.ts';
import { TIME_AXES, type TimeAxis, type TimeScale } from './time-scale.ts';

/** Reach of the surface in standard deviations at the money on each side. */
export const REACH = 2.5;

/** The surface, as far as it is quoted, and the quotes in the coordinates of the picture: x moneyness, y time, z vol points. */
export interface SurfaceGrid {
  readonly axis: MoneynessAxis;
  /** Row-major, one row a time; x differs from row to row. */
  readonly x: readonly Float64Array[];
  readonly y: Float64Array;
  readonly z: readonly Float64Array[];
  /** Each with its place along the axis of time and its row. */
  readonly expiries: readonly {
    readonly key: string;
    readonly expiry: number;
    readonly along: number;
    readonly row: number;
    /** Years. */
    readonly t: number;
  }[];
  readonly points: SurfacePoints;
  readonly focus: SurfaceLine | null;
  /** What is to be said of time; null where it is the calendar's. */
  readonly time: string | null;
  /** Forward of the nearest expiry: where strikes are at the money. */
  readonly forward: number;
  readonly timeAxis: TimeAxis;
  /** x and z of the surface at a time in years and a log-moneyness; null where it has no volatility. */
  at(t: number, k: number): { readonly x: number; readonly z: number } | null;
  /** Ends of x of the row nearest to a time. */
  reach(t: number): readonly [number, number];
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
export const MOST_POINTS = 10_000;

/** The fitted surface of a board, or null where nothing is fitted. */
export function surfaceGrid(
  board: Board,
  manual: Readonly<Record<string, number>>,
  focus: string | null,
  axis: MoneynessAxis,
  timeScale: TimeScale = 'root',
): SurfaceGrid | null {
  const model = board.result === null ? undefined : modelById(board.result.model);
  const fitted = boardExpiries(board).filter((e) => e.fit !== null && e.fit.theta !== null && e.fit.t > 0);
  if (model === undefined || fitted.length === 0) return null;
  const slices = fitted.flatMap(({ fit }) =>
    fit === null || fit.theta === null ? [] : [{ ...fit, theta: fit.theta }],
  );
  const surface = createSurface(model, slices, clockOf(board));
  const { along, times, ofExpiry } = surfaceRows(
    slices.map((slice) => slice.t),
    timeScale,
  );
  const used = fitted.map((expiry) => usedQuotes(expiry, surface, board.quotes.symbol, manual));
  const drawn = quotedReach(used, REACH);
  const stretches = rowStretches(drawn, ofExpiry, along);
  const rows = Array.from(times, (t, i) => surfaceRow(surface, t, axis, stretches[i] ?? [-REACH, REACH]));
  const expiries = fitted.map((expiry, i) => ({
    key: expiry.key,
    expiry: expiry.book.expiry,
    along: along[ofExpiry[i] ?? 0] ?? 0,
    row: ofExpiry[i] ?? 0,
    t: slices[i]?.t ?? 0,
  }));
  const grid: SurfaceGrid = {
    axis,
    x: rows.map((r) => r.x),
    y: along,
    z: rows.map((r) => r.z),
    expiries,
    points: points(fitted, used, expiries, axis),
    focus: null,
    time: clockWords(board, surface),
    forward: slices[0]?.forward ?? 1,
    timeAxis: TIME_AXES[timeScale],
    reach(t) {
      const next = times.findIndex((of) => of >= t);
      const x = rows[next < 0 ? rows.length - 1 : next]?.x;
      return [x?.[0] ?? 0, x?.at(-1) ?? 0];
    },
    at(t, k) {
      const vol = surface.vol(k, t);
      const x = moneynessAt(axis, {
        k,
        t,
        vol,
        atm: surface.vol(0, t),
        strike: surface.forward(t) * Math.exp(k),
      });
      return Number.isFinite(vol) && Number.isFinite(x) ? { x, z: vol * 100 } : null;
    },
  };
  return focusedOn(grid, focus);
}

/** The same surface with another smile in focus. */
export function focusedOn(grid: SurfaceGrid, focus: string | null): SurfaceGrid {
  const expiry = grid.expiries.find(({ key }) => key === focus);
  const x = grid.x[expiry?.row ?? -1];
  const z = grid.z[expiry?.row ?? -1];
  if (expiry === undefined || x === undefined || z === undefined) return { ...grid, focus: null };
  return { ...grid, focus: { x, y: new Float64Array(x.length).fill(expiry.along), z } };
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
    const { t } = expiries[e]!;
    const { places, scale } = used[e]!;
    for (let i = 0; i < places.length; i += step) {
      const place = places[i]!;
      const k = book.k[place]!;
      const at = key.push(expiry.key) - 1;
      const vol = shownVol(book, place);
      x[at] = moneynessAt(axis, { k, t, vol, atm: scale / Math.sqrt(t), strike: book.strike[place]! });
      y[at] = expiries[e]?.along ?? 0;
      z[at] = vol * 100;
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

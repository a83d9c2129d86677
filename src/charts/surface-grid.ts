import { modelById } from '#models/index.ts';
import { createSurface, type VolSurface } from '#surface/vol-surface.ts';
import type { Board, BoardExpiry } from './board.ts';
import { boardExpiries } from './board.ts';
import { type QuotedSmile, quotedReach, rowStretches, type Stretch } from './quoted-reach.ts';
import { smileMarks } from './smile-marks.ts';
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
  readonly expiries: readonly { readonly key: string; readonly expiry: number; readonly root: number }[];
  readonly points: SurfacePoints;
  readonly focus: SurfaceLine | null;
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
}

/** The focused smile. */
export interface SurfaceLine {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/** Quotes of an expiry that stand as points; of more every n-th does. */
const MOST_POINTS = 2000;

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
  const surface = createSurface(model, slices);
  const { roots, times, ofExpiry } = surfaceRows(slices.map((slice) => slice.t));
  const drawn = quotedReach(
    fitted.map((expiry) => quotedSmile(expiry, surface, board.quotes.symbol, manual)),
    REACH,
  );
  const stretches = rowStretches(drawn, ofExpiry, roots);
  const rows = Array.from(times, (t, i) => row(surface, t, axis, stretches[i] ?? [-REACH, REACH]));
  const expiries = fitted.map((expiry, i) => ({
    key: expiry.key,
    expiry: expiry.book.expiry,
    root: roots[ofExpiry[i] ?? 0] ?? 0,
  }));
  return {
    axis,
    x: rows.map((r) => r.x),
    y: roots,
    z: rows.map((r) => r.z),
    expiries,
    points: points(fitted, expiries, surface, board.quotes.symbol, manual, axis),
    focus: focusLine(
      expiries,
      ofExpiry.map((at) => rows[at]),
      focus,
    ),
    forward: slices[0]?.forward ?? 1,
  };
}

/** Where an expiry is quoted, and its smile. */
function quotedSmile(
  expiry: BoardExpiry,
  surface: VolSurface,
  symbols: readonly string[],
  manual: Readonly<Record<string, number>>,
): QuotedSmile {
  const t = expiry.fit?.t ?? expiry.book.t;
  const scale = surface.vol(0, t) * Math.sqrt(t);
  let [low, high] = [0, 0];
  const { slice, fit } = expiry;
  const byHand = Object.keys(manual).length > 0;
  for (let slot = 0; slice !== null && slot < slice.k.length; slot++) {
    if (!((fit?.weight[slot] ?? 0) > 0)) continue;
    if (byHand && manual[symbols[slice.quote[slot] ?? -1] ?? ''] === 0) continue;
    const at = (slice.k[slot] ?? 0) / scale;
    if (at < low) low = at;
    else if (at > high) high = at;
  }
  return { quoted: [low, high], vol: (x) => surface.vol(x * scale, t) };
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
  expiries: SurfaceGrid['expiries'],
  surface: VolSurface,
  symbols: readonly string[],
  manual: Readonly<Record<string, number>>,
  axis: MoneynessAxis,
): SurfacePoints {
  const kept = fitted.flatMap((expiry, i) => {
    const root = expiries[i]?.root ?? 0;
    const t = expiry.fit?.t ?? expiry.book.t;
    const scale = surface.vol(0, t) * Math.sqrt(t);
    return smileMarks(expiry, symbols, manual, false, MOST_POINTS)
      .filter((mark) => mark.state === 'used' && Math.abs(mark.k / scale) <= REACH)
      .map((mark) => ({
        x: axis === 'standardised' ? mark.k / scale : axis === 'log' ? mark.k : mark.strike,
        y: root,
        z: mark.vol * 100,
        row: mark.row,
        key: expiry.key,
      }));
  });
  return {
    x: Float64Array.from(kept, (p) => p.x),
    y: Float64Array.from(kept, (p) => p.y),
    z: Float64Array.from(kept, (p) => p.z),
    row: Int32Array.from(kept, (p) => p.row),
    key: kept.map((p) => p.key),
  };
}

function focusLine(
  expiries: SurfaceGrid['expiries'],
  rows: readonly (Row | undefined)[],
  focus: string | null,
): SurfaceLine | null {
  const at = expiries.findIndex((expiry) => expiry.key === focus);
  const [expiry, row] = [expiries[at], rows[at]];
  if (expiry === undefined || row === undefined) return null;
  return { x: row.x, y: new Float64Array(row.x.length).fill(expiry.root), z: row.z };
}

import { modelById } from '#models/index.ts';
import { createSurface, type VolSurface } from '#surface/vol-surface.ts';
import type { Board, BoardExpiry } from './board.ts';
import { boardExpiries } from './board.ts';
import { smileMarks } from './smile-marks.ts';

/** What the horizontal axis measures: k/(σ_ATM √T), k = ln(K/F), or the strike. */
export type MoneynessAxis = 'standardised' | 'log' | 'strike';

/** Columns of the surface and reach in standard deviations at the money on each side. */
const COLUMNS = 61;
const ROWS = 40;
export const REACH = 2.5;

/** The surface and the quotes in the coordinates of the picture: x moneyness, y √years, z vol points. */
export interface SurfaceGrid {
  readonly axis: MoneynessAxis;
  /** Row-major, one row a time; x differs from row to row unless standardised. */
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
  const y = rowRoots(slices.map((slice) => slice.t));
  const rows = Array.from(y, (root) => row(surface, root * root, axis));
  return {
    axis,
    x: rows.map((r) => r.x),
    y,
    z: rows.map((r) => r.z),
    expiries: fitted.map((e) => ({ key: e.key, expiry: e.book.expiry, root: Math.sqrt(e.book.t) })),
    points: points(fitted, surface, board.quotes.symbol, manual, axis),
    focus: focusLine(fitted, surface, focus, axis),
    forward: slices[0]?.forward ?? 1,
  };
}

/**
 * √t of the rows: every expiry, and rows between spread evenly, so that each
 * smile lies exactly in the surface.
 */
export function rowRoots(times: readonly number[]): Float64Array {
  const roots = [...new Set(times)].sort((a, b) => a - b).map(Math.sqrt);
  const first = roots[0] ?? 0;
  const last = roots.at(-1) ?? first;
  const step = (last - first) / Math.max(1, ROWS - 1);
  const rows: number[] = [];
  roots.forEach((root, i) => {
    rows.push(root);
    const next = roots[i + 1];
    if (next === undefined) return;
    const between = Math.max(0, Math.round((next - root) / step) - 1);
    for (let j = 1; j <= between; j++) rows.push(root + ((next - root) * j) / (between + 1));
  });
  // One expiry alone has no depth: two rows make it a ribbon.
  if (rows.length === 1) return Float64Array.of(first * 0.98, first * 1.02);
  return Float64Array.from(rows);
}

function row(surface: VolSurface, t: number, axis: MoneynessAxis): { x: Float64Array; z: Float64Array } {
  const scale = surface.vol(0, t) * Math.sqrt(t);
  const forward = surface.forward(t);
  const x = new Float64Array(COLUMNS);
  const z = new Float64Array(COLUMNS);
  for (let i = 0; i < COLUMNS; i++) {
    const s = REACH * ((2 * i) / (COLUMNS - 1) - 1);
    const k = s * scale;
    const vol = surface.vol(k, t);
    x[i] = axis === 'standardised' ? s : axis === 'log' ? k : forward * Math.exp(k);
    z[i] = Number.isFinite(vol) ? vol * 100 : Number.NaN;
  }
  return { x, z };
}

function points(
  fitted: readonly BoardExpiry[],
  surface: VolSurface,
  symbols: readonly string[],
  manual: Readonly<Record<string, number>>,
  axis: MoneynessAxis,
): SurfacePoints {
  const kept = fitted.flatMap((expiry) => {
    const t = expiry.fit?.t ?? expiry.book.t;
    const scale = surface.vol(0, t) * Math.sqrt(t);
    return smileMarks(expiry, symbols, manual)
      .filter((mark) => mark.state === 'used' && Math.abs(mark.k / scale) <= REACH)
      .map((mark) => ({
        x: axis === 'standardised' ? mark.k / scale : axis === 'log' ? mark.k : mark.strike,
        y: Math.sqrt(t),
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
  fitted: readonly BoardExpiry[],
  surface: VolSurface,
  focus: string | null,
  axis: MoneynessAxis,
): SurfaceLine | null {
  const expiry = fitted.find((e) => e.key === focus);
  if (expiry === undefined) return null;
  const t = expiry.fit?.t ?? expiry.book.t;
  const { x, z } = row(surface, t, axis);
  return { x, y: new Float64Array(x.length).fill(Math.sqrt(t)), z };
}

import { modelById } from '#models/index.ts';
import { createSurface, type VolSurface } from '#surface/vol-surface.ts';
import { type Board, type BoardExpiry, boardExpiries } from './board.ts';

/** The surface through the fitted expiries of a board. */
export interface FittedSurface {
  readonly surface: VolSurface;
  /** Fitted expiries, ascending in time, with k of their outermost used quotes. */
  readonly expiries: readonly FittedExpiry[];
}

export interface FittedExpiry {
  readonly expiry: BoardExpiry;
  readonly t: number;
  readonly quoted: readonly [number, number];
}

/** The surface of a board; null where nothing is fitted. */
export function fittedSurface(board: Board): FittedSurface | null {
  const model = board.result === null ? undefined : modelById(board.result.model);
  if (model === undefined) return null;
  const fitted = boardExpiries(board).flatMap((expiry) => {
    const { fit } = expiry;
    if (fit === null || fit.theta === null || !(fit.t > 0)) return [];
    const quoted = fit.arbitrage?.quotedRange ?? ([0, 0] as const);
    return [{ expiry, t: fit.t, quoted, slice: { t: fit.t, theta: fit.theta, forward: fit.forward } }];
  });
  if (fitted.length === 0) return null;
  return {
    surface: createSurface(
      model,
      fitted.map(({ slice }) => slice),
    ),
    expiries: fitted.map(({ expiry, t, quoted }) => ({ expiry, t, quoted })),
  };
}

/** k between which a time is quoted: on √time between the outermost quotes, each in units of √time, of its neighbours. */
export function quotedAt(expiries: readonly FittedExpiry[], t: number): readonly [number, number] {
  const later = expiries.findIndex((expiry) => expiry.t >= t);
  const [b, a] = [expiries[later < 0 ? expiries.length - 1 : later], expiries[Math.max(0, later - 1)]];
  if (a === undefined || b === undefined) return [0, 0];
  if (later <= 0 || b.t === t) return b.quoted;
  const [from, to, root] = [a.t, b.t, t].map(Math.sqrt) as [number, number, number];
  const share = (root - from) / (to - from);
  const end = (side: 0 | 1): number =>
    root * ((1 - share) * (a.quoted[side] / from) + share * (b.quoted[side] / to));
  return [end(0), end(1)];
}

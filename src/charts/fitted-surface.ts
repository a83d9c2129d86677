import { modelById } from '#models/index.ts';
import type { QuotedExpiry } from '#surface/quoted-range.ts';
import { boardClock, CALENDAR_TIME } from '#surface/time-settings.ts';
import type { VarianceClock } from '#surface/variance-clock.ts';
import { createSurface, type VolSurface } from '#surface/vol-surface.ts';
import { type Board, type BoardExpiry, boardExpiries } from './board.ts';
import { clockWords } from './clock-words.ts';

/** The surface through the fitted expiries of a board. */
export interface FittedSurface {
  readonly surface: VolSurface;
  /** What is to be said of its time; null where that is the calendar's. */
  readonly time: string | null;
  /** Fitted expiries, ascending in time, with k of their outermost used quotes. */
  readonly expiries: readonly FittedExpiry[];
}

export interface FittedExpiry extends QuotedExpiry {
  readonly expiry: BoardExpiry;
}

/** The surface of a board; null where nothing is fitted. */
export function fittedSurface(board: Board): FittedSurface | null {
  const model = board.result === null ? undefined : modelById(board.result.model);
  if (model === undefined) return null;
  const fitted = boardExpiries(board).flatMap((expiry) => {
    const { fit } = expiry;
    if (fit === null || fit.theta === null || !(fit.t > 0)) return [];
    const quoted = fit.arbitrage?.quotedRange ?? ([0, 0] as const);
    return [{ expiry, t: fit.t, quoted, slice: { ...fit, theta: fit.theta } }];
  });
  if (fitted.length === 0) return null;
  const surface = createSurface(
    model,
    fitted.map(({ slice }) => slice),
    clockOf(board),
  );
  return {
    surface,
    time: clockWords(board, surface),
    expiries: fitted.map(({ expiry, t, quoted }) => ({ expiry, t, quoted })),
  };
}

/** How variance runs in time between the expiries of a board. */
export function clockOf({ market, request }: Pick<Board, 'market' | 'request'>): VarianceClock {
  return boardClock(request?.settings.time ?? CALENDAR_TIME, market);
}

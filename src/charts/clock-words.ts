import { modelById } from '#models/index.ts';
import { CALENDAR } from '#surface/variance-clock.ts';
import type { VolSurface } from '#surface/vol-surface.ts';
import type { Board } from './board.ts';

/** Said where time is weighted. */
export const WEIGHTED_DAYS = 'weighted days';

/** What is to be said of time where a number depends on it; null where it is the calendar's and none was asked for. */
export function clockWords(
  { request, result }: Pick<Board, 'request' | 'result'>,
  surface: VolSurface,
): string | null {
  if (surface.clock !== CALENDAR) return WEIGHTED_DAYS;
  if (request?.settings.time.clock !== 'weighted') return null;
  const model = modelById(result?.model ?? '');
  // A law for every time leaves nothing between expiries to be weighted.
  return model?.characteristic === undefined ? null : `${model.label}: its own time`;
}

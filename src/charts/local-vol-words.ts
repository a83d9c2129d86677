import { count, volPercent } from '#base/format.ts';
import type { NoLocalVol } from '#surface/local-vol.ts';
import type { FittedSurface } from './fitted-surface.ts';
import { placeParts, type SurfacePlace } from './implied-heat.ts';
import { type LocalVolHeat, localVolAt } from './local-vol-figure.ts';

const REASONS: Readonly<Record<NoLocalVol, string>> = {
  butterfly: 'butterfly (g ≤ 0)',
  calendar: 'calendar (dw/dT < 0)',
  both: 'butterfly and calendar',
  'no-variance': 'no variance',
};

const SHORT: Readonly<Record<NoLocalVol, string>> = {
  butterfly: 'butterfly',
  calendar: 'calendar',
  both: 'both',
  'no-variance': 'no variance',
};

/** What a place says: when, where, local and implied volatility, or why there is none. */
export function localWords(fitted: FittedSurface, place: SurfacePlace): string {
  const [when = '', at = '', sigmas = '', ...past] = placeParts(fitted, place);
  const { vol, implied, state } = localVolAt(fitted.surface, place);
  const local = state === 'exists' ? `local ${volPercent(vol)}` : `✕ none: ${REASONS[state]}`;
  return [when, at, sigmas, local, `implied ${volPercent(implied)}`, ...past].join('   ');
}

/** How many cells have no local volatility, and why; null where all have one. */
export function missingWords({
  missing,
  vol,
}: LocalVolHeat): { readonly text: string; readonly short: string; readonly inQuotes: boolean } | null {
  if (missing.length === 0) return null;
  const sum = (of: 'quoted' | 'past') => missing.reduce((total, entry) => total + entry[of], 0);
  const [inside, past] = [sum('quoted'), sum('past')];
  const where =
    inside === 0
      ? `${count(past)} past the quotes`
      : `${count(inside)} in quotes${past > 0 ? `, ${count(past)} past them` : ''}`;
  const reasons = missing.map(({ reason }) => REASONS[reason]).join(', ');
  const short = `No local vol in ${where}: ${missing.map(({ reason }) => SHORT[reason]).join(', ')}`;
  return {
    short,
    text: `No local vol in ${where} of ${count(vol.length)} cells: ${reasons}`,
    inQuotes: inside > 0,
  };
}

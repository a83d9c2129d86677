import { count, fixed, MINUS, strike, timeToExpiry, volPercent } from '#base/format.ts';
import { LOCAL_VOL_STATES, type NoLocalVol } from '#surface/local-vol.ts';
import type { LocalVolHeat } from './local-vol-figure.ts';

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

/** What a cell says: when, where, local and implied volatility, or why there is none. */
export function cellWords(heat: LocalVolHeat, at: number): string {
  const n = heat.columns.length;
  const [row, column] = [Math.floor(at / n), at % n];
  const x = heat.columns[column] ?? 0;
  const price = (heat.forwards[row] ?? 0) * Math.exp(x * (heat.scale[row] ?? 0));
  const code = LOCAL_VOL_STATES[heat.state[at] ?? 0] ?? 'exists';
  const sign = x < 0 ? MINUS : '+';
  return [
    timeToExpiry(heat.times[row]),
    `K ${strike(Number(price.toPrecision(4)))}`,
    `${sign}${fixed(Math.abs(x), 2)}σ`,
    code === 'exists' ? `local ${volPercent(heat.vol[at])}` : `✕ none: ${REASONS[code]}`,
    `implied ${volPercent(heat.implied[at])}`,
    heat.quoted[at] === 1 ? '' : 'past the quotes',
  ]
    .filter((part) => part !== '')
    .join('   ');
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

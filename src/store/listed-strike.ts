import { strike } from '#base/format.ts';
import type { FitSlice } from '#calibration/request.ts';

/** Decimals of the finest strikes an exchange lists. */
const MOST = 4;

/** The listed strikes of an expiry, as far as the writing of strikes needs them. */
type Listed = Pick<FitSlice, 'k' | 'forward'>;

/**
 * Strike of a log-moneyness as text, with no more decimals than the listed strikes of its expiry
 * have: computed back from k it carries digits nobody quotes. `listed` undefined: six significant digits.
 */
export function strikeAt(forward: number, k: number, listed: Listed | undefined): string {
  const rounded = Number((forward * Math.exp(k)).toPrecision(6));
  return strike(Number(rounded.toFixed(listed === undefined ? MOST : decimalsOf(listed))));
}

/** Strikes looked at; more are those of no exchange. */
const MOST_STRIKES = 1000;

const known = new WeakMap<Listed, number>();

/** Decimals that write every listed strike in full. */
function decimalsOf(strikes: Listed): number {
  const before = known.get(strikes);
  if (before !== undefined) return before;
  const { k, forward } = strikes;
  let decimals = 0;
  const step = Math.max(1, Math.ceil(k.length / MOST_STRIKES));
  for (let i = 0; i < k.length && decimals < MOST; i += step) {
    const listed = forward * Math.exp(k[i] ?? Number.NaN);
    while (decimals < MOST && Math.abs(listed - Number(listed.toFixed(decimals))) > 1e-9 * listed) decimals++;
  }
  known.set(strikes, decimals);
  return decimals;
}

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

/** Decimals that write every listed strike in full. */
function decimalsOf({ k, forward }: Listed): number {
  let decimals = 0;
  for (const at of k) {
    const listed = forward * Math.exp(at);
    while (decimals < MOST && Math.abs(listed - Number(listed.toFixed(decimals))) > 1e-9 * listed) decimals++;
  }
  return decimals;
}

import type { QuoteSet } from '#market/quote-set.ts';

const MOST_DIGITS = 6;
/** Prices looked at; a file writes all of them alike. */
const SAMPLE = 400;

/**
 * The price step to show where a file does not say its tick: as many decimals as
 * its prices have, six at most. Undefined for a file without a price.
 */
export function shownStep({ bid, ask }: Pick<QuoteSet, 'bid' | 'ask'>): number | undefined {
  let digits = -1;
  let seen = 0;
  for (let i = 0; i < bid.length && seen < SAMPLE && digits < MOST_DIGITS; i++) {
    for (const price of [bid[i] ?? Number.NaN, ask[i] ?? Number.NaN]) {
      if (!Number.isFinite(price)) continue;
      seen++;
      digits = Math.max(digits, decimalsOf(price));
    }
  }
  return digits < 0 ? undefined : Number((10 ** -digits).toFixed(digits));
}

function decimalsOf(price: number): number {
  for (let digits = 0; digits < MOST_DIGITS; digits++) {
    if (Math.abs(price - Number(price.toFixed(digits))) <= 1e-9 * Math.abs(price)) return digits;
  }
  return MOST_DIGITS;
}

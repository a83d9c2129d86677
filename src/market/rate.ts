/** The rate by hand: continuously compounded, a year, where nothing else tells a discount. */
import { strike } from '#base/format.ts';
import type { MarketOptions } from './book.ts';

/** Rates by hand, a year: beyond them stands a slip of the hand. */
export const RATE_RANGE = [-0.1, 1] as const;

/** A rate typed in % a year as a decimal: to 1e-6, so that what is written is what was typed. */
export function rateOfPercent(percent: number): number {
  return Math.round(percent * 1e4) / 1e6;
}

/** A rate by hand as it is told, `4.3 %`. */
export function rateText(rate: number): string {
  return `${strike(100 * rate)} %`;
}

/** The rate by hand alone; nothing where there is none. */
export function rateOf({ rate }: { readonly rate?: number | undefined }): Pick<MarketOptions, 'rate'> {
  return rate === undefined ? {} : { rate };
}

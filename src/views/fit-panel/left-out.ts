import type { FilteredBook } from '#market/filters.ts';

/** How many quotes each filter leaves out; every quote is counted once, by the first that meets it. */
export interface LeftOut {
  readonly inTheMoney: number;
  readonly oneSided: number;
  readonly crossed: number;
  readonly relativeSpreadAbove: number;
  readonly bidBelowTicks: number;
  readonly olderThanSeconds: number;
  /** With those of expiries whose settlement price is being averaged. */
  readonly expiryWithinHours: number;
  /** Neither side, or no implied volatility: no switch brings these back. */
  readonly always: number;
  /** Of expiries that lie before the as-of instant or have no forward. */
  readonly unpriced: number;
  readonly total: number;
}

/** Counts of the filters as the panel lists them, of a file with `all` quotes. */
export function leftOut(
  {
    counts,
    nearExpiry,
    inSettlement,
    kept,
  }: Pick<FilteredBook, 'counts' | 'nearExpiry' | 'inSettlement' | 'kept'>,
  all: number,
): LeftOut {
  const parts = {
    inTheMoney: counts['in-the-money'],
    oneSided: counts['no-bid'] + counts['no-ask'],
    crossed: counts.crossed,
    relativeSpreadAbove: counts['wide-spread'],
    bidBelowTicks: counts['low-bid'],
    olderThanSeconds: counts.stale,
    expiryWithinHours: nearExpiry + inSettlement,
    always: counts['no-quote'] + counts['no-implied-vol'],
  };
  const total = all - kept;
  return { ...parts, unpriced: total - Object.values(parts).reduce((sum, n) => sum + n, 0), total };
}

import { date } from '#base/format.ts';
import type { Issue } from '#base/outcome.ts';
import { MS_PER_YEAR } from '#base/units.ts';
import type { ExpiryBook } from './book.ts';
import { averagedTime } from './settlement.ts';

/** Share of a volatility from which on it is said to read low; of a window of half an hour from 16.8 hours before expiry. */
const TOLD = 0.01;
/** Volatility that the message gives as an example, %. */
const EXAMPLE = 40;

/**
 * What is to be said of the nearest expiry before its settlement window where the average is not priced. The variance
 * sigma^2 (T - 2 tau/3) of the average, read over T, is that of a volatility lower by the share
 * 1 - sqrt(1 - 2 tau/(3 T)), near tau/(3 T).
 */
export function settlementIssues(books: readonly ExpiryBook[]): Issue[] {
  const near = books.find(({ settlement }) => settlement?.inside === false);
  if (near?.settlement == null || near.settlement.applied) return [];
  const { window } = near.settlement;
  const low = 1 - Math.sqrt(averagedTime(near.t, window) / near.t);
  if (low < TOLD) return [];
  const minutes = Math.round((window * MS_PER_YEAR) / 60_000);
  const example = (EXAMPLE * (1 - low)).toFixed(1);
  return [
    {
      severity: 'info',
      code: 'settlement-average-off',
      message: `${date(near.expiry)}: paid on the average of the index over its last ${minutes} minutes, which is not priced. Its volatilities read low by ${(100 * low).toPrecision(2)} %, ${EXAMPLE} as ${example}; switch on Settlement average in Forwards.`,
      at: new Date(near.expiry).toISOString(),
    },
  ];
}

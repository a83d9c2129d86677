import { listedExercise } from '#market/expiry.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { isCoin } from '#readers/io/tickers.ts';
import type { TableRows } from './table-rows.ts';

/** Venue and exercise style of a table, as far as names and columns tell them. */
export function styleOf(
  table: TableRows,
  underlying: string,
): Pick<QuoteSet, 'venue' | 'exercise' | 'notes'> {
  const [stated] = table.venues;
  const venue =
    stated !== undefined && table.venues.size === 1 && /^[a-z0-9 _.-]{1,32}$/.test(stated) ? stated : null;
  if (isCoin(underlying)) {
    return { venue, exercise: 'european', notes: ['Options on a coin: European, expiring at 08:00 UTC.'] };
  }
  const dates =
    'Dates of expiry are taken at the New York close, mostly 16:00, or 09:30 for roots settled at the opening (SPX).';
  return {
    venue,
    exercise: table.styles.has('occ') ? listedExercise(underlying) : 'unknown',
    notes: [dates],
  };
}

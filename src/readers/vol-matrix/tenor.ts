import { type EpochMs, MS_PER_YEAR } from '#base/units.ts';
import { cryptoExpiry, listedExpiry } from '#market/expiry.ts';
import { readTime } from '#readers/io/instant.ts';
import { isCoin } from '#readers/io/tickers.ts';

const DAY_MS = 86_400_000;
const TENOR =
  /^(?:(o\/?n|overnight)|(\d+(?:\.\d+)?)\s*(d|days?|w|wks?|weeks?|m|mo|mos|mths?|mons?|months?|y|yrs?|years?))$/i;

/** True for the label of a row of maturities: `1W`, `3 months`, `18M`, `O/N`, or a day. */
export function isMaturity(label: string): boolean {
  return TENOR.test(label) || (/\D/.test(label) && readTime(label) !== null);
}

/**
 * The expiry a label means: months and years by the calendar, at the hour of the quotes; a day at the hour its options
 * expire; NaN for any other label.
 */
export function expiryOf(label: string, asOf: EpochMs, root: string, dayFirst: boolean): EpochMs {
  const tenor = TENOR.exec(label);
  if (tenor !== null) return (tenor[1] === undefined ? after(asOf, tenor) : asOf + DAY_MS) as EpochMs;
  const time = /\D/.test(label) ? readTime(label, dayFirst) : null;
  if (time === null) return Number.NaN as EpochMs;
  if (time.kind === 'instant') return time.at;
  return isCoin(root) ? cryptoExpiry(time.date) : listedExpiry('', time.date);
}

function after(asOf: EpochMs, [, , amount, unit = '']: RegExpExecArray): number {
  const count = Number(amount);
  const letter = unit.charAt(0).toLowerCase();
  if (letter === 'd') return asOf + count * DAY_MS;
  if (letter === 'w') return asOf + count * 7 * DAY_MS;
  const months = letter === 'm' ? count : 12 * count;
  if (!Number.isInteger(months)) return asOf + (months / 12) * MS_PER_YEAR;
  const day = new Date(asOf);
  const wanted = day.getUTCDate();
  day.setUTCDate(1);
  day.setUTCMonth(day.getUTCMonth() + months);
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  return day.setUTCDate(Math.min(wanted, last));
}

import { type EpochMs, epochMs } from '#base/units.ts';
import type { MarketBook } from '#market/book.ts';
import { dayOf, dayZone, startOfDay } from '#market/trading-days.ts';
import { parseInstant } from '#views/controls/parse-instant.ts';

const DAY_MS = 86_400_000;

/**
 * The instant that was typed: days from the quotes (`30 d`), an instant of UTC, or a day alone, which is the expiry of
 * that day, else the hour at which the last one expires. Null where it is none of these.
 */
export function askedInstant(
  text: string,
  { asOf, books }: Pick<MarketBook, 'asOf' | 'books'>,
): EpochMs | null {
  const typed = text.trim();
  const days = /^(\d+(?:[.,]\d+)?) ?d(?:ays?)?$/i.exec(typed);
  if (days !== null) return epochMs(Math.round(asOf + DAY_MS * Number(days[1]!.replace(',', '.'))));
  const at = parseInstant(typed);
  if (at === null) return null;
  const last = books.at(-1)?.expiry;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed) || last === undefined) return epochMs(at);
  const expiries = books.map(({ expiry }) => expiry);
  const zone = dayZone(expiries);
  const listed = expiries.find((expiry) => dayOf(expiry, zone) === at);
  return listed ?? epochMs(startOfDay(at, zone) + (last - startOfDay(dayOf(last, zone), zone)));
}

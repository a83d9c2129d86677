import { cellsOf, type Delimiter } from './csv-rows.ts';
import { readTime } from './instant.ts';

/** What a time is told of: `As of` anywhere, the other words at the beginning of a line, where no expiry has its date. */
const TOLD =
  /\bas[ -]?of\b(?: (?:date|time))?|^(?:(?:valuation|value|pricing|quote|market|snapshot|report) )?(?:date|time|timestamp|snapshot)\b/i;
/** Words of a date with a time of day and its zone: `Friday June 5, 2026 at 4:15 PM New York time`. */
const MOST_WORDS = 10;

/**
 * The time that the lines above the header of a table state for its quotes, as it is written and `readTime` reads it;
 * null where they state none.
 */
export function timeInPreamble(lines: readonly string[], delimiter: Delimiter): string | null {
  for (const line of lines) {
    const text = cellsOf(line, delimiter)
      .map((cell) => cell.trim())
      .filter((cell) => cell !== '')
      .join(' ');
    const told = TOLD.exec(text);
    if (told === null) continue;
    const after = text.slice(told.index + told[0].length).replace(/^[^0-9A-Za-z]+/, '');
    const words = after.split(/\s+/).slice(0, MOST_WORDS);
    for (let count = words.length; count > 0; count--) {
      const time = words
        .slice(0, count)
        .join(' ')
        .replace(/[,;.)]+$/, '');
      if (readTime(time) !== null) return time;
    }
  }
  return null;
}

import { type CalendarDate, calendarDate } from '#market/expiry.ts';
import { readTime } from './instant.ts';

const DATE = /(?:20\d{2}[-_.]?\d{2}[-_.]?\d{2}|\d{1,2}[-_ ]?[a-z]{3}[-_ ]?(?:20)?\d{2})(?!\d)/.source;
/** A word that marks the date after it as the day of expiry; NSE's own name for its tables marks one too. */
const MARKED = new RegExp(
  `(?:exp(?:iry|iration|iring|ires|date)?|maturity|mat|option-chain-ed-[a-z]+)[-_ =]*(?:on[-_ ])?(${DATE})`,
  'i',
);
const TWO = new RegExp(`(?<!\\d)${DATE}`, 'gi');

/**
 * The day of expiry in the name of a file: the date marked as such (`spy_exp2025-03-21.csv`), else the later of two.
 * Null where there is none: one date alone is the day of the quotes.
 */
export function expiryInName(name: string): CalendarDate | null {
  const marked = MARKED.exec(name)?.[1];
  if (marked !== undefined) return dateOf(marked);
  const dates = [...name.matchAll(TWO)].map(([text]) => dateOf(text)).filter((date) => date !== null);
  const [first, second] = dates.sort((a, b) => dayOf(a) - dayOf(b));
  return first !== undefined && second !== undefined && dates.length === 2 && dayOf(first) < dayOf(second)
    ? second
    : null;
}

/** Whether the name of a file says that it holds calls (true) or puts (false) alone. */
export function typeInName(name: string): boolean | null {
  // Inside an archive the file's own name says more than the folder's.
  for (const part of name.toLowerCase().split('/').reverse()) {
    const words = part.split(/[^a-z]+/);
    const calls = words.some((word) => /^calls?$/.test(word));
    if (calls !== words.some((word) => /^puts?$/.test(word))) return calls;
  }
  return null;
}

function dateOf(text: string): CalendarDate | null {
  const time = readTime(text.replaceAll('_', '-'));
  const date = time?.kind === 'date' ? time.date : null;
  return date === null ? null : calendarDate(date.year, date.month, date.day);
}

function dayOf({ year, month, day }: CalendarDate): number {
  return Date.UTC(year, month - 1, day);
}

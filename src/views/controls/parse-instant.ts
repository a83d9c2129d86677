import { utcInstant } from '#market/expiry.ts';
import { readTime } from '#store/read-instant.ts';

/**
 * An instant typed with or without `T`, seconds and a zone as files write it (`Z`, `EDT`, `-04:00`); UTC without one. A
 * day alone is its first moment. Null when it is none: of days in another order nobody knows which number is which.
 */
export function parseInstant(text: string): number | null {
  const typed = text.trim();
  const time = /^\d{4}-\d{2}-\d{2}/.test(typed) ? readTime(typed) : null;
  if (time === null) return null;
  return time.kind === 'instant' ? time.at : utcInstant(time.date, 0, 0);
}

import type { FeedPlan } from '#feeds/channel-plan.ts';

/** The expiry that the user looks at. */
export interface ExpiryFocus {
  readonly key: string;
  /** Since when, ms of our own clock. */
  readonly since: number;
}

/** A look that moves on sooner moves no order books. */
const SETTLED_MS = 1000;

/** The focus after the user looks at an expiry. */
export function focusedOn(focus: ExpiryFocus | null, key: string, now: number): ExpiryFocus {
  return focus?.key === key ? focus : { key, since: now };
}

/**
 * The expiries whose order books are to be followed from now on: the one that has been looked at for a second, once it is
 * listed. Null where they are followed already, and in a plan of one level, which the best prices tell.
 *
 * @param expiryOf instant of a listed expiry by its key
 */
export function focusedBooks(
  focus: ExpiryFocus | null,
  { books, depth }: Pick<FeedPlan, 'books' | 'depth'>,
  expiryOf: (key: string) => number | null,
  now: number,
): readonly number[] | null {
  if (focus === null || depth === 1 || now - focus.since < SETTLED_MS) return null;
  const expiry = expiryOf(focus.key);
  return expiry === null || (books.length === 1 && books[0] === expiry) ? null : [expiry];
}

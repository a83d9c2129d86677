import { count, date, grouped } from '#base/format.ts';
import type { Issue } from '#base/outcome.ts';
import { LARGEST_CARRY } from '#pricing/american-expiry.ts';
import { exerciseRegion } from '#pricing/early-exercise.ts';
import type { ExpiryBook } from './book.ts';
import type { ExerciseTerms } from './early-exercise.ts';
import type { QuoteSet } from './quote-set.ts';
import { rateText } from './rate.ts';

/** What is made of American exercise; nothing where all forwards are given and no rate is. */
export function exerciseIssues(
  quotes: QuoteSet,
  books: readonly ExpiryBook[],
  rate: number | undefined,
  terms: ExerciseTerms | null,
): Issue[] {
  if (quotes.exercise !== 'american') return [];
  const message = terms === null ? unpriced(quotes, books, rate) : priced(quotes, books, terms);
  return message === null ? [] : [{ severity: 'info', code: 'american-parity', message }];
}

function unpriced({ spot }: QuoteSet, books: readonly ExpiryBook[], rate: number | undefined): string | null {
  if (!books.some(({ forward }) => forward.source === 'parity')) return null;
  const from = 'American exercise: forwards by parity come from strikes within 2 % of the money,';
  const why =
    spot === null
      ? 'for want of the spot'
      : `as the file's spot ${grouped(spot, 2)} is too far from the forwards`;
  return rate === undefined
    ? `${from} undiscounted: set a rate in Forwards; early exercise is not priced without one.`
    : `${from} discounted at your rate of ${rateText(rate)} a year; early exercise is not priced ${why}: drop a file that states it beside the quotes.`;
}

function priced(
  quotes: QuoteSet,
  books: readonly ExpiryBook[],
  { rate, spot, front }: ExerciseTerms,
): string {
  const money = (value: number) => grouped(value, 2);
  const ofFile =
    quotes.spot === null
      ? ''
      : `; the file's spot ${money(quotes.spot)} is of another instant than its quotes`;
  const from =
    front === null
      ? `the spot ${money(spot)}`
      : `a spot of ${money(spot)}, as the forward of ${date(front)} tells it${ofFile}`;
  const between = books.filter(({ forward }) => {
    const q = forward.exercise?.yield ?? 0;
    return exerciseRegion(rate, q) === 'double' || exerciseRegion(q, rate) === 'double';
  }).length;
  const left =
    between === 0
      ? ''
      : ` On ${count(between)} of ${count(books.length)} expiries rate and yield are both negative: there it is left in on one side.`;
  const beyond = books.filter(
    ({ forward, t }) => Math.max(Math.abs(rate), Math.abs(forward.exercise?.yield ?? 0)) * t > LARGEST_CARRY,
  ).length;
  const kept =
    beyond === 0
      ? ''
      : ` On ${count(beyond)} of ${count(books.length)} expiries rate or yield times years exceed ${LARGEST_CARRY}: there it is left in.`;
  return `American exercise: early exercise is priced and taken off, at your rate of ${rateText(rate)} a year and the continuous yield that each forward implies from ${from}. Discrete dividends are not modelled.${left}${kept}`;
}

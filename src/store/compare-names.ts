/** What two boards are called beside each other, and how far apart in time they are. Words only. */
import { date, fixed, instant, shortDate, time } from '#base/format.ts';
import type { EpochMs } from '#base/units.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { quoteSetName } from './empty-sentence.ts';
import { type Draft, draft } from './messages.ts';
import { sameUnderlying } from './second-file.ts';

/** Quotes of two boards farther apart than this are not of one moment: their prices cannot be traded together, ms. */
export const ONE_MOMENT = 60_000;

/** Longest name of a file that still fits the head of a column. */
const LONGEST = 18;

/** A venue as it is written in words: names of three letters (OKX, NSE) are abbreviations. */
export function venueWord(venue: string): string {
  return venue.length < 4 ? venue.toUpperCase() : venue.charAt(0).toUpperCase() + venue.slice(1);
}

/** The venue of quotes in words; null where there is none, or another host told them, by whose name they go. */
export function venueOf({
  venue,
  reader,
  files,
}: Pick<QuoteSet, 'venue' | 'reader' | 'files'>): string | null {
  const isOther = reader === 'deribit-live' && files[0]?.name.startsWith(reader) === false;
  return venue === null || isOther ? null : venueWord(venue);
}

/** One board as it is named beside another. */
interface Named {
  readonly quotes: Pick<QuoteSet, 'venue' | 'reader' | 'files'>;
  readonly asOf: EpochMs;
}

/**
 * Names that tell two boards apart: their venues where both are known, else their times or dates, else their files. A
 * board of no venue goes by its file.
 */
export function sideNames(a: Named, b: Named): { readonly a: string; readonly b: string } {
  const words = ({ quotes }: Named) => venueOf(quotes) ?? fileWord(quotes);
  const sameDay = date(a.asOf) === date(b.asOf);
  const withYear = new Date(a.asOf).getUTCFullYear() !== new Date(b.asOf).getUTCFullYear();
  const when = ({ asOf }: Named) => (sameDay ? time(asOf) : shortDate(asOf, withYear));
  const known = venueOf(a.quotes) !== null && venueOf(b.quotes) !== null;
  for (const choice of [...(known ? [words] : []), when, words, fileOf]) {
    const [one, two] = [choice(a), choice(b)];
    if (one !== two) return { a: one, b: two };
  }
  return { a: 'the board', b: 'the second file' };
}

function fileOf({ quotes }: Named): string {
  return fileWord(quotes);
}

function fileWord(quotes: Pick<QuoteSet, 'files'>): string {
  const name = quoteSetName(quotes).replace(/\.[a-z]{2,6}$/i, '');
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 1)}…`;
}

/** `2.4 s`, `31 min`, `5.0 h`, `72.3 d`. */
export function gapText(ms: number): string {
  const seconds = Math.abs(ms) / 1000;
  if (seconds < 120) return `${fixed(seconds, seconds < 10 ? 1 : 0)} s`;
  if (seconds < 7200) return `${fixed(seconds / 60, 0)} min`;
  return seconds < 172_800 ? `${fixed(seconds / 3600, 1)} h` : `${fixed(seconds / 86_400, 1)} d`;
}

/** As-of times of two boards with what lies between them. */
export function timesText(a: EpochMs, b: EpochMs, names: { readonly a: string; readonly b: string }): string {
  const gap = b - a;
  const text = (at: EpochMs) => (date(a) === date(b) ? time(at) : instant(at));
  // A name that is a time or a date is not told twice.
  const isWhen = (name: string, at: EpochMs) =>
    [time(at), shortDate(at, true), shortDate(at, false)].includes(name);
  const side = (name: string, at: EpochMs) => (isWhen(name, at) ? text(at) : `${name} ${text(at)}`);
  const both = `${side(names.a, a)}, ${side(names.b, b)}`;
  if (gap === 0) return `${both}: the same time`;
  return `${both}: ${gapText(gap)} ${gap > 0 ? 'later' : 'earlier'}`;
}

/** A file of another venue took the place of the board: that it did, and how to have both. */
export function otherVenueDrafts(before: QuoteSet | null, next: QuoteSet): Draft[] {
  if (before === null || !sameUnderlying(before, next)) return [];
  if (before.venue === null || next.venue === null || before.venue === next.venue) return [];
  const [was, is] = [venueWord(before.venue), venueWord(next.venue)];
  return [
    draft(
      'info',
      'other-venue',
      `${quoteSetName(next)} is of ${is} and was opened in place of ${was}. To have both, hold ${was} against it.`,
      { action: { label: `Compare with ${was}`, kind: 'compare-former' } },
    ),
  ];
}

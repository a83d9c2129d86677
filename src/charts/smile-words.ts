import { grouped, strike } from '#base/format.ts';
import type { ForwardEstimate, ForwardSource } from '#market/book.ts';
import type { LeftOutReason } from '#market/filters.ts';
import type { SmileMark } from './smile-marks.ts';

const SOURCES: Readonly<Record<ForwardSource, string>> = {
  quoted: 'future',
  'quoted-synthetic': 'interpolated',
  future: 'future',
  parity: 'parity',
  file: 'from file',
  spot: 'spot',
  user: 'by hand',
};

const REASONS: Readonly<Record<LeftOutReason, string>> = {
  'no-quote': 'left out: no bid and no ask',
  'no-bid': 'left out: no bid',
  'no-ask': 'left out: no ask',
  'in-the-money': 'left out: in the money',
  crossed: 'left out: bid above ask',
  'wide-spread': 'left out: spread too wide',
  stale: 'left out: too old',
  'low-bid': 'left out: bid too low',
  'no-implied-vol': 'left out: no implied vol',
};

/** A forward to the digits a trader reads: whole above 1 000. */
export function forwardText(forward: number): string {
  return grouped(forward, Math.abs(forward) >= 1000 ? 0 : 2);
}

/** Where the forward comes from, in a word or two. */
export function sourceWord(forward: ForwardEstimate): string {
  return SOURCES[forward.source];
}

/** A quote by strike and type: `76 000 C`. */
export function quoteName(mark: SmileMark): string {
  return `${strike(mark.strike)} ${mark.isCall ? 'C' : 'P'}`;
}

/** Why a quote takes no part in the fit; null when it does. */
export function whyNot(mark: SmileMark): string | null {
  if (mark.state === 'used') return null;
  if (mark.filter !== null) return REASONS[mark.filter];
  return mark.manual === 0 ? 'excluded by hand' : 'weight 0';
}

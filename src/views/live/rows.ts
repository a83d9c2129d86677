import { count, fixed, MISSING, time, volPercent } from '#base/format.ts';
import { awayPercent } from '#charts/live-figure.ts';
import type { Freshness } from '#feeds/freshness.ts';
import type { LiveFrame } from '#live/live-frame.ts';
import type { LiveHistory } from '#store/live/live-history.ts';
import { FIT_REASONS } from './fit-words.ts';

/** A row of a table of the Live view. */
export interface LiveRow {
  readonly id: string;
  /** Expiry the row leads to; null where it is of all. */
  readonly key: string | null;
  readonly name: string;
  readonly cells: readonly string[];
}

/** Heads of the columns after the first. */
export const HEADS = {
  now: ['Publ. %', 'Filter %', '± %', 'Band %', 'Cap %', 'Used', 'Oldest s', 'Feed'],
  events: ['Time', 'What', 'Publ. %', 'Filter %', 'ATM %'],
} as const;

/** Most events that are listed, newest first. */
const MOST_EVENTS = 200;

function away(z: number): string {
  return Number.isFinite(z) ? fixed(awayPercent(z), 2) : MISSING;
}

/**
 * Every expiry as it stands.
 *
 * @param judged freshness by expiry key, as the whole screen has it
 */
export function nowRows(
  frame: LiveFrame,
  judged: Readonly<Record<string, Freshness>>,
  nameOf: (key: string) => string,
): LiveRow[] {
  const now = frame.at + (frame.feed.clock?.offset ?? 0);
  return frame.expiries.map(({ key, scalar, used, oldestStamp, freshness }) => {
    const rest = [
      count(used),
      oldestStamp === null ? MISSING : fixed(Math.max(0, now - oldestStamp) / 1000, 1),
      judged[key] ?? freshness,
    ];
    const cells =
      scalar === null
        ? [MISSING, MISSING, MISSING, MISSING, MISSING, ...rest]
        : [
            `${away(scalar.published)}${scalar.capped ? ' at cap' : ''}`,
            away(scalar.z),
            fixed(100 * scalar.deviation, 2),
            scalar.band < 10 ? fixed(100 * scalar.band, 2) : 'none',
            scalar.cap !== null && scalar.cap < 5 ? fixed(awayPercent(scalar.cap), 0) : 'none',
            ...rest,
          ];
    return { id: key, key, name: nameOf(key), cells };
  });
}

/** What has happened to the focused expiry, and the full fits, newest first. */
export function eventRows(
  history: LiveHistory,
  focus: string | null,
  nameOf: (key: string) => string,
): LiveRow[] {
  const key =
    focus !== null && history.expiries.has(focus) ? focus : ([...history.expiries.keys()][0] ?? null);
  const columns = key === null ? undefined : history.expiries.get(key);
  const publishes = history.publishes
    .filter(({ keys }) => key !== null && keys.includes(key))
    .map(({ at }) => ({ at, what: 'published' }));
  const fits = history.fits.map(({ at, reason }) => ({
    at,
    what: reason === null ? 'full fit' : `full fit, ${FIT_REASONS[reason]}`,
  }));
  return [...publishes, ...fits]
    .sort((a, b) => b.at - a.at)
    .slice(0, MOST_EVENTS)
    .map(({ at, what }, i, all) => {
      const sample = sampleAt(history, at);
      const of = (column: Float64Array | undefined): number =>
        sample < 0 ? Number.NaN : (column?.[sample] ?? Number.NaN);
      return {
        id: `${all.length - i} ${at} ${what}`,
        key,
        name: key === null ? MISSING : nameOf(key),
        cells: [
          time(at),
          what,
          away(of(columns?.published)),
          away(of(columns?.z)),
          volPercent(of(columns?.atm)),
        ],
      };
    });
}

/** The first sample at or after an instant; the last where there is none; -1 without any. */
function sampleAt({ at, count: samples }: LiveHistory, instant: number): number {
  for (let i = 0; i < samples; i++) if (at[i]! >= instant) return i;
  return samples - 1;
}

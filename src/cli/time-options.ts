/** The options about time between expiries. Each reads strictly; a text in place of a value says what is wrong. */
import { type EpochMs, epochMs } from '#base/units.ts';
import {
  eventDayFault,
  MOST_EVENT_WEIGHT,
  MOST_WEEKEND_WEIGHT,
  type TimeSettings,
} from '#surface/time-settings.ts';

const NUMBER = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * What `--time`, `--weekend-weight` and `--event` say together. A weight without a word about the clock asks for the
 * clock that has weights.
 */
export function parseTime(
  clock: TimeSettings['clock'] | null,
  weekend: string | null,
  days: readonly string[],
): Partial<TimeSettings> | string {
  const share = weekend === null ? null : weight(weekend, MOST_WEEKEND_WEIGHT);
  if (share !== null && Number.isNaN(share)) {
    return `--weekend-weight ${weekend}: expected a weight from 0 to ${MOST_WEEKEND_WEIGHT}.`;
  }
  const events: Record<string, number> = {};
  for (const pair of days.flatMap((text) => text.split(','))) {
    const [day = '', text = ''] = pair.split(/=(.*)/s);
    const fault = eventDayFault(day);
    if (fault !== null) return `--event ${pair}: ${fault}`;
    if (Object.hasOwn(events, day)) return `--event gives ${day} twice.`;
    const counted = weight(text, MOST_EVENT_WEIGHT);
    if (Number.isNaN(counted)) return `--event ${pair}: expected DAY=WEIGHT, from 0 to ${MOST_EVENT_WEIGHT}.`;
    events[day] = counted;
  }
  const hasEvents = Object.keys(events).length > 0;
  return {
    ...(clock !== null || share !== null || hasEvents ? { clock: clock ?? 'weighted' } : {}),
    ...(share === null ? {} : { weekend: share }),
    ...(hasEvents ? { events } : {}),
  };
}

function weight(text: string, most: number): number {
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  return number <= most ? number : Number.NaN;
}

/** A strike and an instant to read the surface at. */
export interface Query {
  readonly strike: number;
  readonly at: EpochMs;
}

/** `STRIKE@INSTANT`; the instant is ISO 8601 with its zone, without which it would be another on every machine. */
export function parseQuery(text: string): Query | string {
  const [, strike = '', at = ''] = /^([^@]+)@(.+)$/s.exec(text) ?? [];
  const number = NUMBER.test(strike) ? Number(strike) : Number.NaN;
  const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
  const when = iso.test(at) ? Date.parse(at) : Number.NaN;
  if (number > 0 && number < Number.POSITIVE_INFINITY && !Number.isNaN(when)) {
    return { strike: number, at: epochMs(when) };
  }
  return `--query ${text}: expected STRIKE@INSTANT, 65000@2026-08-05T08:00:00Z.`;
}

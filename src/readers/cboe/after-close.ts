import type { Issue } from '#base/outcome.ts';
import { type EpochMs, epochMs } from '#base/units.ts';
import { newYorkDate, newYorkInstant } from '#market/expiry.ts';
import { shownName } from '#readers/io/limits.ts';

/** Minutes after the close in which a download is taken for one of the session. */
const GRACE_MS = 20 * 60_000;

/** The warning for a download while the market was closed, whose quotes are those of the close; none otherwise. */
export function afterClose(file: string, stamp: EpochMs): readonly Issue[] {
  const close = lastClose(stamp);
  if (stamp - close < GRACE_MS) return [];
  return [
    {
      severity: 'warning',
      code: 'as-of-after-close',
      message: `${shownName(file)} was downloaded at ${minute(stamp)}, when the market was closed: its quotes are those of the close. Set the as-of time to ${minute(close)} to fit them as of then.`,
      at: file,
    },
  ];
}

/** The latest 16:00 New York on a weekday at or before an instant, or the instant itself while the market is open. */
function lastClose(at: EpochMs): EpochMs {
  for (let back = 0; back < 8; back++) {
    const date = newYorkDate(at - back * 86_400_000);
    const weekday = new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    const close = newYorkInstant(date, 16, 0);
    if (close <= at) return close;
    if (back === 0 && at >= newYorkInstant(date, 9, 30)) return at;
  }
  return epochMs(at);
}

function minute(at: EpochMs): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}

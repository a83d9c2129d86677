import type { Issue } from '#base/outcome.ts';
import { type EpochMs, epochMs } from '#base/units.ts';
import { newYorkDate, newYorkInstant } from '#market/expiry.ts';
import { shownName } from '#readers/io/limits.ts';

/** Minutes after the close in which a download is taken for one of the session. */
const GRACE_MS = 20 * 60_000;

/** When the quotes of a download were made. */
export interface QuoteInstant {
  readonly asOf: EpochMs;
  readonly issues: readonly Issue[];
}

/**
 * The instant of the quotes of a file downloaded at `stamp`: the stamp itself while the market is open, else the
 * last close, with a warning. Taking time to expiry from an evening's or a weekend's stamp would cost points of
 * volatility on the front expiry.
 */
export function quoteInstant(file: string, stamp: EpochMs): QuoteInstant {
  const close = lastClose(stamp);
  if (stamp - close < GRACE_MS) return { asOf: stamp, issues: [] };
  return {
    asOf: close,
    issues: [
      {
        severity: 'warning',
        code: 'as-of-after-close',
        message: `${shownName(file)} was downloaded at ${minute(stamp)}, when the market was closed: its quotes are those of the close, and ${minute(close)} is taken as their time. Set the as-of time if it is another.`,
        at: file,
      },
    ],
  };
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

import type { Issue } from '#base/outcome.ts';
import { type EpochMs, epochMs } from '#base/units.ts';
import { isSession } from '#market/exchange-days.ts';
import { newYorkClose, newYorkDate, newYorkInstant } from '#market/expiry.ts';
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
 * last close, with a warning. Taking time to expiry from the stamp of an evening, a weekend or a holiday would cost points of
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

/** The close of the last session at or before an instant, or the instant itself while the market is open. */
function lastClose(at: EpochMs): EpochMs {
  for (let back = 0; back < 8; back++) {
    const date = newYorkDate(at - back * 86_400_000);
    if (!isSession(Date.UTC(date.year, date.month - 1, date.day))) continue;
    const close = newYorkClose(date);
    if (close <= at) return close;
    if (back === 0 && at >= newYorkInstant(date, 9, 30)) return at;
  }
  return epochMs(at);
}

function minute(at: EpochMs): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}

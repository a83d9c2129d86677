import type { Issue } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import type { AsOfSource } from '#market/quote-set.ts';
import { readEpoch, readTime } from './instant.ts';
import { shownName } from './limits.ts';

/** The instant of a file's quotes and where it was found. */
export interface StatedAsOf {
  readonly asOf: EpochMs | null;
  readonly asOfSource: AsOfSource;
  readonly issues: readonly Issue[];
}

/** The as-of instant: the one the file states, else the newest stamp of its rows, else what the user said, else missing. */
export function statedAsOf(
  file: string,
  written: EpochMs | null,
  timestamps: Float64Array | null,
  asked: EpochMs | null,
): StatedAsOf {
  if (written !== null) return { asOf: written, asOfSource: 'file', issues: [] };
  const newest = timestamps?.reduce((late, at) => (at > late ? at : late), 0) ?? 0;
  if (newest > 0) return { asOf: newest as EpochMs, asOfSource: 'timestamps', issues: [] };
  if (asked !== null) return { asOf: asked, asOfSource: 'user', issues: [] };
  const issue: Issue = {
    severity: 'warning',
    code: 'as-of-missing',
    message: `${shownName(file)} does not say when its quotes were taken. Set the as-of time.`,
    at: file,
  };
  return { asOf: null, asOfSource: 'missing', issues: [issue] };
}

/** A JSON value as an instant: an epoch number (also as text) or an ISO text with a time of day; null for anything else. */
export function writtenInstant(value: unknown): EpochMs | null {
  if (typeof value === 'number') return readEpoch(value);
  const time = typeof value === 'string' ? readTime(value) : null;
  return time?.kind === 'instant' ? time.at : null;
}

import type { Issue } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import type { AsOfSource } from '#market/quote-set.ts';
import { instantInName, readEpoch, readTime } from './instant.ts';
import { shownName } from './limits.ts';

/** The instant of a file's quotes and where it was found. */
export interface StatedAsOf {
  readonly asOf: EpochMs | null;
  readonly asOfSource: AsOfSource;
  readonly issues: readonly Issue[];
}

/** The as-of instant: the one the file states, else the newest stamp of its rows, else what the user said, else the one in the name of the file, else missing. */
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
  const named = instantInName(file);
  if (named !== null) return { asOf: named, asOfSource: 'file-name', issues: [fromName(file, named)] };
  const issue: Issue = {
    severity: 'warning',
    code: 'as-of-missing',
    message: `${shownName(file)} does not say when its quotes were taken. Set the as-of time.`,
    at: file,
  };
  return { asOf: null, asOfSource: 'missing', issues: [issue] };
}

/** What is told of an instant that only the name of the file states. */
export function fromName(file: string, at: EpochMs): Issue {
  const says = new Date(at).toISOString().replace('.000Z', 'Z');
  return {
    severity: 'warning',
    code: 'as-of-from-name',
    message: `${shownName(file)} gives no time in its rows: its name says ${says}, read as UTC. Set the as-of time if it is another.`,
    at: file,
  };
}

/** A JSON value as an instant: an epoch number (also as text) or an ISO text with a time of day; null for anything else. */
export function writtenInstant(value: unknown): EpochMs | null {
  if (typeof value === 'number') return readEpoch(value);
  const time = typeof value === 'string' ? readTime(value) : null;
  return time?.kind === 'instant' ? time.at : null;
}

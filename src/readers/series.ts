import { failure, type Outcome, success } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from './index.ts';
import type { ByteSource, ReadOptions, ReadProgress } from './reader.ts';

/** Snapshots of one file at most. */
const MOST = 500;

const LAST: ReadOptions = { asOf: null, underlying: null, at: null };

/**
 * Chains one after the other: every snapshot of files that hold several, and each file that holds one. The first that cannot
 * be read ends it.
 */
export async function* readSeries(
  files: readonly ByteSource[],
): AsyncGenerator<ReadProgress, Outcome<readonly QuoteSet[]>, void> {
  const sets: QuoteSet[] = [];
  for (const file of files) {
    const read = yield* readFiles([file], LAST);
    if (read.ok) {
      sets.push(read.value);
      continue;
    }
    const { choices } = read.error;
    if (choices?.kind !== 'instant') return read;
    if (choices.options.length > MOST)
      return failure('invalid', `${file.name} holds more than ${MOST} snapshots. Split it.`, file.name);
    for (const instant of choices.options) {
      const at = Date.parse(instant) as NonNullable<ReadOptions['at']>;
      const one = yield* readFiles([file], { ...LAST, at });
      if (!one.ok) return one;
      sets.push(one.value);
    }
  }
  return success(sets);
}

import { failure, type Issue, type Outcome, success } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { chooseReader, readFiles } from './index.ts';
import { unpack } from './io/containers.ts';
import { openSource } from './io/file-head.ts';
import type { ByteSource, QuoteReader, ReadOptions, ReadProgress } from './reader.ts';

/** Snapshots of one file at most. */
const MOST = 500;

const LAST: ReadOptions = { asOf: null, underlying: null, at: null };

/**
 * Chains one after the other: of files of ticks a few hundred through each; every snapshot of files that
 * hold several; and each file that holds one. The first that cannot be read ends it.
 */
export async function* readSeries(
  files: readonly ByteSource[],
): AsyncGenerator<ReadProgress, Outcome<readonly QuoteSet[]>, void> {
  const sets: QuoteSet[] = [];
  const issues: Issue[] = [];
  for (const file of files) {
    const ticks = await ticksOf(file);
    if (ticks !== null) {
      const cut = yield* ticks;
      if (!cut.ok) return cut;
      sets.push(...cut.value);
      issues.push(...cut.issues);
      continue;
    }
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
  return success(sets, issues);
}

/** The chains of a file of ticks; null for any other file. */
async function ticksOf(file: ByteSource): Promise<ReturnType<NonNullable<QuoteReader['series']>> | null> {
  const { sources } = await unpack(file);
  const [only] = sources;
  if (only === undefined || sources.length > 1) return null;
  const { head, source } = await openSource(only);
  const reader = chooseReader(head)?.reader;
  if (reader?.series === undefined) return null;
  return reader.series({ ...source, name: file.name, sha256: () => file.sha256() }, null);
}

import { failure, type Issue, type Outcome, success } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { addBeside, type Beside, readBeside } from './beside.ts';
import { binanceJoin, binanceReaders } from './binance/index.ts';
import { bybitTickers } from './bybit/index.ts';
import { cboeQuoteTable } from './cboe/index.ts';
import { csvTable, isMapped } from './csv/index.ts';
import { deribitReaders } from './deribit/index.ts';
import { isFitFile } from './fit-file.ts';
import { openSource } from './io/file-head.ts';
import { shownName } from './io/limits.ts';
import { otherShape } from './io/other-shape.ts';
import { wrongKind } from './io/wrong-kind.ts';
import { joinParts } from './join.ts';
import { jsonTable } from './json-table/index.ts';
import { listedReaders } from './listed.ts';
import { mergeQuotes } from './merge.ts';
import { okxJoin, okxOptSummary, okxTickers } from './okx/index.ts';
import type { ByteSource, FileHead, QuoteJoin, QuoteReader, ReadOptions, ReadProgress } from './reader.ts';
import { isRecordingFile } from './recording-file.ts';
import { isSessionFile } from './session-file.ts';
import { sliceJson } from './slice-json/index.ts';
import { tardisChain } from './tardis/index.ts';
import { faultOf, readUnpacked } from './unpacked.ts';
import { withTrueVols } from './vol-units.ts';

/** Every format that is read. A file goes to the one reader that is certain of it, else to the first that finds it likely. */
export const readers: readonly QuoteReader[] = [
  ...deribitReaders,
  okxOptSummary,
  okxTickers,
  bybitTickers,
  ...binanceReaders,
  tardisChain,
  cboeQuoteTable,
  ...listedReaders,
  sliceJson,
  csvTable,
  jsonTable(csvTable),
];

/** Every pair of files that is read as one. */
export const joins: readonly QuoteJoin[] = [okxJoin, binanceJoin];

/**
 * Reads one file, or several that belong together, into one QuoteSet: the calls and the puts, one expiry
 * each, of one underlying and one session. When one of several cannot be used nothing is opened.
 */
export async function* readFiles(
  sources: readonly ByteSource[],
  options: ReadOptions,
): AsyncGenerator<ReadProgress, Outcome<QuoteSet>, void> {
  if (sources.length === 0) return failure('missing-data', 'No file was given. Open an option quote file.');
  const sets: QuoteSet[] = [];
  const issues: Issue[] = [];
  const extras: Beside[] = [];
  for (const source of sources) {
    const outcome = yield* readUnpacked(source, options, readFile);
    if (!outcome.ok && sources.length > 1 && outcome.error.choices === undefined) {
      const beside = await readBeside(source);
      if (beside !== null && (sets.length > 0 || extras.length < sources.length - 1)) {
        extras.push(beside);
        continue;
      }
    }
    if (!outcome.ok) {
      return sources.length === 1
        ? outcome
        : {
            ok: false,
            error: { ...outcome.error, message: `${outcome.error.message} Nothing was opened.` },
            issues: outcome.issues,
          };
    }
    sets.push(...outcome.value);
    issues.push(...outcome.issues);
  }
  const joined = joinParts(sets, joins);
  if (!joined.ok) return joined;
  const merged = mergeQuotes(joined.value);
  if (!merged.ok) return merged;
  const whole = addBeside(merged.value, extras);
  return whole.ok
    ? success(whole.value, [...issues, ...joined.issues, ...merged.issues, ...whole.issues])
    : whole;
}

async function* readFile(
  source: ByteSource,
  options: ReadOptions,
): AsyncGenerator<ReadProgress, Outcome<QuoteSet>, void> {
  const shown = shownName(source.name);
  try {
    const opened = await openSource(source);
    const refused = wrongKind(opened.head, source.size);
    if (refused !== null) return failure('unrecognised', refused, source.name);
    if (isFitFile(opened.head)) {
      return failure(
        'unrecognised',
        `${shown} is a fit of this program, not quotes. Open it alone, beside quotes that are already shown.`,
        source.name,
      );
    }
    if (isSessionFile(opened.head)) {
      return failure(
        'unrecognised',
        `${shown} is a session of this program, not quotes. Open it alone on the page; its quotes are exported from there.`,
        source.name,
      );
    }
    if (isRecordingFile(opened.head)) {
      return failure(
        'unrecognised',
        `${shown} is a recording of a live market, not a file of quotes. Open it alone on the page, which replays it; alone, npm run fit takes its last quotes, or those at --at.`,
        source.name,
      );
    }
    const chosen = isMapped(opened.head, options)
      ? { reader: csvTable, note: 'Read as a table whose columns you named.' }
      : chooseReader(opened.head);
    if (chosen === null) return yield* otherShape(opened.source, opened.head);
    const outcome = withTrueVols(yield* chosen.reader.read(opened.source, options), options.asOf);
    if (!outcome.ok) return outcome;
    return success({ ...outcome.value, notes: [chosen.note, ...outcome.value.notes] }, outcome.issues);
  } catch (error) {
    return faultOf(source.name, error);
  }
}

/** The reader for a head with the sentence saying why, null when none would try. */
export function chooseReader(head: FileHead): { readonly reader: QuoteReader; readonly note: string } | null {
  const verdicts = readers.map((reader) => ({ reader, verdict: reader.match(head) }));
  for (const wanted of ['certain', 'likely'] as const) {
    const found = verdicts.find(({ verdict }) => verdict === wanted);
    if (found === undefined) continue;
    const how = wanted === 'certain' ? 'Recognised as' : 'Taken, as the closest format, for';
    return { reader: found.reader, note: `${how} ${found.reader.label}.` };
  }
  return null;
}

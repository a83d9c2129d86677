/** The chain at an instant of a recorded market: what a quote file of that instant would hold. */
import { failure, type Outcome, success } from '#base/outcome.ts';
import { type EpochMs, epochMs } from '#base/units.ts';
import { namedByHost } from '#live/live-host.ts';
import { LiveSession } from '#live/live-session.ts';
import { RecordingReader } from '#live/recording-lines.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { ContainerFault } from '#readers/io/container-fault.ts';
import { unpack } from '#readers/io/containers.ts';
import { openSource } from '#readers/io/file-head.ts';
import { shownName } from '#readers/io/limits.ts';
import type { ByteSource } from '#readers/reader.ts';
import { isRecordingFile } from '#readers/recording-file.ts';

/**
 * The quotes of a recording of ours as they stood at an instant, by the clock of the recording; null where the file is none.
 * It is run from its beginning, for each change of a book goes on from the one before.
 *
 * @param at the last thing that counts; later ones are not read
 * @param tell the bytes that are read, unpacked
 */
export async function recordedQuotes(
  file: ByteSource,
  at: EpochMs,
  tell: (bytes: number) => void,
): Promise<Outcome<QuoteSet> | null> {
  const shown = shownName(file.name);
  try {
    const { sources } = await unpack(file);
    const [only] = sources;
    if (only === undefined || sources.length > 1) return null;
    const { head, source } = await openSource(only);
    if (!isRecordingFile(head)) return null;
    const run = await runTo(source, shown, at, tell);
    if (!run.ok) return run;
    const { session, last, host } = run.value;
    const quotes = session?.quotes() ?? null;
    if (quotes === null) {
      return failure('missing-data', `${shown} has no quotes at or before ${iso(at)}.`, file.name);
    }
    const named = namedByHost(quotes, host);
    return success({
      ...named,
      notes: [`Recorded live; the last state of each instrument at ${iso(last)}.`, ...named.notes],
      files: [{ name: file.name, bytes: file.size ?? 0, sha256: await file.sha256() }],
    });
  } catch (error) {
    if (!(error instanceof ContainerFault)) throw error;
    return failure(error.reason, `${shown} ${error.message}`, file.name);
  }
}

interface Ran {
  /** Null where the recording begins after the instant. */
  readonly session: LiveSession | null;
  /** Instant of the last thing that happened to it. */
  readonly last: EpochMs;
  /** Who told it; null where the recording does not say. */
  readonly host: string | null;
}

async function runTo(
  source: ByteSource,
  shown: string,
  at: EpochMs,
  tell: (bytes: number) => void,
): Promise<Outcome<Ran>> {
  const reader = new RecordingReader(shown);
  let session: LiveSession | null = null;
  let last = at;
  let bytes = 0;
  const count = (more: number): void => {
    bytes += more;
    tell(bytes);
  };
  for await (const lines of linesOf(source, count)) {
    for (const line of lines) {
      const read = reader.take(line);
      if (!read.ok) return read;
      const recorded = read.value;
      if (recorded === null) continue;
      if (recorded.at > at) return success({ session, last, host: reader.host });
      last = epochMs(recorded.at);
      if (recorded.kind === 'state') session = LiveSession.resume(recorded.state);
      else {
        session?.take(recorded.at, recorded.input);
        session?.takeEffects();
        session?.takeWanted();
      }
    }
  }
  const ended = reader.end();
  return ended.ok ? success({ session, last, host: reader.host }) : ended;
}

async function* linesOf(
  source: ByteSource,
  read: (bytes: number) => void,
): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of source.chunks()) {
    read(chunk.length);
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield [rest];
}

function iso(at: EpochMs): string {
  return Math.abs(at) < 8.64e15 ? new Date(at).toISOString() : 'its end';
}

/** Files that are replayed: a recording of ours, or files of quotes that make a series. */
import { failure, type Outcome, success } from '#base/outcome.ts';
import type { LiveSettings } from '#live/live-frame.ts';
import { isRecordingHead } from '#live/recording-lines.ts';
import { ChainSource, RecordingSource, type ReplaySource } from '#live/replay-source.ts';
import { ContainerFault } from '#readers/io/container-fault.ts';
import { unpack } from '#readers/io/containers.ts';
import { openSource } from '#readers/io/file-head.ts';
import { shownName } from '#readers/io/limits.ts';
import type { ByteSource } from '#readers/reader.ts';
import { readSeries } from '#readers/series.ts';

/**
 * What the files hold, to be replayed. Lets messages in as it reads.
 *
 * @param isWanted false ends the reading with `superseded`
 */
export async function readReplay(
  files: readonly ByteSource[],
  settings: LiveSettings,
  isWanted: () => boolean,
): Promise<Outcome<ReplaySource>> {
  const [first] = files;
  if (first === undefined) return failure('missing-data', 'No file was given. Open a recording.');
  try {
    const recording = files.length === 1 ? await recordingIn(first) : null;
    if (recording !== null) return await readRecording(recording, isWanted);
    const series = readSeries(files);
    let step = await series.next();
    while (step.done !== true) {
      if (!isWanted()) return superseded();
      step = await series.next();
    }
    if (!step.value.ok) return step.value;
    const source = ChainSource.of(step.value.value, settings);
    return source.ok ? success(source.value, step.value.issues) : source;
  } catch (error) {
    const said = error instanceof ContainerFault ? error.message : 'could not be read';
    return failure('parsing', `${shownName(first.name)} ${said}`, first.name);
  }
}

/** A recording of ours; anything else is refused. */
export async function readRecordingAlone(file: ByteSource): Promise<Outcome<ReplaySource>> {
  const recording = await recordingIn(file);
  return recording === null
    ? failure('unrecognised', `${shownName(file.name)} is no recording of this program.`, file.name)
    : readRecording(recording, () => true);
}

/** The lines of a recording of ours, unpacked; null for any other file. */
async function recordingIn(file: ByteSource): Promise<ByteSource | null> {
  const { sources } = await unpack(file);
  const [only] = sources;
  if (only === undefined || sources.length > 1) return null;
  const { head, source } = await openSource(only);
  return isRecordingHead(head.text().split('\n', 1)[0] ?? '') ? { ...source, name: file.name } : null;
}

async function readRecording(file: ByteSource, isWanted: () => boolean): Promise<Outcome<ReplaySource>> {
  const source = new RecordingSource(shownName(file.name));
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of file.chunks()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const taken = source.take(line);
      if (!taken.ok) return taken;
    }
    if (!isWanted()) return superseded();
  }
  rest += decoder.decode();
  if (rest !== '') {
    const taken = source.take(rest);
    if (!taken.ok) return taken;
  }
  const ended = source.end();
  return ended.ok ? success(source) : ended;
}

function superseded(): Outcome<never> {
  return failure('superseded', 'Something newer took the place of this.');
}

import { failure, type Issue, type Outcome, success } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { ContainerFault } from './io/container-fault.ts';
import { unpack } from './io/containers.ts';
import { shownName } from './io/limits.ts';
import type { ByteSource, ReadOptions, ReadProgress } from './reader.ts';

/** Reads one plain file. */
export type ReadFile = (
  source: ByteSource,
  options: ReadOptions,
) => AsyncGenerator<ReadProgress, Outcome<QuoteSet>, void>;

/** Reads what a file holds: itself, or every file of quotes inside it. */
export async function* readUnpacked(
  source: ByteSource,
  options: ReadOptions,
  readFile: ReadFile,
): AsyncGenerator<ReadProgress, Outcome<readonly QuoteSet[]>, void> {
  try {
    const {
      sources: [...sources],
      layers,
    } = await unpack(source);
    if (layers.length === 0) {
      const outcome = yield* readFile(sources[0] ?? source, options);
      return outcome.ok ? success([outcome.value], outcome.issues) : outcome;
    }
    const file = { name: source.name, bytes: await sizeOf(source), sha256: await source.sha256() };
    const sets: QuoteSet[] = [];
    const issues: Issue[] = [];
    const passed: string[] = [];
    let first: Outcome<QuoteSet> | null = null;
    const single = sources.length === 1;
    // Each goes once it is read, and with it what was seen of its head.
    for (let inner = sources.shift(); inner !== undefined; inner = sources.shift()) {
      const outcome = yield* readFile(inner, options);
      if (outcome.ok) {
        const notes = [`Unpacked from ${layers.join(' and ')}.`, ...outcome.value.notes];
        sets.push({ ...outcome.value, notes, files: [file] });
        issues.push(...outcome.issues);
      } else if (outcome.error.reason === 'unrecognised' && !single) {
        first ??= outcome;
        passed.push(inner.name.slice(source.name.length + 1));
      } else return outcome;
    }
    if (sets.length === 0) {
      return first !== null && !first.ok
        ? first
        : failure('missing-data', `${shownName(source.name)} holds no quotes.`, source.name);
    }
    if (passed.length > 0) issues.push(passedOver(source.name, passed));
    return success(sets, issues);
  } catch (error) {
    return faultOf(source.name, error);
  }
}

async function sizeOf(source: ByteSource): Promise<number> {
  if (source.size !== null) return source.size;
  let bytes = 0;
  for await (const chunk of source.chunks()) bytes += chunk.length;
  return bytes;
}

function passedOver(archive: string, names: readonly string[]): Issue {
  const shown = names.slice(0, 3).map(shownName).join(', ') + (names.length > 3 ? ', …' : '.');
  return {
    severity: 'info',
    code: 'passed-over',
    message: `${shownName(archive)} holds files without quotes, which were passed over: ${shown}`,
    at: archive,
    count: names.length,
  };
}

/** The failure an error becomes: a sentence of its own, or the one for what nobody foresaw. */
export function faultOf(name: string, error: unknown): Outcome<never> {
  const shown = shownName(name);
  if (error instanceof ContainerFault) return failure(error.reason, `${shown} ${error.message}`, name);
  const said = error instanceof Error ? error.message.slice(0, 120) : 'unknown error';
  return failure('parsing', `${shown} could not be read (${said}). Open it again, or save it anew.`, name);
}

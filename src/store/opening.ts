/**
 * Files into the workbench: fit files become ghosts, a session file replaces what is open, the rest is read by the
 * worker and handed on. The last drop wins; whatever goes wrong is data.
 */
import { type Failure, failure, type Outcome } from '#base/outcome.ts';
import { looksLikeFitFile } from '#exporters/fit-json/looks-like-fit-file.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { CalibrationService } from '#worker/api.ts';
import type { Answers } from './answers.ts';
import type { Clock } from './clock.ts';
import type { Opening } from './flow-host.ts';
import { answeredBefore, type Given, NOTHING_GIVEN, readOptions } from './question.ts';
import { looksLikeSessionFile } from './sessions/looks-like-session-file.ts';
import type { Ghost, Loading } from './state.ts';

/** A read that takes longer is shown with its progress. */
export const LOADING_MS = 300;

/** Whether a file may be a recording of a live market by its first bytes: of a packed one that is told by unpacking it. */
const mayBeRecording = (head: string): boolean =>
  head.charCodeAt(0) === 0x1f || head.startsWith('{"format":"volbench-live"');

export interface OpeningHost {
  readonly service: CalibrationService;
  readonly clock: Clock;
  loading(loading: Loading | null): void;
  opened(opening: Opening): void;
  ghost(ghost: Ghost): void;
  /** Opens a session file in place of what is on the screen. */
  session(file: string, text: string): Promise<Outcome<unknown>>;
  /** Replays a recording of a live market in place of what is on the screen; null where it is none. */
  recording(file: File, signal: AbortSignal): Promise<Outcome<unknown> | null>;
  failed(error: Failure): void;
  /** What the user said of files before. */
  answers(): Answers;
}

export interface Opener {
  open(files: readonly File[]): void;
  /** Opens what `fetchFile` brings, marked as simulated. */
  openSample(fetchFile: () => Promise<File>): void;
  /** Reads the files of the last drop, or those that quotes came from, again with other answers; false when there are none. */
  again(change: Partial<Given>, of?: QuoteSet | null): boolean;
  /** False when nothing is being read. */
  cancel(): boolean;
}

export function createOpener(host: OpeningHost): Opener {
  let current: AbortController | null = null;
  let last: Drop | null = null;
  const drops = new WeakMap<QuoteSet, Drop>();

  function begin(name: string, work: (signal: AbortSignal, report: Report) => Promise<void>): void {
    current?.abort();
    const mine = new AbortController();
    current = mine;
    let loading: Loading = { name, progress: null, shown: false };
    const report: Report = (change) => {
      if (current !== mine) return;
      loading = { ...loading, ...change };
      host.loading(loading);
    };
    report({});
    const stopTimer = host.clock.after(LOADING_MS, () => report({ shown: true }));
    mine.signal.addEventListener('abort', stopTimer, { once: true });
    work(mine.signal, report)
      .catch((error: unknown) => {
        if (current === mine) host.failed(unreadable(name, error));
      })
      .finally(() => {
        stopTimer();
        if (current !== mine) return;
        current = null;
        host.loading(null);
      });
  }

  async function read(
    { files, given }: Drop,
    simulated: boolean,
    signal: AbortSignal,
    report: Report,
  ): Promise<void> {
    const quoteFiles: File[] = [];
    const [only] = files;
    if (files.length === 1 && only !== undefined && mayBeRecording(await only.slice(0, 64).text())) {
      const replayed = await host.recording(only, signal);
      if (replayed !== null) {
        if (!replayed.ok && !signal.aborted) host.failed(replayed.error);
        return;
      }
    }
    for (const file of files) {
      const head = await file.slice(0, 1024).text();
      if (signal.aborted) return;
      if (looksLikeSessionFile(head)) {
        await readSession(file, files.length, signal);
        return;
      }
      if (!looksLikeFitFile(head)) {
        quoteFiles.push(file);
        continue;
      }
      // What reads a fit file is fetched with the first one.
      const { fitFileGhost } = await import('./fit-file-ghost.ts');
      const ghost = fitFileGhost(file.name, await file.text());
      if (signal.aborted) return;
      if (ghost.ok) host.ghost(ghost.value);
      else host.failed(ghost.error);
    }
    if (quoteFiles.length === 0) return;
    await readQuotes({ files: quoteFiles, given }, simulated, signal, report);
  }

  /** A session brings its quotes and all that is on the screen with it, so nothing is opened beside it. */
  async function readSession(file: File, together: number, signal: AbortSignal): Promise<void> {
    const opened =
      together === 1
        ? await host.session(file.name, await file.text())
        : failure('invalid', `${file.name} is a session. Open it alone; nothing was opened.`);
    if (!opened.ok && !signal.aborted) host.failed(opened.error);
  }

  async function readQuotes(drop: Drop, simulated: boolean, signal: AbortSignal, report: Report) {
    const { files } = drop;
    let { given } = drop;
    for (;;) {
      const tried = { files, given };
      last = tried;
      const answers = host.answers();
      const outcome = await host.service.read(files, readOptions(given, answers), {
        signal,
        onProgress: (progress) => report({ progress }),
      });
      if (signal.aborted) return;
      if (outcome.ok) {
        drops.set(outcome.value, tried);
        const issues = [...outcome.issues, ...given.said];
        host.opened({ quotes: outcome.value, issues, simulated, asOf: null });
        return;
      }
      const answered = answeredBefore(outcome.error, given, answers);
      if (answered === null) {
        host.failed(outcome.error);
        return;
      }
      given = answered;
    }
  }

  return {
    open(files) {
      if (files.length === 0) return;
      const drop = { files, given: NOTHING_GIVEN };
      begin(nameOf(files), (signal, report) => read(drop, false, signal, report));
    },
    openSample(fetchFile) {
      begin('the sample', async (signal, report) => {
        const file = await fetchFile();
        if (!signal.aborted) await read({ files: [file], given: NOTHING_GIVEN }, true, signal, report);
      });
    },
    again(change, of) {
      const before = of === undefined ? last : of && drops.get(of);
      if (!before) return false;
      const { files, given } = before;
      const drop = { files, given: { ...given, said: [], ...change } };
      begin(nameOf(files), (signal, report) => readQuotes(drop, false, signal, report));
      return true;
    },
    cancel() {
      if (current === null) return false;
      current.abort();
      current = null;
      host.loading(null);
      return true;
    },
  };
}

interface Drop {
  readonly files: readonly File[];
  readonly given: Given;
}

type Report = (change: Partial<Loading>) => void;

function nameOf(files: readonly File[]): string {
  const first = files[0]?.name ?? 'the file';
  return files.length === 1 ? first : `${first} and ${files.length - 1} more`;
}

function unreadable(name: string, error: unknown): Failure {
  const why = error instanceof Error ? error.message : String(error);
  return { reason: 'parsing', message: `${name} could not be read (${why}). Open it again.` };
}

/**
 * Files into the workbench: fit files become ghosts, the rest is read by the
 * worker and handed on. The last drop wins; whatever goes wrong is data.
 */
import { type Failure, failure, type Outcome } from '#base/outcome.ts';
import {
  looksLikeFitFile,
  parseFitFile,
  settingsFromFitFile,
  slicesFromFitFile,
} from '#exporters/fit-json/parse.ts';
import type { CalibrationService } from '#worker/api.ts';
import type { Clock } from './clock.ts';
import type { Opening } from './flow.ts';
import type { Ghost, Loading } from './state.ts';

/** A read that takes longer is shown with its progress. */
export const LOADING_MS = 300;

export interface OpeningHost {
  readonly service: CalibrationService;
  readonly clock: Clock;
  loading(loading: Loading | null): void;
  opened(opening: Opening): void;
  ghost(ghost: Ghost): void;
  failed(error: Failure): void;
}

export interface Opener {
  open(files: readonly File[]): void;
  /** Opens what `fetchFile` brings, marked as simulated. */
  openSample(fetchFile: () => Promise<File>): void;
  /** False when nothing is being read. */
  cancel(): boolean;
}

export function createOpener(host: OpeningHost): Opener {
  let current: AbortController | null = null;

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

  async function read(files: readonly File[], simulated: boolean, signal: AbortSignal, report: Report) {
    const quoteFiles: File[] = [];
    for (const file of files) {
      const isFit = looksLikeFitFile(await file.slice(0, 1024).text());
      if (signal.aborted) return;
      if (!isFit) {
        quoteFiles.push(file);
        continue;
      }
      const ghost = fitFileGhost(file.name, await file.text());
      if (signal.aborted) return;
      if (ghost.ok) host.ghost(ghost.value);
      else host.failed(ghost.error);
    }
    if (quoteFiles.length === 0) return;
    const outcome = await host.service.read(
      quoteFiles,
      { asOf: null, underlying: null, at: null },
      { signal, onProgress: (progress) => report({ progress }) },
    );
    if (signal.aborted) return;
    if (outcome.ok) host.opened({ quotes: outcome.value, issues: outcome.issues, simulated, asOf: null });
    else host.failed(outcome.error);
  }

  return {
    open(files) {
      if (files.length === 0) return;
      begin(nameOf(files), (signal, report) => read(files, false, signal, report));
    },
    openSample(fetchFile) {
      begin('the sample', async (signal, report) => {
        const file = await fetchFile();
        if (!signal.aborted) await read([file], true, signal, report);
      });
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

type Report = (change: Partial<Loading>) => void;

function nameOf(files: readonly File[]): string {
  const first = files[0]?.name ?? 'the file';
  return files.length === 1 ? first : `${first} and ${files.length - 1} more`;
}

/** A dropped fit file as a kept ghost, its settings at hand. */
function fitFileGhost(name: string, text: string): Outcome<Ghost> {
  const parsed = parseFitFile(text);
  if (!parsed.ok) return failure(parsed.error.reason, `${name}: ${parsed.error.message}`);
  return {
    ok: true,
    issues: parsed.issues,
    value: {
      source: 'file',
      label: name,
      slices: slicesFromFitFile(parsed.value),
      model: parsed.value.model.id,
      settings: settingsFromFitFile(parsed.value).settings,
    },
  };
}

function unreadable(name: string, error: unknown): Failure {
  const why = error instanceof Error ? error.message : String(error);
  return { reason: 'parsing', message: `${name} could not be read (${why}). Open it again.` };
}

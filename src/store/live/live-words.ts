import type { LiveSource } from './live-state.ts';

/** What is followed, in short: `www.deribit.com`, `localhost:8123`. */
export function sourceName(source: LiveSource | null): string {
  if (source === null) return '';
  try {
    return new URL(source.address).host;
  } catch {
    return source.address;
  }
}

/** Name of the file of a recording: `volbench-www.deribit.com-20260801T175804Z.ndjson.gz`. */
export function recordingFile(source: string, at: number): string {
  const stamp = new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `volbench-${source.replaceAll(/[^A-Za-z0-9.-]/g, '-')}-${stamp}.ndjson.gz`;
}

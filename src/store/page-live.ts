/** The way from a dropped recording to the live market of this page, which is fetched with the first of them. */
import { failure, type Outcome, success } from '#base/outcome.ts';
import type { Live } from './live/live.ts';

let load: (() => Promise<{ readonly live: Live }>) | null = null;

/** Where the live market of this page is to be fetched from. */
export function startLive(from: NonNullable<typeof load>): void {
  load = from;
}

/** Replays a recording in place of what is on the screen; null where the file is none. */
export async function replayRecording(file: File, signal: AbortSignal): Promise<Outcome<unknown> | null> {
  const { isRecording } = await import('./live/is-recording.ts');
  if (load === null || !(await isRecording(file))) return null;
  const { live } = await load();
  const fault = await live.replay([file], signal);
  return fault === null ? success(null) : failure('invalid', fault);
}

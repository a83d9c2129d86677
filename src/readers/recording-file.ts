import type { FileHead } from './reader.ts';

/** True when a head is that of a recording of a live market by this program (`"format":"volbench-live"`), which is replayed. */
export function isRecordingFile(head: FileHead): boolean {
  return /^\s*\{"format":"volbench-live"/.test(head.text());
}

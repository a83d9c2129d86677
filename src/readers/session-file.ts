import type { FileHead } from './reader.ts';

/** True when a head is that of a session file of this program (`"format": "volbench-session"`), which the page opens. */
export function isSessionFile(head: FileHead): boolean {
  return /^\s*\{[\s\S]{0,200}?"format"\s*:\s*"volbench-session"/.test(head.text());
}

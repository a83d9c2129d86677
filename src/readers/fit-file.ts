import type { FileHead } from './reader.ts';

/** True when a head is that of a fit file of this program (`"format": "volbench-fit"`), which holds no quotes. */
export function isFitFile(head: FileHead): boolean {
  return /^\s*\{[\s\S]{0,200}?"format"\s*:\s*"volbench-fit"/.test(head.text());
}

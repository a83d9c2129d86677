/**
 * Where the reference values and real quote files lie for tests: the folder
 * `shared` beside the checkout, or VOLBENCH_SHARED. Tests that need it are
 * skipped, with one visible line, where it is absent.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = process.env['VOLBENCH_SHARED'] ?? resolve(import.meta.dirname, '../../../shared');

/** True where the shared folder is present. */
export const hasShared: boolean = existsSync(resolve(root, 'golden'));

if (!hasShared) {
  console.warn(`skipped: reference data not found at ${root}`);
}

/** Absolute path of a file below the shared folder. */
export function sharedPath(path: string): string {
  return resolve(root, path);
}

/** A golden file, parsed. */
export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(sharedPath(`golden/${name}.json`), 'utf8')) as T;
}

/** Bytes of a real quote file. */
export function sharedBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(sharedPath(path)));
}

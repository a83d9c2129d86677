import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';

/** One real quote file. */
export interface RealFile {
  /** Path below the folder of real files. */
  readonly path: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Every CSV and JSON of the folder `shared` beside the checkout, or of VOLBENCH_SHARED; none where it is absent. */
export function realFiles(): readonly RealFile[] {
  const shared = process.env['VOLBENCH_SHARED'] ?? resolve(import.meta.dirname, '../../../../shared');
  const folder = join(shared, 'data');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((entry) => join(folder, String(entry)))
    .filter((path) => /\.(?:csv|json|ndjson)$/.test(path))
    .sort()
    .map((path) => ({
      path: relative(folder, path),
      name: basename(path),
      // A copy: the bytes of small files lie together in one Buffer of Node.
      bytes: Uint8Array.from(readFileSync(path)),
    }));
}

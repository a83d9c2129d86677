import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** Files of one venue that make one board together. */
const JOINS: readonly (readonly RegExp[])[] = [
  [/binance.*ticker/, /binance.*mark/],
  [/okx.*tickers/, /okx.*opt-summary/],
];

/** Every quote file below a folder, in the order of its path; none where there is no such folder. */
export function quoteFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile() && !/LICENSE|README/.test(basename(path)))
    .sort();
}

/** Those of the files that belong together, board by board. */
export function joinedFiles(all: readonly string[]): readonly (readonly string[])[] {
  return JOINS.map((patterns) =>
    patterns.flatMap((pattern) => all.find((path) => pattern.test(path)) ?? []),
  ).filter((paths, i) => paths.length === JOINS[i]?.length);
}

/** The folder of real files beside the checkout, or that of VOLBENCH_SHARED. */
export function realFolder(): string {
  return join(process.env['VOLBENCH_SHARED'] ?? resolve(import.meta.dirname, '../../../shared'), 'data');
}

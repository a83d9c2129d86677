import { isJsonObject } from '#readers/io/json.ts';
import { LIMITS } from '#readers/io/limits.ts';
import { type Fields, scalars } from './leaves.ts';
import { tableRows } from './tabular.ts';

/** Objects looked into one below another for the fields of a row. */
const DEPTH = 3;

/**
 * The longest list of objects of a document as rows whose columns have names that say nothing: fields of objects
 * inside a row go by the names of both, `quote.bid`.
 */
export function findRows(document: unknown): readonly Fields[] {
  let best: readonly unknown[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (depth > LIMITS.jsonDepth) return;
    const rows = tableRows(value) ?? (Array.isArray(value) && value.some(isJsonObject) ? value : null);
    if (rows !== null && rows.length > best.length) best = rows;
    const inner = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : [];
    for (const each of inner) if (typeof each === 'object' && each !== null) visit(each, depth + 1);
  };
  visit(document, 0);
  if (best.length === 0 && isJsonObject(document)) best = [document];
  return best.filter(isJsonObject).map((row) => {
    const leaf = new Map<string, string>();
    flatten(row, '', leaf, 0);
    return leaf;
  });
}

function flatten(
  row: { readonly [key: string]: unknown },
  prefix: string,
  leaf: Map<string, string>,
  depth: number,
): void {
  for (const [key, text] of scalars(row)) if (leaf.size < LIMITS.columns) leaf.set(prefix + key, text);
  if (depth >= DEPTH) return;
  for (const [key, value] of Object.entries(row)) {
    if (isJsonObject(value)) flatten(value, `${prefix}${key}.`, leaf, depth + 1);
  }
}

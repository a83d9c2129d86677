import { isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { LIMITS } from '#readers/io/limits.ts';

/**
 * The rows of a table that a document writes otherwise than as a list of objects: a list of lists under a list of names
 * (`{columns, data}`, or the names first), or a list or an object of values a column, as data frames are saved. Null
 * for anything else.
 */
export function tableRows(value: unknown): readonly JsonObject[] | null {
  if (Array.isArray(value)) return namesFirst(value);
  return isJsonObject(value) && hasInner(value) ? (splitRows(value) ?? columnRows(value)) : null;
}

/** True for an object with a list or an object in it. */
export function hasInner(object: JsonObject): boolean {
  return !Object.values(object).every(isPlain);
}

function namesFirst(list: readonly unknown[]): readonly JsonObject[] | null {
  const [names] = list;
  return list.length > 1 && isNames(names) ? rowsUnder(names, list.slice(1)) : null;
}

/** `{columns: [...], data: [[...], ...]}`, whatever the two are called. */
function splitRows(object: JsonObject): readonly JsonObject[] | null {
  const lists = Object.values(object).filter((value): value is readonly unknown[] => Array.isArray(value));
  const rows = lists.find((list) => list.length > 0 && list.every(Array.isArray));
  if (rows === undefined) return null;
  for (const names of lists) {
    const found = names !== rows && isNames(names) ? rowsUnder(names, rows) : null;
    if (found !== null) return found;
  }
  return null;
}

function rowsUnder(names: readonly string[], rows: readonly unknown[]): readonly JsonObject[] | null {
  const fits = (row: unknown): row is readonly unknown[] =>
    Array.isArray(row) && row.length === names.length && row.every(isPlain);
  if (!rows.every(fits)) return null;
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
}

/** `{strike: [...], bid: [...]}` or `{strike: {"0": ..., "1": ...}, bid: {...}}`: what is one value counts for every row. */
function columnRows(object: JsonObject): readonly JsonObject[] | null {
  const entries = Object.entries(object);
  const columns = entries.flatMap(([name, value]) => {
    const cells = cellsOf(value);
    return cells === null ? [] : [{ name, cells }];
  });
  const length = columns[0]?.cells.length ?? 0;
  if (columns.length < 3 || columns.length > LIMITS.columns || length === 0) return null;
  if (columns.some(({ cells }) => cells.length !== length)) return null;
  if (entries.some(([, value]) => !isPlain(value) && cellsOf(value) === null)) return null;
  const common = entries.filter(([, value]) => isPlain(value));
  return Array.from({ length }, (_, i) =>
    Object.fromEntries([...common, ...columns.map(({ name, cells }) => [name, cells[i]] as const)]),
  );
}

function cellsOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value.every(isPlain) ? value : null;
  if (!isJsonObject(value)) return null;
  const keys = Object.keys(value);
  const cells = Object.values(value);
  return keys.length > 0 && keys.every((key, i) => key === String(i)) && cells.every(isPlain) ? cells : null;
}

function isNames(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length > 2 &&
    value.length <= LIMITS.columns &&
    value.every((name) => typeof name === 'string' && !/^-?\d/.test(name)) &&
    new Set(value).size === value.length
  );
}

function isPlain(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

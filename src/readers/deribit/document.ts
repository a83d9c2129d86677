import type { EpochMs } from '#base/units.ts';
import { parseInstrumentName } from '#market/instrument-name.ts';
import { field, isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { writtenInstant } from '#readers/io/stated-as-of.ts';

/** The lists of a Deribit document, whichever way it was saved. */
export interface DeribitDocument {
  /** Book summaries, tickers or order books. */
  readonly rows: readonly unknown[];
  readonly futures: readonly unknown[];
  readonly instruments: readonly unknown[];
  /** The time the document itself states. */
  readonly asOf: EpochMs | null;
  readonly simulated: boolean;
}

/** Keys under which people keep the list of options. */
const LIST_KEYS = [
  'options',
  'result',
  'tickers',
  'book_summaries',
  'book_summary',
  'order_books',
  'quotes',
  'data',
];

/**
 * Lists of a bare array, a JSON-RPC reply with `result`, an array of such replies, one row alone, an object of
 * rows by instrument name, or `{as_of, futures, options, instruments}`; null for another shape.
 */
export function findLists(value: unknown): DeribitDocument | null {
  if (Array.isArray(value)) return document(value, {});
  if (!isJsonObject(value)) return null;
  for (const key of LIST_KEYS) {
    const list = field(value, key);
    if (Array.isArray(list)) return document(list, value);
    if (isJsonObject(list) && isRow(list)) return document([list], value);
    if (isJsonObject(list) && isByName(list)) return document(named(list), value);
  }
  if (Array.isArray(field(value, 'futures'))) return document([], value);
  if (isRow(value)) return document([value], {});
  return isByName(value) ? document(named(value), {}) : byCurrency(value);
}

/** Lists or replies of several currencies by their names, `{"BTC": [...], "ETH": {"result": [...]}}`, as one. */
function byCurrency(value: JsonObject): DeribitDocument | null {
  const parts = Object.values(value).flatMap((part) => {
    const list = Array.isArray(part) || (isJsonObject(part) && !isRow(part)) ? findLists(part) : null;
    return list === null || !list.rows.some((row) => isJsonObject(row) && isRow(row)) ? [] : [list];
  });
  if (parts.length === 0) return null;
  const stated = [document([], value).asOf, ...parts.map((part) => part.asOf)].filter((at) => at !== null);
  return {
    rows: parts.flatMap(({ rows }) => rows),
    futures: parts.flatMap(({ futures }) => futures),
    instruments: parts.flatMap(({ instruments }) => instruments),
    asOf: stated.length === 0 ? null : (Math.max(...stated) as EpochMs),
    simulated: parts.some(({ simulated }) => simulated),
  };
}

function document(list: readonly unknown[], envelope: JsonObject): DeribitDocument {
  const stated =
    field(envelope, 'as_of') ?? field(envelope, 'snapshot_time') ?? field(envelope, 'timestamp') ?? null;
  return {
    rows: list.flatMap(replied),
    futures: listOf(envelope, 'futures'),
    instruments: listOf(envelope, 'instruments'),
    asOf: writtenInstant(stated) ?? writtenInstant(field(envelope, 'usOut')),
    simulated: field(envelope, 'simulated') === true,
  };
}

/** The row or rows inside a reply that stands where a row is expected; a row itself. */
function replied(element: unknown): readonly unknown[] {
  if (!isJsonObject(element) || isRow(element)) return [element];
  const result = field(element, 'result');
  return Array.isArray(result) ? result : isJsonObject(result) ? [result] : [element];
}

function isRow(object: JsonObject): boolean {
  return typeof field(object, 'instrument_name') === 'string';
}

/** True for `{"BTC-27NOV26-60000-C": {...}, ...}`. */
function isByName(object: JsonObject): boolean {
  const [first] = Object.keys(object);
  if (first === undefined || !isJsonObject(object[first])) return false;
  return !['unknown-name', 'bad-name'].includes(parseInstrumentName(first).kind);
}

function named(object: JsonObject): readonly unknown[] {
  return Object.entries(object).map(([name, row]) =>
    isJsonObject(row) && !isRow(row) ? { ...row, instrument_name: name } : row,
  );
}

function listOf(object: JsonObject, key: string): readonly unknown[] {
  const value = field(object, key);
  return Array.isArray(value) ? value : [];
}

import { field, isJsonObject, type JsonObject } from '#readers/io/json.ts';

/** The lists of a Deribit document, whichever way it was saved. */
export interface DeribitDocument {
  readonly options: readonly unknown[];
  readonly futures: readonly unknown[];
  readonly instruments: readonly unknown[];
  /** The time the document itself states, as written; null when it states none. */
  readonly asOf: string | number | null;
  /** Server time of the reply in microseconds; null outside a reply. */
  readonly usOut: number | null;
  readonly simulated: boolean;
}

/** Lists of a bare array, a JSON-RPC reply with `result`, or `{as_of, futures, options, instruments}`; null for another shape. */
export function findLists(value: unknown): DeribitDocument | null {
  if (Array.isArray(value)) return document(value, {});
  if (!isJsonObject(value)) return null;
  const result = field(value, 'result');
  if (Array.isArray(result)) return document(result, value);
  if (isJsonObject(result) && field(result, 'instrument_name') !== undefined)
    return document([result], value);
  const [options, futures] = [list(value, 'options'), list(value, 'futures')];
  if (options === null && futures === null) return null;
  return document(options ?? [], value);
}

function document(options: readonly unknown[], envelope: JsonObject): DeribitDocument {
  const asOf = field(envelope, 'as_of') ?? field(envelope, 'snapshot_time') ?? field(envelope, 'timestamp');
  const usOut = field(envelope, 'usOut');
  return {
    options,
    futures: list(envelope, 'futures') ?? [],
    instruments: list(envelope, 'instruments') ?? [],
    asOf: typeof asOf === 'string' || typeof asOf === 'number' ? asOf : null,
    usOut: typeof usOut === 'number' ? usOut : null,
    simulated: field(envelope, 'simulated') === true,
  };
}

function list(object: JsonObject, key: string): readonly unknown[] | null {
  const value = field(object, key);
  return Array.isArray(value) ? value : null;
}

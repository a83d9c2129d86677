/** Shapes of the worker's replies: what is not one of these never reaches the store. */
import type { Outcome } from '#base/outcome.ts';
import type { CalibrationRequest } from '#calibration/request.ts';

export function isOutcome(value: unknown): value is Outcome<unknown> {
  if (!isObject(value) || !Array.isArray(value['issues'])) return false;
  if (value['ok'] === true) return 'value' in value;
  const error = value['error'];
  return (
    value['ok'] === false &&
    isObject(error) &&
    typeof error['reason'] === 'string' &&
    typeof error['message'] === 'string'
  );
}

/** Columns of one length. */
export function isQuoteSet(value: unknown): boolean {
  if (!isObject(value) || !Array.isArray(value['symbol'])) return false;
  const n = value['symbol'].length;
  return ['expiry', 'strike', 'bid', 'ask'].every((name) => {
    const column = value[name];
    return column instanceof Float64Array && column.length === n;
  });
}

export function isBook(value: unknown): boolean {
  if (!isObject(value) || !Number.isFinite(value['asOf'])) return false;
  return Array.isArray(value['books']) && Array.isArray(value['arbitrage']);
}

/** One fit a slice of the request, in its order. */
export function isCalibration(value: unknown, request: CalibrationRequest): boolean {
  if (!isObject(value)) return false;
  const { slices, calendar, summary } = value;
  return (
    Array.isArray(slices) &&
    Array.isArray(calendar) &&
    isObject(summary) &&
    slices.length === request.slices.length &&
    slices.every((slice: unknown, i) => isObject(slice) && slice['key'] === request.slices[i]?.key)
  );
}

/** One trial a model, in the order asked. */
export function isComparison(value: unknown, models: readonly string[]): boolean {
  return (
    Array.isArray(value) &&
    value.length === models.length &&
    value.every((trial: unknown, i) => isObject(trial) && trial['model'] === models[i])
  );
}

/** One entry a slice of the request, in its order, of the kind asked for. */
export function isAssessment(value: unknown, kind: string, request: CalibrationRequest): boolean {
  if (!isObject(value) || value['kind'] !== kind) return false;
  const { slices } = value;
  return (
    Array.isArray(slices) &&
    slices.length === request.slices.length &&
    slices.every((slice: unknown, i) => isObject(slice) && slice['key'] === request.slices[i]?.key)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

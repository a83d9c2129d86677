import { field, type JsonObject } from './json.ts';
import { readNumber } from './number.ts';

/** A JSON field as a number: NaN where it is absent, null, not finite or no number; numeric strings count. */
export function numberField(object: JsonObject, key: string): number {
  const value = field(object, key);
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  return typeof value === 'string' ? (readNumber(value) ?? Number.NaN) : Number.NaN;
}

/** The first of several fields that holds a number. */
export function firstNumber(object: JsonObject, ...keys: readonly string[]): number {
  for (const key of keys) {
    const value = numberField(object, key);
    if (!Number.isNaN(value)) return value;
  }
  return Number.NaN;
}

/** A JSON field as text; empty where it is no string. */
export function textField(object: JsonObject, key: string): string {
  const value = field(object, key);
  return typeof value === 'string' ? value : '';
}

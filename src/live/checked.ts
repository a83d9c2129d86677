/** Shapes of what is read from a recording: a value as it should be, or what is wrong with it as a `ShapeError`. */

/** Says which field is not what it should be. */
export class ShapeError extends Error {}

/** Reads a value found at a field. */
export type Check<T> = (value: unknown, at: string) => T;

function refuse(at: string, wanted: string): never {
  throw new ShapeError(`${at} is not ${wanted}`);
}

/** A finite number in a range. */
export const numberIn =
  (low: number, high: number): Check<number> =>
  (value, at) =>
    typeof value === 'number' && value >= low && value <= high
      ? value
      : refuse(at, low === -Number.MAX_VALUE ? 'a number' : `a number from ${low} to ${high}`);

export const finite: Check<number> = numberIn(-Number.MAX_VALUE, Number.MAX_VALUE);

/** An instant, ms, before the year 2200. */
export const instant: Check<number> = numberIn(0, 7.3e12);

export const truth: Check<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : refuse(at, 'true or false');

/** A text of at most so many characters. */
export const textOf =
  (most: number): Check<string> =>
  (value, at) =>
    typeof value === 'string' && value.length <= most
      ? value
      : refuse(at, `a text of at most ${most} characters`);

/** One of some words. */
export const oneOf =
  <T extends string>(...words: readonly T[]): Check<T> =>
  (value, at) =>
    words.find((word) => word === value) ?? refuse(at, words.map((word) => `"${word}"`).join(' or '));

export const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (value, at) =>
    value === null || value === undefined ? null : check(value, at);

/** A list of at most so many entries. */
export const listOf =
  <T>(check: Check<T>, most: number): Check<readonly T[]> =>
  (value, at) =>
    Array.isArray(value) && value.length <= most
      ? value.map((each: unknown, i) => check(each, `${at}[${i}]`))
      : refuse(at, `a list of at most ${most}`);

export const pairOf =
  <A, B>(first: Check<A>, second: Check<B>): Check<readonly [A, B]> =>
  (value, at) =>
    Array.isArray(value) && value.length === 2
      ? [first(value[0], `${at}[0]`), second(value[1], `${at}[1]`)]
      : refuse(at, 'a pair');

/** An object with these fields; others are left out. */
export const objectOf =
  <T>(fields: { readonly [key in keyof T]: Check<T[key]> }): Check<T> =>
  (value, at) => {
    const object = record(value, at);
    const read: Partial<T> = {};
    for (const key in fields)
      read[key] = fields[key](
        Object.hasOwn(object, key) ? object[key] : undefined,
        at === '' ? key : `${at}.${key}`,
      );
    return read as T;
  };

/** Any JSON object, its fields as they are. */
export const record: Check<Record<string, unknown>> = (value, at) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : refuse(at === '' ? 'it' : at, 'an object');

/** Any JSON value. */
export const anything: Check<unknown> = (value) => value;

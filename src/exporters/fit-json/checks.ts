/** What is wrong with a document, as a sentence. Thrown by checks, caught by the parser. */
export class Unreadable extends Error {}

/** Reads one value of an untrusted document into a fresh one, or throws Unreadable; `at` is its path. */
export type Check<T> = (value: unknown, at: string) => T;

/** The value as a message shows it, shortened. */
function found(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** Refuses a value: path, what was found, what was expected. */
export function refuse(value: unknown, at: string, expected: string): never {
  throw new Unreadable(`${at} is ${found(value)}; expected ${expected}.`);
}

/** Exactly this value. */
export function exactly<const T extends string | number | null>(wanted: T): Check<T> {
  return (value, at) => (value === wanted ? wanted : refuse(value, at, JSON.stringify(wanted)));
}

/** One of these strings. */
export function oneOf<const T extends string>(...wanted: readonly T[]): Check<T> {
  return (value, at) =>
    wanted.find((option) => option === value) ?? refuse(value, at, `one of ${wanted.join(', ')}`);
}

/** A finite number within [lower, upper]. */
export function numberIn(lower = -Infinity, upper = Infinity): Check<number> {
  const range =
    lower === -Infinity && upper === Infinity
      ? 'a number'
      : upper === Infinity
        ? `a number of ${lower} or more`
        : `a number from ${lower} to ${upper}`;
  return (value, at) =>
    typeof value === 'number' && Number.isFinite(value) && value >= lower && value <= upper
      ? value
      : refuse(value, at, range);
}

/** A finite number above zero. */
export const positive: Check<number> = (value, at) =>
  typeof value === 'number' && Number.isFinite(value) && value > 0
    ? value
    : refuse(value, at, 'a number above 0');

/** A whole number of zero or more. */
export const count: Check<number> = (value, at) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : refuse(value, at, 'a whole number of 0 or more');

export const flag: Check<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : refuse(value, at, 'true or false');

/** A string of at most 4,096 UTF-16 units. */
export const text: Check<string> = (value, at) =>
  typeof value === 'string' && value.length <= 4096
    ? value
    : refuse(value, at, 'a string of at most 4096 characters');

/** An instant exactly as `toISOString` writes it. */
export const instant: Check<string> = (value, at) => {
  if (typeof value === 'string' && value.length <= 27) {
    const time = Date.parse(value);
    if (!Number.isNaN(time) && new Date(time).toISOString() === value) return value;
  }
  return refuse(value, at, 'an instant such as 2026-08-07T08:00:00.000Z');
};

/** Null, or what `check` reads. */
export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value, at) => (value === null ? null : check(value, at));
}

/** What `check` reads, or `value` where the field is not there: files written before it existed stay readable. */
export function ifAbsent<T>(value: T, check: Check<T>): Check<T> {
  return (found, at) => (found === undefined ? value : check(found, at));
}

/** A list of what `check` reads. */
export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value, at) =>
    Array.isArray(value) ? value.map((item, i) => check(item, `${at}[${i}]`)) : refuse(value, at, 'a list');
}

/** A pair of numbers, the first not above the second. */
export const range: Check<readonly [number, number]> = (value, at) => {
  if (!Array.isArray(value) || value.length !== 2) return refuse(value, at, 'a list of two numbers');
  const low = numberIn()(value[0], `${at}[0]`);
  const high = numberIn(low)(value[1], `${at}[1]`);
  return [low, high];
};

/** An object with any keys `key` accepts, each holding what `check` reads; rebuilt without a shared prototype slot. */
export function recordOf<T>(key: Check<string>, check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, at) => {
    if (!isObject(value)) return refuse(value, at, 'an object');
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        if (name === '__proto__') throw new Unreadable(`${at} has a key "__proto__", which is refused.`);
        return [key(name, `A key of ${at}`), check(member, `${at}.${name}`)];
      }),
    );
  };
}

/** An object with exactly these fields, in this order; another field is refused by name. */
export function objectOf<T extends object>(fields: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> {
  const names = Object.keys(fields);
  return (value, at) => {
    if (!isObject(value)) return refuse(value, at, 'an object');
    const unknown = Object.keys(value).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      throw new Unreadable(`${at} has a field this version does not know: ${found(unknown)}.`);
    }
    return Object.fromEntries(
      names.map((name) => {
        const member = Object.hasOwn(value, name) ? value[name] : undefined;
        return [name, fields[name as keyof T](member, `${at}.${name}`)];
      }),
    ) as T;
  };
}

/** An object whose `kind` chooses how the rest is read. */
export function byKind<T extends { readonly kind: string }>(
  kinds: { readonly [K in T['kind']]: Check<Extract<T, { readonly kind: K }>> },
): Check<T> {
  const names = Object.keys(kinds) as T['kind'][];
  return (value, at) => {
    if (!isObject(value)) return refuse(value, at, 'an object');
    const kind: T['kind'] = oneOf(...names)(value['kind'], `${at}.kind`);
    return kinds[kind](value, at);
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

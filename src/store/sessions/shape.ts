/** Pieces of the schemas of what is kept: every field of a type is named, and nothing inherited gets in. */
import * as v from 'valibot';
import { epochMs } from '#base/units.ts';

/** A schema that gives a T. */
export type Shape<T> = v.GenericSchema<unknown, T>;

type Entries<T> = { readonly [K in keyof T]-?: v.GenericSchema<unknown, T[K]> };

/**
 * An object of exactly these fields, as a fresh one. A field of T without an entry does not compile, be it optional or
 * not, so that whoever adds a decision is led here; what files of before do not have is `v.optional` with its default.
 */
export function fields<T extends object>(entries: Entries<T>): Shape<T> {
  return v.strictObject(entries as v.ObjectEntries) as unknown as Shape<T>;
}

/** One of a union of strings, each of which is named. */
export function oneOf<T extends string>(names: Readonly<Record<T, true>>): Shape<T> {
  return v.picklist(Object.keys(names) as T[]) as unknown as Shape<T>;
}

/** A finite number; negative zero stays what it is. */
export const number = v.pipe(v.number(), v.finite('a number beyond all bounds'));
export const atLeastZero = v.pipe(number, v.minValue(0));
export const positive = v.pipe(number, v.gtValue(0));
/** Whole and zero or more. */
export const whole = v.pipe(number, v.safeInteger(), v.minValue(0));
/** A piece of text; the longest is a note of a reader. */
export const text = v.pipe(v.string(), v.maxLength(4096));
/** Milliseconds since 1970 that a date can have. */
export const epoch = v.pipe(number, v.minValue(-8.64e15), v.maxValue(8.64e15), v.transform(epochMs));

/** Keyed values as a fresh object. Any own key is kept but `__proto__`, which no key of ours is. */
export function keyed<T>(value: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return v.pipe(
    v.custom<Readonly<Record<string, unknown>>>(isPlainObject, 'no object'),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const read: [string, T][] = [];
      for (const [name, member] of Object.entries(dataset.value)) {
        const parsed = v.safeParse(value, member);
        if (name === '__proto__' || !parsed.success) {
          addIssue({ message: `${name}: ${parsed.success ? 'no name' : parsed.issues[0].message}` });
          return NEVER;
        }
        read.push([name, parsed.output]);
      }
      return Object.fromEntries(read);
    }),
  );
}

/** True for an object that is neither null nor a list. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where and why a value has not the shape, as part of a sentence. */
export function faultOf(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const [issue] = issues;
  const at = v.getDotPath(issue);
  return at === null ? issue.message : `${at}: ${issue.message}`;
}

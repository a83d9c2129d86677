import fc from 'fast-check';

/** What holds for every value that can be drawn. */
export interface Property {
  readonly name: string;
  /** Cases of a cheap property that cost as much as one of these. */
  readonly weight: number;
  /** Draws cases from a seed; what is wrong with the smallest that fails, with the seed that draws it; null if none does. */
  run(cases: number, seed: number): Promise<string | null>;
}

/** What is wrong with a value, or null. */
export type Verdict = string | null;

/** What a property may say besides. */
interface More<T> {
  readonly weight?: number;
  /** Values that once failed: they come first. */
  readonly once?: readonly NoInfer<T>[];
}

/** A property of drawn values: `judge` tells what is wrong with one, or null. */
export function property<T>(
  name: string,
  values: fc.Arbitrary<T>,
  judge: (value: T) => Verdict,
  more: More<T> = {},
): Property {
  return described(name, judge, more, (parameters) =>
    fc.check(
      fc.property(values, (value) => judge(value) === null),
      parameters,
    ),
  );
}

/** The same where judging takes files. */
export function awaited<T>(
  name: string,
  values: fc.Arbitrary<T>,
  judge: (value: T) => Promise<Verdict>,
  more: More<T> = {},
): Property {
  return described(name, judge, more, (parameters) =>
    fc.check(
      fc.asyncProperty(values, async (value) => (await judge(value)) === null),
      parameters,
    ),
  );
}

function described<T>(
  name: string,
  judge: (value: T) => Verdict | Promise<Verdict>,
  { weight = 1, once = [] }: More<T>,
  check: (parameters: fc.Parameters<[T]>) => fc.RunDetails<[T]> | Promise<fc.RunDetails<[T]>>,
): Property {
  return {
    name,
    weight,
    async run(cases, seed) {
      const examples = once.map((value): [T] => [value]);
      const { failed, counterexample, counterexamplePath } = await check({ numRuns: cases, seed, examples });
      const value = counterexample?.[0];
      if (!failed || value === undefined) return failed ? `${name}: nothing could be drawn` : null;
      let why: Verdict;
      try {
        why = await judge(value);
      } catch (error) {
        why = String(error);
      }
      return `${name}: ${why} at ${fc.stringify(value)} (seed ${seed}, path ${counterexamplePath})`;
    },
  };
}

/** Null where a is b to a tolerance. */
export function near(what: string, a: number, b: number, tolerance: number): Verdict {
  return Math.abs(a - b) <= tolerance ? null : `${what} is ${a}, not ${b} to ${tolerance.toExponential(1)}`;
}

/** Null where a is at least b, but for a tolerance. */
export function atLeast(what: string, a: number, b: number, tolerance = 0): Verdict {
  return a >= b - tolerance ? null : `${what} is ${a}, below ${b}`;
}

export function holds(what: string, isTrue: boolean): Verdict {
  return isTrue ? null : `${what} does not hold`;
}

/** The first that is wrong. */
export function each(...verdicts: readonly Verdict[]): Verdict {
  return verdicts.find((verdict) => verdict !== null) ?? null;
}

/** The first that is wrong of many. */
export function everyOf<T>(items: Iterable<T>, judge: (item: T, i: number) => Verdict): Verdict {
  let i = 0;
  for (const item of items) {
    const verdict = judge(item, i++);
    if (verdict !== null) return verdict;
  }
  return null;
}

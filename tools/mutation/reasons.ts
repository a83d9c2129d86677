/** Why a change that no test notices may stay. */

interface Change {
  readonly file: string;
  /** The whole line it begins on. */
  readonly text: string;
  readonly mutator: string;
  readonly was: string;
  readonly became: string;
}

interface Reason {
  /** End of the file's path; any file where absent. */
  readonly file?: string;
  /** Part of the line, or a pattern of it. */
  readonly on?: string | RegExp;
  readonly mutator?: string;
  readonly was?: string | RegExp;
  readonly became?: string | RegExp;
  readonly why: string;
}

const matches = (text: string, pattern: string | RegExp | undefined): boolean =>
  pattern === undefined || (typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text));

/** The first that fits says why: the special ones stand before the general ones. */
const reasons: readonly Reason[] = [
  {
    mutator: 'EqualityOperator',
    on: /\bfor \(/,
    was: /^\w+ < \w+(\.length)?$/,
    became: /<=/,
    why: 'one turn more reads and writes past the end of a typed array, which does nothing',
  },
];

/** The reason of a change; null where nobody has said. */
export function reasonFor({ file, text, mutator, was, became }: Change): string | null {
  const found = reasons.find(
    (reason) =>
      (reason.file === undefined || file.endsWith(reason.file)) &&
      (reason.mutator === undefined || reason.mutator === mutator) &&
      matches(text, reason.on) &&
      matches(was, reason.was) &&
      matches(became, reason.became),
  );
  return found?.why ?? null;
}

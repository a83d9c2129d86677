/** What a file asks before it can be read, and the answers it is read with. */
import type { ColumnMap, UnknownTable } from '#base/column-map.ts';
import { instant } from '#base/format.ts';
import type { Failure, Issue } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import type { ReadOptions } from '#readers/reader.ts';
import type { Answers } from './answers.ts';

/** A question about the files of the last drop. */
export interface Question {
  /** The sentence that says why it is asked. */
  readonly message: string;
  /** File it is about. */
  readonly file: string;
  readonly about:
    | { readonly kind: 'columns'; readonly table: UnknownTable; readonly chosen: ColumnMap }
    | {
        readonly kind: 'underlying' | 'instant';
        readonly options: readonly string[];
        /** Rows of each option; null where they were not counted. */
        readonly counts: readonly number[] | null;
        readonly chosen: string;
      }
    | { readonly kind: 'as-of' };
  /** It stands on the screen; put off, it waits behind the notice. */
  readonly open: boolean;
}

/** What the files of a drop are read with. */
export interface Given {
  readonly asOf: EpochMs | null;
  readonly underlying: string | null;
  readonly at: EpochMs | null;
  /** Asks for the columns although they are known. */
  readonly askColumns: boolean;
  /** Answers of before are not taken. */
  readonly afresh: boolean;
  /** What was taken from the answers of before. */
  readonly said: readonly Issue[];
}

export const NOTHING_GIVEN: Given = {
  asOf: null,
  underlying: null,
  at: null,
  askColumns: false,
  afresh: false,
  said: [],
};

export function readOptions(given: Given, { columns }: Answers): ReadOptions {
  const { asOf, underlying, at, askColumns } = given;
  return { asOf, underlying, at, map: askColumns ? 'ask' : null, maps: columns };
}

/** What the user chose before, where it answers the failure; null where the user has to be asked. */
export function answeredBefore(error: Failure, given: Given, answers: Answers): Given | null {
  const { choices } = error;
  if (given.afresh || choices === undefined) return null;
  const [newest] = choices.options;
  if (choices.kind === 'underlying' && given.underlying === null && answers.underlying !== null) {
    const { underlying } = answers;
    if (!choices.options.includes(underlying)) return null;
    return { ...given, underlying, said: [...given.said, taken(error, `${underlying} is read`)] };
  }
  if (choices.kind === 'instant' && given.at === null && answers.instant !== null && newest !== undefined) {
    const wanted = answers.instant === 'newest' ? newest : answers.instant;
    if (!choices.options.includes(wanted)) return null;
    const at = Date.parse(wanted) as EpochMs;
    const which = wanted === newest ? 'the newest instant, ' : '';
    return { ...given, at, said: [...given.said, taken(error, `${which}${instant(at)} is read`)] };
  }
  return null;
}

function taken({ message, at }: Failure, what: string): Issue {
  const issue: Issue = {
    severity: 'info',
    code: 'choice-remembered',
    message: `${message.replace(/ Choose one of them\.$/, '')} As you chose before, ${what}.`,
  };
  return at === undefined ? issue : { ...issue, at };
}

/** The question a failure asks; null where no answer would mend it. */
export function questionOf(error: Failure, answers: Answers): Question | null {
  const { message, choices, table, at = '' } = error;
  if (table !== undefined) {
    const chosen = answers.columns[table.fingerprint] ?? table.proposed;
    return {
      message,
      file: at,
      about: { kind: 'columns', table, chosen },
      open: isComplete(table.proposed),
    };
  }
  if (choices === undefined) return null;
  if (choices.kind === 'as-of') return { message, file: at, about: { kind: 'as-of' }, open: false };
  const [first] = choices.options;
  if (first === undefined) return null;
  const { kind, options, counts = null } = choices;
  return { message, file: at, about: { kind, options, counts, chosen: first }, open: true };
}

/** Enough to be read: a table of which less is known is no table of options as far as one can see. */
function isComplete(map: ColumnMap): boolean {
  const has = (...roles: readonly (keyof ColumnMap)[]) => roles.every((role) => Boolean(map[role]));
  const option = has('symbol') || (has('strike') && (has('expiry') || has('years') || has('days')));
  return (
    option &&
    (has('bid', 'ask') || has('bidVol', 'askVol') || has('mid') || has('iv') || has('callBid', 'putBid'))
  );
}

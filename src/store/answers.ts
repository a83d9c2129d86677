/** What the user said of files that could not be read without: columns by header, the underlying, the instant. */
import * as v from 'valibot';
import { type ColumnMap, MAPPED_ROLES, MAPPED_UNITS } from '#base/column-map.ts';
import type { PreferenceStorage } from './preferences.ts';

const KEY = 'volbench.answers';
/** Headers remembered; the one named longest ago goes first. */
const MOST_HEADERS = 40;

const Column = v.pipe(v.string(), v.maxLength(200));
const Columns = v.strictObject({
  ...(Object.fromEntries(MAPPED_ROLES.map((role) => [role, v.exactOptional(Column)])) as Record<
    (typeof MAPPED_ROLES)[number],
    v.ExactOptionalSchema<typeof Column, undefined>
  >),
  units: v.exactOptional(v.picklist(MAPPED_UNITS)),
});

const Answers = v.object({
  version: v.literal(1),
  underlying: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  columns: v.pipe(
    v.array(v.tuple([v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)), Columns])),
    v.maxLength(MOST_HEADERS),
  ),
});

/** Answers of this visit and, but for the instant, of earlier ones. */
export interface Answers {
  readonly underlying: string | null;
  /** Instant chosen last in this visit: `newest`, or ISO 8601. */
  readonly instant: string | null;
  /** Columns by fingerprint of the header, the newest last. */
  readonly columns: Readonly<Record<string, ColumnMap>>;
}

const NONE: Answers = { underlying: null, instant: null, columns: {} };

/** What was remembered; nothing where storage fails or holds something else. */
export function readAnswers(storage: PreferenceStorage | null): Answers {
  try {
    const text = storage?.getItem(KEY);
    if (text === null || text === undefined) return NONE;
    const parsed = v.safeParse(Answers, JSON.parse(text));
    if (!parsed.success) return NONE;
    const { underlying, columns } = parsed.output;
    return { underlying, instant: null, columns: Object.fromEntries(columns) };
  } catch {
    // Storage that fails costs the memory, never the page.
    return NONE;
  }
}

/** Remembers; a full or forbidden storage is no error. */
export function writeAnswers(storage: PreferenceStorage | null, { underlying, columns }: Answers): void {
  try {
    storage?.setItem(KEY, JSON.stringify({ version: 1, underlying, columns: Object.entries(columns) }));
  } catch {
    // Nothing depends on it.
  }
}

/** The answers with the columns of one header, which then counts as the newest. */
export function withColumns(answers: Answers, fingerprint: string, map: ColumnMap): Answers {
  const others = Object.entries(answers.columns).filter(([key]) => key !== fingerprint);
  const kept = others.slice(Math.max(0, others.length - MOST_HEADERS + 1));
  return { ...answers, columns: Object.fromEntries([...kept, [fingerprint, map]]) };
}

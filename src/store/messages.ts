/**
 * The Messages table as pure functions: drafts of each source, grouping by
 * code, and ids that stay with a message for as long as it says the same.
 */

import { count, date, expiryName } from '#base/format.ts';
import type { Failure, Issue } from '#base/outcome.ts';
import { bookKey, type MarketBook } from '#market/book.ts';
import type { FilteredBook } from '#market/filters.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { isUnsettled } from '#market/settlement.ts';
import type { Message } from './state.ts';

/** A message before it has its id. */
export type Draft = Omit<Message, 'id'>;

/** Where messages come from; each section is replaced whole, the last one shown newest. */
export interface MessageSections {
  readonly open: readonly Draft[];
  readonly market: readonly Draft[];
  readonly fit: readonly Draft[];
  readonly assessment: readonly Draft[];
  readonly session: readonly Draft[];
  /** Of a market that is followed live. */
  readonly live: readonly Draft[];
  readonly event: readonly Draft[];
}

export const NO_MESSAGES: MessageSections = {
  open: [],
  market: [],
  fit: [],
  assessment: [],
  session: [],
  live: [],
  event: [],
};

/** A draft with the parts most messages do without. */
export function draft(
  severity: Draft['severity'],
  code: string,
  text: string,
  more: Partial<Pick<Draft, 'count' | 'expiry' | 'action'>> = {},
): Draft {
  return { severity, code, text, count: 1, expiry: null, action: null, ...more };
}

/** What the reader understood and what it could not make quotes of. */
export function quoteSetDrafts(quotes: QuoteSet): Draft[] {
  const ofTable = quotes.reader === 'csv-table';
  const notes = quotes.notes.map((note) =>
    draft('info', 'reader-note', note, {
      action: ofTable && note.startsWith('Columns: ') ? CHANGE_COLUMNS : null,
    }),
  );
  const rejected = quotes.rejected.map((r) =>
    draft(
      'info',
      `rejected-${r.reason}`,
      `${count(r.count)} of ${count(quotes.rowsRead)} rows are no quotes (${r.reason.replaceAll('-', ' ')}): ${listed(r.examples, r.count)}`,
      { count: r.count },
    ),
  );
  return [...notes, ...rejected];
}

/** Issues of a reader or of the market; `at` leads to an expiry where it names one of `keys` or its instant. */
export function issueDrafts(issues: readonly Issue[], keys: ReadonlySet<string>): Draft[] {
  // That the time is unknown the market says, for as long as it is.
  const own = issues.filter(({ code }) => code !== 'as-of-missing');
  return own.map((issue) =>
    draft(issue.severity, issue.code, issue.message, {
      count: issue.count ?? 1,
      expiry: keyOf(issue.at, keys),
      action: STEPS[issue.code] ?? (issue.code.includes('forward') ? SHOW_FORWARDS : null),
    }),
  );
}

const CHANGE_COLUMNS: Draft['action'] = { label: 'Change the columns…', kind: 'ask-columns' };
export const SHOW_FORWARDS: Draft['action'] = { label: 'Show forwards', kind: 'show-forwards' };

/** What can be done about issues of a code. */
const STEPS: Readonly<Record<string, Draft['action']>> = {
  'american-parity': SHOW_FORWARDS,
  'settlement-average-off': SHOW_FORWARDS,
  'columns-mapped': CHANGE_COLUMNS,
  'choice-remembered': { label: 'Choose another…', kind: 'ask-choice' },
};

function keyOf(at: string | undefined, keys: ReadonlySet<string>): string | null {
  if (at === undefined) return null;
  return keys.has(at) ? at : ([...keys].find((key) => key.endsWith(`@${at}`)) ?? null);
}

/** Whole expiries the market leaves out, with how many quotes they hold. */
export function droppedDrafts(market: MarketBook): Draft[] {
  return market.dropped
    .filter((d) => d.count > 0)
    .map((d) => {
      const reason = d.reason.replaceAll('-', ' ');
      const text = `${count(d.count)} quotes left out, ${reason}: ${listed(d.expiries.map(date))}`;
      return draft('info', `dropped-${d.reason}`, text, { count: d.count });
    });
}

/** Expiries the filters leave out whole: too near, or settling on an average that nobody gave. */
export function wholeExpiryDrafts(quotes: QuoteSet, market: MarketBook, filtered: FilteredBook): Draft[] {
  const left = (settling: boolean) =>
    market.books.filter((_, i) => filtered.dropped[i] && filtered.settling[i] === settling);
  const named = (settling: boolean) => {
    const books = left(settling);
    const names = books.slice(0, NAMED).map(({ expiry }) => date(expiry));
    return `${names.join(', ')}${books.length > NAMED ? ', …' : ''}`;
  };
  const drafts: Draft[] = [];
  if (filtered.nearExpiry > 0) {
    const averaged = left(false).some(isUnsettled)
      ? ', with Settlement average in Forwards where it is being averaged'
      : '';
    const text = `${count(filtered.nearExpiry)} quotes left out, too close to expiry: ${named(false)}. Expiry within in Filters lets them in${averaged}.`;
    drafts.push(draft('info', 'dropped-near-expiry', text, { count: filtered.nearExpiry, action: FILTERS }));
  }
  const [settling] = left(true);
  if (settling !== undefined && filtered.inSettlement > 0) {
    const text = `${count(filtered.inSettlement)} quotes left out: the settlement price of ${named(true)} is being averaged. Switch on Settlement average in Forwards and give the average so far to fit it.`;
    drafts.push(
      draft('warning', 'dropped-settlement-window', text, {
        count: filtered.inSettlement,
        expiry: bookKey(settling, quotes),
        action: SHOW_FORWARDS,
      }),
    );
  }
  return drafts;
}

const FILTERS = { label: 'Show filters', kind: 'show-filters' } as const;

/** A failed open or fit as a message. */
export function failureDraft(code: string, error: Failure, action: Draft['action'] = null): Draft {
  return draft('error', code, error.message, { action });
}

/**
 * One message a code and severity: the first sentence, then how many more and
 * which expiries they concern. Notes of the reader are kept one by one.
 */
export function grouped(drafts: readonly Draft[]): Draft[] {
  const byCode = new Map<string, Draft[]>();
  drafts.forEach((d, i) => {
    const key = d.code === 'reader-note' ? `${d.code}#${i}` : `${d.severity} ${d.code}`;
    const group = byCode.get(key);
    if (group === undefined) byCode.set(key, [d]);
    else group.push(d);
  });
  return [...byCode.values()].map(joined);
}

const NAMED = 4;

/** The first names of so many as the end of a sentence; what is cut short ends with its dots alone. */
function listed(names: readonly string[], of = names.length): string {
  const shown = names.slice(0, NAMED);
  return shown.join(', ') + (of > shown.length ? ', …' : '.');
}

function joined(group: readonly Draft[]): Draft {
  const [first, ...more] = group as [Draft, ...Draft[]];
  if (more.length === 0) return first;
  const names = more.flatMap((d) => (d.expiry === null ? [] : [expiryName(d.expiry)]));
  return {
    ...first,
    text: `${first.text} And ${more.length} more${names.length === 0 ? '.' : `: ${listed(names)}`}`,
    count: group.reduce((sum, d) => sum + d.count, 0),
  };
}

/**
 * Numbers the drafts: the id of an equal message before is kept, so that lists do not jump, else that of one whose
 * figures alone have changed, so that its line stays with what a hand has on it.
 */
export function numbered(
  sections: MessageSections,
  before: readonly Message[],
  dismissed: ReadonlySet<string>,
  nextId: () => number,
): readonly Message[] {
  const ids = new Map(before.map((m) => [identity(m), m.id]));
  const { open, market, fit, assessment, session, live, event } = sections;
  const drafts = [open, market, fit, assessment, session, live, event].flatMap(grouped);
  // Two files that are read alike say the same: it is told once, for an id is of one line alone.
  const told = new Map(drafts.map((d) => [identity(d), d]));
  const now = [...told.values()].filter((d) => !dismissed.has(identity(d)));
  const still = new Set(now.map(identity));
  const gone = before.filter((m) => !still.has(identity(m)));
  const changed = new Map(gone.map((m) => [subject(m), m.id]));
  return now.map((d) => {
    const same = ids.get(identity(d));
    if (same !== undefined) return { ...d, id: same };
    const of = subject(d);
    const id = changed.get(of) ?? nextId();
    changed.delete(of);
    return { ...d, id };
  });
}

/** What a message is about, whatever it says of it. */
function subject({ severity, code, expiry }: Draft): string {
  return `${severity}\n${code}\n${expiry}`;
}

/** What makes two messages the same one. */
export function identity(message: Draft): string {
  return `${message.code}\n${message.expiry}\n${message.text}`;
}

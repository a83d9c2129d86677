import { failure, type Issue, type Outcome, success } from '#base/outcome.ts';
import { type EpochMs, epochMs } from '#base/units.ts';
import { newYorkDate } from '#market/expiry.ts';
import type { ListedFuture, QuoteSet, RejectedRows } from '#market/quote-set.ts';
import { merged as mergeRejected } from './io/join-pair.ts';
import { shownName } from './io/limits.ts';
import { OPTIONAL_COLUMNS, type OptionalColumn } from './io/quote-rows.ts';

/**
 * Joins the quotes of several files into one set. They must be of one underlying, unit and session (one day in
 * New York) and must not hold different quotes of one option; identical rows are counted as duplicates.
 */
export function mergeQuotes(sets: readonly QuoteSet[]): Outcome<QuoteSet> {
  const [first] = sets;
  if (first === undefined) return failure('missing-data', 'No file was given. Open an option quote file.');
  if (sets.length === 1) return success(first);
  for (const other of sets.slice(1)) {
    const apart = whyApart(first, other);
    if (apart !== null) return failure('invalid', apart, nameOf(other));
  }
  const kept: { set: QuoteSet; row: number }[] = [];
  const seen = new Map<string, { set: QuoteSet; row: number }>();
  let duplicates = 0;
  const examples: string[] = [];
  for (const set of sets) {
    for (const [row, key] of set.symbol.entries()) {
      const twin = seen.get(key);
      if (twin === undefined) {
        const place = { set, row };
        seen.set(key, place);
        kept.push(place);
      } else if (
        Object.is(twin.set.bid[twin.row], set.bid[row]) &&
        Object.is(twin.set.ask[twin.row], set.ask[row])
      ) {
        duplicates++;
        if (examples.length < 3) examples.push(key);
      } else {
        return failure(
          'invalid',
          `${nameOf(twin.set)} and ${nameOf(set)} hold different quotes of ${key}: they are two snapshots. Nothing was opened: drop one, or replay them in their order (Replay files… in Live).`,
          nameOf(set),
        );
      }
    }
  }
  const extra: RejectedRows[] =
    duplicates === 0 ? [] : [{ reason: 'duplicate', count: duplicates, examples }];
  const asOf = latest(sets);
  const issues: Issue[] = [
    {
      severity: 'info',
      code: 'merged',
      message: `${sets.length} files are read as one board of ${first.underlying}.`,
    },
  ];
  const merged: QuoteSet = {
    ...first,
    notes: [...new Set(sets.flatMap((set) => set.notes)), 'The as-of time is the latest of the files.'],
    files: [...new Set(sets.flatMap((set) => set.files))],
    exercise: sets.every((set) => set.exercise === first.exercise) ? first.exercise : 'unknown',
    asOf,
    asOfSource: sets.find((set) => set.asOf === asOf)?.asOfSource ?? first.asOfSource,
    futures: mergeFutures(sets),
    spot: sets.find((set) => set.spot !== null)?.spot ?? null,
    symbol: kept.map(({ set, row }) => set.symbol[row] as string),
    root: kept.map(({ set, row }) => set.root[row] as string),
    expiry: numbers(kept, (set) => set.expiry),
    strike: numbers(kept, (set) => set.strike),
    isCall: Uint8Array.from(kept, ({ set, row }) => set.isCall[row] as number),
    bid: numbers(kept, (set) => set.bid),
    ask: numbers(kept, (set) => set.ask),
    ...optionalColumns(sets, kept),
    underlyingName: sets.some((set) => set.underlyingName !== null)
      ? kept.map(({ set, row }) => set.underlyingName?.[row] ?? '')
      : null,
    rowsRead: sets.reduce((sum, set) => sum + set.rowsRead, 0),
    rejected: mergeRejected([...sets.flatMap((set) => set.rejected), ...extra]),
  };
  return success(merged, issues);
}

function whyApart(a: QuoteSet, b: QuoteSet): string | null {
  const [fileA, fileB] = [nameOf(a), nameOf(b)];
  if (a.underlying !== b.underlying) {
    const [is, other] = [a.underlying || 'of no named underlying', b.underlying || 'of no named underlying'];
    return `${fileA} is ${is} and ${fileB} is ${other}; a surface holds one underlying. Nothing was opened: drop one.`;
  }
  if (a.venue !== b.venue && a.venue !== null && b.venue !== null) {
    return `${fileA} is of ${a.venue} and ${fileB} of ${b.venue}: two venues make two books. Nothing was opened: drop one.`;
  }
  if (a.unit !== b.unit || a.settlement !== b.settlement || a.premiumCurrency !== b.premiumCurrency) {
    return `${fileA} quotes in ${unitOf(a)} and ${fileB} in ${unitOf(b)}; a surface holds one unit. Nothing was opened: drop one.`;
  }
  if (a.asOf !== null && b.asOf !== null && !sameDay(a.asOf, b.asOf)) {
    return `${fileA} is of ${day(a.asOf)} and ${fileB} of ${day(b.asOf)}; a surface holds one session. Nothing was opened: drop one.`;
  }
  return null;
}

function optionalColumns(
  sets: readonly QuoteSet[],
  kept: readonly { set: QuoteSet; row: number }[],
): Pick<QuoteSet, OptionalColumn> {
  const column = (name: OptionalColumn) =>
    sets.some((set) => set[name] !== null) ? numbers(kept, (set) => set[name]) : null;
  return Object.fromEntries(OPTIONAL_COLUMNS.map((name) => [name, column(name)])) as unknown as Pick<
    QuoteSet,
    OptionalColumn
  >;
}

function numbers(
  kept: readonly { set: QuoteSet; row: number }[],
  column: (set: QuoteSet) => Float64Array | null,
): Float64Array {
  return Float64Array.from(kept, ({ set, row }) => column(set)?.[row] ?? Number.NaN);
}

function mergeFutures(sets: readonly QuoteSet[]): readonly ListedFuture[] {
  const byName = new Map<string, ListedFuture>();
  for (const set of sets) for (const future of set.futures) byName.set(future.name, future);
  return [...byName.values()];
}

function latest(sets: readonly QuoteSet[]): EpochMs | null {
  const known = sets.map((set) => set.asOf).filter((asOf) => asOf !== null);
  return known.length === 0 ? null : epochMs(Math.max(...known));
}

function sameDay(a: EpochMs, b: EpochMs): boolean {
  return day(a) === day(b);
}

function day(at: EpochMs): string {
  const date = newYorkDate(at);
  return new Date(Date.UTC(date.year, date.month - 1, date.day)).toISOString().slice(0, 10);
}

function unitOf(set: QuoteSet): string {
  return set.unit === 'vol' ? 'vols' : set.premiumCurrency;
}

function nameOf(set: QuoteSet): string {
  return shownName(set.files[0]?.name ?? '');
}

import { failure, type Issue, type Outcome, success } from '#base/outcome.ts';
import { listedExercise, underlyingOfRoot } from '#market/expiry.ts';
import type { ListedFuture, QuoteSet } from '#market/quote-set.ts';
import type { ByteSource, ReadOptions } from '#readers/reader.ts';
import { shownName } from './limits.ts';
import { chooseUnderlying } from './one-underlying.ts';
import type { QuoteRows } from './quote-rows.ts';
import type { StatedAsOf } from './stated-as-of.ts';

/** What a reader of options on shares, indices and futures knows of its file beside the rows. */
export interface ListedFacts {
  readonly reader: string;
  readonly notes: readonly string[];
  readonly venue: string | null;
  readonly premiumCurrency: string;
  /** Null: told by the root, American for shares, European for cash-settled indices. */
  readonly exercise: QuoteSet['exercise'] | null;
  readonly spot: number | null;
  readonly futures?: readonly ListedFuture[];
  readonly unit?: 'currency' | 'vol';
  readonly issues?: readonly Issue[];
  asOf(columns: ReturnType<QuoteRows['finish']>): StatedAsOf;
}

/**
 * Makes one book of listed options out of collected rows: the one underlying, or the one asked for, and rows of
 * another refused. Fails when no row is left, or with the choice when there are several.
 */
export async function listedBoard(
  source: ByteSource,
  bytes: number,
  rows: QuoteRows,
  options: ReadOptions,
  facts: (underlying: string) => ListedFacts,
): Promise<Outcome<QuoteSet>> {
  const counts = new Map<string, number>();
  for (let i = 0; i < rows.accepted; i++) {
    const underlying = underlyingOfRoot(rows.rootAt(i));
    counts.set(underlying, (counts.get(underlying) ?? 0) + 1);
  }
  if (rows.accepted === 0) return nothing(source.name, rows);
  const chosen = chooseUnderlying(source.name, counts, options.underlying);
  if (!chosen.ok) return chosen;
  const underlying = chosen.value;
  if (counts.size > 1) {
    rows.refuse((i) => (underlyingOfRoot(rows.rootAt(i)) === underlying ? null : 'other-underlying'));
  }
  const columns = rows.finish();
  const said = facts(underlying);
  const { asOf, asOfSource, issues } = said.asOf(columns);
  const set: QuoteSet = {
    ...columns,
    reader: said.reader,
    notes: said.notes,
    files: [{ name: source.name, bytes, sha256: await source.sha256() }],
    venue: said.venue,
    underlying,
    settlement: 'linear',
    exercise:
      said.exercise ?? (underlying === '' ? 'unknown' : listedExercise(columns.root[0] ?? underlying)),
    unit: said.unit ?? 'currency',
    premiumCurrency: said.premiumCurrency,
    asOf,
    asOfSource,
    futures: said.futures ?? [],
    spot: said.spot,
  };
  return success(set, [...(said.issues ?? []), ...issues]);
}

function nothing(file: string, rows: QuoteRows): Outcome<QuoteSet> {
  const shown = shownName(file);
  const { rejected, rowsRead } = rows.finish();
  if (rowsRead === 0) {
    return failure(
      'missing-data',
      `${shown} holds an empty chain: no option in it. Save the chain again.`,
      file,
    );
  }
  const why = rejected.map(({ reason, count, examples }) => `${count} ${reason} (${examples[0] ?? ''})`);
  return failure(
    'missing-data',
    `${shown}: none of its ${rowsRead} options can be read: ${why.join(', ')}. Save the chain again.`,
    file,
  );
}

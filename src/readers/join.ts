import { failure, type Issue, type Outcome, success } from '#base/outcome.ts';
import type { QuoteSet, RejectedRows } from '#market/quote-set.ts';
import { shownName } from './io/limits.ts';
import type { QuoteJoin } from './reader.ts';

/** Facts further apart than this from the prices are told, ms. */
const TOLD_APART_MS = 60_000;
/** Facts further apart than this from the prices are of another snapshot, ms. */
const LARGEST_APART_MS = 3_600_000;

/**
 * Joins the pairs among several files: each file of prices takes over what the file of facts of its underlying
 * says of the same options. An option that the facts alone hold is refused as `no-prices`; a joined pair of rows
 * counts as one. Files that belong to no pair pass through.
 */
export function joinParts(
  sets: readonly QuoteSet[],
  joins: readonly QuoteJoin[],
): Outcome<readonly QuoteSet[]> {
  let rest = [...sets];
  const issues: Issue[] = [];
  for (const join of joins) {
    for (const prices of rest.filter(({ reader }) => reader === join.prices)) {
      const facts = rest.find(
        ({ reader, underlying, settlement }) =>
          reader === join.facts && underlying === prices.underlying && settlement === prices.settlement,
      );
      if (facts === undefined) continue;
      const apart = timeApart(prices, facts);
      if (apart > LARGEST_APART_MS) {
        return failure(
          'invalid',
          `${nameOf(prices)} and ${nameOf(facts)} are ${(apart / 3_600_000).toFixed(1)} h apart: they are two snapshots. Nothing was opened: drop two files of one moment.`,
          nameOf(facts),
        );
      }
      if (apart > TOLD_APART_MS) {
        issues.push({
          severity: 'warning',
          code: 'parts-apart',
          message: `${nameOf(facts)} is ${Math.round(apart / 1000)} s from ${nameOf(prices)}: its forwards may not be those of the prices.`,
        });
      }
      const joined = joinPair(prices, facts, join.on);
      rest = rest.filter((set) => set !== facts).map((set) => (set === prices ? joined : set));
    }
  }
  return success(rest, issues);
}

function joinPair(prices: QuoteSet, facts: QuoteSet, on: string): QuoteSet {
  const rowOf = new Map(facts.symbol.map((symbol, row): [string, number] => [symbol, row]));
  const n = prices.symbol.length;
  const take = (column: Float64Array | null, own: Float64Array | null): Float64Array | null => {
    if (column === null) return own;
    const taken = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const kept = own?.[i] ?? Number.NaN;
      taken[i] = Number.isNaN(kept) ? (column[rowOf.get(prices.symbol[i]!) ?? -1] ?? Number.NaN) : kept;
    }
    return taken;
  };
  const names = facts.underlyingName;
  const priced = new Set(prices.symbol);
  const alone = facts.symbol.filter((symbol) => !priced.has(symbol));
  const matched = n - prices.symbol.filter((symbol) => !rowOf.has(symbol)).length;
  const rejected: RejectedRows[] = [...prices.rejected, ...facts.rejected];
  if (alone.length > 0)
    rejected.push({ reason: 'no-prices', count: alone.length, examples: alone.slice(0, 3) });
  return {
    ...prices,
    notes: [
      ...prices.notes,
      ...facts.notes,
      `${nameOf(prices)} and ${nameOf(facts)} are joined on ${on}: prices of the first, forwards and mark volatilities of the second, ${matched} options in both.`,
    ],
    files: [...prices.files, ...facts.files],
    asOf: prices.asOf ?? facts.asOf,
    asOfSource: prices.asOf === null ? facts.asOfSource : prices.asOfSource,
    spot: prices.spot ?? facts.spot,
    markVol: take(facts.markVol, prices.markVol),
    underlyingPrice: take(facts.underlyingPrice, prices.underlyingPrice),
    underlyingName:
      names === null
        ? prices.underlyingName
        : prices.symbol.map(
            (symbol, i) => prices.underlyingName?.[i] || names[rowOf.get(symbol) ?? -1] || '',
          ),
    openInterest: take(facts.openInterest, prices.openInterest),
    rowsRead: prices.rowsRead + alone.length + facts.rejected.reduce((sum, { count }) => sum + count, 0),
    rejected: merged(rejected),
  };
}

/** One entry a reason. */
export function merged(all: readonly RejectedRows[]): readonly RejectedRows[] {
  const byReason = new Map<string, RejectedRows>();
  for (const entry of all) {
    const before = byReason.get(entry.reason);
    byReason.set(entry.reason, {
      reason: entry.reason,
      count: (before?.count ?? 0) + entry.count,
      examples: [...new Set([...(before?.examples ?? []), ...entry.examples])].slice(0, 3),
    });
  }
  return [...byReason.values()];
}

function timeApart(a: QuoteSet, b: QuoteSet): number {
  return a.asOf === null || b.asOf === null ? 0 : Math.abs(a.asOf - b.asOf);
}

function nameOf(set: QuoteSet): string {
  return shownName(set.files[0]?.name ?? '');
}

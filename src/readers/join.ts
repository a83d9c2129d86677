import { failure, type Issue, type Outcome, success } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { joinPair } from './io/join-pair.ts';
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

function timeApart(a: QuoteSet, b: QuoteSet): number {
  return a.asOf === null || b.asOf === null ? 0 : Math.abs(a.asOf - b.asOf);
}

function nameOf(set: QuoteSet): string {
  return shownName(set.files[0]?.name ?? '');
}

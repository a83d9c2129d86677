import type { QuoteSet, RejectedRows } from '#market/quote-set.ts';
import { shownName } from './limits.ts';

/**
 * Two sets of the same options as one: prices of the first, mark volatilities and what forwards it has of the second. An option
 * that the second alone holds is refused as `no-prices`; a joined pair of rows counts as one.
 *
 * @param on Field both name their options in, for the note.
 */
export function joinPair(prices: QuoteSet, facts: QuoteSet, on: string): QuoteSet {
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
  const within = prices.files[0]?.name === facts.files[0]?.name;
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
      ...new Set([...prices.notes, ...facts.notes]),
      `${within ? `The prices and volatilities of ${nameOf(prices)}` : `${nameOf(prices)} and ${nameOf(facts)}`} are joined on ${on}: prices of the first, ${facts.underlyingPrice === null ? '' : 'forwards and '}mark volatilities of the second, ${matched} options in both.`,
    ],
    files: within ? prices.files : [...prices.files, ...facts.files],
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

function nameOf(set: QuoteSet): string {
  return shownName(set.files[0]?.name ?? '');
}

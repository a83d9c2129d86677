import { type EpochMs, epochMs } from '#base/units.ts';
import type { QuoteSet } from './quote-set.ts';

/** Rows of one expiry and root, by strike then puts before calls. */
export interface Chain {
  readonly expiry: EpochMs;
  readonly root: string;
  readonly rows: Int32Array;
}

/** Chains of a set, ascending by expiry, then root. */
export function groupChains(quotes: QuoteSet): Chain[] {
  const { chainOf, chains } = countChains(quotes);
  const members = chains.map(({ count }) => new Int32Array(count));
  const filled = new Int32Array(chains.length);
  for (let row = 0; row < chainOf.length; row++) {
    const chain = chainOf[row]!;
    members[chain]![filled[chain]!++] = row;
  }
  return chains
    .map(({ expiry, root }, i) => ({ expiry: epochMs(expiry), root, rows: sorted(quotes, members[i]!) }))
    .sort((a, b) => a.expiry - b.expiry || (a.root < b.root ? -1 : a.root > b.root ? 1 : 0));
}

/** The chain of each row, in the order in which chains are met, with the number of rows of each. */
function countChains({ expiry, root }: QuoteSet): {
  readonly chainOf: Int32Array;
  readonly chains: readonly { readonly expiry: number; readonly root: string; readonly count: number }[];
} {
  const chains: { expiry: number; root: string; count: number }[] = [];
  const byExpiry = new Map<number, Map<string, number>>();
  const chainOf = new Int32Array(expiry.length);
  let last = -1;
  for (let row = 0; row < expiry.length; row++) {
    const at = expiry[row]!;
    const name = root[row]!;
    // Rows of one chain mostly follow each other.
    if (last < 0 || chains[last]!.expiry !== at || chains[last]!.root !== name) {
      let byRoot = byExpiry.get(at);
      if (byRoot === undefined) {
        byRoot = new Map();
        byExpiry.set(at, byRoot);
      }
      last = byRoot.get(name) ?? chains.length;
      if (last === chains.length) {
        byRoot.set(name, last);
        chains.push({ expiry: at, root: name, count: 0 });
      }
    }
    chainOf[row] = last;
    chains[last]!.count++;
  }
  return { chainOf, chains };
}

/** Places by which a row may be wrong for it to be moved at once. */
const NEAR = 8;

/**
 * Rows by strike, then puts before calls, then as they came, in place. Files come nearly in this order, call and put
 * of a strike exchanged, or calls and puts apart: rows a few places off are moved, and what then rises is merged (D.
 * E. Knuth, The Art of Computer Programming 3, section 5.2.4, algorithm N).
 */
function sorted({ strike, isCall }: QuoteSet, rows: Int32Array): Int32Array {
  const follows = (a: number, b: number): boolean => {
    const difference = strike[a]! - strike[b]! || isCall[a]! - isCall[b]! || a - b;
    return difference > 0;
  };
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i]!;
    let at = i;
    while (at > 0 && i - at < NEAR && follows(rows[at - 1]!, row)) at--;
    if (at === i || (at > 0 && follows(rows[at - 1]!, row))) continue;
    rows.copyWithin(at + 1, at, i);
    rows[at] = row;
  }
  let ends: number[] = [];
  for (let i = 1; i <= rows.length; i++) {
    if (i === rows.length || follows(rows[i - 1]!, rows[i]!)) ends.push(i);
  }
  const merged = ends.length > 1 ? new Int32Array(rows.length) : rows;
  while (ends.length > 1) {
    const next: number[] = [];
    for (let run = 0; run < ends.length; run += 2) {
      const middle = ends[run]!;
      const end = ends[run + 1] ?? middle;
      const start = next.at(-1) ?? 0;
      let [a, b] = [start, middle];
      for (let to = start; to < end; to++) {
        merged[to] = b === end || (a < middle && !follows(rows[a]!, rows[b]!)) ? rows[a++]! : rows[b++]!;
      }
      next.push(end);
    }
    rows.set(merged);
    ends = next;
  }
  return rows;
}

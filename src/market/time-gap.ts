import { median } from './columns.ts';
import type { QuoteSet } from './quote-set.ts';

/**
 * Seconds between the median stamp of `from` and the stamp farthest from it among the two-sided quotes of
 * `rows`; null where either has no stamp.
 */
export function timeGap(quotes: QuoteSet, rows: Int32Array, from: Int32Array): number | null {
  const { timestamp, bid, ask } = quotes;
  if (timestamp === null) return null;
  const stamps = Float64Array.from(from, (row) => timestamp[row]!).filter(Number.isFinite);
  if (stamps.length === 0) return null;
  const instant = median(stamps);
  let gap: number | null = null;
  for (const row of rows) {
    if (!(bid[row]! > 0 && ask[row]! > 0) || !Number.isFinite(timestamp[row]!)) continue;
    gap = Math.max(gap ?? 0, Math.abs(timestamp[row]! - instant) / 1000);
  }
  return gap;
}

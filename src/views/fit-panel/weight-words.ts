import { count } from '#base/format.ts';
import type { QuoteSet } from '#market/quote-set.ts';

/** `2 excluded, 1 let in, 1 × 3`: how many quotes have which multiplier, or are let in past a filter. */
export function handWords(weights: readonly number[], letIn = 0): string {
  const excluded = weights.filter((weight) => weight === 0).length;
  const others = weights.filter((weight) => weight !== 0);
  const [first] = others;
  const parts: string[] = [];
  if (excluded > 0) parts.push(`${count(excluded)} excluded`);
  if (letIn > 0) parts.push(`${count(letIn)} let in`);
  if (first !== undefined) {
    const alike = others.every((weight) => weight === first);
    parts.push(alike ? `${count(others.length)} × ${String(first)}` : `${count(others.length)} reweighed`);
  }
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** Why a weight cannot be had from this file; null where it can. */
export function unfed(quotes: QuoteSet | null): Record<'size' | 'activity' | 'age', string | null> {
  if (quotes === null) return { size: null, activity: null, age: null };
  const hasSizes = quotes.bidSize !== null && quotes.askSize !== null;
  const hasActivity = quotes.openInterest !== null || quotes.volume !== null;
  return {
    size: hasSizes ? null : 'Size n/a: no sizes in this file',
    activity: hasActivity ? null : 'Activity n/a: no open interest and no volume in this file',
    age: quotes.timestamp !== null ? null : 'Age n/a: no timestamps in this file',
  };
}

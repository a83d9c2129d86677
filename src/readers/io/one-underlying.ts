import type { Issue } from '#base/outcome.ts';
import { shownName } from './limits.ts';

/** Which of a file's underlyings is read. */
export interface ChosenUnderlying {
  readonly underlying: string;
  readonly issues: readonly Issue[];
}

/**
 * Chooses one underlying of a file that may hold several: the one asked for, else the one with most rows,
 * which is then said. Null when the one asked for is not there.
 */
export function chooseUnderlying(
  file: string,
  counts: ReadonlyMap<string, number>,
  asked: string | null,
): ChosenUnderlying | null {
  const all = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const [first] = all;
  if (asked !== null && asked !== '') {
    const wanted = asked.toUpperCase();
    if (counts.has(wanted)) return { underlying: wanted, issues: [] };
    return all.length === 0 || (all.length === 1 && first?.[0] === '')
      ? { underlying: wanted, issues: [] }
      : null;
  }
  if (first === undefined) return { underlying: '', issues: [] };
  if (all.length === 1) return { underlying: first[0], issues: [] };
  const others = all.slice(1, 6).map(([name, count]) => `${name} (${count})`);
  return {
    underlying: first[0],
    issues: [
      {
        severity: 'warning',
        code: 'several-underlyings',
        message: `${shownName(file)} holds several underlyings; ${first[0]} is read because it has most rows (${first[1]}). Left out: ${others.join(', ')}${all.length > 6 ? ', …' : ''}.`,
        at: file,
        count: all.slice(1).reduce((sum, [, count]) => sum + count, 0),
      },
    ],
  };
}

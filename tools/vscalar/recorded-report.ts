import { studentQuantile } from '#math/student-t.ts';
import type { ReplayOutcome } from '#tracking/policy-replay.ts';
import type { NamedPolicy } from './recorded-policies.ts';

/** A policy with what it came to on one recording. */
export interface RecordedTrial {
  readonly named: NamedPolicy;
  readonly outcome: ReplayOutcome;
}

/** Longest times to expiry that errors are told together for, days. */
const TENORS = [2, 8, 35, 100, Number.POSITIVE_INFINITY] as const;
/** Snapshots next to one another share their errors: blocks of an hour are taken for independent. */
const BLOCK = 3_600_000;
/** Blocks below which no interval is told. */
const LEAST_BLOCKS = 6;

const labelOf = (days: number): string => (Number.isFinite(days) ? `to ${days}d` : 'beyond');

/** Root mean square next error by time to expiry at the first snapshot, vol points; null where none was quoted. */
export function errorsByTenor(
  { expiries }: ReplayOutcome,
  days: ReadonlyMap<string, number>,
): Readonly<Record<string, number | null>> {
  return Object.fromEntries(
    TENORS.map((most, i) => {
      const least = TENORS[i - 1] ?? 0;
      let [squares, quotes] = [0, 0];
      for (const { key, nextError, nextQuotes } of expiries) {
        const at = days.get(key) ?? Number.NaN;
        if (nextError === null || !(at > least && at <= most)) continue;
        squares += nextQuotes * nextError ** 2;
        quotes += nextQuotes;
      }
      return [labelOf(most), quotes === 0 ? null : Math.sqrt(squares / quotes)];
    }),
  );
}

/** How much less wrong one policy is about the next snapshot than another, over the other's error. */
export interface PairedBlocks {
  readonly change: number;
  /** Half-width of its 95 % interval by Student's t over blocks of an hour; null where there are too few. */
  readonly half: number | null;
  readonly blocks: number;
}

/**
 * Next errors of two policies, paired by snapshot and averaged over blocks of an hour.
 *
 * @param at instants of the snapshots that were scored, ms
 */
export function pairedBlocks(one: Float64Array, other: Float64Array, at: readonly number[]): PairedBlocks {
  const blocks = new Map<number, { gap: number; count: number }>();
  let [sum, count] = [0, 0];
  one.forEach((error, i) => {
    const gap = error - other[i]!;
    if (!Number.isFinite(gap)) return;
    sum += other[i]!;
    count++;
    const block = Math.floor((at[i]! - at[0]!) / BLOCK);
    const known = blocks.get(block) ?? { gap: 0, count: 0 };
    blocks.set(block, { gap: known.gap + gap, count: known.count + 1 });
  });
  const gaps = Array.from(blocks.values(), ({ gap, count: of }) => gap / of);
  const n = gaps.length;
  const middle = gaps.reduce((total, gap) => total + gap, 0) / n;
  const spread = Math.sqrt(gaps.reduce((total, gap) => total + (gap - middle) ** 2, 0) / (n - 1));
  const base = sum / count;
  const half = (studentQuantile(0.975, Math.max(1, n - 1)) * spread) / Math.sqrt(n) / base;
  return { change: middle / base, half: n >= LEAST_BLOCKS ? half : null, blocks: n };
}

const percent = (share: number): string => `${share > 0 ? '+' : ''}${(100 * share).toFixed(0)}`;
const points = (error: number | null): string => (error === null ? '-' : error.toFixed(3));

/** The rows for a reader: next errors in vol points, their share within half a spread, and against the benchmark. */
export function recordedTable(
  trials: readonly RecordedTrial[],
  benchmark: RecordedTrial,
  days: ReadonlyMap<string, number>,
  at: readonly number[],
  hasCosts: boolean,
): string {
  const tenors = TENORS.map(labelOf).filter(
    (tenor) => errorsByTenor(benchmark.outcome, days)[tenor] !== null,
  );
  const head = ['policy', ...tenors, 'all', 'within', 'turnover', 'refits', 'change, %'];
  const rows = trials.map(({ named, outcome }) => {
    const errors = errorsByTenor(outcome, days);
    const { change, half } = pairedBlocks(outcome.nextErrors, benchmark.outcome.nextErrors, at);
    const { all, refits, loss, cost } = outcome;
    return [
      named.name,
      ...tenors.map((tenor) => points(errors[tenor] ?? null)),
      points(all.nextError),
      all.nextInside === null ? '-' : `${(100 * all.nextInside).toFixed(1)}%`,
      all.turnover.toFixed(0),
      String(refits.length),
      outcome === benchmark.outcome
        ? ''
        : half === null
          ? percent(change)
          : `${percent(change)}±${(100 * half).toFixed(0)}`,
      ...(hasCosts ? [loss.toPrecision(3), cost.toPrecision(3)] : []),
    ];
  });
  const all = [hasCosts ? [...head, 'loss', 'cost'] : head, ...rows];
  const widths = all[0]!.map((_, c) => Math.max(...all.map((row) => row[c]!.length)));
  return all
    .map((row) =>
      row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  '),
    )
    .join('\n');
}

function countsOf(reasons: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** One line of JSON a policy. */
export function recordedJson(
  series: string,
  { named, outcome }: RecordedTrial,
  benchmark: RecordedTrial,
  days: ReadonlyMap<string, number>,
  at: readonly number[],
): string {
  const { all, refits, failedFits, loss, cost } = outcome;
  const { change, half, blocks } = pairedBlocks(outcome.nextErrors, benchmark.outcome.nextErrors, at);
  return JSON.stringify({
    series,
    policy:
      named.policy.scalar !== null ? 'v-scalar' : named.intervalMinutes === null ? 'static' : 'full-refit',
    intervalMinutes: named.intervalMinutes,
    band: named.band,
    errors: errorsByTenor(outcome, days),
    ...all,
    refits: refits.length,
    reasons: countsOf(refits.map(({ reason }) => reason)),
    failedFits,
    loss,
    cost,
    changeAgainstFullRefit30: change,
    changeHalf95: half,
    blocks,
    snapshots: at.length + 1,
  });
}

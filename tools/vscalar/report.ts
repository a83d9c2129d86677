import { studentQuantile } from '#math/student-t.ts';
import type { Score } from './policies.ts';
import type { Scenario } from './scenarios.ts';
import { EXPIRY_DAYS } from './simulated-market.ts';

/** A scenario with its score on each seed, in the order of the seeds. */
export interface Trial {
  readonly scenario: Scenario;
  readonly scores: readonly Score[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Errors averaged over the seeds, by expiry, vol points. */
export function meanErrors({ scores }: Trial): readonly number[] {
  return EXPIRY_DAYS.map((_, i) => mean(scores.map(({ errors }) => errors[i]!)));
}

export const meanTurnover = ({ scores }: Trial): number => mean(scores.map(({ turnover }) => turnover));
export const meanRefits = ({ scores }: Trial): number => mean(scores.map(({ refits }) => refits));

/** How much lower an error is than another on the same seeds. */
export interface PairedChange {
  /** Mean difference over the other's mean; -0.2 is a fifth less. */
  readonly change: number;
  /** Half-width of its 95 % interval by Student's t on the paired differences. */
  readonly half: number;
}

/** Errors of one trial against another's, by expiry, paired by seed. */
export function pairedChanges(trial: Trial, against: Trial): readonly PairedChange[] {
  return EXPIRY_DAYS.map((_, i) => {
    const gaps = trial.scores.map(({ errors }, s) => errors[i]! - against.scores[s]!.errors[i]!);
    const other = mean(against.scores.map(({ errors }) => errors[i]!));
    const middle = mean(gaps);
    const n = gaps.length;
    const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - middle) ** 2, 0) / (n - 1));
    const half = n > 1 ? (studentQuantile(0.975, n - 1) * spread) / Math.sqrt(n) : Number.POSITIVE_INFINITY;
    return { change: middle / other, half: half / other };
  });
}

const label = ({ policy, intervalMinutes, tauFactor, qFactor }: Scenario): string => {
  if (policy.policy === 'static') return 'static';
  if (policy.policy === 'full-refit') return `full refit, ${intervalMinutes} min`;
  const wrong = tauFactor === 1 && qFactor === 1 ? '' : `, tau x ${tauFactor}, q x ${qFactor}`;
  return `scalar, refit ${intervalMinutes} min, band ${policy.band}${wrong}`;
};

const percent = (share: number): string => `${share > 0 ? '+' : ''}${(100 * share).toFixed(0)}`;

/** The rows for a reader, errors in vol points, and against the benchmark in per cent with the 95 % interval. */
export function tableOf(trials: readonly Trial[], benchmark: Trial): string {
  const head = [
    'policy',
    ...EXPIRY_DAYS.map((days) => `${days}d`),
    'turnover',
    'refits',
    'violations',
    'change, %',
  ];
  const rows = trials.map((trial) => [
    label(trial.scenario),
    ...meanErrors(trial).map((error) => error.toFixed(3)),
    meanTurnover(trial).toFixed(0),
    meanRefits(trial).toFixed(0),
    String(trial.scores.reduce((sum, { violations }) => sum + violations, 0)),
    trial === benchmark
      ? ''
      : pairedChanges(trial, benchmark)
          .map(({ change, half }) => `${percent(change)}±${(100 * half).toFixed(0)}`)
          .join(' '),
  ]);
  const widths = head.map((_, c) => Math.max(...[head, ...rows].map((row) => row[c]!.length)));
  return [head, ...rows]
    .map((row) =>
      row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  '),
    )
    .join('\n');
}

/** One line of JSON a policy. */
export function jsonOf(trial: Trial, benchmark: Trial): string {
  const { policy, intervalMinutes, tauFactor, qFactor } = trial.scenario;
  const byExpiry = (values: readonly number[]): Record<string, number> =>
    Object.fromEntries(EXPIRY_DAYS.map((days, i) => [`${days}d`, values[i]!]));
  const changes = pairedChanges(trial, benchmark);
  return JSON.stringify({
    policy: policy.policy,
    intervalMinutes,
    band: policy.band,
    tauFactor,
    qFactor,
    map: policy.policy === 'v-scalar' ? policy.map : null,
    errors: byExpiry(meanErrors(trial)),
    turnover: meanTurnover(trial),
    refits: meanRefits(trial),
    violations: trial.scores.reduce((sum, { violations }) => sum + violations, 0),
    changeAgainstFullRefit30: byExpiry(changes.map(({ change }) => change)),
    changeHalf95: byExpiry(changes.map(({ half }) => half)),
    seeds: trial.scores.length,
  });
}

import { trackerSettings } from '#live/live-base.ts';
import type { RecordedMarket } from '#live/recorded-market.ts';
import {
  type ReplayCosts,
  type ReplayedPolicy,
  type ReplayOutcome,
  replayNow,
} from '#tracking/policy-replay.ts';
import { publishBand } from '#tracking/publish-band.ts';
import { DEFAULT_REFIT } from '#tracking/refit-policy.ts';
import { DEFAULT_FILTER, diffusionAt } from '#tracking/scalar-filter.ts';
import type { ScalarMap } from '#tracking/scaled-smile.ts';
import type { TrackerSettings } from '#tracking/tracker.ts';

/** A policy by the name it has in the table. */
export interface NamedPolicy {
  readonly name: string;
  /** Minutes between full fits; null: one at the start alone, but for those that the scalar asks for. */
  readonly intervalMinutes: number | null;
  /** Half-width of the band of an expiry of one day, ln v; null: no scalar, or a band of the costs. */
  readonly band: number | null;
  readonly policy: ReplayedPolicy;
}

const MINUTE = 60_000;
const INTERVALS = [2, 10, 30, 60, 120] as const;
/** What the others are held against, minutes between full fits. */
const BENCHMARK = 30;
/** Full fits beside a scalar, minutes: those of its other reasons come on top. */
const SCALAR_INTERVAL = 120;
const BANDS = [0, 0.012, 0.02] as const;
const DAY = 1 / 365;

function scalarSettings(map: ScalarMap, band: TrackerSettings['band']): TrackerSettings {
  // The interval is the policy's own: it does for the age.
  const refit = { ...DEFAULT_REFIT, age: Number.POSITIVE_INFINITY };
  const policy = { riskAversion: 1, costs: { proportional: 0, fixed: 0 } };
  return { ...trackerSettings({ map, filter: DEFAULT_FILTER, refit, policy }), band };
}

/** The band of an expiry of one day, narrower for others by their diffusion to 2/3. */
const scaledBand =
  (half: number): TrackerSettings['band'] =>
  (diffusion) => {
    const own = half * (diffusion / diffusionAt(DEFAULT_FILTER, DAY)) ** (2 / 3);
    return { half: own, landing: own };
  };

/**
 * Full fits at intervals that a recording can tell apart, and scalars with several bands between fits of two hours; with
 * costs, one more whose bands are worth them.
 *
 * @param step ms between snapshots
 */
export function recordedPolicies(
  step: number,
  map: ScalarMap,
  costs: ReplayCosts | null,
): readonly NamedPolicy[] {
  const every = (minutes: number): number => minutes * MINUTE - step / 2;
  const scalar = (name: string, band: number | null, of: TrackerSettings['band']): NamedPolicy => ({
    name: `scalar, refit ${SCALAR_INTERVAL} min, ${name}`,
    intervalMinutes: SCALAR_INTERVAL,
    band,
    policy: { every: every(SCALAR_INTERVAL), scalar: scalarSettings(map, of) },
  });
  return [
    { name: 'static', intervalMinutes: null, band: null, policy: { every: null, scalar: null } },
    ...INTERVALS.filter((minutes) => minutes === BENCHMARK || minutes * MINUTE >= step / 2).map(
      (minutes) => ({
        name: `full refit, ${minutes} min`,
        intervalMinutes: minutes,
        band: null,
        policy: { every: every(minutes), scalar: null },
      }),
    ),
    ...BANDS.map((band) => scalar(`band ${band}`, band, scaledBand(band))),
    ...(costs === null
      ? []
      : [scalar('band of the costs', null, (q) => publishBand({ q, lambda: costs.riskAversion }, costs))]),
  ];
}

export const isBenchmark = ({ intervalMinutes, policy }: NamedPolicy): boolean =>
  intervalMinutes === BENCHMARK && policy.scalar === null;

/** What a policy came to on a recording. */
export function scoreRecorded(
  markets: readonly RecordedMarket[],
  { policy }: NamedPolicy,
  costs: ReplayCosts | null,
): ReplayOutcome {
  const none = { riskAversion: 0, proportional: 0, fixed: 0 };
  return replayNow(
    markets.map(({ snapshot }) => snapshot),
    policy,
    costs ?? none,
    ({ index }) => markets[index]!.fit(),
  );
}

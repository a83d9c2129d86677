import { DEFAULT_FILTER } from '#tracking/scalar-filter.ts';
import type { ScalarMap } from '#tracking/scaled-smile.ts';
import type { Policy } from './policies.ts';
import { STEPS_A_DAY } from './simulated-market.ts';

/** Minutes of a step. */
const STEP_MINUTES = (24 * 60) / STEPS_A_DAY;

/** A policy with what is wrong in its filter. */
export interface Scenario {
  readonly policy: Policy;
  /** Minutes between full fits; null: one at the start alone. */
  readonly intervalMinutes: number | null;
  /** The filter's over the market's: its reversion, and its diffusion over the one found best. */
  readonly tauFactor: number;
  readonly qFactor: number;
}

/** Band of the first expiry at which turnover is that of a full fit every 30 minutes. */
const EVEN_BAND = 0.012;
/** Full fits beside the scalar, minutes. */
const SCALAR_INTERVAL = 120;

const RIGHT = { tauFactor: 1, qFactor: 1 };

function full(intervalMinutes: number | null): Scenario {
  return {
    policy: {
      policy: intervalMinutes === null ? 'static' : 'full-refit',
      every: intervalMinutes === null ? null : intervalMinutes / STEP_MINUTES,
      band: null,
      filter: DEFAULT_FILTER,
      map: 'vertical',
    },
    intervalMinutes,
    ...RIGHT,
  };
}

function scalar(band: number, map: ScalarMap, { tauFactor, qFactor } = RIGHT): Scenario {
  const filter = {
    ...DEFAULT_FILTER,
    tau: DEFAULT_FILTER.tau * tauFactor,
    diffusion: DEFAULT_FILTER.diffusion * qFactor,
  };
  return {
    policy: { policy: 'v-scalar', every: SCALAR_INTERVAL / STEP_MINUTES, band, filter, map },
    intervalMinutes: SCALAR_INTERVAL,
    tauFactor,
    qFactor,
  };
}

/** Full fits at several intervals, the scalar with several bands, and with its filter wrong by 2 and 1/2. */
export function scenarios(map: ScalarMap): readonly Scenario[] {
  const wrong = [0.5, 1, 2].flatMap((tauFactor) =>
    [0.5, 1, 2].flatMap((qFactor) => (tauFactor === 1 && qFactor === 1 ? [] : [{ tauFactor, qFactor }])),
  );
  return [
    full(null),
    ...[2, 10, 20, 30, 60, 120].map(full),
    ...[0, 0.008, EVEN_BAND, 0.016, 0.02].map((band) => scalar(band, map)),
    ...wrong.map((factors) => scalar(EVEN_BAND, map, factors)),
  ];
}

/** What the others are held against. */
export const isBenchmark = ({ policy, intervalMinutes }: Scenario): boolean =>
  policy.policy === 'full-refit' && intervalMinutes === 30;

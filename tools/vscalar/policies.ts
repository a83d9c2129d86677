/** Policies of keeping a surface current, and how each does over a day of a simulated market. */
import { readLevel } from '#tracking/level-reading.ts';
import type { LiveLimits } from '#tracking/live-limits.ts';
import { publishedScalars } from '#tracking/published-scalars.ts';
import {
  diffusionAt,
  type FilterSettings,
  type FilterState,
  initialState,
  predicted,
  updated,
} from '#tracking/scalar-filter.ts';
import type { ScalarMap } from '#tracking/scaled-smile.ts';
import { fullFit } from './full-fit.ts';
import { EXPIRY_YEARS, type SimulatedStep, STEPS_A_DAY, simulatedMarket } from './simulated-market.ts';
import { limitsOf, moved, violations, vols, withHeadroom } from './slices.ts';

/** How a surface is kept current. */
export interface Policy {
  readonly policy: 'static' | 'full-refit' | 'v-scalar';
  /** Steps between full fits; null: one at the start alone. */
  readonly every: number | null;
  /** Half-width of the band of the first expiry in ln v; the others' go by their diffusion to 2/3. Null: no scalar. */
  readonly band: number | null;
  readonly filter: FilterSettings;
  readonly map: ScalarMap;
}

/** What a policy came to on one day. */
export interface Score {
  /** Root mean square error by expiry, vol points. */
  readonly errors: readonly number[];
  /** Sum of the changes published, vol points. */
  readonly turnover: number;
  /** Full fits after the first. */
  readonly refits: number;
  /** Surfaces published by the scalar with butterfly or calendar arbitrage on the live range, each expiry and pair counted. */
  readonly violations: number;
  /** Scalars published at their cap. */
  readonly capped: number;
}

/** A day of the simulated market. */
export interface SimulatedDay {
  readonly seed: number;
  /** psi over the root of theta of its smiles. */
  readonly curvature: number;
}

const COUNT = EXPIRY_YEARS.length;
/** Errors are read at so many places within so many standard deviations of the forward. */
const SCORED = 13;
const SCORED_REACH = 1.5;
/** Turnover is read at these k over the root of time. */
const TRADED = [-0.25, 0, 0.25] as const;

/** Variance of the i-th expiry's volatility from the market's, and how far it is from the one shown before. */
function compared(theta: Float64Array, truth: Float64Array, before: Float64Array | undefined, i: number) {
  const reach = SCORED_REACH * Math.sqrt(truth[0]!);
  const k = Float64Array.from({ length: SCORED }, (_, j) => reach * ((2 * j) / (SCORED - 1) - 1));
  const [here, fair] = [vols(theta, i, k), vols(truth, i, k)];
  const squares = here.reduce((sum, vol, j) => sum + (vol - fair[j]!) ** 2, 0) / SCORED;
  if (before === undefined) return { squares, change: 0 };
  const at = Float64Array.from(TRADED, (z) => z * Math.sqrt(EXPIRY_YEARS[i]!));
  const was = vols(before, i, at);
  const change = vols(theta, i, at).reduce((sum, vol, j) => sum + Math.abs(vol - was[j]!), 0);
  return { squares, change: change / TRADED.length };
}

/** The scalar: what it knows of a base surface, and what it publishes of it. */
function createScalar(policy: Policy) {
  const q = EXPIRY_YEARS.map((t) => diffusionAt(policy.filter, t));
  const bands = Array.from(q, (value) => {
    const half = (policy.band ?? 0) * (value / q[0]!) ** (2 / 3);
    return { half, landing: half };
  });
  let base: readonly Float64Array[] = [];
  let limits: LiveLimits | null = null;
  let state: FilterState = initialState(COUNT);
  let z: Float64Array | null = null;
  let [broken, capped] = [0, 0];

  function publish(limits: LiveLimits): readonly Float64Array[] {
    const weight = Float64Array.from(q, (_, i) => 1 / (state.covariance[i * COUNT + i]! + 1e-8));
    const next = publishedScalars(state.z, weight, z, bands, (asked, by) =>
      limits.project(asked, by, EXPIRY_YEARS),
    );
    const surface = base.map((theta, i) => moved(theta, next[i]!, policy.map));
    if (z === null || next.some((value, i) => value !== z![i])) {
      broken += violations(surface, limits);
      capped += next.filter((value, i) => 2 * value === limits.lnCap[i]).length;
    }
    z = next;
    return surface;
  }

  return {
    counts: () => ({ violations: broken, capped }),
    rebase(fit: readonly Float64Array[], step: SimulatedStep): readonly Float64Array[] {
      base = fit.map((theta) => withHeadroom(theta, policy.map));
      limits = limitsOf(base, step, policy.map);
      state = initialState(COUNT);
      z = null;
      return publish(limits);
    },
    follow({ quotes }: SimulatedStep): readonly Float64Array[] {
      if (limits === null) throw new Error('a scalar moves a base surface');
      state = predicted(state, EXPIRY_YEARS, 1 / STEPS_A_DAY, policy.filter);
      const readings = quotes.map((quoted, i) =>
        readLevel(
          { ...quoted, base: vols(base[i]!, i, quoted.k) },
          state.z[i]!,
          state.covariance[i * COUNT + i]!,
        ),
      );
      state = updated(state, readings);
      return publish(limits);
    },
  };
}

/** A policy over one day of the market. */
export function score(policy: Policy, { seed, curvature }: SimulatedDay): Score {
  const market = simulatedMarket(seed, curvature);
  const scalar = policy.band === null ? null : createScalar(policy);
  const squares = new Float64Array(COUNT);
  let shown: readonly Float64Array[] = [];
  let [turnover, refits] = [0, 0];
  for (let step = 0; step < STEPS_A_DAY; step++) {
    const now = market.next().value;
    let next = shown;
    if (step === 0 || (policy.every !== null && step % policy.every === 0)) {
      const fit = fullFit(now);
      next = scalar?.rebase(fit, now) ?? fit;
      if (step > 0) refits++;
    } else if (scalar !== null) next = scalar.follow(now);
    next.forEach((theta, i) => {
      const { squares: error, change } = compared(theta, now.truth[i]!, shown[i], i);
      squares[i]! += error;
      turnover += 100 * change;
    });
    shown = next;
  }
  return {
    errors: Array.from(squares, (sum) => 100 * Math.sqrt(sum / STEPS_A_DAY)),
    turnover,
    refits,
    ...(scalar?.counts() ?? { violations: 0, capped: 0 }),
  };
}

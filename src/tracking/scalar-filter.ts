/**
 * The filter that follows the scalars of all expiries: z_i = ln v_i reverts to 0 over tau and diffuses by q_i per root
 * day, those of neighbouring expiries together,
 *   z <- e^{-dt/tau} z,  P <- e^{-2 dt/tau} P + Q dt,  Q_ij = q_i q_j exp(-|sqrt T_i - sqrt T_j|/l),
 * and each reading of a level moves every z by its covariance with it.
 *
 * R. E. Kalman, "A new approach to linear filtering and prediction problems", Journal of Basic Engineering 82(1), 1960.
 */
import type { LevelReading } from './level-reading.ts';

/** What the filter takes for granted of the market. */
export interface FilterSettings {
  /** Days over which a scalar reverts to 1. */
  readonly tau: number;
  /** Diffusion of ln v of an expiry in one day, per root day. */
  readonly diffusion: number;
  /** Power of the time to expiry, in days, with which it falls. */
  readonly decay: number;
  /** Distance in root years over which the moves of two expiries are alike; 0: each expiry by itself. */
  readonly alike: number;
}

/** Defaults: how Deribit's expiries of one day to three months moved between full fits. */
export const DEFAULT_FILTER: FilterSettings = { tau: 1.5, diffusion: 0.29, decay: 0.45, alike: 0.25 };

const DAYS = 365;

/** Diffusion of ln v per root day at a time to expiry in years. */
export function diffusionAt({ diffusion, decay }: FilterSettings, t: number): number {
  return diffusion * (t * DAYS) ** -decay;
}

/** What the filter knows. Columns of one length n, by expiry, nearest first. */
export interface FilterState {
  /** ln of each scalar. */
  readonly z: Float64Array;
  /** Its covariance, row-major n by n. */
  readonly covariance: Float64Array;
}

/** Nothing known but that the base smiles hold, with the variance of what the fit left open. */
export function initialState(count: number, variance = 0): FilterState {
  const covariance = new Float64Array(count * count);
  for (let i = 0; i < count; i++) covariance[i * count + i] = variance;
  return { z: new Float64Array(count), covariance };
}

/**
 * What is expected after a time without a reading.
 *
 * @param t years to expiry of each expiry, length n
 * @param days since the state, 0 or more
 */
export function predicted(
  { z, covariance }: FilterState,
  t: Float64Array,
  days: number,
  settings: FilterSettings,
): FilterState {
  const n = z.length;
  const keep = Math.exp(-days / settings.tau);
  const q = t.map((years) => diffusionAt(settings, years));
  const next = covariance.map((value, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return keep * keep * value + q[i]! * q[j]! * alikeness(t[i]!, t[j]!, settings.alike) * days;
  });
  return { z: z.map((value) => keep * value), covariance: next };
}

function alikeness(a: number, b: number, over: number): number {
  if (a === b) return 1;
  return over > 0 ? Math.exp(-Math.abs(Math.sqrt(a) - Math.sqrt(b)) / over) : 0;
}

/**
 * The state after readings of some expiries, their errors independent.
 *
 * @param readings by expiry, length n; null where an expiry was not read
 */
export function updated(
  { z, covariance }: FilterState,
  readings: readonly (LevelReading | null)[],
): FilterState {
  const n = z.length;
  const [mean, p] = [z.slice(), covariance.slice()];
  const gain = new Float64Array(n);
  readings.forEach((reading, i) => {
    if (reading === null) return;
    const total = p[i * n + i]! + reading.variance;
    for (let j = 0; j < n; j++) gain[j] = p[j * n + i]! / total;
    const surprise = reading.level - mean[i]!;
    for (let j = 0; j < n; j++) mean[j]! += gain[j]! * surprise;
    const row = p.slice(i * n, i * n + n);
    for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) p[a * n + b]! -= gain[a]! * row[b]!;
  });
  return { z: mean, covariance: p };
}
